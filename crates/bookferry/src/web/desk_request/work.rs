//! Calls and messages that wait or were given up: try again, skip, or say that it was done by hand.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use lifecycle::{IlsAnswer, IlsCall, Side, requester, supplier};
use store::{OutboxRow, OutboxState, Request, Skip};

use super::{address, correct};
use crate::platform::Platform;
use crate::web::desk::forms::Fields;
use crate::web::desk::rows::When;
use crate::web::error::PageError;
use crate::web::forms::done;
use crate::web::visitor::{Staff, check_form};
use crate::work::{AdvanceError, Cause, PendingWork, codec, kind, side_of};

/// Something that waits or was given up, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkRow {
    /// The row's number, part of the forms' addresses.
    pub id: i64,
    /// What it is.
    pub words: String,
    /// What the last try said.
    pub error: String,
    /// How often it was tried, in words; empty when it was not.
    pub tries: String,
    /// When it is tried again; `None`: it waits for staff.
    pub next_try: Option<When>,
    /// Whether it is a call to our own library system.
    pub is_call: bool,
    /// Whether the request can go on without it.
    pub can_be_skipped: bool,
    /// Whether something of the request can be corrected for it.
    pub can_be_corrected: bool,
}

/// What staff want done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Repeat,
    Skip,
    ByHand,
}

impl Deed {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "repeat" => Some(Self::Repeat),
            "skip" => Some(Self::Skip),
            "done" => Some(Self::ByHand),
            _ => None,
        }
    }
}

/// The rows of the panel, with what can be done about each.
#[must_use]
pub fn work_rows(side: Side, pending: &[PendingWork], rows: &[OutboxRow], zone: &TimeZone) -> Vec<WorkRow> {
    let row_of = |id: i64| rows.iter().find(|row| row.id.0 == id);
    let kind_of = |id: i64| row_of(id).map(|row| row.kind.as_str()).unwrap_or_default();
    let can_be_corrected = |row: &OutboxRow| {
        let call = (row.kind == kind::CALL && is_waiting(row)).then(|| read_call(row).ok()).flatten();
        call.is_some_and(|call| !correct::names(side, &call).is_empty())
    };
    pending
        .iter()
        .map(|work| WorkRow {
            id: work.id,
            words: work.words.clone(),
            error: work.error.clone().unwrap_or_default(),
            tries: tries_words(work.tries),
            next_try: work.next_try.map(|at| When::minute(at, zone)),
            is_call: kind_of(work.id) == kind::CALL,
            can_be_skipped: can_be_skipped(kind_of(work.id)),
            can_be_corrected: row_of(work.id).is_some_and(can_be_corrected),
        })
        .collect()
}

fn tries_words(tries: i64) -> String {
    match tries {
        ..=0 => String::new(),
        1 => "Tried once".to_owned(),
        many => format!("Tried {many} times"),
    }
}

/// Whether a row has neither been carried out nor is in work.
pub(super) fn is_waiting(row: &OutboxRow) -> bool {
    matches!(row.state, OutboxState::Waiting | OutboxState::Failed)
}

/// Without its rota a request would stand still for ever.
fn can_be_skipped(row_kind: &str) -> bool {
    matches!(row_kind, kind::CALL | kind::MESSAGE | kind::SHELF)
}

/// Does what staff want with a row: `repeat`, `skip`, or `done` (by hand).
///
/// # Errors
/// [`PageError`] when the library has no such row, or it is in work right now.
pub async fn settle(
    staff: Staff,
    State(platform): State<Platform>,
    Path((number, row, deed)): Path<(String, i64, String)>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let library = staff.library_id();
    let deed = Deed::from_name(&deed).ok_or(PageError::NotFound)?;
    let request = platform.store().requests().by_number(library, &number).await?;
    let rows = platform.store().outbox().of_request(library, request.id).await?;
    let row = rows.into_iter().find(|candidate| candidate.id.0 == row).ok_or(PageError::NotFound)?;
    let words = match deed {
        Deed::Repeat => {
            still_there(platform.store().outbox().repeat(library, row.id, platform.now()).await)?;
            "It is being tried again. Reload the page to see what came of it."
        }
        Deed::Skip | Deed::ByHand => {
            pass_over(&platform, &staff, &request, &row, deed).await?;
            if deed == Deed::Skip {
                "It was skipped; the request goes on."
            } else {
                "Thank you: it is noted as done by hand."
            }
        }
    };
    Ok(done(&address(&number), words))
}

/// The row may have been settled, or taken up, since the page was made.
pub(super) fn still_there(outcome: Result<(), store::Error>) -> Result<(), PageError> {
    outcome.map_err(|fault| match fault {
        store::Error::NotFound(_) => PageError::Refused(
            "It is being carried out right now, or it is done. Go back and reload the page.".to_owned(),
        ),
        fault => fault.into(),
    })
}

async fn pass_over(
    platform: &Platform,
    staff: &Staff,
    request: &Request,
    row: &OutboxRow,
    deed: Deed,
) -> Result<(), PageError> {
    if !can_be_skipped(&row.kind) {
        return Err(PageError::Refused(
            "The request cannot go on without this. Have it tried again, or cancel the request.".to_owned(),
        ));
    }
    let (result, by) = match deed {
        Deed::ByHand => ("done by hand", &staff.person.username),
        Deed::Repeat | Deed::Skip => ("skipped", &staff.person.username),
    };
    let skips = Some(Skip { id: row.id, why: format!("{result} by {by}") });
    let cause = Cause { skips, ..Cause::person(by) };
    let told = match row.kind.as_str() {
        kind::CALL => tell_request(platform, request, answer(read_call(row)?, deed), cause).await,
        _ => {
            let words = "A message or look-up that waited was skipped.";
            platform.note(request, "command.skip", words, false, cause).await
        }
    };
    match told {
        Err(AdvanceError::Store(fault)) => still_there(Err(fault)),
        told => Ok(told?),
    }
}

/// What the request hears of a call that staff settled.
fn answer(call: IlsCall, deed: Deed) -> IlsAnswer {
    match (call, deed) {
        (IlsCall::LookupUser, Deed::ByHand) => IlsAnswer::PatronFound,
        // The request waits for this answer, so it must get one: staff decide about the patron.
        (IlsCall::LookupUser, _) => IlsAnswer::Unreachable { why: "staff did not want to wait".to_owned() },
        (call, Deed::ByHand) => IlsAnswer::Done { call },
        (call, Deed::Repeat | Deed::Skip) => IlsAnswer::Skipped { call },
    }
}

async fn tell_request(
    platform: &Platform,
    request: &Request,
    answer: IlsAnswer,
    cause: Cause,
) -> Result<(), AdvanceError> {
    let (library, id) = (request.library_id, request.id);
    match side_of(request) {
        Side::Requester => platform.advance(library, id, &requester::Event::Ils(answer), cause).await?,
        Side::Supplier => platform.advance(library, id, &supplier::Event::Ils(answer), cause).await?,
    };
    Ok(())
}

pub(super) fn read_call(row: &OutboxRow) -> Result<IlsCall, PageError> {
    let payload = serde_json::from_str(&row.payload).map_err(|fault| PageError::Broken(fault.to_string()))?;
    codec::call(&payload).map_err(|fault| PageError::Broken(fault.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_patron_check_sends_the_request_to_staff_and_never_nowhere() {
        assert!(matches!(answer(IlsCall::LookupUser, Deed::Skip), IlsAnswer::Unreachable { .. }));
        assert_eq!(answer(IlsCall::LookupUser, Deed::ByHand), IlsAnswer::PatronFound);
    }

    #[test]
    fn a_call_done_by_hand_counts_as_done() {
        let call = IlsCall::CheckInItem { item: 1 };
        assert_eq!(answer(call.clone(), Deed::ByHand), IlsAnswer::Done { call: call.clone() });
        assert_eq!(answer(call.clone(), Deed::Skip), IlsAnswer::Skipped { call });
    }
}
