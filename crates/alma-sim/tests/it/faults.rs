//! Faults by rule and by header.

use std::time::Duration;

use alma_sim::{HttpRequest, Outcome};
use ncip::{AcceptItem, Code, Profile, Request};

use crate::world::*;

fn accepting(rule: &str) -> (alma_sim::Alma, Outcome) {
    let mut alma = east();
    alma.set_faults(vec![rule.parse().unwrap()]);
    let body = Profile::ALMA.encode(&message(&alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON))));
    let outcome = alma.http(&HttpRequest::post("/view/NCIPServlet", "text/xml", body), NOW);
    (alma, outcome)
}

#[test]
fn faults_that_refuse_change_nothing() {
    for (rule, status, part) in [
        ("accept-item:http-503", 503, "HTTP Status 503"),
        ("ncip:problem", 200, "Temporary Processing Failure"),
        ("any:problem=Not today", 200, "AcceptItemResponse"),
        ("accept-item:empty-body", 200, ""),
        ("accept-item:html", 200, "<!doctype html>"),
    ] {
        let (alma, outcome) = accepting(rule);
        let response = outcome.response.unwrap();
        assert_eq!(response.status, status, "{rule}");
        assert!(String::from_utf8(response.body).unwrap().contains(part), "{rule}");
        assert_eq!(place(&alma, "BF-1"), "gone", "{rule}");
    }
    let (alma, outcome) = accepting("accept-item:no-answer");
    assert_eq!(outcome, Outcome::default());
    assert_eq!(place(&alma, "BF-1"), "gone");
}

#[test]
fn faults_behind_the_act_leave_it_done() {
    let (alma, outcome) = accepting("accept-item:applied-then-no-answer");
    assert_eq!((outcome.response, place(&alma, "BF-1").as_str()), (None, "RES_SHARE OUT_RS_REQ HOLDSHELF"));
    let (mut alma, outcome) = accepting("accept-item:timeout=90000");
    assert_eq!((outcome.delay, outcome.response), (Duration::from_secs(90), None));
    assert_eq!(alma.take_journal().len(), 2);
    let (alma, outcome) = accepting("accept-item:slow=1500");
    assert_eq!(outcome.delay, Duration::from_millis(1500));
    assert!(outcome.response.is_some());
    assert_ne!(place(&alma, "BF-1"), "gone");
    let (_, outcome) = accepting("accept-item:truncated");
    let body = outcome.response.unwrap().body;
    assert!(ncip::Message::decode(&body).is_err());
}

#[test]
fn a_rule_is_for_its_place_and_its_turn() {
    let mut alma = east();
    alma.set_faults(vec!["lookup-user:2:http-500".parse().unwrap()]);
    assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON))), "done");
    assert_eq!(send(&mut alma, lookup(PATRON)), "done");
    let body = Profile::ALMA.encode(&message(&alma, lookup(PATRON)));
    let request = HttpRequest::post("/view/NCIPServlet", "text/xml", body);
    assert_eq!(answered(&mut alma, &request, NOW).status, 500);
    assert_eq!(answered(&mut alma, &request, NOW).status, 200);
}

#[test]
fn a_header_asks_for_a_fault_by_hand() {
    let mut alma = east();
    let mut request = HttpRequest::get("/view/oai/01EAST_INST/request", "verb=Identify");
    request.headers.push(("X-Simulator-Fault".to_owned(), "http-502".to_owned()));
    assert_eq!(answered(&mut alma, &request, NOW).status, 502);
}

#[test]
fn the_page_adds_rules_for_every_protocol() {
    let mut alma = east();
    let mut add = |fields: &str| {
        let request = HttpRequest::post("/alma/faults/add", "application/x-www-form-urlencoded", fields);
        answered(&mut alma, &request, NOW).status
    };
    assert_eq!(add("fault=z3950%3Awrong-database&value=&which=1"), 303);
    assert_eq!(add("fault=sru%3Aslow%3D2000&value=70&which=*"), 303);
    assert_eq!(add("fault=rest%3Adaily-quota&value=&which=2-4"), 303);
    assert_eq!(add("fault=moon%3Aslow&value=&which=1"), 422);
    assert_eq!(add("fault=rest%3Adaily-quota&value=7&which=1"), 422, "it has no value");
    let page = answered(&mut alma, &HttpRequest::get("/alma/faults", ""), NOW).body;
    let page = String::from_utf8(page).unwrap();
    for rule in ["z3950:1:wrong-database", "sru:*:slow=70", "rest:2-4:daily-quota"] {
        assert!(page.contains(&format!("<code>{rule}</code>")), "{rule}");
    }
}

#[test]
fn a_wrong_character_set_is_named_in_the_header_and_nowhere_else() {
    let (alma, outcome) = accepting("ncip:wrong-charset");
    let response = outcome.response.unwrap();
    let kind = response.headers.iter().find(|(name, _)| name == "content-type").unwrap();
    assert_eq!(kind.1, "text/xml;charset=ISO-8859-1");
    assert!(ncip::Message::decode(&response.body).is_ok());
    assert_ne!(place(&alma, "BF-1"), "gone");
}

#[test]
fn a_pickup_library_that_is_ignored_is_so_in_the_journal_too() {
    let mut alma = east();
    alma.set_faults(vec!["accept-item:pickup-ignored".parse().unwrap()]);
    let to_sci = AcceptItem { pickup_location: Some(Code::new("SCI")), ..accept("BF-1", "BF-1", PATRON) };
    assert_eq!(send(&mut alma, Request::AcceptItem(to_sci)), "done");
    let request = look(&alma).borrowing_requests[0].clone();
    assert_eq!(request.pickup_library, "MAIN", "the default of the partner record");
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
}
