//! Harvests a source over OAI-PMH into the shared index: page by page, each page with the place to go on from in one transaction.

use std::time::Duration;

use futures_util::StreamExt;
use marc::holdings::Mapping;
use oai_pmh::{Checkpoint, Delivery, Harvest, HttpAnswer, Settings, Step, retry_after_seconds};
use store::{Batch, IncomingRecord, LibraryId, Progress, RunId, Source, SourceId};

use crate::catalogue::{gone, incoming, mapping_of};
use crate::clock::DAY;
use crate::outside::CallFailure;
use crate::platform::Platform;

/// One page may take this long.
const PAGE_TIME: Duration = Duration::from_secs(300);
/// Records published late under an old datestamp are met again within this many seconds.
const OVERLAP_SECONDS: u64 = 86_400;
/// The mapping of sources that name none.
pub const DEFAULT_MAPPING: &str = "marc-852-876";

/// Why a harvest ended early.
#[derive(Debug, thiserror::Error)]
pub enum HarvestError {
    /// The source failed or refused; the words say what and where to look.
    #[error("{0}")]
    Source(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Sources that are harvested at the same time: one that makes us wait does not hold up the others.
const AT_ONCE: usize = 4;

/// Harvests every source that is due.
///
/// # Errors
/// When the store cannot be read. Failures of sources are recorded with them.
pub async fn harvest_all_due(platform: &Platform) -> Result<(), store::Error> {
    let due = platform.store().sources().due(platform.now()).await?;
    let harvests = due.into_iter().map(|source| async move {
        if let Err(fault) = harvest_now(platform, source.library_id, source.id).await {
            tracing::warn!(source = %source.id, %fault, "a harvest failed");
        }
    });
    futures_util::stream::iter(harvests).buffer_unordered(AT_ONCE).collect::<()>().await;
    Ok(())
}

/// Harvests one source from where it stopped, and brings the search index up to date.
///
/// # Errors
/// [`HarvestError`]; the same words are kept with the source.
pub async fn harvest_now(platform: &Platform, library: LibraryId, source: SourceId) -> Result<(), HarvestError> {
    let source = platform.store().sources().by_id(library, source).await?;
    let run = platform.store().sources().start_run(source.id, platform.now()).await?;
    let outcome = harvest(platform, &source, run).await;
    let error = outcome.as_ref().err().map(ToString::to_string);
    let next = platform.now() + if error.is_some() { DAY / 24 } else { DAY };
    platform.store().sources().finish_run(run, error.as_deref(), Some(next), platform.now()).await?;
    platform.catalogue().catch_up(platform.store()).await?;
    outcome
}

async fn harvest(platform: &Platform, source: &Source, run: RunId) -> Result<(), HarvestError> {
    let settings = settings_of(source);
    let mapping = mapping_of(&source.settings.mapping);
    let mut harvest = match source.checkpoint.as_deref().map(Checkpoint::from_text) {
        Some(Ok(checkpoint)) => Harvest::resume(settings, checkpoint),
        _ => Harvest::new(settings),
    };
    loop {
        match harvest.next() {
            Step::Fetch { url } => match platform.outside().get(&url, PAGE_TIME).await {
                Ok(answer) => harvest.answer(HttpAnswer {
                    status: answer.status,
                    retry_after: answer.retry_after.as_deref().and_then(|text| retry_after_seconds(text, None)),
                    body: answer.body,
                }),
                Err(CallFailure::Address(words)) => {
                    return Err(HarvestError::Source(format!("the address is not usable: {words}")));
                }
                Err(fault) => harvest.transport_fault(&fault.to_string()),
            },
            Step::Wait { seconds, reason } => {
                tracing::info!(source = %source.id, seconds, reason, "the harvest waits");
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
            Step::Deliver(delivery) => keep(platform, source, run, &mapping, &delivery).await?,
            Step::Finished(summary) => {
                let watermark = summary.watermark.map(|watermark| watermark.to_string());
                let progress = Progress { checkpoint: None, watermark: watermark.or_else(|| source.watermark.clone()) };
                let done = Batch { source: source.id, run: Some(run), records: &[], progress, at: platform.now() };
                platform.store().records().ingest(&done).await?;
                return Ok(());
            }
            Step::Failed(failure) => {
                let advice = failure.advice.map(|advice| format!(" {} In Alma: {}.", advice.cause, advice.alma_screen));
                return Err(HarvestError::Source(format!("{}.{}", failure.kind, advice.unwrap_or_default())));
            }
        }
    }
}

async fn keep(
    platform: &Platform,
    source: &Source,
    run: RunId,
    mapping: &Mapping,
    delivery: &Delivery,
) -> Result<(), HarvestError> {
    let mut records = Vec::with_capacity(delivery.records.len());
    for record in &delivery.records {
        match prepared(record, mapping) {
            Ok(incoming) => records.push(incoming),
            Err(reason) => {
                tracing::warn!(source = %source.id, record = record.header.identifier, %reason, "a record cannot be read")
            }
        }
    }
    let progress = Progress { checkpoint: Some(delivery.checkpoint.to_text()), watermark: source.watermark.clone() };
    let batch = Batch { source: source.id, run: Some(run), records: &records, progress, at: platform.now() };
    platform.store().records().ingest(&batch).await?;
    Ok(())
}

/// A record of a page as the store takes it in.
fn prepared(record: &oai_pmh::Record, mapping: &Mapping) -> Result<IncomingRecord, String> {
    let id = local_id(&record.header.identifier);
    if record.header.deleted {
        return Ok(gone(id, &record.header.datestamp));
    }
    let metadata = record.metadata.as_ref().ok_or("it has no metadata")?;
    let found = marc::marcxml::decode(metadata.xml.as_bytes()).map_err(|defect| defect.to_string())?;
    Ok(incoming(id, &record.header.datestamp, &found.record, mapping))
}

/// The record number within the repository: what follows the last colon of an OAI identifier, an MMS id at Alma.
fn local_id(identifier: &str) -> &str {
    identifier.rsplit(':').next().unwrap_or(identifier)
}

fn settings_of(source: &Source) -> Settings {
    let mut settings = Settings::new(source.settings.url.clone(), source.settings.prefix.clone());
    settings.set.clone_from(&source.settings.set_spec);
    settings.from = source.watermark.as_deref().and_then(|text| oai_pmh::Datestamp::parse_leniently(text).ok());
    settings.overlap_seconds = OVERLAP_SECONDS;
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_mapping_is_a_preset() {
        assert!(Mapping::preset(DEFAULT_MAPPING).is_some());
    }

    #[test]
    fn the_record_number_is_what_follows_the_last_colon() {
        assert_eq!(local_id("oai:alma.01EX_INST:991000000000401234"), "991000000000401234");
        assert_eq!(local_id("991000000000401234"), "991000000000401234");
    }
}
