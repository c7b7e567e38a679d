//! Taking in a batch of records: skip what is unchanged, find clusters, log what changed, note how far the harvest is. One
//! transaction, and a handful of statements however many records there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::db::{Tx, take_numbers};
use crate::files::{self, FileReading};
use crate::quarantine::{self, NewQuarantine};
use crate::records::load::{self, Known};
use crate::records::regroup::{Group, Node, regroup};
use crate::records::{RecordItem, met, write};
use crate::{ClusterId, Error, LibraryId, Millis, Progress, RecordId, Records, RunId, SourceId};

/// Records as they come from a source.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// Where they come from.
    pub source: SourceId,
    /// The harvest to which they are counted.
    pub run: Option<RunId>,
    /// The records; a few hundred at a time. When one comes twice, the last counts.
    pub records: &'a [IncomingRecord],
    /// Numbers of records that came with the bytes that are here already; see [`Records::unchanged`].
    pub unchanged: &'a [String],
    /// Numbers of records of which only the headers came: they are there, and nothing more is known.
    pub headers: &'a [String],
    /// What came and cannot be taken in.
    pub bad: &'a [NewQuarantine],
    /// What becomes of records that are said to be gone.
    pub removals: Removals,
    /// The whole list is being read: what is met is noted, so that its end shows what is missing.
    pub is_sweep: bool,
    /// It comes from a file that takes its records with it when it disappears.
    pub file: Option<FileReading>,
    /// It is a page of a list.
    pub page: Option<PageOfList>,
    /// How far the harvest is once all this is kept; `None`: as far as before.
    pub progress: Option<Progress>,
    /// The time.
    pub at: Millis,
}

/// A page of a list that the source gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageOfList {
    /// How long the source says the whole list is.
    pub expected: Option<i64>,
}

/// What becomes of records that are said to be gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Removals {
    /// They go at once.
    #[default]
    Apply,
    /// They are held until [`Records::settle_removals`] or a person decides.
    Hold,
}

impl<'a> Batch<'a> {
    /// Records of this source, counted to no harvest; removals are applied.
    #[must_use]
    pub fn new(source: SourceId, records: &'a [IncomingRecord], at: Millis) -> Self {
        Self {
            source,
            run: None,
            records,
            unchanged: &[],
            headers: &[],
            bad: &[],
            removals: Removals::Apply,
            is_sweep: false,
            file: None,
            page: None,
            progress: None,
            at,
        }
    }
}

/// A record as it comes from a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncomingRecord {
    /// Its number there.
    pub source_record_id: String,
    /// OAI-PMH datestamp.
    pub datestamp: String,
    /// It is gone; the fields below do not matter then, but for `why`.
    pub deleted: bool,
    /// Why it counts as gone, in words for people.
    pub why: String,
    /// Equal hashes mean that nothing is to be done. It covers whatever keys and holdings are made from.
    pub hash: String,
    /// Stands for the bytes as given and the way in which they are read; see [`Records::unchanged`]. Empty: not known.
    pub raw_hash: String,
    /// Kept as given.
    pub marc: Vec<u8>,
    /// Match keys; records that share one are in the same cluster. None at all: a cluster of its own.
    pub keys: Vec<String>,
    /// JSON.
    pub holdings: String,
    /// The pieces, in the order of the record.
    pub items: Vec<RecordItem>,
}

/// What became of a batch or a harvest. The sum is the number of records that came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IngestCounts {
    /// Not known before, or known as deleted.
    pub new: i64,
    /// Known, and different now.
    pub changed: i64,
    /// Known as it is; also records that came twice, and deletions of what is not known.
    pub unchanged: i64,
    /// Known, and gone now.
    pub deleted: i64,
    /// Known, and said to be gone; held until the list has ended.
    pub held: i64,
}

/// One record that has to be written.
pub(super) struct Work<'a> {
    pub record: RecordId,
    pub incoming: &'a IncomingRecord,
    pub was: Option<Known>,
    /// Its keys differ from those that it had: its cluster is to be found anew.
    pub rekeyed: bool,
}

/// What a batch asks for.
#[derive(Default)]
struct Sorted<'a> {
    work: Vec<Work<'a>>,
    /// Said to be gone, and held.
    held: Vec<&'a IncomingRecord>,
    /// The same content in other bytes.
    same: Vec<(RecordId, &'a IncomingRecord)>,
    /// Numbers of all records that came and are not gone.
    alive: Vec<&'a str>,
    counts: IngestCounts,
}

impl Records<'_> {
    /// Keeps a batch and the progress that goes with it, both or neither.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such source.
    pub async fn ingest(&self, batch: &Batch<'_>) -> Result<IngestCounts, Error> {
        let mut tx = self.db.begin().await?;
        let library = load::library_of(&mut tx, batch.source).await?;
        let counts = take_in(&mut tx, library, batch).await?;
        write::progress(&mut tx, batch, counts).await?;
        tx.commit().await?;
        Ok(counts)
    }
}

/// All of a batch but the progress.
pub(super) async fn take_in(tx: &mut Tx, library: LibraryId, batch: &Batch<'_>) -> Result<IngestCounts, Error> {
    let mut sorted = sort_out(tx, batch).await?;
    mark_rekeyed(tx, &mut sorted.work).await?;
    if !sorted.work.is_empty() {
        place(tx, library, batch, &sorted.work).await?;
    }
    write::raw_hashes(tx, &sorted.same).await?;
    met::hold(tx, batch.source, &sorted.held).await?;
    note_met(tx, batch, &sorted).await?;
    Ok(sorted.counts)
}

/// What came is there: it is not to be removed, and what was wrong with it is mended.
async fn note_met(tx: &mut Tx, batch: &Batch<'_>, sorted: &Sorted<'_>) -> Result<(), Error> {
    let unchanged = batch.unchanged.iter().map(String::as_str);
    let good: Vec<&str> = sorted.alive.iter().copied().chain(unchanged).collect();
    let headers = batch.headers.iter().map(String::as_str);
    let bad = batch.bad.iter().filter(|bad| !bad.is_without_id()).map(|bad| bad.source_record_id.as_str());
    let met: Vec<&str> = good.iter().copied().chain(headers).chain(bad).collect();
    met::release(tx, batch.source, &met).await?;
    if batch.is_sweep {
        met::see(tx, batch.source, &met).await?;
    }
    let gone = batch.records.iter().filter(|record| record.deleted).map(|record| record.source_record_id.as_str());
    let gone: Vec<&str> = gone.collect();
    if let Some(file) = batch.file {
        files::came(tx, batch.source, file, &met, &gone).await?;
    }
    let mended: Vec<&str> = good.into_iter().chain(gone).collect();
    quarantine::release(tx, batch.source, &mended).await?;
    quarantine::put(tx, batch.source, batch.run, batch.bad, batch.at).await
}

/// Compares the batch with what is there; numbers new records.
async fn sort_out<'a>(tx: &mut Tx, batch: &Batch<'a>) -> Result<Sorted<'a>, Error> {
    let latest: BTreeMap<&str, &IncomingRecord> =
        batch.records.iter().map(|record| (record.source_record_id.as_str(), record)).collect();
    let mut existing = load::existing(tx, batch.source, latest.keys().copied()).await?;
    let mut sorted = Sorted::default();
    for (id, incoming) in latest {
        if !incoming.deleted {
            sorted.alive.push(id);
        }
        sorted.add(existing.remove(id), incoming, batch.removals);
    }
    let counts = &mut sorted.counts;
    let came = (batch.records.len() + batch.unchanged.len() + batch.headers.len()) as i64;
    counts.unchanged = came - counts.new - counts.changed - counts.deleted - counts.held;
    let unknown = sorted.work.iter_mut().filter(|work| work.was.is_none());
    let first = take_numbers(tx, "record", sorted.counts.new).await?;
    for (work, number) in unknown.zip(first..) {
        work.record = RecordId(number);
    }
    Ok(sorted)
}

impl<'a> Sorted<'a> {
    fn add(&mut self, was: Option<Known>, incoming: &'a IncomingRecord, removals: Removals) {
        let counts = &mut self.counts;
        let counter = match &was {
            None if !incoming.deleted => &mut counts.new,
            Some(known) if known.deleted && !incoming.deleted => &mut counts.new,
            Some(known) if !known.deleted && incoming.deleted && removals == Removals::Hold => {
                counts.held += 1;
                return self.held.push(incoming);
            }
            Some(known) if !known.deleted && incoming.deleted => &mut counts.deleted,
            Some(known) if !known.deleted && known.hash != incoming.hash => &mut counts.changed,
            Some(known) if !known.deleted && known.raw_hash != incoming.raw_hash => {
                return self.same.push((known.record, incoming));
            }
            _ => return,
        };
        *counter += 1;
        let record = was.as_ref().map_or(RecordId(0), |known| known.record);
        self.work.push(Work { record, incoming, was, rekeyed: true });
    }
}

/// A record whose holdings changed but whose keys did not stays where it is: by far the most frequent change.
async fn mark_rekeyed(tx: &mut Tx, work: &mut [Work<'_>]) -> Result<(), Error> {
    let live = |work: &&mut Work<'_>| work.was.as_ref().is_some_and(|known| !known.deleted) && !work.incoming.deleted;
    let known: Vec<RecordId> = work.iter_mut().filter(live).map(|work| work.record).collect();
    let old = load::keys_of(tx, &known).await?;
    for work in work.iter_mut().filter(live) {
        let new: BTreeSet<&str> = work.incoming.keys.iter().map(String::as_str).collect();
        let old = old.get(&work.record).map(Vec::as_slice).unwrap_or_default();
        work.rekeyed = !old.iter().map(String::as_str).eq(new);
    }
    Ok(())
}

/// Finds the clusters and writes records, keys, clusters and the log of changes.
async fn place(tx: &mut Tx, library: LibraryId, batch: &Batch<'_>, work: &[Work<'_>]) -> Result<(), Error> {
    let examined: BTreeSet<ClusterId> =
        work.iter().filter(|work| work.rekeyed).filter_map(|work| work.was.as_ref()?.cluster).collect();
    let nodes = nodes(tx, work, &examined).await?;
    let keys: BTreeSet<&str> =
        nodes.iter().filter(|n| n.fresh).flat_map(|n| n.keys.iter().map(String::as_str)).collect();
    let mut known = load::known_keys(tx, keys).await?;
    known.retain(|known| !examined.contains(&known.cluster));

    let groups = numbered(tx, regroup(&nodes, &known), batch.at).await?;
    let cluster_of: HashMap<RecordId, ClusterId> =
        groups.iter().flat_map(|(cluster, group)| group.records.iter().map(|record| (*record, *cluster))).collect();
    write::events(tx, batch, work).await?;
    write::records(tx, library, batch, work, &cluster_of).await?;
    write::items(tx, library, batch, work).await?;
    write::keys(tx, work).await?;
    write::moves(tx, &nodes, &cluster_of).await?;
    write::merges(tx, &groups).await?;
    log(tx, batch.at, work, &examined, &groups).await
}

/// The members of clusters that may fall apart, and the records whose keys are new.
async fn nodes(tx: &mut Tx, work: &[Work<'_>], examined: &BTreeSet<ClusterId>) -> Result<Vec<Node>, Error> {
    let rekeyed: BTreeSet<RecordId> = work.iter().filter(|work| work.rekeyed).map(|work| work.record).collect();
    let mut nodes = load::members(tx, examined).await?;
    nodes.retain(|node| !rekeyed.contains(&node.record));
    nodes.extend(work.iter().filter(|work| work.rekeyed && !work.incoming.deleted).map(|work| Node {
        record: work.record,
        keys: work.incoming.keys.clone(),
        was_in: work.was.as_ref().and_then(|known| known.cluster),
        fresh: true,
    }));
    Ok(nodes)
}

/// Gives a number to each group that has none.
async fn numbered(tx: &mut Tx, groups: Vec<Group>, at: Millis) -> Result<Vec<(ClusterId, Group)>, Error> {
    let missing = groups.iter().filter(|group| group.cluster.is_none()).count() as i64;
    let mut next = take_numbers(tx, "cluster", missing).await?;
    write::clusters(tx, (next..next + missing).map(ClusterId), at).await?;
    let mut number = || {
        next += 1;
        ClusterId(next - 1)
    };
    Ok(groups.into_iter().map(|group| (group.cluster.unwrap_or_else(&mut number), group)).collect())
}

async fn log(
    tx: &mut Tx,
    at: Millis,
    work: &[Work<'_>],
    examined: &BTreeSet<ClusterId>,
    groups: &[(ClusterId, Group)],
) -> Result<(), Error> {
    let stayed = work.iter().filter(|work| !work.rekeyed).filter_map(|work| work.was.as_ref()?.cluster);
    let put: BTreeSet<ClusterId> = groups.iter().map(|(cluster, _)| *cluster).chain(stayed).collect();
    let ended = groups.iter().flat_map(|(_, group)| &group.absorbed).chain(examined).copied();
    let removed: BTreeSet<ClusterId> = ended.filter(|cluster| !put.contains(cluster)).collect();
    write::changes(tx, &put, false, at).await?;
    write::changes(tx, &removed, true, at).await
}
