//! The items of Alma's REST interface: `GET bibs/{mms_id}/holdings/ALL/items` (Alma, "Retrieve Items list"), one item of
//! `GET items?item_barcode=`, and the errors.
//!
//! `process_type` counts more than `base_status`: items that are missing keep the status 1, "Item in place".

use index::bibliographic::trimmed;
use marc::identifiers::{Isbn, Issn};
use serde_json::Value;

use crate::date::normal_date;
use crate::error::ReadError;
use crate::read::Reading;
use crate::shelf::{Absence, Copy, Hit, Named, Shelf, Source, Standing, filled};

/// Enumeration and chronology in their parts.
const ENUMERATION: [&str; 8] = [
    "enumeration_a",
    "enumeration_b",
    "enumeration_c",
    "enumeration_d",
    "enumeration_e",
    "enumeration_f",
    "enumeration_g",
    "enumeration_h",
];
const CHRONOLOGY: [&str; 5] = ["chronology_i", "chronology_j", "chronology_k", "chronology_l", "chronology_m"];

/// The refusal that an answer is, if it is one: `errorsExist` with `errorList`.
pub(super) fn refusal(value: &Value) -> Option<ReadError> {
    if !value.get("errorsExist").is_some_and(is_true) {
        return None;
    }
    let error = value.pointer("/errorList/error");
    let error = error.and_then(|all| all.get(0)).or(error).unwrap_or(&Value::Null);
    Some(ReadError::Refused {
        code: text(error, "errorCode").unwrap_or_default(),
        message: text(error, "errorMessage").unwrap_or_default(),
    })
}

/// Reads a page of items, or one item.
pub(super) fn read(value: &Value, reading: &Reading) -> Shelf {
    let items: Vec<&Value> = match value.get("item") {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(item) => vec![item],
        None => vec![value],
    };
    let mut shelf = Shelf { total: value.get("total_record_count").and_then(Value::as_u64), ..Shelf::default() };
    for item in items {
        let copy = copy(item, reading);
        let described = described(item.get("bib_data").unwrap_or(&Value::Null));
        match shelf.hits.iter_mut().find(|hit| hit.record_id == described.record_id) {
            Some(hit) => hit.copies.push(copy),
            None => shelf.hits.push(Hit { copies: vec![copy], ..described }),
        }
    }
    shelf
}

/// What Alma says of the record beside each item. A year stands in `date_of_publication` or not at all.
pub(super) fn described(bib: &Value) -> Hit {
    let record_id = text(bib, "mms_id");
    let network_numbers = bib.get("network_number").and_then(Value::as_array).into_iter().flatten();
    let mut other_ids: Vec<String> = network_numbers.filter_map(Value::as_str).filter_map(filled).collect();
    let bare: Vec<String> = other_ids.iter().filter_map(|id| Some(id.split_once(')')?.1.to_owned())).collect();
    other_ids.extend(bare);
    Hit {
        source: Source::AlmaItems,
        record_id,
        other_ids,
        isbns: text(bib, "isbn").and_then(|isbn| Isbn::parse(&isbn)).iter().map(ToString::to_string).collect(),
        issns: text(bib, "issn").and_then(|issn| Issn::parse(&issn)).iter().map(ToString::to_string).collect(),
        title: text(bib, "title").map(|title| trimmed(&title)).unwrap_or_default(),
        authors: text(bib, "author").map(|author| trimmed(&author)).into_iter().collect(),
        year: text(bib, "date_of_publication").and_then(|date| year_in(&date)),
        edition: text(bib, "complete_edition"),
        ..Hit::default()
    }
}

fn copy(item: &Value, reading: &Reading) -> Copy {
    let data = item.get("item_data").unwrap_or(item);
    let holding = item.get("holding_data").unwrap_or(&Value::Null);
    let is_moved = holding.get("in_temp_location").is_some_and(is_true);
    let temporary = |name: &str| if is_moved { named(holding, name) } else { Named::default() };
    let temporary_policy = temporary("temp_policy");
    let requested = data.get("requested").filter(|requested| !requested.is_null());
    let temporary_call_number = text(holding, "temp_call_number").filter(|_| is_moved);
    Copy {
        barcode: text(data, "barcode"),
        item_id: text(data, "pid"),
        holdings_id: text(holding, "holding_id"),
        library: named(data, "library"),
        location: named(data, "location"),
        temporary_library: temporary("temp_library"),
        temporary_location: temporary("temp_location"),
        policy: if temporary_policy.is_empty() { named(data, "policy") } else { temporary_policy },
        material: named(data, "physical_material_type"),
        call_number: temporary_call_number
            .or_else(|| text(data, "alternative_call_number"))
            .or_else(|| text(holding, "call_number")),
        enumeration: text(data, "description").or_else(|| joined(data, &ENUMERATION)),
        chronology: joined(data, &CHRONOLOGY).filter(|_| text(data, "description").is_none()),
        copy_number: text(holding, "copy_id"),
        standing: standing(data, reading),
        holds: requested.map(|requested| u32::from(is_true(requested))),
        public_note: text(data, "public_note"),
        ..Copy::default()
    }
}

fn standing(data: &Value, reading: &Reading) -> Standing {
    let due = text(data, "due_date").map(|date| normal_date(&date));
    let process = named(data, "process_type");
    let status = named(data, "base_status");
    let understood = process.values().find_map(|words| reading.words.understand(words)).map(|found| found.standing());
    match (understood, status.code.as_deref()) {
        (Some(Standing::Away { reason, due: told }), _) => Standing::Away { reason, due: due.or(told) },
        (_, Some("1")) if process.is_empty() => Standing::OnShelf,
        (_, Some("1") | None) => Standing::unknown(&process.to_string()),
        (_, Some(_)) if due.is_some() => Standing::Away { reason: Absence::OnLoan, due },
        (_, Some(_)) => Standing::away(Absence::Unstated),
    }
}

/// A code with its description: `{"value": "MAIN", "desc": "Main Library"}`; also a bare text.
fn named(value: &Value, name: &str) -> Named {
    let Some(found) = value.get(name) else { return Named::default() };
    match found {
        Value::Object(_) => Named { code: text(found, "value"), name: text(found, "desc") },
        other => Named { code: plain(other), name: None },
    }
}

/// A text or number that is not blank.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    plain(value.get(name)?)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => filled(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Alma writes truth as a truth value and, in older answers, as a word.
fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str().is_some_and(|word| word.eq_ignore_ascii_case("true")))
}

fn joined(data: &Value, names: &[&str]) -> Option<String> {
    let parts: Vec<String> = names.iter().filter_map(|name| text(data, name)).collect();
    filled(&parts.join(" "))
}

/// The first four digits in a row that may be a year: `[2020]`, `c1999.`
pub(crate) fn year_in(text: &str) -> Option<u16> {
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.filter(|run| run.len() == 4).filter_map(|run| run.parse().ok()).find(|year| (1000..=2100).contains(year))
}
