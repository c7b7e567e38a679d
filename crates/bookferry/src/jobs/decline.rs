//! Requests that nobody has moved for so many open days are declined, so that the next library can be asked.

use lifecycle::supplier::State;
use lifecycle::{Reason, Side, supplier};
use store::{Library, Request};

use crate::clock::DAY;
use crate::platform::Platform;
use crate::settings::{AutoResponder, Calendar};
use crate::work::{AdvanceError, Cause};

/// Who speaks in the history.
const ACTOR: &str = "auto-responder";
/// Where a request stands that waits for the supplier's staff.
const WAITING: [State; 2] = [State::New, State::WillSupply];

/// Declines what has waited longer than its library allows. Returns how many requests that were.
///
/// # Errors
/// When the store cannot be read. A request that has moved in the meantime is left alone.
pub async fn decline_unmoved(platform: &Platform) -> Result<usize, store::Error> {
    let mut declined = 0;
    for library in platform.store().libraries().all().await? {
        let responder: AutoResponder = platform.section(library.id).await?;
        let Some(days) = responder.declines_after_days else { continue };
        for request in overdue(platform, &library, days).await? {
            match decline(platform, &request, days).await {
                Ok(()) => declined += 1,
                Err(AdvanceError::Refused(_)) => {}
                Err(fault) => tracing::error!(request = %request.number, %fault, "a request could not be declined"),
            }
        }
    }
    Ok(declined)
}

async fn overdue(platform: &Platform, library: &Library, days: u32) -> Result<Vec<Request>, store::Error> {
    let calendar: Calendar = platform.section(library.id).await?;
    let (now, zone) = (platform.now(), platform.zone(&calendar));
    let states = WAITING.map(State::name);
    // As many days as open days must have passed; how many of them were open is counted then.
    let latest = now - (i64::from(days) - 1) * DAY;
    let mut waiting = platform.store().requests().unmoved(library.id, Side::Supplier.name(), states, latest).await?;
    let limit = usize::try_from(days).unwrap_or(usize::MAX);
    waiting.retain(|request| calendar.open_days(request.updated_at, now, &zone) >= limit);
    Ok(waiting)
}

async fn decline(platform: &Platform, request: &Request, days: u32) -> Result<(), AdvanceError> {
    let reason = Reason::noted(format!("the library could not see to it within {days} open days"));
    let command = supplier::Command::CannotSupply { reason };
    platform.command_supplier(request.library_id, request.id, command, Cause::person(ACTOR)).await.map(drop)
}
