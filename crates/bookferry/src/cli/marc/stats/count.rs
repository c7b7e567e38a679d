//! What is counted, in memory that does not grow with the file.

use std::collections::BTreeMap;

use marc::classify::{Carrier, classify, dates, language};
use marc::{Found, Record};
use serde_json::{Value, json};

use crate::clock::Clock;

/// Different tags, codes or kinds of defect that are told apart; more of them are counted together.
const MOST_KEYS: usize = 2_000;
/// Characters of an example value.
const LONGEST_EXAMPLE: usize = 60;
/// What is counted together when there are too many.
const OTHERS: &str = "others";
/// Milliseconds of a mean year.
const YEAR: i64 = 31_556_952_000;

/// The counts of all records so far.
pub(super) struct Counts {
    pub records: u64,
    pub bad: u64,
    latest_year: u16,
    /// Kind (format, language, ...), then value.
    values: BTreeMap<(&'static str, String), u64>,
    fields: BTreeMap<String, FieldCount>,
}

#[derive(Default)]
struct FieldCount {
    occurrences: u64,
    records: u64,
    last_record: u64,
    subfields: BTreeMap<String, SubfieldCount>,
}

struct SubfieldCount {
    occurrences: u64,
    example: String,
}

impl Counts {
    pub fn new() -> Self {
        let year = 1970 + Clock::System.now() / YEAR;
        // Forthcoming books are catalogued early.
        let latest_year = u16::try_from(year).unwrap_or(u16::MAX).saturating_add(6);
        Self { records: 0, bad: 0, latest_year, values: BTreeMap::new(), fields: BTreeMap::new() }
    }

    /// Takes in a record.
    pub fn take(&mut self, found: &Found) {
        self.records += 1;
        let record = &found.record;
        let classification = classify(record);
        self.add("format", classification.name());
        self.add("carrier", carrier(classification.carrier).to_owned());
        self.add("language", language(record).unwrap_or_else(|| "not stated".to_owned()));
        let year = dates(record, self.latest_year).published;
        self.add("decade", year.map_or("not stated".to_owned(), |year| format!("{}0s", year / 10)));
        self.add("coding", stated_coding(record));
        for defect in &found.defects {
            self.add("defect", without_numbers(&defect.reason.to_string()));
        }
        self.add_fields(record);
    }

    fn add(&mut self, kind: &'static str, value: String) {
        let is_room = self.values.len() < MOST_KEYS;
        let key = (kind, value);
        match self.values.get_mut(&key) {
            Some(count) => *count += 1,
            None if is_room => drop(self.values.insert(key, 1)),
            None => *self.values.entry((kind, OTHERS.to_owned())).or_default() += 1,
        }
    }

    fn add_fields(&mut self, record: &Record) {
        for field in record.all_fields() {
            let count = slot(&mut self.fields, field.tag().as_str(), FieldCount::default);
            count.occurrences += 1;
            if count.last_record != self.records {
                count.last_record = self.records;
                count.records += 1;
            }
            if field.is_control() {
                count.subfield("", field.text());
            }
            field.subfields().for_each(|subfield| count.subfield(subfield.code, subfield.value));
        }
    }

    /// One object for each value that was counted, in the order of the report.
    pub fn objects(&self) -> Vec<Value> {
        let mut objects = vec![json!({ "kind": "records", "records": self.records, "bad": self.bad })];
        for kind in ["format", "carrier", "language", "decade", "coding", "defect"] {
            let mut counted: Vec<(&String, u64)> = self
                .values
                .iter()
                .filter(|((found, _), _)| *found == kind)
                .map(|((_, value), n)| (value, *n))
                .collect();
            if kind != "decade" {
                counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            }
            objects.extend(counted.iter().map(|(value, n)| json!({ "kind": kind, "value": value, "records": n })));
        }
        objects.extend(self.fields.iter().map(|(tag, count)| count.object(tag)));
        objects
    }
}

impl FieldCount {
    fn subfield(&mut self, code: &str, value: &str) {
        let count = slot(&mut self.subfields, code, || SubfieldCount { occurrences: 0, example: String::new() });
        count.occurrences += 1;
        if count.example.is_empty() {
            count.example = value.trim().chars().take(LONGEST_EXAMPLE).collect();
        }
    }

    fn object(&self, tag: &str) -> Value {
        let subfields: Vec<Value> = self
            .subfields
            .iter()
            .map(|(code, count)| json!({ "code": code, "occurrences": count.occurrences, "example": count.example }))
            .collect();
        json!({ "kind": "field", "tag": tag, "occurrences": self.occurrences, "records": self.records, "subfields": subfields })
    }
}

/// The place of a key; a common one when there are too many.
fn slot<'a, T>(map: &'a mut BTreeMap<String, T>, key: &str, new: impl FnOnce() -> T) -> &'a mut T {
    let key = if map.len() < MOST_KEYS || map.contains_key(key) { key } else { OTHERS };
    map.entry(key.to_owned()).or_insert_with(new)
}

fn carrier(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Physical => "physical",
        Carrier::Online => "online",
        Carrier::Microform => "microform",
    }
}

/// What leader position 09 says; whether it is right is told by the defects.
fn stated_coding(record: &Record) -> String {
    match record.leader().coding() {
        'a' => "UTF-8".to_owned(),
        ' ' => "MARC-8".to_owned(),
        other => format!("leader/09 is {other:?}"),
    }
}

/// A defect without its lengths and addresses, so that defects of one kind are counted together.
fn without_numbers(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut is_after_field = false;
    for word in words.split(' ') {
        // Tags stay: which field it is matters.
        let is_number = word.bytes().any(|byte| byte.is_ascii_digit()) && !is_after_field;
        is_after_field = word == "field";
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if is_number { "N" } else { word });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defects_of_one_kind_are_counted_together() {
        assert_eq!(
            without_numbers("the leader states 123 bytes, the record has 99"),
            "the leader states N bytes, the record has N"
        );
        assert_eq!(without_numbers("field 245: missing"), "field 245: missing");
    }

    #[test]
    fn a_million_tags_take_the_room_of_two_thousand() {
        let mut map: BTreeMap<String, u64> = BTreeMap::new();
        for number in 0..MOST_KEYS * 3 {
            *slot(&mut map, &number.to_string(), || 0) += 1;
        }
        assert_eq!((map.len(), map.get(OTHERS).copied()), (MOST_KEYS + 1, Some(MOST_KEYS as u64 * 2)));
    }
}
