//! One run over the list of a source: page by page, each page with the place to go on from in one transaction.

use std::collections::BTreeMap;
use std::time::Duration;

use oai_pmh::{Body, Checkpoint, Delivery, Failure, Harvest, Response, Settings, Step, Summary};
use store::{Batch, IncomingRecord, NewQuarantine, PageOfList, Progress, Removals, RunId, RunOutcome, Source};

use super::Hours;
use super::caller::Asker;
use super::live::Turn;
use super::sets::{Watermarks, sets_of};
use super::settings::{Description, FetchSettings, Wanted};
use super::settle::{Extent, settle};
use super::{HarvestError, feed_index};
use crate::jobs::prepare::{Preparation, Prepared, bad, gone, local_id};
use crate::outside::CallFailure;
use crate::platform::Platform;

/// Records after which the search index takes in what came, so that titles are found while a long harvest runs.
const INDEX_EVERY: usize = 10_000;
/// Waits of so many seconds are worth a note with the run.
const LONG_WAIT: u64 = 5;

/// One run.
pub(super) struct Reading<'a> {
    platform: &'a Platform,
    turn: &'a Turn,
    source: Source,
    run: RunId,
    kind: Wanted,
    /// It was started by the schedule: the window counts.
    hours: Option<Hours>,
    fetch: FetchSettings,
    preparation: Preparation,
    asker: Asker,
    description: Description,
    sets: Vec<Option<String>>,
    watermarks: Watermarks,
    since_index: usize,
}

/// What one list came to.
enum ListEnd {
    Complete(Box<Checkpoint>),
    Stopped(String),
    Failed(Box<Failure>),
}

/// What a page asks the store for.
#[derive(Default)]
struct Parts {
    records: Vec<IncomingRecord>,
    unchanged: Vec<String>,
    headers: Vec<String>,
    bad: Vec<NewQuarantine>,
}

impl<'a> Reading<'a> {
    pub fn new(
        platform: &'a Platform,
        turn: &'a Turn,
        source: Source,
        run: RunId,
        kind: Wanted,
        hours: Option<Hours>,
    ) -> Self {
        Self {
            platform,
            turn,
            run,
            kind,
            hours,
            fetch: FetchSettings::read(&source.settings.fetch),
            preparation: Preparation::of(&source),
            asker: Asker::new(platform, &source.settings),
            description: Description::of(&source),
            sets: sets_of(source.settings.set_spec.as_deref()),
            watermarks: Watermarks::of(&source),
            source,
            since_index: 0,
        }
    }

    /// Reads to the end, or as far as it goes.
    pub async fn read(mut self) -> Result<RunOutcome, HarvestError> {
        let mut checkpoint = self.stored_checkpoint().await?;
        let was_new = self.watermarks == Watermarks::default();
        let first =
            checkpoint.as_ref().and_then(|place| self.sets.iter().position(|set| *set == place.set)).unwrap_or(0);
        for number in first..self.sets.len() {
            let set = self.sets.get(number).cloned().flatten();
            match self.list(set.as_deref(), checkpoint.take()).await? {
                ListEnd::Complete(end) => self.end_of_list(number, set.as_deref(), &end).await?,
                ListEnd::Stopped(reason) => return Ok(RunOutcome::Stopped(reason)),
                ListEnd::Failed(failure) => return Ok(failed(*failure)),
            }
        }
        self.end().await?;
        Ok(RunOutcome::Complete { everything: self.kind.is_sweep() || was_new })
    }

    /// Where an unfinished run of the same kind goes on. Where there is none, the list begins, and nothing of it is met yet.
    async fn stored_checkpoint(&self) -> Result<Option<Checkpoint>, HarvestError> {
        let stored = self.source.checkpoint.as_deref().and_then(|text| Checkpoint::from_text(text).ok());
        let usable = stored.filter(|stored| {
            self.sets.contains(&stored.set)
                && Harvest::resume(self.settings(stored.set.as_deref()), stored.clone()).checkpoint() == stored
        });
        if usable.is_none() && self.kind.is_sweep() {
            self.platform.store().sources().begin_list(self.source.id, self.platform.now()).await?;
        }
        Ok(usable)
    }

    fn settings(&self, set: Option<&str>) -> Settings {
        let patience = self.platform.patience();
        let mut settings = Settings::new(self.source.settings.url.clone(), self.source.settings.prefix.clone());
        settings.set = set.map(str::to_owned);
        settings.headers_only = self.kind == Wanted::Headers;
        settings.from = if self.kind.is_sweep() { None } else { self.watermarks.get(set) };
        settings.overlap_seconds = u64::from(self.fetch.overlap_hours) * 3_600;
        settings.first_wait_seconds = patience.harvest_first_wait.as_secs();
        settings.longest_wait_seconds = patience.harvest_longest_wait.as_secs();
        settings.jitter = Some(self.run.0.unsigned_abs());
        settings
    }

    async fn list(&mut self, set: Option<&str>, checkpoint: Option<Checkpoint>) -> Result<ListEnd, HarvestError> {
        let settings = self.settings(set);
        let mut harvest = match checkpoint {
            Some(checkpoint) => Harvest::resume(settings, checkpoint),
            None => Harvest::new(settings),
        };
        loop {
            match harvest.next() {
                Step::Fetch { url } => {
                    if let Some(reason) = self.reason_to_stop() {
                        return Ok(ListEnd::Stopped(reason));
                    }
                    self.ask(&mut harvest, &url).await?;
                }
                Step::Wait { seconds, reason } => self.wait(seconds, &reason).await?,
                Step::Deliver(delivery) => self.keep(*delivery).await?,
                Step::Finished(Summary { .. }) => return Ok(ListEnd::Complete(Box::new(harvest.checkpoint().clone()))),
                Step::Failed(failure) => return Ok(ListEnd::Failed(failure)),
            }
        }
    }

    fn reason_to_stop(&self) -> Option<String> {
        super::reason_to_stop(self.platform, self.turn, self.hours.as_ref(), self.source.id)
    }

    async fn ask(&mut self, harvest: &mut Harvest, url: &str) -> Result<(), HarvestError> {
        match self.asker.get(url).await {
            Ok(answer) => {
                if url.ends_with("verb=Identify") {
                    self.learn(&answer.body).await?;
                }
                harvest.answer(answer);
            }
            Err(CallFailure::Address(words)) => {
                return Err(HarvestError::Source(format!("the address is not usable: {words}")));
            }
            Err(fault) => harvest.transport_fault(&fault.to_string()),
        }
        Ok(())
    }

    /// Keeps what the source says of itself.
    async fn learn(&mut self, body: &[u8]) -> Result<(), HarvestError> {
        let Ok(Response { body: Body::Identify(identify), .. }) = Response::decode(body) else { return Ok(()) };
        let description = Description {
            repository_name: identify.repository_name,
            granularity: identify.granularity,
            deleted_record: identify.deleted_record.as_str().to_owned(),
            earliest_datestamp: identify.earliest_datestamp,
            admin_emails: identify.admin_emails,
            identifier_prefix: self.description.identifier_prefix.clone(),
        };
        self.describe(description).await
    }

    async fn describe(&mut self, description: Description) -> Result<(), HarvestError> {
        if description != self.description {
            self.description = description;
            let json = serde_json::to_string(&self.description).unwrap_or_default();
            self.platform.store().sources().describe(self.source.id, &json).await?;
        }
        Ok(())
    }

    async fn wait(&self, seconds: u64, reason: &str) -> Result<(), HarvestError> {
        let words = format!("Waiting {seconds} s: {reason}");
        tracing::info!(source = %self.source.id, seconds, reason, "the harvest waits");
        self.turn.tell(|live| live.waiting = Some(words.clone()));
        if seconds >= LONG_WAIT {
            self.platform.store().sources().note_run(self.run, Some(&words)).await?;
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
            () = self.turn.stopped() => {}
        }
        self.turn.tell(|live| live.waiting = None);
        if seconds >= LONG_WAIT {
            self.platform.store().sources().note_run(self.run, None).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, delivery: Delivery) -> Result<(), HarvestError> {
        let Delivery { records, bad: bad_parts, complete_list_size, checkpoint, .. } = delivery;
        let came = records.len() + bad_parts.len();
        if let Some(identifier) = records.first().map(|record| record.header.identifier.as_str()) {
            let prefix = identifier.strip_suffix(local_id(identifier)).unwrap_or_default().to_owned();
            self.describe(Description { identifier_prefix: prefix, ..self.description.clone() }).await?;
        }
        let mut parts = self.sort(records).await?;
        for part in bad_parts {
            let reason = format!("it is not a record of the list: {}", part.reason);
            parts.put(bad("", "", part.xml.as_bytes(), &reason));
        }
        let expected = complete_list_size.and_then(|size| i64::try_from(size).ok());
        let progress = Progress { checkpoint: Some(checkpoint.to_text()), watermark: None };
        let batch = Batch {
            run: Some(self.run),
            unchanged: &parts.unchanged,
            headers: &parts.headers,
            bad: &parts.bad,
            removals: Removals::Hold,
            is_sweep: self.kind.is_sweep(),
            page: Some(PageOfList { expected }),
            progress: Some(progress),
            ..Batch::new(self.source.id, &parts.records, self.platform.now())
        };
        self.platform.store().records().ingest(&batch).await?;
        self.turn.tell(|live| {
            live.pages += 1;
            live.records += came as u64;
            live.expected = complete_list_size.or(live.expected);
        });
        self.since_index += parts.records.len();
        if self.since_index >= INDEX_EVERY {
            self.since_index = 0;
            feed_index(self.platform).await?;
        }
        Ok(())
    }

    /// Reads only what did not come with the same bytes before.
    async fn sort(&self, records: Vec<oai_pmh::Record>) -> Result<Parts, HarvestError> {
        let mut parts = Parts::default();
        // When a record comes twice on a page, the last counts.
        let mut by_id: BTreeMap<String, oai_pmh::Record> = BTreeMap::new();
        for record in records {
            match local_id(&record.header.identifier) {
                "" => parts.put(bad("", &record.header.datestamp, &raw_of(&record), "its header has no identifier")),
                id => drop(by_id.insert(id.to_owned(), record)),
            }
        }
        let mut hashes: BTreeMap<&str, String> = BTreeMap::new();
        for (id, record) in &by_id {
            match (&record.metadata, record.header.deleted, self.kind) {
                (_, true, _) => {
                    parts.records.push(gone(id, &record.header.datestamp, "the source says that it is deleted"))
                }
                (_, false, Wanted::Headers) => parts.headers.push(id.clone()),
                (None, false, _) => parts.put(bad(id, &record.header.datestamp, &[], "it came without metadata")),
                (Some(metadata), false, _) => {
                    hashes.insert(id, self.preparation.raw_hash(metadata.xml.as_bytes()));
                }
            }
        }
        let came: Vec<(&str, &str)> = hashes.iter().map(|(id, hash)| (*id, hash.as_str())).collect();
        let unchanged = self.platform.store().records().unchanged(self.source.id, &came).await?;
        for (id, hash) in hashes {
            match by_id.get(id) {
                _ if unchanged.contains(id) => parts.unchanged.push(id.to_owned()),
                Some(record) => {
                    let raw = raw_of(record);
                    parts.put(self.preparation.marcxml(id, &record.header.datestamp, &raw, hash));
                }
                None => {}
            }
        }
        Ok(parts)
    }

    /// The list of one set has ended: its watermark counts, and the next set begins.
    async fn end_of_list(&mut self, number: usize, set: Option<&str>, end: &Checkpoint) -> Result<(), HarvestError> {
        if self.kind != Wanted::Headers {
            self.watermarks.put(set, end.summary().watermark);
        }
        let next = match self.sets.get(number + 1) {
            Some(next) => Harvest::new(self.settings(next.as_deref())).checkpoint().to_text(),
            // Kept until the removals are settled: killed before, the next run comes straight back to them.
            None => end.to_text(),
        };
        let watermark = if self.sets.len() > number + 1 { self.watermarks.to_text(&self.sets) } else { None };
        let progress = Progress { checkpoint: Some(next), watermark };
        self.put_progress(progress).await
    }

    /// All lists have ended: removals are settled, and the next harvest begins behind what was seen.
    async fn end(&mut self) -> Result<(), HarvestError> {
        let extent = match self.kind {
            Wanted::Changes => Extent::Part,
            Wanted::Headers => Extent::Names,
            Wanted::Everything => Extent::Whole,
        };
        settle(self.platform, &self.source, self.run, extent, false).await?;
        self.put_progress(Progress { checkpoint: None, watermark: self.watermarks.to_text(&self.sets) }).await
    }

    async fn put_progress(&self, progress: Progress) -> Result<(), HarvestError> {
        let batch = Batch {
            run: Some(self.run),
            progress: Some(progress),
            ..Batch::new(self.source.id, &[], self.platform.now())
        };
        self.platform.store().records().ingest(&batch).await?;
        Ok(())
    }
}

impl Parts {
    fn put(&mut self, prepared: Prepared) {
        match prepared {
            Prepared::Good(record) => self.records.push(*record),
            Prepared::Bad(bad) => self.bad.push(bad),
        }
    }
}

fn raw_of(record: &oai_pmh::Record) -> Vec<u8> {
    record.metadata.as_ref().map(|metadata| metadata.xml.as_bytes().to_vec()).unwrap_or_default()
}

fn failed(failure: Failure) -> RunOutcome {
    let advice = failure.advice.map(|advice| format!(" {} In Alma: {}.", sentence(advice.cause), advice.alma_screen));
    RunOutcome::Failed { error: format!("{}.{}", failure.kind, advice.unwrap_or_default()), body: failure.body }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
