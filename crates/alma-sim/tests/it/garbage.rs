//! Whatever comes in, an answer of the protocol's kind goes out, and nothing is changed by what was not understood.

use alma_sim::HttpRequest;
use ncip::{Message, Profile, Request};

use crate::world::*;

/// Every so many bytes cut off, and every so many bytes replaced.
fn damaged(sample: &[u8], step: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
    let cut = (0..sample.len()).step_by(step).map(|end| sample[..end].to_vec());
    let changed = (0..sample.len()).step_by(step).flat_map(move |at| {
        [0x00, 0xFF, b'<', b'&', sample[at] ^ 0x20].map(|byte| {
            let mut copy = sample.to_vec();
            copy[at] = byte;
            copy
        })
    });
    cut.chain(changed)
}

#[test]
fn damaged_ncip_is_answered_in_ncip() {
    let mut alma = east();
    let sample = Profile::ALMA.encode(&message(&alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON))));
    for body in damaged(sample.as_bytes(), 19) {
        for path in ["/view/NCIPServlet", "/view/NCIPServlet/v1"] {
            let response = answered(&mut alma, &HttpRequest::post(path, "text/xml", body.clone()), NOW);
            assert_eq!(response.status, 200);
            Message::decode(&response.body).expect("an NCIP message");
        }
    }
    for body in ["", "hello", "<html></html>", "<a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
        assert!(post(&mut alma, body, NOW).contains("Service is not known"), "{body}");
    }
}

#[test]
fn damaged_messages_of_iso_18626_get_a_receipt() {
    let mut alma = east();
    let agency = |value: &str| iso18626::AgencyId::new("ISIL", value);
    let header = iso18626::Header::new(agency("EAST"), agency("WEST"), "W-1", "2026-03-02T10:00:00Z");
    let request = iso18626::Request { header, ..iso18626::Request::default() };
    let sample = iso18626::Message::from(request).encode(iso18626::Edition::V1_1);
    for body in damaged(sample.as_bytes(), 7) {
        let response = answered(&mut alma, &HttpRequest::post("/view/ISO18626Servlet", "text/xml", body), NOW);
        assert_eq!(response.status, 200);
        let receipt = iso18626::decode(&response.body).expect("a message").message;
        assert!(receipt.confirmation_header().is_some());
    }
}

#[test]
fn damaged_partner_records_are_refused_or_stay_partner_records() {
    let (mut alma, key) = crate::rest::with_key(
        "name=a&institution=01EAST_INST&bibs=none&configuration=none&users=none&partners=read-write",
    );
    let sample = br#"{"partner_details":{"code":"F","name":"F","status":"ACTIVE","avg_supply_time":4,"delivery_delay":0,"profile_details":{"profile_type":"NCIP","ncip_details":{"default_library_owner":"RES_SHARE"}}}}"#;
    for (second, body) in (0..).zip(damaged(sample, 1)) {
        let mut request = HttpRequest::post("/almaws/v1/partners", "application/json", body);
        request.headers.push(("authorization".to_owned(), format!("apikey {key}")));
        // A second has 25 calls.
        let status = answered(&mut alma, &request, NOW + second * 1_000).status;
        assert!([200, 400].contains(&status), "{status}");
    }
}

#[test]
fn damaged_queries_are_answered_in_oai_pmh() {
    let mut alma = east();
    let sample = b"verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY&from=2026-01-01&resumptionToken=all@all@BOOKFERRY@marc21@991";
    for query in damaged(sample, 3) {
        let query = String::from_utf8_lossy(&query).into_owned();
        let response = answered(&mut alma, &HttpRequest::get("/view/oai/01EAST_INST/request", &query), NOW);
        oai_pmh::Response::decode(&response.body).expect("an answer of OAI-PMH");
    }
}

#[test]
fn damaged_z3950_is_answered_or_closed() {
    let mut alma = east();
    let hello = z3950::client::Client::new(z3950::client::Settings::default()).connect().unwrap();
    for bytes in damaged(&hello, 1) {
        let mut session = alma.z3950_session();
        alma.z3950(&mut session, &bytes, NOW);
    }
}

#[test]
fn damaged_addresses_and_forms_are_answered() {
    let mut alma = east();
    for path in [
        "",
        "/",
        "/simulator/",
        "/simulator/x",
        "/alma/",
        "/alma/x",
        "/alma/integration-profiles/oai",
        "/alma/integration-profiles/sru",
        "/alma/integration-profiles/sru/delete",
        "/alma/integration-profiles/z3950",
        "/alma/integration-profiles/z3950/delete",
        "/alma/libraries/x",
        "/alma/libraries/%zz",
        "/view/ISO18626Servlet",
        "/almaws/v1/partners/%zz",
        "/almaws/v1/conf/libraries/x/open-hours",
        "/alma/api-keys/x",
        "/alma/api-keys/99999999999/delete",
        "/alma/api-keys/limits",
        "/view/sru",
        "/view/sru/x/y",
        "/almaws/v1",
        "/almaws/v1/bibs/%zz/holdings/ALL/items",
        "/alma/sets/x",
        "/alma/sets/new-logical",
        "/alma/sets/99999999999/delete",
        "/alma/publishing-profiles/x/enrichment",
        "/alma/publishing-profiles/2/enrichment",
        "/alma/publishing-profiles/2/harvester",
        "/alma/publishing-profiles/77/run",
        "/alma/faults/add",
        "/primo/title/x",
        "/primo/title/99999999999999999999",
        "/view",
        "/é/%zz",
    ] {
        for method in ["GET", "POST", "DELETE", ""] {
            let request = HttpRequest { method: method.to_owned(), ..HttpRequest::get(path, "q=%zz&user=%ff") };
            assert!(answered(&mut alma, &request, NOW).status < 500, "{method} {path}");
        }
    }
    for body in [&b"{"[..], b"{\"barcode\": [1]}", b"\xff\xfe", b"barcode", b"&&==&"] {
        let request = HttpRequest::post("/simulator/desk/loan", "application/json", body);
        assert_eq!(answered(&mut alma, &request, NOW).status, 409);
    }
    for line in [
        "",
        "{}",
        "{\"at\":1,\"what\":\"configuration\",\"change\":\"dance\"}",
        "{\"at\":1,\"what\":\"dance\"}",
        "{\"at\":1,\"what\":\"desk\",\"action\":\"dance\"}",
        "[]",
        "\u{0}",
    ] {
        assert!(alma.replay(line).is_err(), "{line}");
    }
}
