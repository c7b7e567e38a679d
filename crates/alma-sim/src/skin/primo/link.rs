//! The General Electronic Service: an OpenURL from a template, with the defects that Alma's have: the punctuation of MARC
//! stays on, a missing value leaves its key empty, an author who is missing leaves the comma.

use marc::Record;
use openurl::Template;

use crate::state::Id;

/// The link for a record; empty when the template is none.
pub(super) fn build(template: &str, mms_id: Id, record: &Record) -> String {
    let Ok(template) = Template::parse(template) else { return String::new() };
    template.fill(|attribute| value_of(attribute, mms_id, record))
}

/// The value of an attribute of the context object.
fn value_of(attribute: &str, mms_id: Id, record: &Record) -> Option<String> {
    let text = |tag: &str, code: char| record.value(tag, code).map(str::to_owned);
    let imprint = |code: char| text("264", code).or_else(|| text("260", code));
    match attribute {
        "rft.genre" => Some(genre(record).to_owned()),
        "rft.title" | "rft.btitle" => record.field("245").map(|field| field.join("abnp")),
        "rft.jtitle" if genre(record) == "journal" => record.field("245").map(|field| field.join("abnp")),
        "rft.aulast" => {
            text("100", 'a').map(|name| name.split_once(", ").map_or(name.clone(), |(last, _)| last.to_owned()))
        }
        "rft.aufirst" => text("100", 'a').and_then(|name| name.split_once(", ").map(|(_, first)| first.to_owned())),
        "rft.au" => text("100", 'a'),
        "rft.isbn" => marc::identifiers::isbns(record).first().map(ToString::to_string),
        "rft.issn" => marc::identifiers::issns(record).first().map(ToString::to_string),
        "rft.oclcnum" => marc::identifiers::oclc_numbers(record).first().map(ToString::to_string),
        "rft.date" | "rft.year" => imprint('c'),
        "rft.pub" => imprint('b'),
        "rft.place" => imprint('a'),
        "rft.edition" => text("250", 'a'),
        "rft.mms_id" => Some(mms_id.to_string()),
        "rfr_id" => Some("info:sid/primo.exlibrisgroup.com".to_owned()),
        _ => None,
    }
}

fn genre(record: &Record) -> &'static str {
    match record.leader().level() {
        's' | 'b' | 'i' => "journal",
        _ if record.field("502").is_some() => "dissertation",
        'm' | 'a' | 'c' if matches!(record.leader().record_type(), 'a' | 't') => "book",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_almas_defects() {
        let mut record = Record::new();
        record
            .push_data("245", "00", &[("a", "Property and wealth in classical Sparta /"), ("c", "Stephen Hodkinson.")])
            .push_data("264", " 1", &[("c", "2000.")]);
        let template = "https://ill.example/?rft.title={rft.title}&rft.au={rft.aulast},{rft.aufirst}&rft.atitle={rft.atitle}&rft.date={rft.date}";
        let link = build(template, "991".parse().unwrap(), &record);
        let expected = "https://ill.example/?rft.title=Property%20and%20wealth%20in%20classical%20Sparta%20%2F&rft.au=,&rft.atitle=&rft.date=2000.";
        assert_eq!(link, expected);
    }
}
