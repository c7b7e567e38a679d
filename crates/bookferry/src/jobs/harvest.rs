//! Harvests sources into the shared index, over OAI-PMH or from files: by schedule, and when a person asks.

mod caller;
mod files;
mod live;
mod reading;
mod schedule;
mod sets;
mod settings;
mod settle;

use futures_util::StreamExt;
use jiff::tz::TimeZone;
use store::{LibraryId, RunEnd, RunOutcome, Source, SourceId};

use super::upkeep::{fetch_record, read_holdings_anew};
use crate::clock::{DAY, people_time};
use crate::platform::Platform;

pub(crate) use caller::Asker;
pub use files::place::server::{
    is_address as is_server_address, is_sftp as is_sftp_address, wrong_address as wrong_server_address,
};
pub use files::place::sftp::session::{fingerprint_in, wrong_key as wrong_private_key};
pub(crate) use files::trial as files_trial;
pub use live::{Harvests, Live, Turn};
use reading::Reading;
pub use schedule::{is_open, next_run, opening_from, retry};
pub use sets::{Watermarks, sets_of};
pub use settings::{Description, FetchSettings, FileContent, SourceKind, Wanted};
pub(crate) use settle::FEW_REMOVALS;

/// Why a harvest ended early, or did not begin.
#[derive(Debug, thiserror::Error)]
pub enum HarvestError {
    /// The source failed or refused; the words say what and where to look.
    #[error("{0}")]
    Source(String),
    /// Somebody works on this source already.
    #[error("this source is being harvested already")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Sources that are harvested at the same time: one that makes us wait does not hold up the others.
pub const AT_ONCE: usize = 4;
/// The whole list of a source that does not keep deletions is compared every so many days.
const SWEEP_DAYS: u32 = 7;
/// A file that was still being written is looked at again after so many milliseconds.
const LOOK_AGAIN: i64 = 300_000;
/// So many records that a list of headers names and that are not here are fetched one by one.
const FETCHED_SINGLY: i64 = 100;

/// Harvests every source that is due.
///
/// # Errors
/// When the store cannot be read. Failures of sources are recorded with them.
pub async fn harvest_all_due(platform: &Platform) -> Result<(), store::Error> {
    let due = platform.store().sources().due(platform.now()).await?;
    let harvests = due.into_iter().map(|source| harvest_due(platform, source));
    futures_util::stream::iter(harvests).buffer_unordered(AT_ONCE).collect::<()>().await;
    Ok(())
}

/// Harvests a source that is due; what goes wrong is kept with it.
pub async fn harvest_due(platform: &Platform, source: Source) {
    match harvest(platform, source.library_id, source.id, Wanted::Changes, true).await {
        Ok(()) | Err(HarvestError::Busy) => {}
        Err(fault) => tracing::warn!(source = %source.id, %fault, "a harvest failed"),
    }
}

/// Harvests one source from where it stopped, and brings the search index up to date.
///
/// # Errors
/// [`HarvestError`]; the same words are kept with the source.
pub async fn harvest_now(
    platform: &Platform,
    library: LibraryId,
    source: SourceId,
    wanted: Wanted,
) -> Result<(), HarvestError> {
    harvest(platform, library, source, wanted, false).await
}

/// Stops the harvest of a source after the page; false: none is under way.
pub fn stop(platform: &Platform, source: SourceId) -> bool {
    platform.harvests().stop(source)
}

/// What the harvest of a source is doing; `None`: none is under way.
#[must_use]
pub fn progress(platform: &Platform, source: SourceId) -> Option<Live> {
    platform.harvests().progress(source)
}

/// Pauses a source until [`resume`]; a harvest under way stops after its page.
///
/// # Errors
/// When the library has no such source.
pub async fn pause(platform: &Platform, library: LibraryId, source: SourceId) -> Result<(), store::Error> {
    platform.store().sources().pause(library, source, Some(platform.now())).await?;
    platform.harvests().stop(source);
    Ok(())
}

/// Lets a paused source go on; what it missed is harvested at once.
///
/// # Errors
/// When the library has no such source.
pub async fn resume(platform: &Platform, library: LibraryId, source: SourceId) -> Result<(), store::Error> {
    platform.store().sources().pause(library, source, None).await
}

async fn harvest(
    platform: &Platform,
    library: LibraryId,
    id: SourceId,
    wanted: Wanted,
    by_schedule: bool,
) -> Result<(), HarvestError> {
    let turn = platform.harvests().begin(id, wanted.name(), platform.now()).ok_or(HarvestError::Busy)?;
    let source = platform.store().sources().by_id(library, id).await?;
    let kind = wanted.of(&source);
    if source.remapped_to.is_some() {
        read_holdings_anew(platform, &turn, &source).await?;
    }
    let is_listed = SourceKind::of(&source.settings) == SourceKind::OaiPmh;
    run(platform, &turn, source, kind, by_schedule).await?;
    let source = platform.store().sources().by_id(library, id).await?;
    if kind == Wanted::Changes && wants_sweep(&source, platform.now()) && !turn.is_stopped() {
        run(platform, &turn, source.clone(), Wanted::Headers, by_schedule).await?;
    } else if kind != Wanted::Headers {
        return Ok(());
    }
    if is_listed {
        fetch_unknown(platform, &source).await?;
    }
    Ok(())
}

/// The headers of a whole list may name records that never came: some are fetched one by one, many by reading everything.
async fn fetch_unknown(platform: &Platform, source: &Source) -> Result<(), HarvestError> {
    let unknown = platform.store().records().unknown_of_list(source.id, FETCHED_SINGLY + 1).await?;
    if unknown.len() as i64 > FETCHED_SINGLY {
        let everything = Some(Wanted::Everything.name());
        return Ok(platform.store().sources().want(source.library_id, source.id, everything).await?);
    }
    for id in unknown {
        if let Err(fault) = fetch_record(platform, source, &id).await {
            tracing::warn!(source = %source.id, record = id, %fault, "a record of the list could not be fetched");
        }
    }
    Ok(feed_index(platform).await?)
}

/// One run with its row in the history.
async fn run(
    platform: &Platform,
    turn: &Turn,
    source: Source,
    kind: Wanted,
    by_schedule: bool,
) -> Result<(), HarvestError> {
    let (sources, started) = (platform.store().sources(), platform.now());
    if kind.is_sweep() {
        sources.want(source.library_id, source.id, Some(kind.name())).await?;
    }
    turn.tell(|live| *live = Live { kind: kind.name().to_owned(), started_at: started, ..Live::default() });
    let run = sources.start_run(source.id, kind.name(), started).await?;
    let zone = platform.zone_of(source.library_id).await?;
    let hours = by_schedule.then(|| Hours { fetch: FetchSettings::read(&source.settings.fetch), zone });
    let mut looks_again = false;
    let read = match SourceKind::of(&source.settings) {
        SourceKind::OaiPmh => Reading::new(platform, turn, source.clone(), run, kind, hours).read().await,
        _ => files::read(platform, turn, source.clone(), (run, kind), hours).await.map(|ended| {
            looks_again = ended.looks_again;
            ended.outcome
        }),
    };
    let outcome = match read {
        Ok(outcome) => outcome,
        Err(HarvestError::Source(error)) => RunOutcome::Failed { error, body: Vec::new() },
        Err(fault) => RunOutcome::Failed { error: fault.to_string(), body: Vec::new() },
    };
    let mut next_run_at = next_of(platform, &source, started, &outcome).await?;
    if looks_again {
        next_run_at = sooner(platform, &source, next_run_at).await?;
    }
    let failure = match &outcome {
        RunOutcome::Failed { error, .. } => Some(HarvestError::Source(error.clone())),
        _ => None,
    };
    sources.finish_run(run, &RunEnd { outcome, next_run_at, at: platform.now() }).await?;
    feed_index(platform).await?;
    failure.map_or(Ok(()), Err)
}

async fn next_of(
    platform: &Platform,
    source: &Source,
    started: i64,
    outcome: &RunOutcome,
) -> Result<Option<i64>, store::Error> {
    let (fetch, now) = (FetchSettings::read(&source.settings.fetch), platform.now());
    let zone = platform.zone_of(source.library_id).await?;
    Ok(match outcome {
        RunOutcome::Failed { .. } => retry(now, source.failure_count + 1, &fetch, source.id, &zone),
        RunOutcome::Stopped(_) if !is_open(now, &fetch, &zone) => Some(opening_from(now, &fetch, source.id, &zone)),
        _ => next_run(started, &fetch, source.id, &zone),
    })
}

/// Files that were still being written are looked at again soon, not only tomorrow.
async fn sooner(platform: &Platform, source: &Source, planned: Option<i64>) -> Result<Option<i64>, store::Error> {
    let (fetch, now) = (FetchSettings::read(&source.settings.fetch), platform.now());
    let zone = platform.zone_of(source.library_id).await?;
    Ok(planned.map(|planned| planned.min(opening_from(now + LOOK_AGAIN, &fetch, source.id, &zone))))
}

/// The hours in which a source is harvested by its schedule.
#[derive(Debug, Clone)]
struct Hours {
    fetch: FetchSettings,
    zone: TimeZone,
}

/// Why a harvest stops before its end: a person wants it, or its hours are over.
fn reason_to_stop(platform: &Platform, turn: &Turn, hours: Option<&Hours>, source: SourceId) -> Option<String> {
    if turn.is_stopped() {
        return Some("Stopped; the next harvest goes on here".to_owned());
    }
    let now = platform.now();
    let Hours { fetch, zone } = hours.filter(|hours| !is_open(now, &hours.fetch, &hours.zone))?;
    let next = people_time(opening_from(now, fetch, source, zone), zone);
    Some(format!("The hours in which this source is harvested are over; it goes on at {next}"))
}

/// Whether it is time to compare the whole list with what is here.
fn wants_sweep(source: &Source, now: i64) -> bool {
    if SourceKind::of(&source.settings) == SourceKind::Folder {
        // A folder has no list beside its files.
        return false;
    }
    let description = Description::of(source);
    let usual = if description.keeps_deletions() { 0 } else { SWEEP_DAYS };
    let days = FetchSettings::read(&source.settings.fetch).full_every_days.unwrap_or(usual);
    let since = now - source.everything_at.unwrap_or(0);
    days > 0 && source.completed_at.is_some() && since >= i64::from(days) * DAY
}

/// Lets the search index take in what has changed; one at a time.
pub(crate) async fn feed_index(platform: &Platform) -> Result<(), store::Error> {
    let _turn = platform.harvests().feeding().await;
    platform.catalogue().catch_up(platform.store()).await?;
    Ok(())
}
