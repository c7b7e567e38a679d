//! Loads a file of records into a source: any form of MARC, plain, gzipped or zipped. A record that also comes by harvest is the
//! same record, for it has the same number.

mod content;
mod raw;

use marc::holdings::Mapping;
use store::{
    Batch, IncomingRecord, IngestCounts, LibraryId, NewQuarantine, Removals, RunEnd, RunId, RunOutcome, Source,
    SourceId, Store,
};

use super::harvest::{FetchSettings, HarvestError, feed_index};
use super::prepare::{DEFAULT_MAPPING, Preparation, Prepared, bad};
use crate::clock::Clock;
use crate::platform::Platform;

pub use content::Content;
use raw::{Piece, read_pieces};

/// Records of one transaction.
const BATCH: usize = 1_000;
/// Batches that wait while one is written.
const AHEAD: usize = 2;
/// Records that are looked at to find the holdings mapping.
const SAMPLE: usize = 200;

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
}

/// Tells what a load is doing.
pub trait Watch: Send {
    /// So many records are kept.
    fn at(&mut self, records: u64);
    /// Something could not be taken in.
    fn bad(&mut self, words: &str);
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
    let (id, next_run_at) = (source.id, source.next_run_at);
    let run = store.sources().start_run(id, "file", now()).await?;
    let loaded =
        Load { store, run, preparation: None, source, total: FileCounts::default() }.read(content, watch).await;
    let outcome = match &loaded {
        Ok(_) => RunOutcome::Complete { everything: false },
        Err(fault) => RunOutcome::Failed { error: format!("{filename}: {fault}"), body: Vec::new() },
    };
    store.sources().finish_run(run, &RunEnd { outcome, next_run_at, at: now() }).await?;
    loaded
}

struct Load<'a> {
    store: &'a Store,
    run: RunId,
    source: Source,
    preparation: Option<Preparation>,
    total: FileCounts,
}

impl Load<'_> {
    /// One thread reads while this one writes.
    async fn read(mut self, content: Content, watch: &mut dyn Watch) -> Result<FileCounts, HarvestError> {
        let (sender, mut pieces) = tokio::sync::mpsc::channel(AHEAD);
        let reading = tokio::task::spawn_blocking(move || read_pieces(content, BATCH, &sender));
        while let Some(batch) = pieces.recv().await {
            self.keep(batch, watch).await?;
            watch.at(self.total.records);
        }
        match reading.await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => return Err(HarvestError::Source(format!("the file cannot be read: {fault}"))),
            Err(fault) => return Err(HarvestError::Source(format!("the file cannot be read: {fault}"))),
        }
        let percent = i64::from(FetchSettings::read(&self.source.settings.fetch).removal_guard_percent);
        let guard = store::Guard { at_least: 20, percent };
        let settled = self.store.records().settle_removals(self.source.id, Some(self.run), guard, now()).await?;
        self.total.counts.deleted += settled.removed;
        self.total.waiting = settled.waiting;
        Ok(self.total)
    }

    async fn keep(&mut self, pieces: Vec<Piece>, watch: &mut dyn Watch) -> Result<(), HarvestError> {
        let preparation = match self.preparation.take() {
            Some(preparation) => preparation,
            None => self.prepare(&pieces).await?,
        };
        let (mut records, mut refused, mut unchanged) = (Vec::new(), Vec::new(), Vec::new());
        let hashes: Vec<String> = pieces.iter().map(|piece| preparation.raw_hash(piece.raw())).collect();
        let numbers: Vec<String> = pieces.iter().map(|piece| piece.number(&preparation.mapping)).collect();
        let came: Vec<(&str, &str)> =
            numbers.iter().map(String::as_str).zip(hashes.iter().map(String::as_str)).collect();
        let known = self.store.records().unchanged(self.source.id, &came).await?;
        for ((piece, number), hash) in pieces.into_iter().zip(numbers).zip(hashes) {
            if known.contains(&number) {
                unchanged.push(number);
                continue;
            }
            match prepared(piece, &number, hash, &preparation) {
                Prepared::Good(record) => records.push(*record),
                Prepared::Bad(bad) => {
                    watch.bad(&bad.reason);
                    refused.push(bad);
                }
            }
        }
        self.preparation = Some(preparation);
        self.put(&records, &unchanged, &refused).await
    }

    async fn put(
        &mut self,
        records: &[IncomingRecord],
        unchanged: &[String],
        refused: &[NewQuarantine],
    ) -> Result<(), HarvestError> {
        let batch = Batch {
            run: Some(self.run),
            unchanged,
            bad: refused,
            removals: Removals::Hold,
            ..Batch::new(self.source.id, records, now())
        };
        let counts = self.store.records().ingest(&batch).await?;
        let total = &mut self.total;
        total.records += (records.len() + unchanged.len()) as u64;
        total.bad += refused.len() as u64;
        total.counts.new += counts.new;
        total.counts.changed += counts.changed;
        total.counts.unchanged += counts.unchanged;
        total.counts.held += counts.held;
        Ok(())
    }

    /// A source without a mapping gets the one that fits its first records best, and keeps it.
    async fn prepare(&mut self, pieces: &[Piece]) -> Result<Preparation, HarvestError> {
        if self.source.settings.mapping.is_empty() {
            let sample: Vec<marc::Record> = pieces.iter().filter_map(Piece::record).take(SAMPLE).cloned().collect();
            let best = Mapping::detect(&sample).into_iter().next().map(|fit| fit.mapping.name);
            self.source.settings.mapping = best.unwrap_or_else(|| DEFAULT_MAPPING.to_owned());
            let Source { library_id, id, settings, .. } = &self.source;
            self.store.sources().change(*library_id, *id, settings, false).await?;
        }
        Ok(Preparation::of(&self.source))
    }
}

fn prepared(piece: Piece, number: &str, hash: String, preparation: &Preparation) -> Prepared {
    match piece {
        Piece::Bad { raw, reason } => bad("", "", &raw, &reason),
        Piece::Record { raw, place, .. } if number.is_empty() => {
            bad("", "", &raw, &format!("{place}: it has no record number, so nobody could ask for it"))
        }
        Piece::Record { raw, record, .. } => {
            Prepared::Good(Box::new(preparation.record(number, "", raw, hash, &record)))
        }
    }
}

/// Loads are timed by the machine: the command line has no platform.
fn now() -> i64 {
    Clock::System.now()
}
