//! The resource sharing library and our partner record, as Alma's REST interface tells them: what NCIP will stumble over later.

use super::{Check, Finding};
use crate::alma::{AlmaConfiguration, LIBRARIES, PARTNERS, PartnerRecord};
use crate::settings::PickupLocation;

const CONNECTION: &str = "Alma's configuration";
const PARAMETERS: &str = "Fulfillment > Resource Sharing > Partners > the partner > Parameters";

/// What our settings say, which Alma's records should fit.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The Code that our messages name.
    pub code: &'a str,
    /// Where Alma should ask for renewals.
    pub broker_url: &'a str,
    /// Where patrons collect.
    pub pickup_locations: &'a [PickupLocation],
}

/// Everything that is not as it should be, or one check a record that says that it is.
#[must_use]
pub fn of_configuration(configuration: &AlmaConfiguration, expected: &Expected<'_>) -> Vec<Check> {
    let mut checks = resource_sharing(configuration);
    let Some(partner) = configuration.partner(expected.code) else {
        checks.push(no_partner(configuration, expected.code));
        return checks;
    };
    let faults: Vec<Check> =
        [standing(partner), parameters(partner, configuration, expected), receiving(partner, configuration, expected)]
            .concat();
    match faults.is_empty() {
        true => checks.push(Check::ok(CONNECTION, "partner record", format!("{} is as it should be", expected.code))),
        false => checks.extend(faults),
    }
    checks
}

fn resource_sharing(configuration: &AlmaConfiguration) -> Vec<Check> {
    let name = "resource sharing library";
    let mut checks: Vec<Check> = Vec::new();
    for library in configuration.resource_sharing() {
        checks.push(match library.is_open {
            Some(false) => failed(name, format!("{} has no opening hours this week", library.code))
                .advise("Nothing that is borrowed can be lent from it: AcceptItem says “User is ineligible to borrow”.")
                .advise(format!("In Alma: {LIBRARIES}, configuring {}, tab Calendar Management.", library.code)),
            Some(true) => Check::ok(CONNECTION, name, format!("{}, with opening hours", library.code)),
            None => Check::ok(CONNECTION, name, format!("{}; its opening hours are not told", library.code)),
        });
    }
    if checks.is_empty() {
        let check = failed(name, "no library is a resource sharing library".to_owned());
        checks.push(check.advise(format!("In Alma: {LIBRARIES}, tab Summary, Is Resource Sharing Library.")));
    }
    checks
}

fn no_partner(configuration: &AlmaConfiguration, code: &str) -> Check {
    let name = "partner record";
    if let Some(fault) = &configuration.no_partners {
        return warning(name, format!("it could not be read: {fault}")).advise(
            "The key needs read-only permission for Resource Sharing Partners (Read/write to let us correct it).",
        );
    }
    let other_letters = configuration.partners.iter().find(|partner| partner.code().eq_ignore_ascii_case(code));
    match other_letters {
        Some(partner) => failed(name, format!("Alma has the partner {}, our settings name {code}", partner.code()))
            .advise("Upper and lower case count. Copy the Code into NCIP app profile: Settings > Local NCIP settings."),
        None => failed(name, format!("Alma has no partner with the Code {code}"))
            .advise(format!("In Alma: {PARTNERS}, Add Partner; or let Settings > Set up circulation make it.")),
    }
}

/// General Information.
fn standing(partner: &PartnerRecord) -> Vec<Check> {
    let code = partner.code();
    let mut faults = Vec::new();
    if !partner.is_active() {
        let check =
            failed("partner status", format!("{code} is inactive, so every message is from an unknown partner"));
        faults.push(check.advise(format!("In Alma: {PARTNERS}, {code}, Status: Active.")));
    }
    if partner.profile_type() != "NCIP" {
        let seen = format!("{code} has the profile type {}", partner.profile_type());
        faults.push(
            failed("partner profile type", seen).advise(format!("In Alma: {PARTNERS}, {code}, Profile type: NCIP.")),
        );
    }
    for (member, side) in [("borrowing_supported", "borrowing"), ("lending_supported", "lending")] {
        if partner.general(member) == "false" {
            let check = failed("partner sides", format!("{code} does not support {side}"));
            faults.push(check.advise(format!("In Alma: {PARTNERS}, {code}, Supports {side}.")));
        }
    }
    faults
}

/// The parameters that every message meets.
fn parameters(partner: &PartnerRecord, configuration: &AlmaConfiguration, expected: &Expected<'_>) -> Vec<Check> {
    let mut faults = Vec::new();
    if partner.parameter("authentication_required").as_deref() == Some("true") {
        let check = failed("partner authentication", "Lookup User requires authentication".to_owned());
        faults
            .push(check.advise(format!("We send an identifier and no password: set it to No. In Alma: {PARAMETERS}.")));
    }
    if let Some(url) = partner.parameter("broker_ncip_url").filter(|url| url != expected.broker_url) {
        let seen = if url.is_empty() { "it is empty".to_owned() } else { format!("it is {url}, which is not ours") };
        let advice =
            format!("Without {} there, patrons cannot renew in Primo. In Alma: {PARAMETERS}.", expected.broker_url);
        faults.push(warning("Broker System NCIP URL", seen).advise(advice));
    }
    if let Some(owner) = partner.parameter("default_library_owner") {
        let is_owner = configuration.library(&owner).is_some_and(|library| library.is_resource_sharing);
        if !is_owner {
            let seen = match owner.is_empty() {
                true => "it is missing".to_owned(),
                false => format!("{owner} is no resource sharing library"),
            };
            let check = failed("Default library owner", seen);
            faults.push(check.advise(format!("Nothing can be borrowed or lent without it. In Alma: {PARAMETERS}.")));
        }
    }
    faults
}

/// Where borrowed items arrive.
fn receiving(partner: &PartnerRecord, configuration: &AlmaConfiguration, expected: &Expected<'_>) -> Vec<Check> {
    let mut faults = Vec::new();
    let pickup = partner.parameter("default_pickup_library");
    if let Some(pickup) =
        pickup.as_ref().filter(|code| configuration.library(code).is_none_or(|one| one.is_resource_sharing))
    {
        let seen = if pickup.is_empty() { "it is missing".to_owned() } else { format!("it is {pickup}") };
        let advice = "Items whose message names no library wait where no patron collects.";
        faults.push(warning("Default pickup library", seen).advise(advice).advise(format!("In Alma: {PARAMETERS}.")));
    }
    if partner.parameter("automatic_receive").as_deref() == Some("false") {
        let check = warning("Automatic receive", "it is off".to_owned());
        faults.push(check.advise(format!("Staff must receive each item in Alma once more. In Alma: {PARAMETERS}.")));
    }
    let library = partner.parameter("receive_desk").and_then(|desk| configuration.library_of_desk(&desk));
    let collects = |code: &str| expected.pickup_locations.iter().any(|place| place.code == code);
    if let Some(library) = library.filter(|library| !expected.pickup_locations.is_empty() && !collects(&library.code)) {
        let check = warning("Receive desk", format!("it stands in {}, where no patron collects", library.code));
        faults.push(
            check
                .advise(
                    "Every borrowed item goes in transit, and must be scanned a second time where the patron collects.",
                )
                .advise(format!("Choose a desk of the pickup library. In Alma: {PARAMETERS}, Accept Item.")),
        );
    }
    faults
}

fn failed(name: &str, seen: String) -> Check {
    Check::new(CONNECTION, name, Finding::Failed, seen)
}

fn warning(name: &str, seen: String) -> Check {
    Check::new(CONNECTION, name, Finding::Warning, seen)
}
