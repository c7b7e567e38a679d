//! The diagnosis names the cause: a simulated Alma is put into a faulty state by its name, and what the doctor says is read.

mod travel;
mod world;

use std::collections::BTreeSet;

use alma_sim::trouble::TROUBLES;
use bookferry::clock::{Clock, DAY};
use bookferry::doctor::{Check, Finding};
use bookferry::jobs::{Wanted, harvest_now};
use bookferry::platform::Partner;

use super::house::House;
use world::{World, said};

/// Faulty states that one probe of each connection can see: where, and words of the cause and of the screen.
const CAUSES: &[(&str, &str, &[&str])] = &[
    ("partner-inactive", "NCIP", &["Unknown partner", "active", "Resource Sharing > Partners"]),
    ("partner-of-another-type", "NCIP", &["Unknown partner", "NCIP profile"]),
    ("partner-code-in-other-letters", "NCIP", &["Unknown partner", "Upper and lower case"]),
    ("authentication-required", "NCIP", &["require authentication", "Resource Sharing > Partners"]),
    ("users-by-barcode", "NCIP", &["User identifier type", "Resource Sharing > Partners"]),
    ("users-inactive", "NCIP", &["account is inactive"]),
    ("ncip-html", "NCIP", &["web page", "/view/NCIPServlet"]),
    ("ncip-empty", "NCIP", &["sent nothing", "/view/NCIPServlet"]),
    ("agency-unknown", "NCIP", &["institution code", "General Configuration > Institution"]),
    ("service-not-known", "NCIP", &["could not be read"]),
    ("ncip-wrong-charset", "NCIP", &["names ISO-8859-1", "UTF-8", "Content-Type"]),
    ("always-in-transit", "Alma's configuration", &["no patron collects", "in transit", "Parameters, Accept Item"]),
    ("no-opening-hours", "Alma's configuration", &["no opening hours", "Library Management > Opening Hours"]),
    ("oai-unauthorized", "OAI-PMH", &["public IP address", "the profile of type OAI", "127.0.0.1"]),
    ("oai-no-sets", "OAI-PMH", &["no publishing profile", "Publishing Profiles"]),
    ("oai-no-profile", "OAI-PMH", &["letter by letter", "Publishing Profiles"]),
    ("oai-without-items", "OAI-PMH", &["no items", "Data Enrichment"]),
    (
        "oai-permanent-location-only",
        "OAI-PMH",
        &["only the permanent location", "temporary location", "Data Enrichment"],
    ),
    ("z3950-refused", "Z39.50", &["connection ended", "type Z39.50 Server"]),
    ("z3950-off", "Z39.50", &["connection ended", "type Z39.50 Server"]),
    ("z3950-wrong-database", "Z39.50", &["institution code in capitals"]),
    ("sru-off", "SRU", &["SRU must be active", "type SRU Server"]),
    ("sru-without-availability", "SRU", &["says nothing of copies", "option to give availability"]),
    ("rest-rate-limit", "Alma's REST interface", &["per second", "share its calls"]),
    ("rest-daily-quota", "Alma's REST interface", &["per day", "from midnight UTC"]),
];

/// States that harvests over some days show, and none; words of the cause.
const HARVESTS: &[(Option<&str>, Option<&str>)] = &[
    (None, None),
    (Some("oai-not-scheduled"), Some("Publishing Profiles, Scheduling")),
    (Some("oai-dates-ahead"), Some("ahead of the time")),
];

/// States of a partner that runs its own system, and none; words of the cause.
const PARTNERS: &[(Option<&str>, Option<[&str; 2]>)] = &[
    (None, None),
    (Some("iso18626-unreachable"), Some(["HTTP status 503", "firewall"])),
    (Some("iso18626-web-page"), Some(["no confirmation", "Server is our address"])),
    (Some("iso18626-symbol-unknown"), Some(["does not know our symbol", "ISO symbol"])),
    (Some("iso18626-old-edition"), Some(["older edition", "1.1"])),
    (Some("iso18626-notes-only"), Some(["certain pairs of reason and status", "Notification"])),
];

#[test]
fn every_faulty_state_of_the_simulated_alma_has_a_diagnosis_that_is_read_here() {
    let probed = CAUSES.iter().map(|(trouble, ..)| *trouble);
    let others = HARVESTS.iter().filter_map(|(trouble, _)| *trouble);
    let partners = PARTNERS.iter().filter_map(|(trouble, _)| *trouble);
    let read: BTreeSet<&str> = probed.chain(others).chain(partners).chain(travel::troubles()).collect();
    let all: BTreeSet<&str> = TROUBLES.iter().map(|trouble| trouble.name).collect();
    assert_eq!(read, all);
}

#[tokio::test]
async fn the_doctor_names_the_cause_and_the_screen_of_a_faulty_alma() {
    let house = House::build().await;
    for (trouble, connection, words) in CAUSES {
        let world = World::with(&house, Some(trouble)).await;
        let said = said(&world.diagnosis().await, connection);
        world.stop();
        for words in *words {
            assert!(said.contains(words), "{trouble}: “{words}” is not in\n{said}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_with_an_alma_in_order() {
    let house = House::build().await;
    let world = World::with(&house, None).await;
    let checks = world.diagnosis().await;
    let bad: Vec<&Check> = checks.iter().filter(|check| check.finding != Finding::Ok).collect();
    assert!(matches!(bad.as_slice(), [check] if check.seen == "no harvest was completed yet"), "{bad:#?}");
    assert!(checks.len() > 12, "{checks:#?}");
    world.stop();
    house.stop().await;
}

#[tokio::test]
async fn a_harvest_that_never_advances_and_one_ahead_of_the_time_are_told_by_their_datestamps() {
    for (trouble, words) in HARVESTS {
        let clock = Clock::manual(1_790_000_000_000);
        let house = House::build_by(clock.clone(), Vec::new()).await;
        let world = World::by(&house, &clock, *trouble).await;
        world.harvest().await;
        clock.advance(10 * DAY);
        world.change_a_title().await;
        world.harvest().await;
        let said = said(&world.diagnosis().await, "OAI-PMH");
        match words {
            Some(words) => assert!(said.contains(words), "{trouble:?}: “{words}” is not in\n{said}"),
            None => assert!(said.is_empty(), "{said}"),
        }
        world.stop();
        house.stop().await;
    }
}

#[tokio::test]
async fn a_partner_that_is_not_reached_or_does_not_understand_us_is_told_from_its_receipt() {
    for (trouble, words) in PARTNERS {
        let alma = World::alma(&Clock::System, *trouble).await;
        let partner = Partner {
            symbol: "ISIL:ALMA".into(),
            name: "A library with Alma".into(),
            address: format!("http://{}/view/ISO18626Servlet", alma.http),
        };
        let house = House::build_by(Clock::System, vec![partner]).await;
        let sample = bookferry::doctor::Sample::default();
        let checks =
            bookferry::doctor::examine(&house.platform, &house.east, &sample).await.expect("the store answers");
        let check = checks.iter().find(|check| check.name.contains("A library with Alma")).expect("the partner");
        match words {
            None => assert_eq!(check.finding, Finding::Ok, "{check:?}"),
            Some(words) => {
                assert_eq!(check.finding, Finding::Failed, "{check:?}");
                let said = format!("{} {}", check.seen, check.advice.join(" "));
                assert!(words.iter().all(|words| said.contains(words)), "{trouble:?}: {said}");
            }
        }
        alma.stop();
        house.stop().await;
    }
}

impl World<'_> {
    /// Reads what has changed.
    async fn harvest(&self) {
        let sources = self.house.platform.store().sources().of_library(self.house.east.id).await.expect("sources");
        harvest_now(&self.house.platform, self.house.east.id, sources[0].id, Wanted::Changes)
            .await
            .expect("it ends well");
    }
}
