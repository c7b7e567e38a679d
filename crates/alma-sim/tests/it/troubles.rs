//! Faulty states by name: each is what its words say, and the reference lists all of them.

use std::collections::BTreeSet;
use std::fs;

use alma_sim::state::{Access, CirculationAccess, KeyDetails};
use alma_sim::trouble::TROUBLES;
use alma_sim::{Alma, HttpRequest, Institution, Setup, Trouble};
use ncip::Request;

use crate::world::*;

fn sound() -> Setup {
    let key = KeyDetails {
        name: "a key".to_owned(),
        institution: "01EAST_INST".to_owned(),
        bibs: Access::ReadOnly,
        configuration: Access::ReadOnly,
    };
    Setup::sample(Institution::East, NOW)
        .with_sru_server(true)
        .with_circulation_key(key, CirculationAccess::READ)
        .with_broker_ncip_url("http://broker.example/ncip")
}

/// What neighbours meet: one line for each question that they ask.
fn met(alma: &mut Alma) -> Vec<String> {
    let mut lines = Vec::new();
    let ncip = |alma: &mut Alma, request: Request| {
        let header = ncip::Header::between("01EAST_INST", "01EAST_INST").with_profile("BOOKFERRY");
        let body = ncip::Profile::ALMA.encode(&ncip::Message::request(header, request));
        let response =
            alma.http(&HttpRequest::post("/view/NCIPServlet", "text/xml", body), NOW + HOUR / 2).response.unwrap();
        format!("{:?} {}", response.headers, String::from_utf8(response.body).unwrap())
    };
    lines.push(ncip(alma, lookup(PATRON)));
    let to_main = accept("BF-1", "BF-1", PATRON);
    lines.push(ncip(alma, Request::AcceptItem(to_main)));
    lines.push(format!("{} {:?}", place(alma, "BF-1"), look(alma).borrowing_requests));
    lines.push(ncip(alma, check_out("BF-2", BOOK, "2026-05-01T23:59:00")));
    desk(alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    desk(alma, "loan", &format!("barcode={SCIENCE_BOOK}&user={PATRON}"));
    lines.push(desk(alma, "renew", "barcode=BF-1"));
    let recent = "verb=ListIdentifiers&metadataPrefix=marc21&set=BOOKFERRY&from=2026-03-02T09:15:00Z";
    for query in ["verb=ListSets", "verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY", recent] {
        let bytes = oai_at(alma, query, NOW + HOUR);
        lines.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let sru = "version=1.2&operation=searchRetrieve&query=alma.title=emma";
    let sru = answered(alma, &HttpRequest::get("/view/sru/01EAST_INST", sru), NOW);
    lines.push(String::from_utf8(sru.body).unwrap());
    let key = alma.state().rest.keys[0].key.clone();
    let rest = answered(alma, &HttpRequest::get("/almaws/v1/conf/libraries", &format!("apikey={key}")), NOW);
    lines.push(format!("{} {}", rest.status, String::from_utf8(rest.body).unwrap()));
    let iso = HttpRequest::post("/view/ISO18626Servlet", "application/xml", status_request());
    let receipt = answered(alma, &iso, NOW);
    lines.push(format!("{} {}", receipt.status, String::from_utf8(receipt.body).unwrap()));
    let mut session = alma.z3950_session();
    let refused = alma.z3950_refuses();
    let hello = z3950::client::Client::new(z3950::client::Settings::default()).connect().unwrap();
    lines.push(format!("{refused} {:?}", alma.z3950(&mut session, &hello, NOW).send.len()));
    lines
}

/// A status request about a request that this Alma does not know.
fn status_request() -> String {
    let agency = |value: &str| iso18626::AgencyId::new("ISIL", value);
    let header = iso18626::Header::new(agency("EAST"), agency("WEST"), "W-1", "2026-03-02T10:00:00Z");
    let message = iso18626::RequestingAgencyMessage {
        header,
        action: iso18626::Action::StatusRequest,
        ..iso18626::RequestingAgencyMessage::default()
    };
    iso18626::Message::from(message).encode(iso18626::Edition::V1_1)
}

#[test]
fn a_request_that_is_closed_too_early_keeps_its_item_and_loan() {
    let mut alma = Alma::new(sound());
    alma_accepts(&mut alma);
    desk(&mut alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    submit(&mut alma, "/alma/faults/trouble", "name=closed-too-early");
    assert_eq!(borrowing_status(&alma, "BF-1"), "REQUEST_COMPLETED");
    assert!(look(&alma).loans.iter().any(|loan| loan.barcode == "BF-1"));
    let key = alma.state().rest.keys[0].key.clone();
    let history = crate::rest::get(&mut alma, &key, &format!("/users/{PATRON}/requests"), "status=history");
    assert_eq!(history["user_request"][0]["barcode"], "BF-1");
    let active = crate::rest::get(&mut alma, &key, &format!("/users/{PATRON}/requests"), "");
    assert_eq!(active["total_record_count"], 0);
    assert!(desk(&mut alma, "close-borrowing", "request=BF-1").contains("No open borrowing request"));
}

fn alma_accepts(alma: &mut Alma) {
    send(alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
}

#[test]
fn every_faulty_state_is_met_by_a_neighbour() {
    let usual = met(&mut Alma::new(sound()));
    for trouble in TROUBLES {
        // A database is named in a search, which tests of Z39.50 make; nothing is open yet that could be closed.
        if ["z3950-wrong-database", "closed-too-early"].contains(&trouble.name) {
            continue;
        }
        let wrong = met(&mut Alma::new(sound().with_trouble(trouble)));
        assert!(usual != wrong, "{} makes no difference", trouble.name);
    }
    assert!(usual == met(&mut Alma::new(sound())), "nothing else makes a difference");
}

#[test]
fn the_page_makes_the_same_trouble_as_the_setup_and_the_journal_keeps_the_settings() {
    for trouble in TROUBLES {
        let mut alma = Alma::new(sound());
        let words = submit(&mut alma, "/alma/faults/trouble", &format!("name={}", trouble.name));
        assert_eq!(words, format!("From now on: {}.", trouble.words));
        let made = Alma::new(sound().with_trouble(trouble));
        assert!(
            alma.state().partners == made.state().partners && alma.state().sru == made.state().sru,
            "{}",
            trouble.name
        );
        let mut again = Alma::new(sound());
        alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
        assert!(again.state() == alma.state(), "{}", trouble.name);
    }
    let mut alma = east();
    assert!(submit(&mut alma, "/alma/faults/trouble", "name=none").starts_with("refused"));
}

#[test]
fn the_words_of_alma_come_with_the_states_that_have_them() {
    for (name, words) in [
        ("partner-inactive", "Unknown partner"),
        ("partner-of-another-type", "Unknown partner"),
        ("partner-code-in-other-letters", "Unknown partner"),
        ("authentication-required", "User Authentication Failed"),
        ("users-by-barcode", "Unknown User"),
        ("users-inactive", "Unknown User"),
        ("barcode-exists", "Item Barcode Already Exist"),
        ("user-ineligible", "User is ineligible to borrow"),
        ("check-out-unknown-item", "Unknown Item"),
        ("no-change-in-due-date", "(no change in due date)"),
        ("oai-unauthorized", "Unauthorized access to the OAI services"),
        ("oai-no-sets", "The repository does not support sets"),
        ("oai-no-profile", "No Publishing profile exists for given set and metadataPrefix"),
        ("rest-rate-limit", "PER_SECOND_THRESHOLD"),
        ("rest-daily-quota", "DAILY_THRESHOLD"),
        ("agency-unknown", "Unknown Agency"),
        ("service-not-known", "Service is not known"),
        ("due-date-off", "2026-05-02T04:59:00.000Z"),
        ("no-renewal-steps", "no renewal steps"),
        ("always-in-transit", "RES_SHARE OUT_RS_REQ TRANSIT"),
        ("no-opening-hours", "User is ineligible to borrow"),
        ("iso18626-unreachable", "HTTP Status 503"),
        ("iso18626-web-page", "Please log in"),
        ("iso18626-symbol-unknown", "no partner with this symbol"),
        ("iso18626-old-edition", "BadlyFormedMessage"),
        ("iso18626-notes-only", "UnsupportedReasonForMessageType"),
        ("pickup-ignored", "pickup_library: \"RES_SHARE\""),
    ] {
        let trouble = Trouble::named(name).expect(name);
        let lines = met(&mut Alma::new(sound().with_trouble(trouble)));
        assert!(lines.iter().any(|line| line.contains(words)), "{name}: {words}");
    }
}

#[test]
fn the_reference_lists_every_faulty_state_with_its_question() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/simulator.md");
    let reference = fs::read_to_string(path).unwrap();
    let row = |trouble: &Trouble| {
        format!("| {} | `{}` | {} | {} |", trouble.question, trouble.name, trouble.protocol, trouble.words)
    };
    let missing: Vec<String> = TROUBLES.iter().map(row).filter(|row| !reference.contains(row)).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let names: BTreeSet<&str> = TROUBLES.iter().map(|trouble| trouble.name).collect();
    assert_eq!(names.len(), TROUBLES.len(), "names are different");
}
