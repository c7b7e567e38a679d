//! Records for people and for programs.

use ::z3950::opac::{CirculationRecord, OpacRecord};
use ::z3950::record::Record;
use marc::{Charset, breaker, iso2709};
use serde_json::{Value, json};

pub fn as_text(record: &Record) -> String {
    match record {
        Record::Marc(bytes) => marc_text(bytes),
        Record::Xml(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Record::Sutrs(text) => text.clone(),
        Record::Opac(opac) => {
            let marc =
                opac.bibliographic_record.as_ref().and_then(|external| external.bytes()).map(|bytes| marc_text(&bytes));
            format!("{}{}", marc.unwrap_or_default(), holdings_text(opac))
        }
        other => format!("{other:#?}"),
    }
}

fn marc_text(bytes: &[u8]) -> String {
    match iso2709::decode(bytes, Charset::Auto) {
        Ok(found) => breaker::encode(&found.record),
        Err(defect) => format!("unreadable record: {defect}\n"),
    }
}

fn holdings_text(opac: &OpacRecord) -> String {
    let mut out = String::new();
    for holdings in opac.holdings_and_circulation() {
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        out.push_str(&format!(
            "holding: {} / {} / {}\n",
            part(&holdings.local_location),
            part(&holdings.shelving_location),
            part(&holdings.call_number)
        ));
        for copy in &holdings.circulation_data {
            let shelf = if copy.available_now { "on the shelf" } else { "not on the shelf" };
            out.push_str(&format!("  item {}: {shelf}, {}\n", part(&copy.item_id), part(&copy.available_thru)));
        }
    }
    out
}

pub fn as_json(number: usize, record: &Record) -> Value {
    match record {
        Record::Opac(opac) => {
            let marc = opac.bibliographic_record.as_ref().and_then(|external| external.bytes());
            json!({ "n": number, "marc": marc.map(|bytes| marc_json(&bytes)), "holdings": holdings_json(opac) })
        }
        Record::Marc(bytes) => json!({ "n": number, "marc": marc_json(bytes) }),
        other => json!({ "n": number, "text": as_text(other) }),
    }
}

fn marc_json(bytes: &[u8]) -> Value {
    let found = iso2709::decode(bytes, Charset::Auto).ok();
    found.and_then(|found| serde_json::from_str(&marc::json::encode(&found.record)).ok()).unwrap_or(Value::Null)
}

fn holdings_json(opac: &OpacRecord) -> Vec<Value> {
    let copy = |copy: &CirculationRecord| {
        json!({
            "barcode": copy.item_id,
            "available": copy.available_now,
            "due": copy.availability_date,
            "policy": copy.available_thru,
            "on_hold": copy.on_hold,
            "enumeration": copy.enum_and_chron,
            "temporary_location": copy.temporary_location,
        })
    };
    opac.holdings_and_circulation()
        .map(|holdings| {
            json!({
                "library": holdings.local_location,
                "location": holdings.shelving_location,
                "call_number": holdings.call_number,
                "items": holdings.circulation_data.iter().map(copy).collect::<Vec<_>>(),
            })
        })
        .collect()
}
