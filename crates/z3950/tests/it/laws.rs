//! What must hold for every decoder and every input.

use z3950::opac::OpacRecord;
use z3950::record::{Record, Records, Retrieved};
use z3950::{Limits, Pdu, cql, pqf};

use crate::{corpora, samples};

#[test]
fn every_message_survives_a_round_trip() {
    for pdu in samples::pdus() {
        let bytes = pdu.encode();
        let decoded = Pdu::decode(&bytes, &Limits::REQUEST).unwrap_or_else(|fault| panic!("{fault}: {pdu:?}"));
        assert_eq!(decoded, pdu);
    }
}

#[test]
fn unknown_elements_come_out_again() {
    let unknown = samples::unknown();
    let with_unknown = samples::pdus().into_iter().filter(|pdu| format!("{pdu:?}").contains("unknown: [Raw"));
    let mut count = 0;
    for pdu in with_unknown {
        let bytes = Pdu::decode(&pdu.encode(), &Limits::REQUEST).unwrap().encode();
        assert!(bytes.windows(unknown.bytes().len()).any(|window| window == unknown.bytes()));
        count += 1;
    }
    assert!(count > 5);
}

/// Decodes, and checks that what was decoded survives a round trip. The value or the refusal is not looked at.
fn try_pdu(bytes: &[u8]) {
    let Ok(pdu) = Pdu::decode(bytes, &Limits::REQUEST) else { return };
    let again = Pdu::decode(&pdu.encode(), &Limits::REQUEST).unwrap_or_else(|fault| panic!("{fault}: {pdu:?}"));
    assert_eq!(again, pdu);
    let records = match pdu {
        Pdu::PresentResponse(response) => response.records,
        Pdu::SearchResponse(response) => response.records,
        _ => None,
    };
    let Some(Records::Records(records)) = records else { return };
    for record in records {
        if let Retrieved::Record(external) = record.record {
            let _ = external.record();
        }
    }
}

const REPLACEMENTS: [u8; 3] = [0x00, 0xFF, b'<'];

fn changed(bytes: &[u8], step: usize, mut check: impl FnMut(&[u8])) {
    for end in (0..bytes.len()).step_by(step) {
        check(&bytes[..end]);
    }
    let mut copy = bytes.to_vec();
    for place in (0..bytes.len()).step_by(step) {
        for value in REPLACEMENTS.into_iter().chain([bytes[place] ^ 1, bytes[place] ^ 0xA0]) {
            copy[place] = value;
            check(&copy);
        }
        copy[place] = bytes[place];
    }
}

#[test]
fn every_prefix_and_every_changed_byte_of_a_message_gives_a_value_or_an_error() {
    for pdu in samples::pdus() {
        changed(&pdu.encode(), if pdu.encode().len() > 500 { 3 } else { 1 }, try_pdu);
    }
}

#[test]
fn every_prefix_and_every_changed_byte_of_a_captured_message_gives_a_value_or_an_error() {
    for (_, bytes) in corpora::captures() {
        let step = if bytes.len() > 200 { 7 } else { 1 };
        changed(&bytes, step, try_pdu);
    }
}

#[test]
fn every_prefix_and_every_changed_byte_of_a_record_gives_a_value_or_an_error() {
    changed(&samples::opac().encode(), 1, |bytes| {
        let _ = OpacRecord::decode(bytes);
    });
    changed(crate::records::OPAC_XML.as_bytes(), 3, |bytes| {
        let _ = OpacRecord::from_xml(bytes);
    });
    changed(&crate::records::grs(), 1, |bytes| {
        if let Ok(raw) = z3950::Raw::new(bytes.to_vec()) {
            let external = z3950::record::External::single(z3950::Oid::GRS1, raw);
            assert!(!matches!(external.record(), Ok(Record::Marc(_))));
        }
    });
}

#[test]
fn every_prefix_and_every_changed_byte_of_a_query_gives_a_query_or_an_error() {
    let pqf_text = [
        r#"@attrset bib-1 @or @and @attr 1=4 "a \"b\"" @attr exp-1 1=x b"#,
        "@not @set x @prox 1 2 1 3 k 2 c @term numeric 5",
    ]
    .join(" ");
    changed(pqf_text.as_bytes(), 1, |bytes| {
        if let Ok(query) = pqf::parse(&String::from_utf8_lossy(bytes)) {
            assert_eq!(pqf::parse(&pqf::print(&query)).unwrap(), query);
        }
    });
    let cql_text =
        r#"> dc = "info:x" (dc.title any/stem "a \"b\" c*" or d) prox/distance<3/unit=word e not f<=7 sortby g/h=i"#;
    changed(cql_text.as_bytes(), 1, |bytes| {
        if let Ok(query) = cql::parse(&String::from_utf8_lossy(bytes)) {
            assert_eq!(cql::parse(&query.to_string()).unwrap(), query, "{query}");
            let _ = query.to_rpn(&cql::Mapping::bath());
        }
    });
}
