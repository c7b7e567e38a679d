//! Harvests: does each source answer, has it the set, do its records have items, does the harvest advance?

use jiff::tz::TimeZone;
use marc::holdings::Role;

use super::{Check, Finding, Patient};
use crate::catalogue::mapping_of;
use crate::clock::{DAY, parse_instant, people_time};
use crate::jobs::{DryRun, SourceKind, TestOutcome, dry_run, test_source};

/// Clocks differ by minutes; a day ahead is no clock that is a little fast.
const AHEAD: i64 = DAY;

/// A source that should be read daily and was not completed for so long stands still.
const STANDS_STILL: i64 = 8 * DAY;

pub(super) async fn examine(patient: &Patient<'_>) -> Result<Vec<Check>, store::Error> {
    let sources = patient.platform.store().sources().of_library(patient.id()).await?;
    if sources.is_empty() {
        let check = Check::new("OAI-PMH", "source", Finding::Warning, "no source of records is connected");
        return Ok(vec![check.advise("Settings > Harvest > Connect Alma: six fields.")]);
    }
    let mut checks = Vec::new();
    for source in sources.iter().filter(|source| !SourceKind::is_by_upload(&source.settings)) {
        let connection = format!("{}, {}", way(source), source.settings.name);
        let test = test_source(patient.platform, patient.id(), &source.settings).await;
        for step in &test.steps {
            let mut check = Check::new(&connection, step.name, finding(step.outcome), step.seen.clone());
            check.advice.extend(step.advice.clone());
            if let Some(address) =
                test.our_address.filter(|_| step.outcome == TestOutcome::Failed && step.name == "Identify")
            {
                check = check.advise(format!("Alma must allow the address from which we call: {address}."));
            }
            checks.push(check);
        }
        if test.steps.iter().all(|step| step.outcome != TestOutcome::Failed) {
            let look = dry_run(patient.platform, patient.id(), &source.settings).await.unwrap_or_default();
            checks.extend(current_places(&connection, source, &look));
            checks.extend(ahead(patient, &connection, &look.newest));
        }
        checks.push(progress(patient, &connection, source));
        checks.extend(stands_still(&connection, source));
    }
    Ok(checks)
}

/// How a source is read, in a word.
fn way(source: &store::Source) -> &'static str {
    match SourceKind::of(&source.settings) {
        SourceKind::OaiPmh => "OAI-PMH",
        SourceKind::Folder => "Files in a folder",
        SourceKind::ResourceSync => "ResourceSync",
    }
}

const fn finding(outcome: TestOutcome) -> Finding {
    match outcome {
        TestOutcome::Ok => Finding::Ok,
        TestOutcome::Warning => Finding::Warning,
        TestOutcome::Failed => Finding::Failed,
    }
}

/// Whether complete harvests still happen.
fn progress(patient: &Patient<'_>, connection: &str, source: &store::Source) -> Check {
    let name = "progress";
    match source.completed_at {
        _ if source.paused => {
            Check::new(connection, name, Finding::Warning, "it is paused").advise("Settings > Harvest: Resume.")
        }
        Some(at) if patient.platform.now() - at < STANDS_STILL => Check::ok(
            connection,
            name,
            format!(
                "the last complete harvest ended at {}",
                people_time(at, &patient.platform.zone(&patient.settings.calendar))
            ),
        ),
        at => {
            let (finding, seen) = match at {
                Some(at) => (
                    Finding::Failed,
                    format!(
                        "no harvest was completed since {}",
                        people_time(at, &patient.platform.zone(&patient.settings.calendar))
                    ),
                ),
                None => (Finding::Warning, "no harvest was completed yet".to_owned()),
            };
            let why =
                source.last_error.clone().unwrap_or_else(|| "It has not been tried. Press Harvest now.".to_owned());
            Check::new(connection, name, finding, seen).advise(why).advise(
                "In Alma the publishing profile must have run, and have a schedule: Resources > Publishing > Publishing Profiles.",
            )
        }
    }
}

/// What the newest datestamp of the source tells: harvests end well, and the source gives out nothing new.
fn stands_still(connection: &str, source: &store::Source) -> Option<Check> {
    let newest = source.watermark.as_deref()?;
    let at = moment_of(newest)?;
    let harvested_since = source.completed_at.is_some_and(|completed| completed - at > STANDS_STILL);
    harvested_since.then(|| {
        let seen = format!("harvests end well, and nothing is newer than {newest}");
        Check::new(connection, "newest datestamp", Finding::Warning, seen)
            .advise("The publishing profile does not run: it is not scheduled, or not active; or nothing was changed since.")
            .advise("In Alma: Resources > Publishing > Publishing Profiles, Scheduling; the last run stands under Admin > Manage Jobs and Sets > Monitor Jobs.")
    })
}

/// Whether the records say where items are for the time being; an item at a temporary location is looked for at its own place otherwise.
fn current_places(connection: &str, source: &store::Source, look: &DryRun) -> Option<Check> {
    let mapping = mapping_of(&source.settings.mapping);
    mapping.items.as_ref()?.role(Role::TemporaryLocation)?;
    let holdings = look.sample.iter().flat_map(|(_, record)| marc::holdings::holdings(record, &mapping));
    let items: Vec<marc::holdings::Item> = holdings.flat_map(|holding| holding.items).collect();
    let says = |role: Role| items.iter().any(|item| item.value(role).is_some_and(|place| !place.is_empty()));
    let is_missing = says(Role::Location) && !says(Role::TemporaryLocation);
    is_missing.then(|| {
        let seen = "of the items in the first records only the permanent location is published";
        Check::new(connection, "places of items", Finding::Warning, seen)
            .advise("Items at a temporary location then vanish or stand at the wrong place: publish the current location beside the permanent one.")
            .advise("In Alma: Resources > Publishing > Publishing Profiles, Data Enrichment, Item information; then Republish. Harmless where nothing stands at a temporary location.")
    })
}

/// Records that are dated ahead of the time.
fn ahead(patient: &Patient<'_>, connection: &str, newest: &str) -> Option<Check> {
    let at = moment_of(newest)?;
    (at > patient.platform.now() + AHEAD).then(|| {
        let seen = format!("records are dated {newest}, which is ahead of the time");
        Check::new(connection, "newest datestamp", Finding::Warning, seen)
            .advise("We go on from the time that the source gives for its answer, so nothing is lost; but such records come with every harvest until their day.")
            .advise("In Alma: Admin > Manage Jobs and Sets > Monitor Jobs shows when the profile ran; Resources > Publishing > Publishing Profiles, Republish dates the records anew.")
    })
}

/// The moment of a datestamp; a source that dates by days has no time.
fn moment_of(datestamp: &str) -> Option<i64> {
    let read = |text: &str| parse_instant(text, &TimeZone::UTC);
    read(datestamp).or_else(|| read(&format!("{datestamp}T00:00:00Z")))
}
