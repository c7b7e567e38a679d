//! Acts at a circulation desk.

use super::ActionRefused;
use crate::moment::{self, DAY};
use crate::services::{end_of_day, receive};
use crate::state::{Id, IdentifierType, Item, Kind, Loan, ProcessType, RequestStatus, State};

/// Days of a loan where nobody says otherwise.
const LOAN_DAYS: i64 = 28;

type Done = Result<String, ActionRefused>;

pub(super) fn lend(state: &mut State, barcode: &str, user: &str, due: Option<&str>, at: i64) -> Done {
    let (id, item) = item(state, barcode)?;
    let (is_temporary, process) = (item.is_temporary, item.process.clone());
    let named = state.user_by(IdentifierType::Any, user);
    let named = named.ok_or_else(|| ActionRefused::new(format!("No user has the identifier {user}.")))?;
    if !named.may_borrow(at) {
        let name = named.full_name();
        return Err(ActionRefused::new(format!("{name} may not borrow: the account is blocked, expired or inactive.")));
    }
    let user = named.primary_id.clone();
    match process {
        Some(ProcessType::Loan) => return Err(ActionRefused::new(format!("{barcode} is on loan."))),
        Some(ProcessType::Transit(library)) => {
            return Err(ActionRefused::new(format!("{barcode} is on its way to {library}; scan it in there first.")));
        }
        Some(ProcessType::ResourceSharing) => {
            let words = if is_temporary { "has not been received yet" } else { "is with another library" };
            return Err(ActionRefused::new(format!("{barcode} {words}.")));
        }
        _ => {}
    }
    let wanted = state.borrowing_of(id);
    if let Some(request) = wanted.filter(|request| request.user != user) {
        let owner = request.user.clone();
        return Err(ActionRefused::new(format!("{barcode} came for {owner} and can be lent to nobody else.")));
    }
    let asked = due.map(|due| moment::of_text(due).ok_or_else(|| ActionRefused::new(format!("{due} is no date."))));
    let lender_wants = wanted.and_then(|request| request.due);
    let due = asked.transpose()?.or(lender_wants).unwrap_or_else(|| end_of_day(at + LOAN_DAYS * DAY));
    let loan_id = state.next_id(Kind::Request);
    state.loans.insert(id, Loan { loan_id, user: user.clone(), lent: at, due, renewals: 0 });
    state.catalog.change_item(id, |item| item.process = Some(ProcessType::Loan));
    if let Some(request) = state.borrowing_of_mut(id) {
        request.turn(at, RequestStatus::Loaned, "Loaned item to patron");
    }
    let note = state.catalog.items.get(&id).and_then(|item| item.fulfillment_note.as_deref());
    let note = note.map(|note| format!(" Note: {note}")).unwrap_or_default();
    Ok(format!("{barcode} is lent to {user} until {}.{note}", moment::day(due)))
}

pub(super) fn take_back(state: &mut State, barcode: &str, desk: Option<&str>, at: i64) -> Done {
    let (id, item) = item(state, barcode)?;
    let home = match state.borrowing_of(id) {
        Some(request) => request.pickup_library.clone(),
        None => state.catalog.home_library(item).to_owned(),
    };
    let is_temporary = item.is_temporary;
    let library = desk_library(state, desk, &home)?;
    let loan = state.loans.remove(&id).ok_or_else(|| ActionRefused::new(format!("{barcode} is not on loan.")))?;
    if let Some(request) = state.borrowing_of_mut(id) {
        request.turn(at, RequestStatus::ReturnedByPatron, "Returned by patron");
    }
    // A borrowed item goes on to its lender, so it is on its way to the resource sharing library.
    let process = match is_temporary {
        true => Some(ProcessType::Transit(
            state.catalog.items.get(&id).map_or(home, |item| state.catalog.home_library(item).to_owned()),
        )),
        false if library == home => None,
        false => Some(ProcessType::Transit(home)),
    };
    state.catalog.change_item(id, |item| item.process = process);
    Ok(format!("{barcode} is back from {}.", loan.user))
}

pub(super) fn scan(state: &mut State, barcode: &str, desk: Option<&str>, at: i64) -> Done {
    let (id, item) = item(state, barcode)?;
    let process = item.process.clone();
    let home = state.catalog.home_library(item).to_owned();
    let destination = match &process {
        Some(ProcessType::Transit(library) | ProcessType::HoldShelf(library)) => library.clone(),
        _ => home,
    };
    let library = desk_library(state, desk, &destination)?;
    match process {
        None => Ok(format!("{barcode} is in its place.")),
        Some(ProcessType::Transit(_)) if library != destination => {
            Ok(format!("{barcode} is still on its way to {destination}."))
        }
        Some(ProcessType::Transit(_)) => Ok(arrive(state, id, barcode, &library, at)),
        Some(ProcessType::Missing | ProcessType::Lost | ProcessType::Requested) => {
            state.catalog.change_item(id, |item| item.process = None);
            Ok(format!("{barcode} is in its place."))
        }
        Some(ProcessType::HoldShelf(library)) => Ok(format!("{barcode} is on the hold shelf of {library}.")),
        Some(ProcessType::Loan) => Err(ActionRefused::new(format!("{barcode} is on loan; take it back first."))),
        Some(ProcessType::ResourceSharing) => {
            Err(ActionRefused::new(format!("{barcode} is under a resource sharing request.")))
        }
    }
}

/// The end of a transit: the hold shelf for what a user waits for, the shelf for everything else.
fn arrive(state: &mut State, id: Id, barcode: &str, library: &str, at: i64) -> String {
    let waited_for = |request: &crate::state::BorrowingRequest| {
        request.pickup_library == library && request.status == RequestStatus::ReceivedPhysically
    };
    if state.borrowing_of(id).is_some_and(waited_for) {
        receive(state, id, library, at);
        return format!("{barcode} is on the hold shelf of {library}.");
    }
    state.catalog.change_item(id, |item| item.process = None);
    format!("{barcode} has arrived at {library}.")
}

pub(super) fn receive_by_hand(state: &mut State, barcode: &str, desk: Option<&str>, at: i64) -> Done {
    let (id, item) = item(state, barcode)?;
    if !item.is_temporary || item.process != Some(ProcessType::ResourceSharing) {
        return Err(ActionRefused::new(format!("{barcode} does not wait to be received.")));
    }
    let library = desk_library(state, desk, state.catalog.home_library(item))?;
    receive(state, id, &library, at);
    Ok(format!("{barcode} is received at {library}."))
}

pub(super) fn set_missing(state: &mut State, barcode: &str) -> Done {
    let (id, item) = item(state, barcode)?;
    if !item.is_available() {
        return Err(ActionRefused::new(format!("{barcode} is not on its shelf anyway.")));
    }
    state.catalog.change_item(id, |item| item.process = Some(ProcessType::Missing));
    Ok(format!("{barcode} is missing."))
}

pub(super) fn item<'s>(state: &'s State, barcode: &str) -> Result<(Id, &'s Item), ActionRefused> {
    let found = state.catalog.by_barcode(barcode);
    found.ok_or_else(|| ActionRefused::new(format!("No item has the barcode {barcode}.")))
}

/// The library of a desk, or another where no desk is named.
fn desk_library(state: &State, desk: Option<&str>, otherwise: &str) -> Result<String, ActionRefused> {
    let Some(code) = desk else { return Ok(otherwise.to_owned()) };
    let desk = state.places.desk(code);
    desk.map(|desk| desk.library.clone()).ok_or_else(|| ActionRefused::new(format!("No desk has the code {code}.")))
}

pub(super) fn close_borrowing(state: &mut State, external_id: &str, at: i64) -> Done {
    let open = state.borrowing.values_mut().find(|one| one.external_id == external_id && !one.status.is_final());
    let request =
        open.ok_or_else(|| ActionRefused::new(format!("No open borrowing request has the number {external_id}.")))?;
    request.turn(at, RequestStatus::Completed, "Closed by staff");
    Ok(format!("The borrowing request {external_id} is closed."))
}

pub(super) fn note(state: &mut State, pid: &str, public: &str, fulfillment: &str) -> Done {
    let id = pid.parse().ok().filter(|id| state.catalog.items.contains_key(id));
    let id: Id = id.ok_or_else(|| ActionRefused::new(format!("There is no item {pid}.")))?;
    let kept = |note: &str| Some(note.to_owned()).filter(|note| !note.is_empty());
    state.catalog.change_item(id, |item| {
        item.public_note = kept(public);
        item.fulfillment_note = kept(fulfillment);
    });
    Ok(format!("The notes of item {id} are changed."))
}
