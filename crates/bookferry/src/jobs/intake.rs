//! Takes in the records of one file: in batches, each with the place to go on from in one transaction.

use marc::holdings::Mapping;
use store::{
    Batch, FileReading, IncomingRecord, IngestCounts, NewQuarantine, Progress, Removals, RunId, Source, Store,
};

use super::harvest::{HarvestError, feed_index};
use super::load::{Content, FileCounts, Piece, Watch, read_pieces};
use super::prepare::{DEFAULT_MAPPING, Preparation, Prepared, bad, gone};
use crate::clock::Clock;
use crate::platform::Platform;

/// Records of one transaction.
const BATCH: usize = 1_000;
/// Batches that wait while one is written.
const AHEAD: usize = 2;
/// Records after which the search index takes in what came.
const INDEX_EVERY: u64 = 10_000;
/// Records that are looked at to find the holdings mapping.
const SAMPLE: usize = 200;

/// What the records of a file mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    /// The file tells what is gone, in place of records that are there.
    pub deletes: bool,
    /// It is part of the whole list: what is in none of its parts is gone.
    pub is_sweep: bool,
    /// It takes its records with it when it disappears.
    pub file: Option<FileReading>,
    /// The date of its records; empty: it has none.
    pub datestamp: String,
    /// Pieces at its beginning that were taken in before.
    pub skip: u64,
}

/// Takes in files of one source in one run.
pub(super) struct Intake<'a> {
    store: &'a Store,
    run: RunId,
    clock: &'a Clock,
    source: Source,
    preparation: Option<Preparation>,
    /// Its search index takes in what came, now and then.
    platform: Option<&'a Platform>,
    since_index: u64,
}

/// One file on its way in.
struct Flow {
    manner: Manner,
    /// Pieces that were taken in, those that were skipped among them.
    pieces: u64,
    total: FileCounts,
}

impl<'a> Intake<'a> {
    pub fn new(store: &'a Store, run: RunId, clock: &'a Clock, source: Source) -> Self {
        Self { store, run, clock, source, preparation: None, platform: None, since_index: 0 }
    }

    /// The titles are found while a long file is read.
    pub fn feeding(self, platform: &'a Platform) -> Self {
        Self { platform: Some(platform), ..self }
    }

    /// Reads a file to its end, or until it is told to stop. One thread reads while this one writes. What was read before a
    /// fault stays.
    pub async fn read(
        &mut self,
        content: Content,
        manner: Manner,
        watch: &mut dyn Watch,
    ) -> Result<FileCounts, HarvestError> {
        let (sender, mut pieces) = tokio::sync::mpsc::channel(AHEAD);
        let deletes = manner.deletes;
        let reading = tokio::task::spawn_blocking(move || read_pieces(content, BATCH, deletes, &sender));
        let mut flow = Flow { manner, pieces: 0, total: FileCounts::default() };
        while let Some(batch) = pieces.recv().await {
            let before = flow.pieces;
            flow.pieces += batch.len() as u64;
            let known = usize::try_from(flow.manner.skip.saturating_sub(before)).unwrap_or(usize::MAX);
            if known < batch.len() {
                self.keep(batch.into_iter().skip(known).collect(), &mut flow, watch).await?;
                watch.at(flow.total.records);
            }
            if watch.wants_stop() {
                flow.total.is_stopped = true;
                return Ok(flow.total);
            }
        }
        match reading.await {
            Ok(Ok(())) => Ok(flow.total),
            Ok(Err(fault)) => Err(HarvestError::Source(format!("the file cannot be read: {fault}"))),
            Err(fault) => Err(HarvestError::Source(format!("the file cannot be read: {fault}"))),
        }
    }

    async fn keep(&mut self, pieces: Vec<Piece>, flow: &mut Flow, watch: &mut dyn Watch) -> Result<(), HarvestError> {
        let preparation = match self.preparation.take() {
            Some(preparation) => preparation,
            None => self.prepare(&pieces).await?,
        };
        let parts = match flow.manner.deletes {
            true => told_gone(pieces, &preparation, &flow.manner),
            false => self.sort(pieces, &preparation, &flow.manner).await?,
        };
        parts.bad.iter().for_each(|bad| watch.bad(&bad.reason));
        self.preparation = Some(preparation);
        self.put(&parts, flow, watch).await?;
        self.since_index += parts.records.len() as u64;
        if let Some(platform) = self.platform.filter(|_| self.since_index >= INDEX_EVERY) {
            self.since_index = 0;
            feed_index(platform).await?;
        }
        Ok(())
    }

    /// Reads only what did not come with the same bytes before.
    async fn sort(
        &self,
        pieces: Vec<Piece>,
        preparation: &Preparation,
        manner: &Manner,
    ) -> Result<Parts, HarvestError> {
        let hashes: Vec<String> = pieces.iter().map(|piece| preparation.raw_hash(piece.raw())).collect();
        let numbers: Vec<String> = pieces.iter().map(|piece| piece.number(&preparation.mapping)).collect();
        let came: Vec<(&str, &str)> =
            numbers.iter().map(String::as_str).zip(hashes.iter().map(String::as_str)).collect();
        let known = self.store.records().unchanged(self.source.id, &came).await?;
        let mut parts = Parts::default();
        for ((piece, number), hash) in pieces.into_iter().zip(numbers).zip(hashes) {
            match known.contains(&number) {
                true => parts.unchanged.push(number),
                false => parts.put(prepared(piece, &number, hash, preparation, &manner.datestamp)),
            }
        }
        Ok(parts)
    }

    async fn put(&self, parts: &Parts, flow: &mut Flow, watch: &mut dyn Watch) -> Result<(), HarvestError> {
        let checkpoint = watch.bookmark(flow.pieces);
        let progress = checkpoint.map(|checkpoint| Progress { checkpoint: Some(checkpoint), watermark: None });
        let batch = Batch {
            run: Some(self.run),
            unchanged: &parts.unchanged,
            bad: &parts.bad,
            removals: Removals::Hold,
            is_sweep: flow.manner.is_sweep,
            file: flow.manner.file,
            progress,
            ..Batch::new(self.source.id, &parts.records, self.clock.now())
        };
        let counts = self.store.records().ingest(&batch).await?;
        flow.total.add(parts, counts);
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

/// What a batch asks the store for.
#[derive(Default)]
struct Parts {
    records: Vec<IncomingRecord>,
    unchanged: Vec<String>,
    bad: Vec<NewQuarantine>,
}

impl Parts {
    fn put(&mut self, prepared: Prepared) {
        match prepared {
            Prepared::Good(record) => self.records.push(*record),
            Prepared::Bad(bad) => self.bad.push(bad),
        }
    }
}

impl FileCounts {
    fn add(&mut self, parts: &Parts, counts: IngestCounts) {
        self.records += (parts.records.len() + parts.unchanged.len()) as u64;
        self.bad += parts.bad.len() as u64;
        self.counts.new += counts.new;
        self.counts.changed += counts.changed;
        self.counts.unchanged += counts.unchanged;
        self.counts.deleted += counts.deleted;
        self.counts.held += counts.held;
    }
}

/// Every record of the file is gone, whatever else it says.
fn told_gone(pieces: Vec<Piece>, preparation: &Preparation, manner: &Manner) -> Parts {
    let mut parts = Parts::default();
    for piece in pieces {
        let number = piece.number(&preparation.mapping);
        match piece {
            Piece::Bad { raw, reason } => parts.put(bad("", &manner.datestamp, &raw, &reason)),
            Piece::Record { raw, place, .. } if number.is_empty() => {
                parts.put(bad("", &manner.datestamp, &raw, &without_number(&place)));
            }
            _ => parts.records.push(gone(&number, &manner.datestamp, "it is in a file of deleted records")),
        }
    }
    parts
}

fn prepared(piece: Piece, number: &str, hash: String, preparation: &Preparation, datestamp: &str) -> Prepared {
    match piece {
        Piece::Bad { raw, reason } => bad("", datestamp, &raw, &reason),
        Piece::Record { raw, place, .. } if number.is_empty() => bad("", datestamp, &raw, &without_number(&place)),
        Piece::Record { raw, record, .. } => {
            Prepared::Good(Box::new(preparation.record(number, datestamp, raw, hash, &record)))
        }
        Piece::Number(number) => {
            Prepared::Good(Box::new(gone(&number, datestamp, "it is in a list of deleted records")))
        }
    }
}

fn without_number(place: &str) -> String {
    format!("{place}: it has no record number, so nobody could ask for it")
}
