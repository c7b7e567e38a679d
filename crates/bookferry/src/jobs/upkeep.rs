//! What a person does about a source between harvests: removals, quarantine, single records, another mapping.

use oai_pmh::{Body, Request, Response};
use store::{Batch, LibraryId, QuarantineId, RecordId, Remapped, Source, SourceId};

use super::harvest::{Asker, Description, HarvestError, SourceKind, Turn, feed_index};
use super::prepare::{Preparation, Prepared, bad, gone, items_of};
use crate::catalogue::{incoming, stored_record};
use crate::platform::Platform;

/// Records whose holdings are read anew in one transaction.
const AT_ONCE: i64 = 500;

/// What became of a record that was asked for once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retried {
    /// It is in the index now.
    TakenIn,
    /// It is gone at the source, and here.
    Removed,
    /// It still cannot be taken in, for this reason.
    StillBad(String),
}

/// Removes the records whose removal waits for a person. Returns how many went.
///
/// # Errors
/// [`HarvestError`].
pub async fn apply_removals(platform: &Platform, library: LibraryId, source: SourceId) -> Result<i64, HarvestError> {
    let _turn = turn(platform, source, "removals")?;
    let removed = platform.store().records().apply_removals(library, source, None, platform.now()).await?;
    feed_index(platform).await?;
    Ok(removed)
}

/// Keeps the records whose removal waits for a person. Returns how many stay.
///
/// # Errors
/// [`HarvestError`].
pub async fn drop_removals(platform: &Platform, library: LibraryId, source: SourceId) -> Result<u64, HarvestError> {
    let _turn = turn(platform, source, "removals")?;
    Ok(platform.store().records().drop_removals(library, source, platform.now()).await?)
}

/// Reads the kept bytes of a part in quarantine once more: by a newer version of this program, or another mapping.
///
/// # Errors
/// [`HarvestError`].
pub async fn retry_quarantine(
    platform: &Platform,
    library: LibraryId,
    id: QuarantineId,
) -> Result<Retried, HarvestError> {
    let kept = platform.store().quarantine().by_id(library, id).await?;
    let source = platform.store().sources().by_id(library, kept.source_id).await?;
    let _turn = turn(platform, source.id, "quarantine")?;
    let preparation = Preparation::of(&source);
    let Some(record) = stored_record(&kept.raw) else {
        return Ok(Retried::StillBad(kept.reason));
    };
    let number = record.control("001").map(str::trim).unwrap_or_default().to_owned();
    if number.is_empty() {
        return Ok(Retried::StillBad(kept.reason));
    }
    let own = if kept.source_record_id.starts_with("sha256:") { number } else { kept.source_record_id.clone() };
    let raw_hash = preparation.raw_hash(&kept.raw);
    let taken = preparation.record(&own, &kept.datestamp, kept.raw, raw_hash, &record);
    let retried = take(platform, &source, Prepared::Good(Box::new(taken))).await?;
    // Under the hash of its bytes it is not met by its number.
    match platform.store().quarantine().dismiss(library, id).await {
        Ok(()) | Err(store::Error::NotFound(_)) => Ok(retried),
        Err(fault) => Err(fault.into()),
    }
}

/// Asks the source for one record (GetRecord) and takes it in.
///
/// # Errors
/// [`HarvestError`].
pub async fn refresh_record(
    platform: &Platform,
    library: LibraryId,
    source: SourceId,
    record: &str,
) -> Result<Retried, HarvestError> {
    let source = platform.store().sources().by_id(library, source).await?;
    if SourceKind::of(&source.settings) != SourceKind::OaiPmh {
        return Err(HarvestError::Source("the source gives files, not single records".into()));
    }
    let _turn = turn(platform, source.id, "one record")?;
    let retried = fetch_record(platform, &source, record).await?;
    feed_index(platform).await?;
    Ok(retried)
}

/// Without taking the turn of the source: the caller has it.
pub(super) async fn fetch_record(platform: &Platform, source: &Source, id: &str) -> Result<Retried, HarvestError> {
    let identifier = format!("{}{id}", Description::of(source).identifier_prefix);
    let request = Request::GetRecord { identifier, metadata_prefix: source.settings.prefix.clone() };
    let answer = Asker::new(platform, &source.settings).get(&request.url(&source.settings.url)).await;
    let answer = answer.map_err(|fault| HarvestError::Source(format!("the source {fault}")))?;
    let response = Response::decode(&answer.body)
        .map_err(|fault| HarvestError::Source(format!("the answer of the source cannot be read: {fault}")))?;
    let page = match response.body {
        Body::GetRecord(page) => page,
        Body::Errors(conditions) => {
            let said: Vec<String> = conditions.iter().map(ToString::to_string).collect();
            return Err(HarvestError::Source(format!("the source refuses: {}", said.join("; "))));
        }
        _ => return Err(HarvestError::Source("the source answers another question than the one asked".into())),
    };
    let Some(record) = page.items.into_iter().next() else {
        let reason = page.bad.first().map(|part| part.reason.to_string()).unwrap_or_default();
        return Err(HarvestError::Source(format!("the source gives no readable record: {reason}")));
    };
    let datestamp = record.header.datestamp;
    let preparation = Preparation::of(source);
    let prepared = match record.metadata {
        _ if record.header.deleted => {
            Prepared::Good(Box::new(gone(id, &datestamp, "the source says that it is deleted")))
        }
        Some(metadata) => {
            let raw = metadata.xml.as_bytes();
            preparation.marcxml(id, &datestamp, raw, preparation.raw_hash(raw))
        }
        None => bad(id, &datestamp, &[], "it came without metadata"),
    };
    take(platform, source, prepared).await
}

/// Takes in one record; a person asked for it, so a removal needs no second question.
async fn take(platform: &Platform, source: &Source, prepared: Prepared) -> Result<Retried, HarvestError> {
    let (records, bad) = match prepared {
        Prepared::Good(record) => (vec![*record], Vec::new()),
        Prepared::Bad(bad) => (Vec::new(), vec![bad]),
    };
    let batch = Batch { bad: &bad, ..Batch::new(source.id, &records, platform.now()) };
    platform.store().records().ingest(&batch).await?;
    Ok(match (records.first(), bad.first()) {
        (_, Some(bad)) => Retried::StillBad(bad.reason.clone()),
        (Some(record), None) if record.deleted => Retried::Removed,
        _ => Retried::TakenIn,
    })
}

/// Reads the holdings of all records of a source anew, after its mapping has changed, without asking the source. What is
/// interrupted, or comes while the source is harvested, is done before its next harvest. Returns how many records were read.
///
/// # Errors
/// [`HarvestError`].
pub async fn remap(platform: &Platform, library: LibraryId, source: SourceId) -> Result<u64, HarvestError> {
    platform.store().sources().remapped(source, Some(RecordId(0))).await?;
    let turn = turn(platform, source, "mapping")?;
    let source = platform.store().sources().by_id(library, source).await?;
    read_holdings_anew(platform, &turn, &source).await
}

/// From the record at which it was interrupted.
pub(super) async fn read_holdings_anew(platform: &Platform, turn: &Turn, source: &Source) -> Result<u64, HarvestError> {
    let preparation = Preparation::of(source);
    let mut after = source.remapped_to.unwrap_or(RecordId(0));
    let mut done = 0;
    while !turn.is_stopped() {
        let records = platform.store().records().after(source.id, after, AT_ONCE).await?;
        let Some(last) = records.last() else {
            platform.store().sources().remapped(source.id, None).await?;
            break;
        };
        after = last.id;
        let remapped: Vec<Remapped> = records.iter().filter_map(|record| read_anew(record, &preparation)).collect();
        if remapped.len() < records.len() {
            // Some are not for the index by the new mapping, which only a full read settles.
            platform.store().sources().want(source.library_id, source.id, Some("everything")).await?;
        }
        platform.store().records().remap(source.id, &remapped, platform.now()).await?;
        platform.store().sources().remapped(source.id, Some(after)).await?;
        done += records.len() as u64;
        turn.tell(|live| live.records = done);
    }
    feed_index(platform).await?;
    Ok(done)
}

fn read_anew(record: &store::Record, preparation: &Preparation) -> Option<Remapped> {
    let marc = stored_record(&record.marc)?;
    let taken = incoming(&record.source_record_id, &record.datestamp, &marc, &preparation.mapping);
    (!taken.deleted).then(|| Remapped {
        record: record.id,
        cluster: record.cluster_id,
        hash: taken.hash,
        raw_hash: preparation.raw_hash(&record.marc),
        items: items_of(&taken.holdings),
        holdings: taken.holdings,
    })
}

fn turn(platform: &Platform, source: SourceId, kind: &str) -> Result<Turn, HarvestError> {
    platform.harvests().begin(source, kind, platform.now()).ok_or(HarvestError::Busy)
}
