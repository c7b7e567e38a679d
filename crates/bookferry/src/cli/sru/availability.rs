//! What Alma says about the availability of a title in the fields AVA (a holding) and AVE (a portfolio), which it adds to
//! records when its SRU profile is set so.

use std::fmt;

use marc::{Field, Record};
use serde_json::{Map, Value, json};

/// One of the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    kind: Kind,
    /// Name of a value and the value, in the order of the field.
    values: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Physical,
    Electronic,
}

/// Subfields of AVA: code and meaning.
const PHYSICAL: [(&str, &str); 16] = [
    ("0", "record"),
    ("8", "holdings_id"),
    ("a", "institution"),
    ("b", "library_code"),
    ("c", "location"),
    ("d", "call_number"),
    ("e", "availability"),
    ("f", "items"),
    ("g", "unavailable_items"),
    ("h", "campus"),
    ("j", "location_code"),
    ("k", "call_number_type"),
    ("p", "priority"),
    ("q", "library"),
    ("t", "holdings_information"),
    ("v", "summary"),
];

/// Subfields of AVE: code and meaning.
const ELECTRONIC: [(&str, &str); 9] = [
    ("0", "record"),
    ("8", "portfolio_id"),
    ("c", "collection_id"),
    ("e", "availability"),
    ("m", "collection"),
    ("n", "public_note"),
    ("s", "coverage"),
    ("t", "interface"),
    ("u", "link"),
];

/// The availability fields of a record, in order.
pub fn of(record: &Record) -> Vec<Availability> {
    record.all_fields().filter_map(|field| read(&field)).collect()
}

fn read(field: &Field<'_>) -> Option<Availability> {
    let (kind, names): (_, &[(&str, &'static str)]) = match field.tag().as_str() {
        "AVA" => (Kind::Physical, &PHYSICAL),
        "AVE" => (Kind::Electronic, &ELECTRONIC),
        _ => return None,
    };
    let named = |subfield: marc::Subfield<'_>| {
        let name = names.iter().find(|(code, _)| *code == subfield.code)?.1;
        Some((name, subfield.value.to_owned()))
    };
    Some(Availability { kind, values: field.subfields().filter_map(named).collect() })
}

impl Availability {
    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// For programs: every value under its name.
    pub fn json(&self) -> Value {
        let mut object = Map::new();
        let kind = match self.kind {
            Kind::Physical => "physical",
            Kind::Electronic => "electronic",
        };
        object.insert("kind".to_owned(), json!(kind));
        for (name, value) in &self.values {
            object.entry(*name).or_insert_with(|| json!(value));
        }
        Value::Object(object)
    }

    /// How many items are there and how many of them on the shelf, in words.
    fn count(&self) -> Option<String> {
        let items: u64 = self.value("items")?.trim().parse().ok()?;
        let away: u64 = self.value("unavailable_items").and_then(|count| count.trim().parse().ok()).unwrap_or(0);
        Some(format!("{} of {items} on the shelf", items.saturating_sub(away)))
    }
}

/// For people, on one line.
impl fmt::Display for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.value("availability").unwrap_or_default() {
            state if state.eq_ignore_ascii_case("available") => "available",
            state if state.eq_ignore_ascii_case("unavailable") => "not available",
            state if state.eq_ignore_ascii_case("check_holdings") => "see the holdings",
            "" => "availability unknown",
            other => other,
        };
        let places: &[&str] = match self.kind {
            Kind::Physical => &["institution", "library", "location", "call_number", "summary"],
            Kind::Electronic => &["collection", "interface", "coverage", "link"],
        };
        let mut parts: Vec<String> = places.iter().filter_map(|name| self.value(name)).map(str::to_owned).collect();
        if self.value("library").is_none() {
            parts.extend(self.value("library_code").map(str::to_owned));
        }
        let what = match self.kind {
            Kind::Physical => "holding",
            Kind::Electronic => "online",
        };
        write!(f, "{what}: {state}")?;
        if let Some(count) = self.count() {
            write!(f, ", {count}")?;
        }
        write!(f, " / {}", parts.join(" / "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn availability_is_told_in_words() {
        let mut record = Record::new();
        record.push_data(
            "AVA",
            "  ",
            &[
                ("0", "991"),
                ("a", "01EX_INST"),
                ("b", "MAIN"),
                ("c", "Stacks"),
                ("d", "PR4034 .E5"),
                ("e", "available"),
                ("f", "3"),
                ("g", "1"),
                ("q", "Main Library"),
                ("z", "not known"),
            ],
        );
        record.push_data("AVE", "  ", &[("8", "53"), ("e", "Available"), ("m", "Big Books Online")]);
        let found = of(&record);
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "holding: available, 2 of 3 on the shelf / 01EX_INST / Main Library / Stacks / PR4034 .E5",
                "online: available / Big Books Online",
            ]
        );
        let first = found.first().map(Availability::json).unwrap_or_default();
        assert_eq!(first["kind"], "physical");
        assert_eq!(first["library_code"], "MAIN");
        assert!(first.get("z").is_none());
    }
}
