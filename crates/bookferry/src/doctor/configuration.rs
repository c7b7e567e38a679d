//! Alma's configuration over its REST interface: does the key work, are our pickup locations libraries there, how many calls are left?

use super::{Check, Finding, Patient};
use crate::ils::{advice, read_places};
use crate::settings::{KnownPlaces, Way};

pub(super) async fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let connection = Way::Rest.label();
    if !patient.settings.has_way(Way::Rest) {
        return vec![pickup_locations(patient, None)];
    }
    let name = "libraries and locations";
    let mut checks = match read_places(patient.platform, patient.id(), patient.settings).await {
        Ok(places) => {
            let seen = format!("{} libraries, {} locations", places.libraries.len(), places.locations.len());
            vec![Check::ok(connection, name, seen), pickup_locations(patient, Some(&places))]
        }
        Err(fault) => {
            let failed = Check::new(connection, name, Finding::Failed, format!("no answer: {fault}"));
            vec![failed.advise(advice(&fault)), pickup_locations(patient, None)]
        }
    };
    checks.extend(calls_left(patient));
    checks
}

/// The codes of our pickup locations, against the libraries that Alma has where it tells them.
fn pickup_locations(patient: &Patient<'_>, places: Option<&KnownPlaces>) -> Check {
    let (connection, name) = ("NCIP", "pickup locations");
    let codes = patient.settings.borrowing.pickup_locations.iter().map(|place| place.code.as_str());
    let codes: Vec<&str> = codes.collect();
    if codes.is_empty() {
        return Check::new(connection, name, Finding::Warning, "none is set")
            .advise("Settings > Borrowing: the codes of the libraries where patrons collect, as in Alma.");
    }
    let Some(places) = places else {
        return Check::ok(connection, name, format!("{}, not compared with Alma's libraries", codes.join(", ")));
    };
    let is_unknown = |code: &&str| !places.libraries.iter().any(|library| library.code == *code);
    let unknown: Vec<&str> = codes.iter().copied().filter(is_unknown).collect();
    match unknown.is_empty() {
        true => Check::ok(connection, name, format!("Alma has {}", codes.join(", "))),
        false => Check::new(connection, name, Finding::Failed, format!("Alma has no library {}", unknown.join(", ")))
            .advise("An item then waits at the resource sharing library. Use codes of libraries, not names or desks.")
            .advise("In Alma: Configuration > Fulfillment > Libraries. Correct them under Settings > Borrowing."),
    }
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
