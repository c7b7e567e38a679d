//! Records for tests in a short notation: `245 $aEmma /$cJane Austen.`, one field a line, `\` for a blank.

use marc::{Leader, Record};

/// A record from lines of `TAG $atext$btext`, `TAG text` for control fields, and `LDR text`.
pub(crate) fn record(text: &str) -> Record {
    let mut record = Record::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (tag, content) = line.split_once(' ').unwrap();
        match tag {
            "LDR" => drop(record.set_leader(Leader::lenient(content.as_bytes()))),
            _ if tag.starts_with("00") => drop(record.push_control(tag, &content.replace('\\', " "))),
            _ => {
                let subfields: Vec<(&str, &str)> = content.split('$').skip(1).map(|part| part.split_at(1)).collect();
                record.push_data(tag, "  ", &subfields);
            }
        }
    }
    record
}
