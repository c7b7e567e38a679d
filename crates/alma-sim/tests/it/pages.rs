//! The pages: right content, and what every accessible page has.

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use ncip::Request;

use crate::world::*;

fn page(alma: &mut Alma, path: &str, query: &str) -> String {
    let response = answered(alma, &HttpRequest::get(path, query), NOW);
    assert_eq!(response.status, 200, "{path}");
    String::from_utf8(response.body).unwrap()
}

/// An Alma in the middle of its work.
fn busy() -> Alma {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    send(&mut alma, Request::AcceptItem(accept("BF-2", "BF-2", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-2&user=afontenoy");
    submit(&mut alma, "/alma/integration-profiles/sru", "code=SRU&name=SRU&active=true");
    submit(&mut alma, "/alma/api-keys/new", "name=A+key&institution=01WEST_INST&bibs=read-only&configuration=none");
    send(&mut alma, check_out("BF-3", BOOK, "2026-05-01"));
    alma
}

#[test]
fn every_page_has_one_heading_landmarks_labels_and_table_headers() {
    let mut alma = busy();
    let title = look(&alma).items[SCIENCE_BOOK].mms_id.unwrap();
    let title = format!("/primo/title/{title}");
    for (path, query) in [
        ("/simulator", ""),
        ("/simulator/desk", "said=Done"),
        ("/simulator/items", "q=emma"),
        ("/simulator/users", ""),
        ("/simulator/partners", ""),
        ("/alma", "said=Done"),
        ("/alma/integration-profiles", ""),
        ("/alma/integration-profiles/oai", ""),
        ("/alma/integration-profiles/sru", ""),
        ("/alma/integration-profiles/webhooks", ""),
        ("/alma/api-keys", "said=Done"),
        ("/alma/api-keys/new", ""),
        ("/alma/api-keys/1", ""),
        ("/alma/partners", "said=Done"),
        ("/alma/partners/new", ""),
        ("/alma/partners/BOOKFERRY", ""),
        ("/alma/partners/BOOKFERRY/parameters", ""),
        ("/alma/paging", ""),
        ("/alma/sets", "refused=No"),
        ("/alma/sets/new-logical", ""),
        ("/alma/sets/new-itemized", ""),
        ("/alma/publishing-profiles", ""),
        ("/alma/publishing-profiles/new", ""),
        ("/alma/publishing-profiles/2", ""),
        ("/alma/publishing-profiles/2/enrichment", "preset=alma-hld-itm"),
        ("/alma/publishing-profiles/2/harvester", ""),
        ("/alma/jobs", ""),
        ("/alma/faults", ""),
        ("/primo/search", "q=history"),
        (&title, ""),
        ("/primo/account", ""),
        ("/primo/account", "user=afontenoy"),
    ] {
        let html = page(&mut alma, path, query);
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for part in [
            "<html lang=\"en\">",
            "class=\"skip-link\" href=\"#main\"",
            "<main id=\"main\">",
            "<nav aria-label=",
            "<title>",
        ] {
            assert!(html.contains(part), "{path} lacks {part}");
        }
        assert_eq!(html.matches("<table").count(), html.matches("<caption").count(), "{path}");
        assert_eq!(
            html.matches("<th ").count() + html.matches("<thead").count(),
            html.matches("<th").count(),
            "{path}: a th without scope"
        );
        let inputs = ["<input id=", "<select id=", "<textarea id="]
            .iter()
            .map(|field| html.matches(field).count())
            .sum::<usize>();
        assert_eq!(html.matches("<label").count(), inputs, "{path}: a field without a label");
        assert!(!html.contains("src=\"http") && !html.contains("@import"), "{path} asks somebody else");
        assert!(html.contains("Simulated Alma: 01EAST_INST, not a real system."), "{path}");
    }
}

#[test]
fn the_state_page_shows_requests_items_letters_and_messages() {
    let mut alma = busy();
    let html = page(&mut alma, "/simulator", "");
    for part in [
        "BF-1",
        "RECEIVED_PHYSICALLY",
        "LOANED",
        "SHIPPED_PHYSICALLY",
        BOOK,
        "Ful Place On Hold Shelf Letter",
        "&#60;ns1:AcceptItem",
        "on hold shelf",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn the_partner_page_shows_the_fields_of_almas_form() {
    let mut alma = Alma::new(Setup::sample(Institution::West, NOW).with_broker_ncip_url("http://127.0.0.1:9/ncip"));
    let html = page(&mut alma, "/simulator/partners", "");
    for part in [
        "ReShareWest",
        "General: User identifier type",
        "Barcode",
        "Accept Item: Automatic receive",
        "WCL_CIRC",
        "http://127.0.0.1:9/ncip",
        "Lending Resource Sharing Requests",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn my_account_shows_loans_and_requests() {
    let mut alma = busy();
    let html = page(&mut alma, "/primo/account", "user=21210000050120");
    assert!(html.contains("Interlibrary loan") && html.contains("2026-04-30"));
    assert!(html.contains("Physically received by library") && html.contains("Loaned item to patron"));
    assert!(page(&mut alma, "/primo/account", "user=nobody").contains("Nobody here has the identifier nobody."));
}

#[test]
fn the_link_of_a_title_can_be_read_as_an_openurl() {
    let mut alma = Alma::new(Setup::sample(Institution::East, NOW).with_service_address("http://127.0.0.1:7/openurl"));
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    let html = page(&mut alma, &format!("/primo/title/{title}"), "");
    let (_, rest) = html.split_once("href=\"http://127.0.0.1:7/openurl?").expect("the link");
    let (query, _) = rest.split_once('"').unwrap();
    let query = query.replace("&#38;", "&").replace("&amp;", "&");
    assert!(query.contains("rft.atitle=&") && query.contains("%20%2F"), "{query}");
    let request = openurl::parse(&query).unwrap();
    assert_eq!(request.title.as_deref(), Some("Things fall apart"));
    assert_eq!(request.isbns, ["9780385474542"]);
}

#[test]
fn text_from_outside_is_escaped() {
    let mut alma = east();
    let mut message = accept("BF-<1>", "BF-<1>", PATRON);
    let fields = message.item_optional_fields.as_mut().unwrap();
    fields.bibliographic_description.as_mut().unwrap().title = Some("<script>alert(1)</script>".to_owned());
    send(&mut alma, Request::AcceptItem(message));
    for (path, query) in [("/simulator", ""), ("/simulator/items", "q=<script>"), ("/simulator/desk", "said=<script>")]
    {
        assert!(!page(&mut alma, path, query).contains("<script>"), "{path}");
    }
}
