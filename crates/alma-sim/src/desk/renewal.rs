//! A renewal that begins in Primo: Alma asks the broker and waits.

use super::circulate::item;
use super::{ActionRefused, BrokerAnswer};
use crate::moment;
use crate::state::{RequestStatus, State};

type Done = Result<String, ActionRefused>;

pub(super) fn ask(state: &mut State, barcode: &str, at: i64) -> Done {
    let (id, item) = item(state, barcode)?;
    if !item.is_temporary || !state.loans.contains_key(&id) {
        return Err(ActionRefused::new(format!("{barcode} is no borrowed item on loan.")));
    }
    state.renewal_partner(id).map_err(|why| ActionRefused::new(why.words()))?;
    let named = state.loans.get(&id).and_then(|loan| state.users.get(&loan.user));
    if named.is_some_and(|user| !user.may_borrow(at)) {
        return Err(ActionRefused::new("The account is blocked, expired or inactive, so nothing can be renewed."));
    }
    if let Some(request) = state.borrowing_of_mut(id) {
        request.turn(at, RequestStatus::RenewRequested, "Renewal asked for in Primo");
    }
    Ok(format!("The lender of {barcode} will be asked for more time."))
}

pub(super) fn note(state: &mut State, barcode: &str, answer: BrokerAnswer, at: i64) -> Done {
    let (id, _) = item(state, barcode)?;
    if let (BrokerAnswer::Granted(due), Some(loan)) = (answer, state.loans.get_mut(&id)) {
        loan.due = due;
        loan.renewals += 1;
        state.catalog.change_item(id, |_| {});
    }
    let request = state.borrowing_of_mut(id);
    let request = request.ok_or_else(|| ActionRefused::new(format!("{barcode} belongs to no request.")))?;
    // The broker's own messages may have come before its answer; they are newer than what it answered to the question.
    let is_waiting = request.status == RequestStatus::RenewRequested;
    match answer {
        BrokerAnswer::Granted(due) => {
            request.due = Some(due);
            request.turn(at, RequestStatus::Renewed, &format!("Renewed until {}", moment::day(due)));
        }
        _ if !is_waiting => {}
        BrokerAnswer::Pending => request.turn(at, RequestStatus::RenewRequested, "The broker will decide"),
        BrokerAnswer::Refused => request.turn(at, RequestStatus::RenewNotAccepted, "The broker refused"),
        BrokerAnswer::Silence => request.turn(at, RequestStatus::RenewRequested, "The broker did not answer"),
        BrokerAnswer::TimedOut => request.turn(at, RequestStatus::RenewRequested, "The broker did not answer in time"),
        BrokerAnswer::NotReached => request.turn(at, RequestStatus::Loaned, "The broker could not be reached"),
    }
    Ok(format!("{barcode}: {}.", request.status.label()))
}
