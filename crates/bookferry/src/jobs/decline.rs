//! Requests that nobody has moved for so long are declined, so that the next library can be asked: after so many open days, rush and
//! express requests after so many hours of open days.

use lifecycle::supplier::State;
use lifecycle::{Reason, Side, supplier};
use store::{Library, Request};

use crate::clock::{DAY, HOUR};
use crate::platform::Platform;
use crate::settings::{AutoResponder, Calendar};
use crate::work::{AdvanceError, Cause, Urgency, description_of};

/// Who speaks in the history.
const ACTOR: &str = "auto-responder";
/// Where a request stands that waits for the supplier's staff.
const WAITING: [State; 2] = [State::New, State::WillSupply];

/// How long a request may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// Days that end while it waits.
    OpenDays(u32),
    /// Hours of open days, day and night.
    OpenHours(u32),
}

/// Declines what has waited longer than its library allows. Returns how many requests that were.
///
/// # Errors
/// When the store cannot be read. A request that has moved in the meantime is left alone.
pub async fn decline_unmoved(platform: &Platform) -> Result<usize, store::Error> {
    let mut declined = 0;
    for library in platform.store().libraries().all().await? {
        for (request, patience) in overdue(platform, &library).await? {
            match decline(platform, &request, patience).await {
                Ok(()) => declined += 1,
                Err(AdvanceError::Refused(_)) => {}
                Err(fault) => tracing::error!(request = %request.number, %fault, "a request could not be declined"),
            }
        }
    }
    Ok(declined)
}

async fn overdue(platform: &Platform, library: &Library) -> Result<Vec<(Request, Patience)>, store::Error> {
    let responder: AutoResponder = platform.section(library.id).await?;
    let all = [Urgency::Usual, Urgency::Rush, Urgency::Express].map(|urgency| patience(&responder, urgency));
    let Some(shortest) = all.into_iter().flatten().map(Patience::at_least).min() else { return Ok(Vec::new()) };
    let calendar: Calendar = platform.section(library.id).await?;
    let (now, zone) = (platform.now(), platform.zone(&calendar));
    let states = WAITING.map(State::name);
    let requests = platform.store().requests();
    let waiting = requests.unmoved(library.id, Side::Supplier.name(), states, now - shortest).await?;
    let with_patience = waiting.into_iter().filter_map(|request| {
        let patience = patience(&responder, description_of(&request).urgency())?;
        Some((request, patience))
    });
    let ended = |(request, patience): &(Request, Patience)| match *patience {
        Patience::OpenDays(days) => calendar.open_days(request.updated_at, now, &zone) >= days as usize,
        Patience::OpenHours(hours) => calendar.open_time(request.updated_at, now, &zone) >= i64::from(hours) * HOUR,
    };
    Ok(with_patience.filter(ended).collect())
}

fn patience(responder: &AutoResponder, urgency: Urgency) -> Option<Patience> {
    let hours = match urgency {
        Urgency::Usual => None,
        Urgency::Rush => responder.declines_rush_after_hours,
        Urgency::Express => responder.declines_express_after_hours,
    };
    hours.map(Patience::OpenHours).or(responder.declines_after_days.map(Patience::OpenDays))
}

impl Patience {
    /// No request waits less, in milliseconds, whatever the calendar says. A day that clocks make short has 23 hours.
    fn at_least(self) -> i64 {
        match self {
            Self::OpenDays(days) => (i64::from(days) - 1) * (DAY - HOUR),
            Self::OpenHours(hours) => i64::from(hours) * HOUR - 1,
        }
    }

    fn words(self) -> String {
        match self {
            Self::OpenDays(days) => format!("{days} open days"),
            Self::OpenHours(hours) => format!("{hours} hours of open days"),
        }
    }
}

async fn decline(platform: &Platform, request: &Request, patience: Patience) -> Result<(), AdvanceError> {
    let reason = Reason::noted(format!("the library could not see to it within {}", patience.words()));
    let command = supplier::Command::CannotSupply { reason };
    platform.command_supplier(request.library_id, request.id, command, Cause::person(ACTOR)).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rush_and_express_wait_so_many_hours_or_as_long_as_all_others() {
        let days = AutoResponder { declines_after_days: Some(3), ..AutoResponder::default() };
        let hours = AutoResponder { declines_rush_after_hours: Some(24), ..days.clone() };
        let only_express = AutoResponder { declines_express_after_hours: Some(4), ..AutoResponder::default() };
        let three_days = Some(Patience::OpenDays(3));
        for (responder, usual, rush, express) in [
            (AutoResponder::default(), None, None, None),
            (days, three_days, three_days, three_days),
            (hours, three_days, Some(Patience::OpenHours(24)), three_days),
            (only_express, None, None, Some(Patience::OpenHours(4))),
        ] {
            let all = [Urgency::Usual, Urgency::Rush, Urgency::Express].map(|urgency| patience(&responder, urgency));
            assert_eq!(all, [usual, rush, express], "{responder:?}");
        }
    }
}
