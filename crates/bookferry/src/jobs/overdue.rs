//! Loans that have not come home when they were due: the other library is told once, and tells its patron.

use lifecycle::supplier::State;
use lifecycle::{Side, supplier};
use store::{Library, Request};

use crate::clock::DAY;
use crate::platform::Platform;
use crate::settings::Lending;
use crate::work::{AdvanceError, Cause, codec};

/// Who speaks in the history.
const ACTOR: &str = "overdue check";

/// Reminds the other libraries of what is overdue. Returns how many were reminded.
///
/// # Errors
/// When the store cannot be read. A request that has moved in the meantime is left alone.
pub async fn remind_of_overdue(platform: &Platform) -> Result<usize, store::Error> {
    let mut reminded = 0;
    for library in platform.store().libraries().all().await? {
        for request in overdue(platform, &library).await? {
            let (command, cause) = (supplier::Command::SendOverdue, Cause::person(ACTOR));
            match platform.command_supplier(request.library_id, request.id, command, cause).await {
                Ok(_) => reminded += 1,
                Err(AdvanceError::Refused(_)) => {}
                Err(fault) => tracing::error!(request = %request.number, %fault, "a reminder could not be sent"),
            }
        }
    }
    Ok(reminded)
}

/// Loans that are overdue for longer than the library waits, and of which nobody has said so yet.
async fn overdue(platform: &Platform, library: &Library) -> Result<Vec<Request>, store::Error> {
    let lending: Lending = platform.section(library.id).await?;
    let Some(days) = lending.reminds_after_days else { return Ok(Vec::new()) };
    let latest = platform.now() - i64::from(days) * DAY;
    let (side, state) = (Side::Supplier.name(), State::Shipped.name());
    let mut due = platform.store().requests().due_before(library.id, side, state, latest).await?;
    due.retain(|request| codec::facts(&request.facts).is_ok_and(|facts| !facts.overdue));
    Ok(due)
}
