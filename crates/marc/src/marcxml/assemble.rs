//! Building a record from the pieces of MARCXML, with the repairs that the pieces need.

use crate::defect::{Found, Place, Reason};
use crate::leader::Leader;
use crate::record::Tag;

/// Collects one record.
pub(super) struct Assembler<'a> {
    found: &'a mut Found,
    has_leader: bool,
    /// Whether the data field that pieces belong to had a usable tag.
    takes_subfields: bool,
    tag: Tag,
    /// Whether the input was not in its encoding, so that U+FFFD is worth a note.
    pub(super) watches_replacements: bool,
}

impl<'a> Assembler<'a> {
    /// Begins a record in `found`.
    pub(super) fn new(place: Place, found: &'a mut Found) -> Self {
        found.record.begin(Leader::default());
        found.place = place;
        found.defects.clear();
        Self { found, has_leader: false, takes_subfields: false, tag: Tag::NONE, watches_replacements: false }
    }

    pub(super) fn note(&mut self, offset: usize, reason: Reason) {
        self.found.defects.push(self.found.place.defect(offset, reason));
    }

    /// Sets the leader. One that lost its blanks at the start is moved back into place.
    pub(super) fn leader(&mut self, text: &str, offset: usize) {
        let text = text.trim_matches(['\n', '\r', '\t']);
        if self.has_leader || text.trim().is_empty() {
            return;
        }
        self.has_leader = true;
        if text.len() != Leader::LENGTH {
            self.note(offset, Reason::WrongLeader(text.chars().count()));
        }
        let lost_length = text.len() < Leader::LENGTH && text.starts_with(['a', 'c', 'd', 'n', 'p']);
        let leader = if lost_length { format!("00000{text}") } else { text.to_owned() };
        self.found.record.set_leader(Leader::from(leader.as_str()));
    }

    pub(super) fn control(&mut self, tag: Option<&str>, text: &str, offset: usize) {
        let Some(tag) = self.tag(tag, offset) else { return };
        self.found.record.push_control(tag, text);
        self.watch(tag, text, offset);
    }

    pub(super) fn start_data(&mut self, tag: Option<&str>, ind1: Option<&str>, ind2: Option<&str>, offset: usize) {
        let tag = self.tag(tag, offset);
        self.takes_subfields = tag.is_some();
        let Some(tag) = tag else { return };
        self.tag = tag;
        let (first, second) = (indicator(ind1), indicator(ind2));
        if first.is_none() || second.is_none() {
            self.note(offset, Reason::BadIndicators(tag));
        }
        let indicators = [first.unwrap_or(' '), second.unwrap_or(' ')];
        self.found.record.start_data(tag, indicators.map(|indicator| u8::try_from(indicator).unwrap_or(b' ')));
    }

    pub(super) fn subfield(&mut self, code: Option<&str>, text: &str, offset: usize) {
        if !self.takes_subfields {
            return;
        }
        let code = code.unwrap_or_default();
        if code.is_empty() {
            self.note(offset, Reason::NoSubfieldCode(self.tag));
        }
        self.found.record.push_subfield(code, text);
        self.watch(self.tag, text, offset);
    }

    /// Text that stands in a data field but in no subfield. Layout is white space; anything else was meant to be read.
    pub(super) fn text_in_data(&mut self, text: &str, offset: usize) {
        if self.takes_subfields && !text.trim().is_empty() {
            self.note(offset, Reason::TextBeforeSubfield(self.tag));
            self.found.record.push_subfield("a", text.trim());
        }
    }

    /// Whether there was a record: not when there was neither a leader nor a field, as in the records of other formats.
    pub(super) fn finish(mut self) -> bool {
        if self.found.record.is_empty() && !self.has_leader && self.found.defects.is_empty() {
            return false;
        }
        if !self.has_leader {
            self.note(0, Reason::NoLeader);
        }
        true
    }

    fn tag(&mut self, tag: Option<&str>, offset: usize) -> Option<Tag> {
        let tag = tag.unwrap_or_default();
        let parsed = Tag::parse(tag.trim().as_bytes());
        if parsed.is_none() {
            self.note(offset, Reason::BadTag(tag.chars().take(20).collect()));
        }
        parsed
    }

    fn watch(&mut self, tag: Tag, text: &str, offset: usize) {
        if self.watches_replacements && text.contains(char::REPLACEMENT_CHARACTER) {
            self.note(offset, Reason::BadCharacters(tag));
        }
    }
}

/// One printable ASCII character. An empty attribute means a blank.
fn indicator(value: Option<&str>) -> Option<char> {
    let mut characters = value?.chars();
    match (characters.next(), characters.next()) {
        (None, _) => Some(' '),
        (Some(only @ ' '..='~'), None) => Some(only),
        _ => None,
    }
}
