//! Bibliographic records of Alma's REST interface: `GET bibs?mms_id=…` and `GET bibs/{mms_id}`, in JSON, where `anies` holds the
//! record as MARCXML, and in XML; with `expand=p_avail,e_avail,d_avail` the record has AVA, AVE and AVD fields.

use marc::Record;
use serde_json::Value;
use xml::Element;

use crate::error::ReadError;
use crate::read::{Reading, alma_items};
use crate::shelf::{Hit, Shelf, Source};

/// The refusal in XML: `web_service_result/errorList/error`.
pub(super) fn refusal(root: &Element) -> ReadError {
    let text = |name: &str| root.at("errorList/error").and_then(|error| error.child_text(name)).unwrap_or_default();
    ReadError::Refused { code: text("errorCode"), message: text("errorMessage") }
}

/// Reads a list of records, or one.
pub(super) fn read_json(value: &Value, reading: &Reading) -> Shelf {
    let bibs: Vec<&Value> = match value.get("bib") {
        Some(Value::Array(bibs)) => bibs.iter().collect(),
        Some(bib) => vec![bib],
        None => vec![value],
    };
    let mut shelf = Shelf { total: value.get("total_record_count").and_then(Value::as_u64), ..Shelf::default() };
    let described: Vec<Hit> = bibs.iter().map(|bib| alma_items::described(bib)).collect();
    let mut records = Vec::new();
    for bib in bibs {
        let texts = bib.get("anies").and_then(Value::as_array).into_iter().flatten();
        let record = texts.filter_map(Value::as_str).next().map(record_of);
        let record = record.transpose().unwrap_or_else(|fault| {
            let id = alma_items::text(bib, "mms_id").unwrap_or_default();
            shelf.notes.push(format!("record {id}: {fault}"));
            None
        });
        records.push(record);
    }
    shelf.hits = together(described, records, reading);
    shelf
}

/// Alma declares UTF-16 in texts that are inside JSON, hence in no encoding at all.
fn record_of(text: &str) -> Result<Record, ReadError> {
    let behind = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let body = behind.map_or(text, |(_, body)| body);
    let found = marc::marcxml::decode(body.as_bytes()).map_err(|defect| ReadError::Marc(defect.to_string()))?;
    Ok(found.record)
}

/// Reads `bibs` or `bib`.
pub(super) fn read_xml(root: &Element, reading: &Reading) -> Shelf {
    let bibs: Vec<&Element> = if root.is("bib") { vec![root] } else { root.all("bib").collect() };
    let total = root.attribute("total_record_count").and_then(|total| total.parse().ok());
    let described: Vec<Hit> = bibs.iter().map(|bib| described(bib)).collect();
    let records = bibs.iter().map(|bib| {
        let record = bib.child("record")?;
        marc::marcxml::from_element(record).ok().map(|found| found.record)
    });
    Shelf { total, hits: together(described, records.collect(), reading), ..Shelf::default() }
}

/// The same members as in JSON.
fn described(bib: &Element) -> Hit {
    let mut value = serde_json::Map::new();
    for child in bib.elements().filter(|child| child.elements().next().is_none()) {
        value.insert(child.name.local.clone(), Value::String(child.text()));
    }
    let numbers = bib.child("network_numbers").into_iter().flat_map(Element::elements);
    value.insert("network_number".to_owned(), numbers.map(|number| Value::String(number.text())).collect());
    alma_items::described(&Value::Object(value))
}

/// What Alma says beside the records fills in what the records do not say.
fn together(described: Vec<Hit>, records: Vec<Option<Record>>, reading: &Reading) -> Vec<Hit> {
    let whole: Vec<Record> = records.iter().flatten().cloned().collect();
    let mut read = reading.marc(&whole).into_iter();
    described
        .into_iter()
        .zip(records)
        .map(|(beside, record)| match record.and_then(|_| read.next()) {
            Some(hit) => joined(hit, beside),
            None => Hit { source: Source::Record, ..beside },
        })
        .collect()
}

/// Alma's own number of the record counts, whatever 001 has.
fn joined(mut hit: Hit, beside: Hit) -> Hit {
    let former = hit.record_id.take();
    hit.record_id = beside.record_id.or_else(|| former.clone());
    let former = former.filter(|former| hit.record_id.as_ref() != Some(former));
    for id in former.into_iter().chain(beside.other_ids) {
        if !hit.other_ids.contains(&id) {
            hit.other_ids.push(id);
        }
    }
    if hit.title.is_empty() {
        hit.title = beside.title;
    }
    if hit.authors.is_empty() {
        hit.authors = beside.authors;
    }
    hit.year = hit.year.or(beside.year);
    hit.edition = hit.edition.or(beside.edition);
    hit
}
