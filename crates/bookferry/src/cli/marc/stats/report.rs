//! The counts and the mapping in words.

use std::fmt::Write;

use serde_json::Value;

/// Subfields that are told of one field.
const SUBFIELDS: usize = 40;
/// Items that are told of one holding.
const ITEMS: usize = 5;

/// The report: a heading for each kind, a line for each object.
pub(super) fn words(objects: &[Value]) -> String {
    let mut out = String::new();
    let mut heading = "";
    for object in objects {
        let kind = text(object, "kind");
        if kind != heading {
            heading = kind;
            let _ = writeln!(out, "{}{kind}", if out.is_empty() { "" } else { "\n" });
        }
        match kind {
            "records" => {
                let _ = writeln!(out, "  {} read, {} bad", number(object, "records"), number(object, "bad"));
            }
            "field" => field(&mut out, object),
            "mapping" | "proposal" => mapping(&mut out, object),
            "preview" => preview(&mut out, object),
            _ => {
                let _ = writeln!(out, "  {:>9}  {}", number(object, "records"), text(object, "value"));
            }
        }
    }
    out
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(object: &Value, key: &str) -> u64 {
    object.get(key).and_then(Value::as_u64).unwrap_or_default()
}

fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn field(out: &mut String, object: &Value) {
    let (occurrences, records) = (number(object, "occurrences"), number(object, "records"));
    let _ = writeln!(out, "  {}  {occurrences} in {records} records", text(object, "tag"));
    let subfields = list(object, "subfields");
    for subfield in subfields.iter().take(SUBFIELDS) {
        let code = match text(subfield, "code") {
            "" => String::new(),
            code => format!("${code} "),
        };
        let _ = writeln!(out, "    {:>9}  {code}{}", number(subfield, "occurrences"), text(subfield, "example"));
    }
    if subfields.len() > SUBFIELDS {
        let _ = writeln!(out, "    and {} more subfields", subfields.len() - SUBFIELDS);
    }
}

/// The best with all that is known of it, the others in a line.
fn mapping(out: &mut String, object: &Value) {
    let score = object.get("score").and_then(Value::as_f64).unwrap_or_default();
    let _ = writeln!(out, "  {}  score {score:.2}  {}", text(object, "name"), text(object, "about"));
    if number(object, "rank") > 1 {
        return;
    }
    let strings = |key| list(object, key).iter().filter_map(Value::as_str);
    for sentence in strings("evidence") {
        let _ = writeln!(out, "    {sentence}");
    }
    let _ = writeln!(out, "    {} copies lent by it, {} not", number(object, "lent"), number(object, "not_lent"));
    for sentence in strings("alerts") {
        let _ = writeln!(out, "    look at: {sentence}");
    }
    if text(object, "kind") == "proposal" {
        for line in text(object, "text").lines() {
            let _ = writeln!(out, "    | {line}");
        }
    }
}

fn preview(out: &mut String, object: &Value) {
    let _ = writeln!(out, "  {}  {}", text(object, "record"), text(object, "title"));
    if let Some(reason) = object.get("suppressed").and_then(Value::as_str) {
        let _ = writeln!(out, "    not for the index: {reason}");
    }
    for holding in list(object, "holdings") {
        let parts = ["library", "location", "call_number", "summary"].map(|key| text(holding, key));
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(out, "    {}{}", parts.join(" / "), verdict(holding, ": "));
        let items = list(holding, "items");
        for item in items.iter().take(ITEMS) {
            let parts = ["barcode", "description", "policy", "material", "status", "temporary_location"];
            let parts: Vec<&str> = parts.iter().map(|key| text(item, key)).filter(|part| !part.is_empty()).collect();
            let lent = if text(item, "not_lent").is_empty() { ": lent".to_owned() } else { verdict(item, ": ") };
            let _ = writeln!(out, "      {}{lent}", parts.join(" / "));
        }
        if items.len() > ITEMS {
            let _ = writeln!(out, "      and {} more items", items.len() - ITEMS);
        }
    }
}

fn verdict(object: &Value, before: &str) -> String {
    match text(object, "not_lent") {
        "" => String::new(),
        reason => format!("{before}not lent ({reason})"),
    }
}
