//! Counts for monitoring, in the Prometheus text format.

mod harvests;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::platform::Platform;
pub use harvests::lag_seconds;

/// The media type of the text.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    library: String,
    side: String,
    state: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct LibraryLabels {
    library: String,
}

/// The counts as they stand now.
///
/// # Errors
/// When the store cannot be read.
pub async fn text(platform: &Platform) -> Result<String, store::Error> {
    let mut registry = Registry::with_prefix("bookferry");
    let requests = Family::<RequestLabels, Gauge>::default();
    let records = Family::<LibraryLabels, Gauge>::default();
    let (waiting, failed, titles) = (Gauge::<i64>::default(), Gauge::<i64>::default(), Gauge::<i64>::default());
    registry.register("requests", "Requests by library, side and state", requests.clone());
    registry.register("records", "Records harvested, deleted ones left out", records.clone());
    registry.register("outbox_waiting", "Messages and calls that wait or are under way", waiting.clone());
    registry.register("outbox_failed", "Messages and calls given up, waiting for staff", failed.clone());
    registry.register("titles", "Titles in the shared index", titles.clone());

    let libraries = platform.store().libraries().all().await?;
    harvests::register(&mut registry, platform, &libraries).await?;
    let code =
        |id| libraries.iter().find(|library| library.id == id).map(|library| library.code.clone()).unwrap_or_default();
    for total in platform.store().requests().totals().await? {
        let labels = RequestLabels { library: code(total.library_id), side: total.side, state: total.state };
        requests.get_or_create(&labels).inc_by(total.count);
    }
    for count in platform.store().records().record_counts().await? {
        records.get_or_create(&LibraryLabels { library: code(count.library_id) }).set(count.records);
    }
    let backlog = platform.store().outbox().backlog().await?;
    waiting.set(backlog.open);
    failed.set(backlog.failed);
    titles.set(platform.store().records().cluster_count().await?);

    let mut text = String::new();
    encode(&mut text, &registry).map_err(|fault| store::Error::Broken(Box::new(fault)))?;
    Ok(text)
}
