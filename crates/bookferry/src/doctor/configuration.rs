//! Alma's configuration over its REST interface: does the key work, are our pickup locations libraries there, is the partner record right, are
//! the items that travel where we think, how many calls are left?

use super::open::OpenRequest;
use super::{Check, Expected, Finding, Patient, of_configuration, travel};
use crate::alma::{AlmaConfiguration, read_configuration};
use crate::settings::Way;

pub(super) async fn examine(patient: &Patient<'_>, requests: &[OpenRequest]) -> Vec<Check> {
    let connection = Way::Rest.label();
    if !patient.settings.has_way(Way::Rest) {
        return vec![pickup_locations(patient, None)];
    }
    let name = "libraries and locations";
    let mut checks = match read_configuration(patient.platform, patient.id(), patient.settings).await {
        Ok(found) => {
            let locations: usize = found.libraries.iter().map(|library| library.locations.len()).sum();
            let seen = format!("{} libraries, {locations} locations", found.libraries.len());
            let mut checks = vec![Check::ok(connection, name, seen), pickup_locations(patient, Some(&found))];
            if patient.settings.host_lms.host_lms == "Alma" {
                checks.extend(records(patient, &found));
            }
            checks.extend(travel::compare(patient, requests).await);
            checks
        }
        Err(fault) => {
            let failed = Check::new(connection, name, Finding::Failed, format!("no answer: {fault}"));
            vec![failed.advise(fault.advice()), pickup_locations(patient, None)]
        }
    };
    checks.extend(calls_left(patient));
    checks
}

/// The partner record and the resource sharing library.
fn records(patient: &Patient<'_>, configuration: &AlmaConfiguration) -> Vec<Check> {
    let settings = patient.settings;
    let broker_url = format!("{}/ncip/{}", patient.platform.options().public_address, settings.code);
    let expected = Expected {
        code: &settings.local_ncip.app_profile,
        broker_url: &broker_url,
        pickup_locations: &settings.borrowing.pickup_locations,
    };
    of_configuration(configuration, &expected)
}

/// The codes of our pickup locations, against the libraries that Alma has where it tells them.
fn pickup_locations(patient: &Patient<'_>, configuration: Option<&AlmaConfiguration>) -> Check {
    let (connection, name) = ("NCIP", "pickup locations");
    let codes = patient.settings.borrowing.pickup_locations.iter().map(|place| place.code.as_str());
    let codes: Vec<&str> = codes.collect();
    if codes.is_empty() {
        return Check::new(connection, name, Finding::Warning, "none is set")
            .advise("Settings > Borrowing: the codes of the libraries where patrons collect, as in Alma.");
    }
    let Some(configuration) = configuration else {
        return Check::ok(connection, name, format!("{}, not compared with Alma's libraries", codes.join(", ")));
    };
    let unknown: Vec<&str> = codes.iter().copied().filter(|code| configuration.library(code).is_none()).collect();
    match unknown.is_empty() {
        true => Check::ok(connection, name, format!("Alma has {}", codes.join(", "))),
        false => Check::new(connection, name, Finding::Failed, format!("Alma has no library {}", unknown.join(", ")))
            .advise("An item then waits at the resource sharing library. Use codes of libraries, not names or desks.")
            .advise("In Alma: Configuration > Fulfillment > Library Management, the list Configuring. Correct them under Settings > Borrowing."),
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
