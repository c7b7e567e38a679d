//! The end of a list: what it no longer has goes, or waits for a person when it is much.

use jiff::tz::TimeZone;
use store::{Guard, RunId, Settled, Source};

use super::settings::FetchSettings;
use crate::clock::{day_text, people_day};
use crate::platform::Platform;

/// So few removals are never asked about.
pub(crate) const FEW_REMOVALS: i64 = 20;

/// How much of a source a list was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What changed.
    Part,
    /// Which records there are, without their content.
    Names,
    /// Everything.
    Whole,
}

/// Settles the removals of a source whose list has ended. `doubts`: what is missing may be among what could not be read.
///
/// # Errors
/// When the store fails.
pub(super) async fn settle(
    platform: &Platform,
    source: &Source,
    run: RunId,
    extent: Extent,
    doubts: bool,
) -> Result<Settled, store::Error> {
    let (records, now) = (platform.store().records(), platform.now());
    let percent = i64::from(FetchSettings::read(&source.settings.fetch).removal_guard_percent);
    let usual = Guard { at_least: FEW_REMOVALS, percent };
    // A person decides about whatever may be missing only because it could not be read.
    let careful = Guard { at_least: 0, percent: 0 };
    let mut guard = if doubts { careful } else { usual };
    if extent != Extent::Part {
        let source = platform.store().sources().by_id(source.library_id, source.id).await?;
        let begun = source.list_started_at.unwrap_or(now);
        let day = people_day(now, &platform.zone_of(source.library_id).await?);
        let missing = format!("the harvest of the whole list on {day} did not find it");
        records.hold_missing(source.id, &day_text(now, &TimeZone::UTC), &missing).await?;
        if extent == Extent::Whole {
            platform.store().quarantine().forget_before(source.id, begun).await?;
        }
        if platform.store().quarantine().nameless(source.id, begun).await? > 0 {
            guard = careful;
        }
    }
    records.settle_removals(source.id, Some(run), guard, now).await
}
