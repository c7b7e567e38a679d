//! Partner records that a program makes over the REST interface, the opening hours of libraries, and what both mean for NCIP.

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use ncip::Request;
use serde_json::{Value, json};

use crate::rest::{get, with_key};
use crate::world::*;

const MAY_CHANGE: &str =
    "name=Bookferry&institution=01EAST_INST&bibs=none&configuration=read-only&users=none&partners=read-write";
const MAY_READ: &str =
    "name=Bookferry&institution=01EAST_INST&bibs=none&configuration=read-only&users=none&partners=read-only";

/// Status and body of a call that changes something.
fn change(alma: &mut Alma, key: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut request = HttpRequest::post(&format!("/almaws/v1{path}"), "application/json", body.to_string());
    method.clone_into(&mut request.method);
    request.headers.push(("authorization".to_owned(), format!("apikey {key}")));
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    let answer = answered(alma, &request, NOW);
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn partner(code: &str) -> Value {
    json!({ "partner_details": {
        "code": code, "name": "Made by a program", "status": "ACTIVE", "avg_supply_time": 4, "delivery_delay": 0,
        "borrowing_supported": true, "lending_supported": true,
        "profile_details": { "profile_type": { "value": "NCIP" }, "ncip_details": {
            "user_identifier_type": "BARCODE", "broker_ncip_url": "https://ferry.example/ncip/EAST",
            "default_library_owner": "RES_SHARE", "default_pickup_library": "MAIN", "automatic_receive": true,
            "receive_desk": "MAIN_CIRC",
        } },
    } })
}

fn code_of(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["errorList"]["error"][0]["errorCode"].as_str().unwrap_or_default())
}

#[test]
fn a_partner_that_a_program_creates_is_known_to_ncip_and_changes_as_it_says() {
    let (mut alma, key) = with_key(MAY_CHANGE);
    let (status, created) = change(&mut alma, &key, "POST", "/partners", &partner("FERRY"));
    assert_eq!((status, &created["partner_details"]["code"]), (200, &json!("FERRY")), "{created}");
    let shown = get(&mut alma, &key, "/partners/FERRY", "");
    assert_eq!(shown["partner_details"], created["partner_details"]);
    let stored = alma.state().partners["FERRY"].clone();
    assert_eq!(stored.receive_desk, "MAIN_CIRC");
    assert_eq!(stored.accept_item_location, "OUT_RS_REQ", "what was not named has its usual value");

    let mut changed = created;
    changed["partner_details"]["status"] = json!("INACTIVE");
    changed["partner_details"]["code"] = json!("ANOTHER");
    let (status, answer) = change(&mut alma, &key, "PUT", "/partners/FERRY", &changed);
    assert_eq!((status, &answer["partner_details"]["code"]), (200, &json!("FERRY")), "the code stays");
    assert!(!alma.state().partners["FERRY"].active);

    let mut again = Alma::new(Setup::sample(Institution::East, NOW));
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state(), "the journal keeps it");
}

#[test]
fn a_call_that_would_not_do_is_refused_with_almas_code_and_changes_nothing() {
    let (mut alma, key) = with_key(MAY_CHANGE);
    let before = alma.state().partners.clone();
    let mut nameless = partner("FERRY");
    nameless["partner_details"].as_object_mut().unwrap().remove("avg_supply_time");
    let mut lost = partner("FERRY");
    lost["partner_details"]["profile_details"]["ncip_details"]["default_library_owner"] = json!("MAIN");
    for (method, path, body, expected) in [
        ("POST", "/partners", partner("BOOKFERRY"), (400, "402113")),
        ("POST", "/partners", nameless, (400, "401664")),
        ("POST", "/partners", json!({}), (400, "401664")),
        ("POST", "/partners", lost, (400, "402119")),
        ("PUT", "/partners/bookferry", partner("bookferry"), (400, "402118")),
        ("DELETE", "/partners/BOOKFERRY", json!({}), (405, "NOT_SUPPORTED")),
    ] {
        let answer = change(&mut alma, &key, method, path, &body);
        assert_eq!(code_of(&answer), expected, "{method} {path}");
    }
    assert!(alma.state().partners == before);
}

#[test]
fn two_partners_cannot_have_one_iso_symbol() {
    let (mut alma, key) = with_key(MAY_CHANGE);
    let peer = |code: &str, symbol: &str| {
        let mut peer = partner(code);
        peer["partner_details"]["profile_details"] = json!({
            "profile_type": "ISO_18626",
            "iso_18626_details": { "server": "https://ferry.example/iso18626", "iso_symbol": symbol },
        });
        peer
    };
    assert_eq!(change(&mut alma, &key, "POST", "/partners", &peer("ONE", "ISIL:01WEST")).0, 200);
    let answer = change(&mut alma, &key, "POST", "/partners", &peer("TWO", "isil:01west"));
    assert_eq!(code_of(&answer), (400, "411709"));
    assert_eq!(change(&mut alma, &key, "POST", "/partners", &peer("TWO", "ISIL:01NORTH")).0, 200);
    assert_eq!(change(&mut alma, &key, "PUT", "/partners/ONE", &peer("ONE", "ISIL:01WEST")).0, 200, "its own");
}

#[test]
fn a_key_that_may_only_read_changes_no_partner() {
    let (mut alma, key) = with_key(MAY_READ);
    let answer = change(&mut alma, &key, "POST", "/partners", &partner("FERRY"));
    assert_eq!(code_of(&answer), (400, "UNAUTHORIZED"));
    assert!(!alma.state().partners.contains_key("FERRY"));
}

#[test]
fn without_opening_hours_of_the_resource_sharing_library_nothing_can_be_borrowed() {
    let (mut alma, key) = with_key(MAY_READ);
    let open_days = |alma: &mut Alma| {
        let hours = get(alma, &key, "/conf/libraries/RES_SHARE/open-hours", "");
        let days = hours["day"].as_array().unwrap();
        (days.len(), days.iter().filter(|day| !day["hour"].as_array().unwrap().is_empty()).count())
    };
    assert_eq!(open_days(&mut alma), (7, 5));
    let closed = "name=Resource+Sharing+Library&is_resource_sharing=true&hours=none";
    assert_eq!(submit(&mut alma, "/alma/libraries/RES_SHARE", closed), "The library is saved.");
    assert_eq!(open_days(&mut alma), (7, 0));
    let answer = send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert!(answer.contains("User is ineligible to borrow"), "{answer}");
    let unticked = "name=Resource+Sharing+Library&hours=weekdays";
    let refused = submit(&mut alma, "/alma/libraries/RES_SHARE", unticked);
    assert!(refused.contains("stays a resource sharing library"), "{refused}");
    let open = "name=Resource+Sharing+Library&is_resource_sharing=true&hours=weekdays";
    submit(&mut alma, "/alma/libraries/RES_SHARE", open);
    let answer = send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert!(!answer.contains("Problem"), "{answer}");
}

#[test]
fn an_alma_where_nothing_is_set_up_is_found_by_nobody() {
    let mut alma = Alma::new(Setup::sample(Institution::East, NOW).unconfigured());
    assert!(alma.state().partners.is_empty() && alma.z3950_refuses());
    let answer = submit(&mut alma, "/alma/integration-profiles/z3950", "code=Z3950&name=Z39.50&active=true");
    assert_eq!(answer, "The integration profile is saved.");
    assert!(!alma.z3950_refuses());
    submit(&mut alma, "/alma/integration-profiles/z3950", "code=Z3950&name=Z39.50");
    assert!(alma.z3950_refuses(), "it is not active");
    submit(&mut alma, "/alma/integration-profiles/z3950/delete", "");
    assert!(alma.state().z3950.is_none());
}
