//! The shelf: does each way to look at it answer, and what would be answered for a title?

use availability::Outcome;

use super::{Check, Finding, Patient};
use crate::ils::{UNANSWERED, advice, look_with};
use crate::settings::{Availability, LibrarySettings, Way};

pub(super) async fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    // The REST interface finds records by their number only; what it is asked for stands with the configuration.
    for way in [Way::Z3950, Way::Sru].into_iter().filter(|way| patient.settings.has_way(*way)) {
        checks.push(look(patient, way).await);
    }
    if checks.is_empty() {
        let check = Check::new("shelf", "address", Finding::Warning, "nothing is set of where to look");
        checks.push(check.advise("Settings > Z39.50 settings: http://<alma_domain>:1921/01UNIV_INST."));
    }
    checks
}

async fn look(patient: &Patient<'_>, way: Way) -> Check {
    let (connection, name) = (way.label(), "look on the shelf");
    if patient.sample.title.is_empty() {
        return Check::new(connection, name, Finding::Warning, "not tried: no title was named")
            .advise("Name the ISBN or the title of something on the shelf.");
    }
    let availability = Availability { order: vec![way], ..patient.settings.availability.clone() };
    let settings = LibrarySettings { availability, ..patient.settings.clone() };
    match look_with(patient.platform, patient.id(), &settings, &patient.sample.title).await {
        Ok(look) => {
            let outcome = &look.decision.outcome;
            let is_clear = !matches!(outcome, Outcome::Unclear { .. });
            let finding = if is_clear { Finding::Ok } else { Finding::Warning };
            let check = Check::new(connection, name, finding, outcome.to_string());
            let steps = look.decision.steps.iter().fold(check, |check, step| check.advise(step));
            if is_clear { steps } else { steps.advise(unclear(way)) }
        }
        Err(fault) => {
            Check::new(connection, name, Finding::Failed, UNANSWERED).advise(format!("{fault}.")).advise(advice(&fault))
        }
    }
}

/// What to look at when a catalogue answers and leaves the question open.
const fn unclear(way: Way) -> &'static str {
    match way {
        Way::Sru => {
            "If no copies are shown at all: in Alma, Configuration > General > External Systems > Integration Profiles, the profile of the type SRU Server, its option to give availability."
        }
        Way::Z3950 | Way::Rest => {
            "If no copies are shown at all, choose something that your library has on the shelf with items."
        }
    }
}
