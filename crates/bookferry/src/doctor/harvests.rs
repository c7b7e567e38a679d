//! Harvests: does each source answer, has it the set, do its records have items, does the harvest advance?

use super::{Check, Finding, Patient};
use crate::clock::{DAY, people_time};
use crate::jobs::{TestOutcome, test_source};

/// A source that should be read daily and was not completed for so long stands still.
const STANDS_STILL: i64 = 8 * DAY;

pub(super) async fn examine(patient: &Patient<'_>) -> Result<Vec<Check>, store::Error> {
    let sources = patient.platform.store().sources().of_library(patient.id()).await?;
    if sources.is_empty() {
        let check = Check::new("OAI-PMH", "source", Finding::Warning, "no source of records is connected");
        return Ok(vec![check.advise("Settings > Harvest > Connect Alma: six fields.")]);
    }
    let mut checks = Vec::new();
    for source in sources.iter().filter(|source| !source.settings.url.starts_with("file:")) {
        let connection = format!("OAI-PMH, {}", source.settings.name);
        let test = test_source(patient.platform, &source.settings).await;
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
        checks.push(progress(patient, &connection, source));
    }
    Ok(checks)
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
