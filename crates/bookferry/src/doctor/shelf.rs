//! The shelf: does each way to look at it answer, and what would be answered for a title?

use super::circulation::tried;
use super::{Check, Finding, Patient};
use crate::ils::{advice, read_places, try_shelf};
use crate::settings::{Availability, LibrarySettings, Way};

pub(super) async fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let settings = patient.settings;
    let mut checks = Vec::new();
    for way in Way::ALL {
        let is_set = match way {
            Way::Rest => !settings.availability.rest_address.is_empty(),
            Way::Sru => !settings.availability.sru_address.is_empty(),
            Way::Z3950 => !settings.z3950.server_address.is_empty(),
        };
        if is_set && way == Way::Rest {
            checks.push(places(patient).await);
        } else if is_set {
            checks.push(look(patient, way).await);
        }
    }
    if checks.is_empty() {
        let check = Check::new("shelf", "address", Finding::Warning, "nothing is set of where to look");
        checks.push(check.advise("Settings > Z39.50 settings: http://<alma_domain>:1921/01UNIV_INST."));
    }
    checks.extend(calls_left(patient));
    checks
}

/// The REST interface finds records by their number only, so it is asked for what needs none.
async fn places(patient: &Patient<'_>) -> Check {
    let (connection, name) = (Way::Rest.label(), "libraries and locations");
    match read_places(patient.platform, patient.id(), patient.settings).await {
        Ok(places) => {
            let seen = format!("{} libraries, {} locations", places.libraries.len(), places.locations.len());
            Check::ok(connection, name, seen)
        }
        Err(fault) => {
            Check::new(connection, name, Finding::Failed, format!("no answer: {fault}")).advise(advice(&fault))
        }
    }
}

async fn look(patient: &Patient<'_>, way: Way) -> Check {
    let (connection, name) = (way.label(), "look on the shelf");
    if patient.sample.title.is_empty() {
        return Check::new(connection, name, Finding::Warning, "not tried: no title was named")
            .advise("Name the ISBN or the title of something on the shelf.");
    }
    let availability = Availability { order: vec![way], ..patient.settings.availability.clone() };
    let settings = LibrarySettings { availability, ..patient.settings.clone() };
    tried(connection, name, try_shelf(patient.platform, patient.id(), &settings, &patient.sample.title).await)
}

/// Alma counts the calls of all programs of an institution together.
fn calls_left(patient: &Patient<'_>) -> Option<Check> {
    let left = patient.platform.shelves().calls_left(patient.id())?;
    let (connection, name) = (Way::Rest.label(), "calls left today");
    let check = |finding| Check::new(connection, name, finding, left.calls.to_string());
    Some(match left.calls {
        0..=1_000 => check(Finding::Warning)
            .advise("All programs of the institution share them. Webhooks spare calls: Settings > Webhooks."),
        _ => check(Finding::Ok),
    })
}
