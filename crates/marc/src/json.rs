//! MARC-in-JSON, the form that pymarc, ruby-marc and yaz share: `{"leader":"...","fields":[{"001":"..."},{"245":{"ind1":"1",
//! "ind2":"0","subfields":[{"a":"..."}]}}]}`. A file holds one record a line, records one behind the other, or one array.

mod cursor;
mod records;

use std::fmt::Write;

pub use crate::text_records::LONGEST_RECORD;
pub use records::Records;

use crate::defect::{Defect, Found, Place, Reason};
use crate::leader::Leader;
use crate::record::{Record, Tag};
use cursor::{Cursor, Fault};

/// The record on one line, without a line end.
#[must_use]
pub fn encode(record: &Record) -> String {
    let mut out = String::new();
    encode_into(record, &mut out);
    out
}

/// Appends the record on one line, without a line end.
pub fn encode_into(record: &Record, out: &mut String) {
    out.push_str("{\"leader\":");
    // The text is Unicode whatever the record was read from.
    write_string(record.leader().with(9, 'a').as_str(), out);
    out.push_str(",\"fields\":[");
    for (n, field) in record.all_fields().enumerate() {
        out.push_str(if n == 0 { "{" } else { ",{" });
        write_string(field.tag().as_str(), out);
        out.push(':');
        if field.is_control() {
            write_string(field.text(), out);
            out.push('}');
            continue;
        }
        for (name, indicator) in ["{\"ind1\":", ",\"ind2\":"].into_iter().zip(field.indicators()) {
            out.push_str(name);
            write_string(indicator.encode_utf8(&mut [0; 4]), out);
        }
        out.push_str(",\"subfields\":[");
        for (n, subfield) in field.subfields().enumerate() {
            out.push_str(if n == 0 { "{" } else { ",{" });
            write_string(subfield.code, out);
            out.push(':');
            write_string(subfield.value, out);
            out.push('}');
        }
        out.push_str("]}}");
    }
    out.push_str("]}");
}

/// Decodes one record.
///
/// # Errors
/// When the text is not JSON or not a record. Members that MARC-in-JSON does not know are read over.
pub fn decode(json: &str) -> Result<Found, Defect> {
    decode_at(json, Place::FIRST)
}

pub(crate) fn decode_at(json: &str, place: Place) -> Result<Found, Defect> {
    let mut cursor = Cursor::new(json);
    let mut decoder =
        Decoder { record: Record::new(), place, defects: Vec::new(), has_leader: false, has_fields: false };
    let outcome = cursor.object(|cursor, name| decoder.member(cursor, &name)).and_then(|()| cursor.finish());
    outcome.map_err(|Fault { at, what }| place.defect(at, Reason::Json(what)))?;
    decoder.finish()
}

struct Decoder {
    record: Record,
    place: Place,
    defects: Vec<Defect>,
    has_leader: bool,
    has_fields: bool,
}

impl Decoder {
    fn note(&mut self, offset: usize, reason: Reason) {
        self.defects.push(self.place.defect(offset, reason));
    }

    fn finish(mut self) -> Result<Found, Defect> {
        if !self.has_leader && !self.has_fields {
            return Err(self.place.defect(0, Reason::Json("an object without leader and fields".into())));
        }
        if !self.has_leader {
            self.note(0, Reason::NoLeader);
        }
        Ok(Found { record: self.record, place: self.place, defects: self.defects })
    }

    fn member(&mut self, cursor: &mut Cursor<'_>, name: &str) -> Result<(), Fault> {
        match name {
            "leader" => {
                let at = cursor.at();
                let text = cursor.string()?;
                if text.len() != Leader::LENGTH {
                    self.note(at, Reason::WrongLeader(text.chars().count()));
                }
                self.record.set_leader(Leader::from(text.as_str()));
                self.has_leader = true;
                Ok(())
            }
            "fields" => {
                self.has_fields = true;
                cursor.array(|cursor| cursor.object(|cursor, tag| self.field(cursor, &tag)))
            }
            _ => cursor.skip(),
        }
    }

    fn field(&mut self, cursor: &mut Cursor<'_>, tag: &str) -> Result<(), Fault> {
        let at = cursor.at();
        let Some(tag) = Tag::parse(tag.as_bytes()) else {
            self.note(at, Reason::BadTag(tag.chars().take(20).collect()));
            return cursor.skip();
        };
        if cursor.is_string() {
            self.record.push_control(tag, &cursor.string()?);
            return Ok(());
        }
        let mut indicators = [None, None];
        let mut subfields: Vec<(String, String)> = Vec::new();
        cursor.object(|cursor, name| match (name.as_str(), &mut indicators) {
            ("ind1", [indicator, _]) | ("ind2", [_, indicator]) => {
                *indicator = Some(cursor.string()?);
                Ok(())
            }
            ("subfields", _) => cursor.array(|cursor| {
                cursor.object(|cursor, code| {
                    subfields.push((code, cursor.string()?));
                    Ok(())
                })
            }),
            _ => cursor.skip(),
        })?;
        let [first, second] = indicators.map(|indicator| indicator.as_deref().and_then(one_character));
        if first.is_none() || second.is_none() {
            self.note(at, Reason::BadIndicators(tag));
        }
        let indicators: String = [first.unwrap_or(' '), second.unwrap_or(' ')].into_iter().collect();
        self.record.push_data(tag, &indicators, &[]);
        for (code, value) in subfields {
            self.record.push_subfield(&code, &value);
        }
        Ok(())
    }
}

fn one_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (None, _) => Some(' '),
        (Some(only @ ' '..='~'), None) => Some(only),
        _ => None,
    }
}

/// A JSON string with quotes (RFC 8259, section 7).
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(found) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)) {
        let (plain, special) = rest.split_at_checked(found).unwrap_or_default();
        out.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\t') => out.push_str("\\t"),
            Some(quoted @ ('"' | '\\')) => out.extend(['\\', quoted]),
            Some(control) => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
