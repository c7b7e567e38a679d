//! Counts of each source that is harvested.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::{DayCount, Library, Source};

use crate::jobs::Watermarks;
use crate::platform::Platform;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct SourceLabels {
    library: String,
    source: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OutcomeLabels {
    library: String,
    source: String,
    outcome: &'static str,
}

/// The state of each source, in the order of their names below.
#[derive(Default)]
struct Gauges {
    records: Family<SourceLabels, Gauge>,
    last_success: Family<SourceLabels, Gauge>,
    lag: Family<SourceLabels, Gauge>,
    quarantined: Family<SourceLabels, Gauge>,
    held_removals: Family<SourceLabels, Gauge>,
    running: Family<SourceLabels, Gauge>,
    paused: Family<SourceLabels, Gauge>,
}

#[derive(Default)]
struct Counters {
    runs: Family<SourceLabels, Counter>,
    failures: Family<SourceLabels, Counter>,
    records: Family<OutcomeLabels, Counter>,
}

/// Puts them into a registry.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn register(
    registry: &mut Registry,
    platform: &Platform,
    libraries: &[Library],
) -> Result<(), store::Error> {
    let (gauges, counters) = (Gauges::default(), Counters::default());
    gauges.register(registry);
    counters.register(registry);
    let totals = platform.store().sources().totals().await?;
    for source in platform.store().sources().all().await? {
        let library = libraries.iter().find(|library| library.id == source.library_id);
        let labels = SourceLabels {
            library: library.map(|library| library.code.clone()).unwrap_or_default(),
            source: source.settings.name.clone(),
        };
        gauges.set(&labels, &source, platform);
        let total = totals.iter().find(|(id, _)| *id == source.id).map(|(_, total)| *total).unwrap_or_default();
        counters.set(&labels, &total);
    }
    Ok(())
}

impl Gauges {
    fn register(&self, registry: &mut Registry) {
        for (name, help, family) in [
            ("harvest_records", "Records of the source, deleted ones left out", &self.records),
            (
                "harvest_last_success_timestamp_seconds",
                "End of the last complete harvest; 0: none yet",
                &self.last_success,
            ),
            (
                "harvest_lag_seconds",
                "Age of the newest data, or of the last complete harvest if that is newer",
                &self.lag,
            ),
            ("harvest_quarantined", "Records that could not be taken in", &self.quarantined),
            ("harvest_held_removals", "Removals that wait for a person's decision", &self.held_removals),
            ("harvest_running", "1 while the source is being harvested", &self.running),
            ("harvest_paused", "1 while the source is paused", &self.paused),
        ] {
            registry.register(name, help, family.clone());
        }
    }

    fn set(&self, labels: &SourceLabels, source: &Source, platform: &Platform) {
        let set = |family: &Family<SourceLabels, Gauge>, value: i64| {
            family.get_or_create(labels).set(value);
        };
        set(&self.records, source.record_count);
        set(&self.last_success, source.completed_at.unwrap_or(0) / 1_000);
        if let Some(lag) = lag_seconds(source, platform.now()) {
            set(&self.lag, lag);
        }
        set(&self.quarantined, source.quarantined);
        set(&self.held_removals, source.held_removals);
        set(&self.running, i64::from(platform.harvests().progress(source.id).is_some()));
        set(&self.paused, i64::from(source.paused));
    }
}

impl Counters {
    fn register(&self, registry: &mut Registry) {
        registry.register("harvest_runs", "Harvests begun", self.runs.clone());
        registry.register("harvest_failures", "Harvests that failed", self.failures.clone());
        let help = "Records that harvests brought, by what became of them";
        registry.register("harvest_records_processed", help, self.records.clone());
    }

    fn set(&self, labels: &SourceLabels, total: &DayCount) {
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        self.runs.get_or_create(labels).inc_by(count(total.runs));
        self.failures.get_or_create(labels).inc_by(count(total.failures));
        for (outcome, value) in [
            ("new", total.counts.new),
            ("changed", total.counts.changed),
            ("unchanged", total.counts.unchanged),
            ("deleted", total.counts.deleted),
            ("bad", total.bad),
        ] {
            let SourceLabels { library, source } = labels.clone();
            self.records.get_or_create(&OutcomeLabels { library, source, outcome }).inc_by(count(value));
        }
    }
}

/// How far what is here lies behind: a complete harvest that brought nothing new shows that nothing newer was published. `None`:
/// nothing was harvested yet.
pub fn lag_seconds(source: &Source, now: i64) -> Option<i64> {
    let newest = Watermarks::of(source).oldest().map(|stamp| stamp.unix_seconds() * 1_000);
    let known = newest.max(source.completed_at)?;
    Some((now - known).max(0) / 1_000)
}
