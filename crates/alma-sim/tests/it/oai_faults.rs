//! The bytes that each fault of OAI-PMH makes.

use alma_sim::{Alma, HttpRequest, HttpResponse};
use oai_pmh::{Body, Response};

use crate::world::*;

const FIRST: &str = "verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY";

/// The answer to a question while a rule is in force.
fn with(rule: &str, query: &str) -> Option<HttpResponse> {
    let mut alma = east();
    alma.set_faults(vec![format!("oai:{rule}").parse().unwrap()]);
    ask(&mut alma, query)
}

fn ask(alma: &mut Alma, query: &str) -> Option<HttpResponse> {
    let mut request = HttpRequest::get("/view/oai/01EAST_INST/request", query);
    request.peer_address = "192.0.2.7".to_owned();
    alma.http(&request, NOW).response
}

fn text(response: HttpResponse) -> String {
    String::from_utf8(response.body).unwrap()
}

fn token_of(body: &[u8]) -> String {
    let Body::ListRecords(page) = Response::decode(body).unwrap().body else { panic!("no page") };
    page.token.expect("a token").value
}

fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[test]
fn statuses_come_with_the_time_to_wait() {
    for (rule, status, wait) in
        [("http-500", 500, None), ("http-503=120", 503, Some("120")), ("http-429=30", 429, Some("30"))]
    {
        let response = with(rule, FIRST).unwrap();
        assert_eq!((response.status, header(&response, "retry-after")), (status, wait), "{rule}");
    }
    assert_eq!(with("drop", FIRST), None);
    let page = with("html", FIRST).unwrap();
    assert_eq!((page.status, header(&page, "content-type")), (200, Some("text/html; charset=utf-8")));
}

#[test]
fn damaged_bytes_are_damaged_as_their_name_says() {
    let whole = ask(&mut east(), FIRST).unwrap().body;
    let half = with("truncated", FIRST).unwrap().body;
    assert_eq!(half, whole[..whole.len() / 2]);
    for (rule, inserted) in
        [("invalid-xml", &b"</nothing-was-opened>"[..]), ("control-character", b"\x0b"), ("bad-utf8", b"\xe9")]
    {
        for query in [FIRST, "verb=Identify"] {
            let whole = ask(&mut east(), query).unwrap().body;
            let bad = with(rule, query).unwrap().body;
            let place = bad.windows(inserted.len()).position(|window| window == inserted).expect(rule);
            let mut mended = bad.clone();
            mended.drain(place..place + inserted.len());
            assert!(place > whole.len() / 3 && mended == whole, "{rule} at {place}");
        }
    }
    let plain = with("gzip-lie", FIRST).unwrap();
    assert_eq!((header(&plain, "content-encoding"), plain.body == whole), (Some("gzip"), true));
}

#[test]
fn pages_and_tokens_can_go_in_circles() {
    let mut alma = east();
    let first = ask(&mut alma, FIRST).unwrap().body;
    let second_query = format!("verb=ListRecords&resumptionToken={}", token_of(&first));
    alma.set_faults(vec!["oai:1:repeated-page".parse().unwrap(), "oai:2:repeated-token".parse().unwrap()]);
    assert_eq!(ask(&mut alma, &second_query).unwrap().body, first);
    let stuck = ask(&mut alma, &second_query).unwrap().body;
    assert!(stuck != first && second_query.ends_with(&token_of(&stuck)));
    alma.set_faults(vec!["oai:expired-token".parse().unwrap()]);
    assert!(text(ask(&mut alma, &second_query).unwrap()).contains("<error code=\"badResumptionToken\">"));
    assert!(text(ask(&mut alma, FIRST).unwrap()).contains("<ListRecords>"));
    let empty = text(with("empty-page", FIRST).unwrap());
    assert!(empty.contains("<resumptionToken>") && !empty.contains("<record>"), "{empty}");
    let lie = text(with("wrong-list-size=7", FIRST).unwrap());
    assert!(lie.contains("completeListSize=\"7\"") && lie.contains("cursor=\"0\""), "{lie}");
}

#[test]
fn refusals_are_almas() {
    for (rule, words) in [
        ("unauthorized", "Unauthorized access to the OAI services"),
        ("inactive", "OAI Repository is not active for this Institution"),
        ("no-repository", "OAI Repository definition doesnt exist for this Institution"),
        ("no-profile", "No Publishing profile exists for given set and metadataPrefix"),
    ] {
        assert!(text(with(rule, FIRST).unwrap()).contains(words), "{rule}");
    }
    let seconds = format!("{FIRST}&from=2026-01-01T00:00:00Z");
    assert!(text(with("days-only", &seconds).unwrap()).contains("<error code=\"badArgument\">"));
    assert!(text(with("days-only", &format!("{FIRST}&from=2026-01-01")).unwrap()).contains("<record>"));
    assert!(text(with("days-only", "verb=Identify").unwrap()).contains("YYYY-MM-DDThh:mm:ssZ"));
}

#[test]
fn datestamps_can_lie_ahead_or_out_of_order() {
    let stamps = |rule: &str| {
        let Body::ListRecords(page) = Response::decode(&with(rule, FIRST).unwrap().body).unwrap().body else {
            panic!()
        };
        page.items.into_iter().map(|record| record.header.datestamp).collect::<Vec<_>>()
    };
    assert!(stamps("future-datestamps=30").iter().all(|stamp| stamp == "2026-04-01T09:00:00Z"));
    let unordered = stamps("unordered-datestamps");
    assert!(!unordered.is_sorted() && !unordered.iter().rev().is_sorted(), "{unordered:?}");
}

#[test]
fn one_record_can_be_large_or_break_its_page() {
    let big = with("big-record=4000000", FIRST).unwrap().body;
    assert!(big.len() > 4_000_000);
    let Body::ListRecords(page) = Response::decode(&big).unwrap().body else { panic!("no page") };
    let record = marc::marcxml::decode(page.items[0].metadata.as_ref().unwrap().xml.as_bytes()).unwrap().record;
    assert!(record.values("520", 'a').any(|note| note.len() >= 4_000_000));

    let mut alma = east();
    alma.set_faults(vec!["oai:bad-record".parse().unwrap()]);
    let (mut query, mut bad_pages, mut seen) = (FIRST.to_owned(), 0, 0);
    loop {
        let response = ask(&mut alma, &query).unwrap();
        if response.status == 500 {
            bad_pages += 1;
            assert_eq!(ask(&mut alma, &query).unwrap().status, 500, "it stays bad");
            break;
        }
        seen += 1;
        query = format!("verb=ListRecords&resumptionToken={}", token_of(&response.body));
    }
    assert!(bad_pages == 1 && seen > 1, "{seen} good pages");
    let number = page.items[1].header.identifier.rsplit(':').next().unwrap().to_owned();
    assert_eq!(with(&format!("bad-record={number}"), FIRST).unwrap().status, 500);
}

#[test]
fn rules_are_switched_on_and_off_on_a_page() {
    let mut alma = east();
    let post = |alma: &mut Alma, path: &str, fields: &str| {
        answered(alma, &HttpRequest::post(path, "application/x-www-form-urlencoded", fields), NOW)
    };
    assert_eq!(post(&mut alma, "/alma/faults/add", "fault=http-503%3D120&value=9&which=1").status, 303);
    let page = text(answered(&mut alma, &HttpRequest::get("/alma/faults", ""), NOW));
    assert!(page.contains("<code>oai:1:http-503=9</code>"), "{page}");
    let refused = ask(&mut alma, "verb=Identify").unwrap();
    assert_eq!((refused.status, header(&refused, "retry-after")), (503, Some("9")));
    assert_eq!(ask(&mut alma, "verb=Identify").unwrap().status, 200);
    post(&mut alma, "/alma/faults/clear", "");
    for (fields, beside) in
        [("fault=slow%3D2000&which=soon", "which-error"), ("fault=slow%3D2000&value=x&which=1", "value-error")]
    {
        let page = post(&mut alma, "/alma/faults/add", fields);
        assert_eq!(page.status, 422, "{fields}");
        assert!(text(page).contains(beside), "{fields}");
    }
}
