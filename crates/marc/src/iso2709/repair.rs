//! Reading a record that is not sound UTF-8 ISO 2709: MARC-8 text, wrong numbers, missing pieces.

use crate::coding::{self, Charset};
use crate::defect::{Coding, Defect, Found, Place, Reason};
use crate::leader::Leader;
use crate::record::{FIELD_TERMINATOR, RECORD_TERMINATOR, Record, Tag};

use super::directory::{self, Listed, Located, Structure};
use super::number;

/// Reads what can be read and notes what was wrong.
pub(super) fn decode(bytes: &[u8], place: Place, charset: Charset) -> Result<Found, Defect> {
    let structure = directory::read(bytes).ok_or(place.defect(0, Reason::NoDirectory))?;
    let data = bytes.get(structure.base..).unwrap_or_default();
    let leader = Leader::lenient(bytes.get(..structure.leader_length).unwrap_or_default());
    let mut repair = Repair {
        place,
        base: structure.base,
        coding: coding::judge(data, leader.coding(), charset),
        indicators: if leader.at(10) == '3' { 3 } else { 2 },
        record: Record::with_leader(leader),
        defects: Vec::new(),
    };
    repair.compare_numbers(bytes, &structure);
    repair.compare_coding(data, leader.coding(), charset);
    repair.fields(&structure.listed, data);
    if repair.record.is_empty() && !is_blank(data) {
        return Err(place.defect(Leader::LENGTH, Reason::NoDirectory));
    }
    Ok(Found { record: repair.record, place, defects: repair.defects })
}

struct Repair {
    place: Place,
    base: usize,
    coding: Coding,
    /// Number of indicators, from leader/10.
    indicators: usize,
    record: Record,
    defects: Vec<Defect>,
}

impl Repair {
    fn note(&mut self, offset: usize, reason: Reason) {
        self.defects.push(self.place.defect(offset, reason));
    }

    fn compare_numbers(&mut self, bytes: &[u8], structure: &Structure) {
        let stated = |range| bytes.get(range).and_then(number).unwrap_or(0);
        if structure.leader_length != Leader::LENGTH {
            return self.note(0, Reason::WrongLeader(structure.leader_length));
        }
        if bytes.last() != Some(&RECORD_TERMINATOR) {
            self.note(bytes.len(), Reason::NoRecordTerminator);
        } else if stated(0..5) != bytes.len() {
            self.note(0, Reason::WrongLength(stated(0..5), bytes.len()));
        }
        if stated(12..17) != structure.base {
            self.note(12, Reason::WrongBaseAddress(stated(12..17), structure.base));
        }
        if structure.skipped {
            self.note(Leader::LENGTH, Reason::BadDirectory);
        }
    }

    fn compare_coding(&mut self, data: &[u8], claimed: char, charset: Charset) {
        let is_open = data.is_ascii() && self.coding == Coding::Utf8;
        let stated = if claimed == 'a' { Coding::Utf8 } else { Coding::Marc8 };
        if charset == Charset::Auto && !is_open && self.coding != stated {
            self.note(9, Reason::WrongCoding(self.coding));
        }
    }

    fn fields(&mut self, listed: &[Listed], data: &[u8]) {
        let (located, unclaimed) = directory::locate(listed, data);
        for (entry, located) in listed.iter().zip(located) {
            self.listed_field(entry, located, data);
        }
        for piece in unclaimed {
            self.note(self.base + piece.start, Reason::FieldWithoutTag);
        }
    }

    fn listed_field(&mut self, entry: &Listed, located: Option<Located>, data: &[u8]) {
        let Some(Located { range, as_listed }) = located else {
            return self.note(entry.at, Reason::FieldLost(entry.tag.unwrap_or(Tag::NONE)));
        };
        let field = data.get(range.clone()).unwrap_or_default();
        let Some(tag) = entry.tag else {
            let (text, _) = coding::to_unicode(field, self.coding);
            return self.note(entry.at, Reason::BadTag(text.chars().take(20).collect()));
        };
        if !as_listed {
            self.note(entry.at, Reason::WrongDirectoryEntry(tag));
        }
        self.field(tag, field, self.base + range.start);
    }

    fn field(&mut self, tag: Tag, bytes: &[u8], offset: usize) {
        let (mut text, replaced) = coding::to_unicode(bytes, self.coding);
        if replaced {
            self.note(offset, Reason::BadCharacters(tag));
        }
        if memchr::memchr2(FIELD_TERMINATOR, RECORD_TERMINATOR, bytes).is_some() {
            self.note(offset, Reason::StrayTerminator(tag));
            text = text.replace(['\x1D', '\x1E'], " ");
        }
        let Some((head, subfields)) = text.split_once('\x1F') else {
            return self.field_without_subfields(tag, &text, offset);
        };
        // Some national formats have subfields in 001 to 009 as well; there the indicators stand where they belong.
        if tag.is_control() && (head.len() != self.indicators || subfields.is_empty()) {
            self.note(offset, Reason::DelimiterInControlField(tag));
            self.record.push_control(tag, &text);
            return;
        }
        self.start_data(tag, head, offset);
        for subfield in subfields.split('\x1F') {
            if subfield.is_empty() {
                self.note(offset, Reason::NoSubfieldCode(tag));
                continue;
            }
            let width = subfield.chars().next().map_or(0, char::len_utf8);
            let (code, value) = subfield.split_at_checked(width).unwrap_or_default();
            self.record.push_subfield(code, value);
        }
    }

    fn field_without_subfields(&mut self, tag: Tag, text: &str, offset: usize) {
        if tag.is_control() || !tag.is_numeric() {
            self.record.push_control(tag, text);
        } else {
            self.start_data(tag, text, offset);
        }
    }

    /// Begins a data field with what stands before its first delimiter: two indicators, if all is well. The third indicator
    /// of danMARC is left out; text that slipped in front of the first subfield becomes one.
    fn start_data(&mut self, tag: Tag, head: &str, offset: usize) {
        let (indicators, rest) = split_indicators(head);
        let is_third = rest.len() == 1 && self.indicators == 3;
        if indicators.len() != 2 || !indicators.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            self.note(offset, Reason::BadIndicators(tag));
        }
        self.record.push_data(tag, indicators, &[]);
        if is_third {
            if !matches!(rest, "0" | " ") {
                self.note(offset, Reason::ThirdIndicator(tag));
            }
        } else if rest.contains(char::is_alphanumeric) {
            self.note(offset, Reason::TextBeforeSubfield(tag));
            self.record.push_subfield("a", rest.trim());
        }
    }
}

/// The indicators at the beginning of a field, and what follows. Letters are indicators only where nothing follows: else they
/// begin a text whose indicators are missing.
fn split_indicators(head: &str) -> (&str, &str) {
    let width = head.chars().take(2).map(char::len_utf8).sum();
    let (indicators, rest) = head.split_at_checked(width).unwrap_or_default();
    let are_usual = indicators.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'|' | b'#' | b'\\'));
    if rest.is_empty() || are_usual { (indicators, rest) } else { ("", head) }
}

fn is_blank(data: &[u8]) -> bool {
    data.iter().all(|byte| matches!(byte, 0x1D..=0x20))
}
