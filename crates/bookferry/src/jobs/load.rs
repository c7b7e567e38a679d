//! Loads a file of records into a source: any form of MARC, plain, gzipped or in an archive. A record that also comes by harvest is
//! the same record, for it has the same number.

mod content;
mod raw;
mod tar;

use store::{IngestCounts, LibraryId, RunEnd, RunOutcome, Source, SourceId, Store};

use super::harvest::{FEW_REMOVALS, FetchSettings, HarvestError, feed_index};
use super::intake::{Intake, Manner};
use crate::clock::Clock;
use crate::platform::Platform;

pub use content::Content;
pub(super) use raw::{Piece, read_pieces};

/// What a file brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Records that were read.
    pub records: u64,
    /// What became of them.
    pub counts: IngestCounts,
    /// Parts that could not be taken in; they are in quarantine.
    pub bad: u64,
    /// Removals that wait for a person.
    pub waiting: i64,
    /// It was stopped before its end.
    pub is_stopped: bool,
}

/// Is told what a load is doing, and may end it.
pub trait Watch: Send {
    /// So many records are kept.
    fn at(&mut self, records: u64);
    /// Something could not be taken in.
    fn bad(&mut self, words: &str);
    /// Whether to stop after this batch.
    fn wants_stop(&self) -> bool {
        false
    }
    /// The words to go on from when so many pieces of the file are kept; `None`: a load that dies begins again.
    fn bookmark(&self, _pieces: u64) -> Option<String> {
        None
    }
}

/// Watches nothing.
impl Watch for () {
    fn at(&mut self, _: u64) {}
    fn bad(&mut self, _: &str) {}
}

/// Loads a file that somebody gives to a source on its page.
///
/// # Errors
/// [`HarvestError`]. What was read before stays.
pub async fn load_file(
    platform: &Platform,
    library: LibraryId,
    source: SourceId,
    filename: &str,
    content: Content,
) -> Result<FileCounts, HarvestError> {
    let _turn = platform.harvests().begin(source, "file", platform.now()).ok_or(HarvestError::Busy)?;
    let source = platform.store().sources().by_id(library, source).await?;
    let loaded = load_into(platform.store(), source, filename, content, &mut ()).await;
    feed_index(platform).await?;
    loaded
}

/// Loads a file into a source of this store, as one run in its history.
///
/// # Errors
/// [`HarvestError`].
pub async fn load_into(
    store: &Store,
    source: Source,
    filename: &str,
    content: Content,
    watch: &mut dyn Watch,
) -> Result<FileCounts, HarvestError> {
    // Loads are timed by the machine: the command line has no platform.
    let clock = Clock::System;
    let (id, next_run_at) = (source.id, source.next_run_at);
    let run = store.sources().start_run(id, "file", clock.now()).await?;
    let percent = i64::from(FetchSettings::read(&source.settings.fetch).removal_guard_percent);
    let mut intake = Intake::new(store, run, &clock, source);
    let loaded = match intake.read(content, Manner::default(), watch).await {
        Ok(total) => {
            let guard = store::Guard { at_least: FEW_REMOVALS, percent };
            let settled = store.records().settle_removals(id, Some(run), guard, clock.now()).await?;
            let counts = IngestCounts { deleted: total.counts.deleted + settled.removed, ..total.counts };
            Ok(FileCounts { counts, waiting: settled.waiting, ..total })
        }
        Err(fault) => Err(fault),
    };
    let outcome = match &loaded {
        Ok(_) => RunOutcome::Complete { everything: false },
        Err(fault) => RunOutcome::Failed { error: format!("{filename}: {fault}"), body: Vec::new() },
    };
    store.sources().finish_run(run, &RunEnd { outcome, next_run_at, at: clock.now() }).await?;
    loaded
}
