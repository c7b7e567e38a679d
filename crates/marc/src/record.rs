//! The record: one text buffer and a directory into it.
//!
//! A record read from ISO 2709 keeps the bytes it came in; fields and subfields are views. Inside the buffer a subfield is
//! `1F code value` when its code is one character, and `1F 1D code 1D value` otherwise, so codes of any length fit: Alma publishes
//! item data under codes such as `aa` and `ff`.

mod field;
mod tag;

use std::fmt;

pub use field::{Code, Field, Subfield, Subfields};
pub use tag::{Tag, TagPattern};

use crate::leader::Leader;

/// Separates records (ISO 2709).
pub(crate) const RECORD_TERMINATOR: u8 = 0x1D;
/// Ends the directory and every field (ISO 2709).
pub(crate) const FIELD_TERMINATOR: u8 = 0x1E;
/// Stands before every subfield code (ISO 2709).
pub(crate) const DELIMITER: u8 = 0x1F;

/// A MARC record: a leader, control fields and data fields in their order. Its text is Unicode whatever it was read from.
///
/// Two records are equal when their fields are equal, in order, and their leaders describe the same
/// ([`Leader::describes_same`]).
#[derive(Clone, Default)]
pub struct Record {
    leader: Leader,
    text: String,
    directory: Vec<Entry>,
}

/// Where one field lies in the buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) tag: Tag,
    pub(crate) kind: Kind,
    /// First byte of the content: behind the indicators.
    pub(crate) start: usize,
    /// Behind the last byte of the content.
    pub(crate) end: usize,
}

/// The buffers of a record.
pub(crate) struct Buffers<'a> {
    pub(crate) text: &'a mut String,
    pub(crate) directory: &'a mut Vec<Entry>,
}

/// A field is either text or indicators and subfields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Control,
    Data { indicators: [u8; 2] },
}

impl Record {
    /// An empty record with the default leader, a printed book.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty record with this leader.
    #[must_use]
    pub fn with_leader(leader: Leader) -> Self {
        Self { leader, ..Self::default() }
    }

    /// Makes this an empty record with the leader, and hands out its buffers to be filled by a decoder. Every entry must lie
    /// on character boundaries and hold no stray separators.
    pub(crate) fn begin(&mut self, leader: Leader) -> Buffers<'_> {
        self.leader = leader;
        self.text.clear();
        self.directory.clear();
        Buffers { text: &mut self.text, directory: &mut self.directory }
    }

    /// The leader.
    #[must_use]
    pub fn leader(&self) -> &Leader {
        &self.leader
    }

    /// Replaces the leader.
    pub fn set_leader(&mut self, leader: Leader) -> &mut Self {
        self.leader = leader;
        self
    }

    /// Appends a control field. See [`Tag::from`] for tags that are not three characters; separators of ISO 2709 in `text`
    /// (U+001D to U+001F) become spaces.
    pub fn push_control(&mut self, tag: impl Into<Tag>, text: &str) -> &mut Self {
        let start = self.text.len();
        push_clean(&mut self.text, text);
        self.directory.push(Entry { tag: tag.into(), kind: Kind::Control, start, end: self.text.len() });
        self
    }

    /// Appends a data field. `indicators` are the first two characters of the text, blanks where it is shorter or not printable
    /// ASCII.
    ///
    /// ```
    /// let mut record = marc::Record::new();
    /// record.push_control("001", "991").push_data("245", "10", &[("a", "Emma /"), ("c", "Jane Austen.")]);
    /// assert_eq!(record.value("245", 'a'), Some("Emma /"));
    /// ```
    pub fn push_data(&mut self, tag: impl Into<Tag>, indicators: &str, subfields: &[(&str, &str)]) -> &mut Self {
        self.start_data(tag.into(), clean_indicators(indicators.as_bytes()));
        for (code, value) in subfields {
            self.push_subfield(code, value);
        }
        self
    }

    /// Appends a data field without subfields. The indicators are printable ASCII.
    pub(crate) fn start_data(&mut self, tag: Tag, indicators: [u8; 2]) {
        let start = self.text.len();
        self.directory.push(Entry { tag, kind: Kind::Data { indicators }, start, end: start });
    }

    /// Appends a subfield to the last field. Nothing happens when that is not a data field.
    pub fn push_subfield(&mut self, code: &str, value: &str) -> &mut Self {
        let Some(Entry { kind: Kind::Data { .. }, start, end, .. }) = self.directory.last_mut() else { return self };
        if *end != self.text.len() {
            let moved = self.text.len();
            self.text.extend_from_within(*start..*end);
            *start = moved;
        }
        write_subfield(&mut self.text, code, value);
        *end = self.text.len();
        self
    }

    /// Keeps the fields for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(Field<'_>) -> bool) {
        let text = &self.text;
        self.directory.retain(|entry| keep(Field::new(entry, text)));
    }

    /// Removes every field whose tag fits the pattern (see [`Record::fields`]).
    pub fn remove(&mut self, pattern: &str) {
        let pattern = TagPattern::from(pattern);
        self.directory.retain(|entry| !pattern.fits(entry.tag));
    }

    /// Orders the fields by tag; fields of one tag keep their order.
    pub fn sort_by_tag(&mut self) {
        self.directory.sort_by_key(|entry| entry.tag);
    }

    /// All fields in order.
    pub fn all_fields(&self) -> impl DoubleEndedIterator<Item = Field<'_>> + ExactSizeIterator + Clone {
        self.directory.iter().map(|entry| Field::new(entry, &self.text))
    }

    /// The fields whose tag fits the pattern: `245`, or with `x` for any character, `6xx`.
    pub fn fields(&self, pattern: &str) -> impl DoubleEndedIterator<Item = Field<'_>> + Clone {
        let pattern = TagPattern::from(pattern);
        self.directory.iter().filter(move |entry| pattern.fits(entry.tag)).map(|entry| Field::new(entry, &self.text))
    }

    /// The first field whose tag fits the pattern.
    #[must_use]
    pub fn field(&self, pattern: &str) -> Option<Field<'_>> {
        self.fields(pattern).next()
    }

    /// The text of the first control field with this tag.
    #[must_use]
    pub fn control(&self, tag: &str) -> Option<&str> {
        self.fields(tag).find(Field::is_control).map(|field| field.text())
    }

    /// The first value of a subfield in the fields that fit the pattern: `record.value("020", 'a')`.
    #[must_use]
    pub fn value(&self, pattern: &str, code: impl Code) -> Option<&str> {
        self.fields(pattern).find_map(|field| field.subfield(code))
    }

    /// Every value of a subfield in the fields that fit the pattern.
    pub fn values<C: Code>(&self, pattern: &str, code: C) -> impl Iterator<Item = &str> {
        self.fields(pattern).flat_map(move |field| field.values(code))
    }

    /// Number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.directory.len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.directory.is_empty()
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.leader.describes_same(&other.leader) && self.all_fields().eq(other.all_fields())
    }
}

impl Eq for Record {}

/// The record as breaker text, which is what one wants to see when a test fails.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=LDR  {}", self.leader)?;
        self.all_fields().try_for_each(|field| writeln!(f, "{field:?}"))
    }
}

/// Two printable ASCII characters.
fn clean_indicators(bytes: &[u8]) -> [u8; 2] {
    let mut indicators = [b' '; 2];
    for (place, &byte) in indicators.iter_mut().zip(bytes) {
        *place = if matches!(byte, b' '..=b'~') { byte } else { b' ' };
    }
    indicators
}

/// One subfield in the layout described at the top of this file.
fn write_subfield(out: &mut String, code: &str, value: &str) {
    if let [plain @ b' '..=b'~'] = *code.as_bytes() {
        // Nearly all: one piece of room, and no question about the code.
        out.reserve(2 + value.len());
        out.push(char::from(DELIMITER));
        out.push(char::from(plain));
        return push_clean(out, value);
    }
    out.push(char::from(DELIMITER));
    let mut characters = code.chars();
    let is_plain = match (characters.next(), characters.next()) {
        (Some(_), None) => true,
        (None, _) => value.is_empty(),
        _ => false,
    };
    if is_plain {
        push_clean(out, code);
    } else {
        out.push(char::from(RECORD_TERMINATOR));
        push_clean(out, code);
        out.push(char::from(RECORD_TERMINATOR));
    }
    push_clean(out, value);
}

fn push_clean(out: &mut String, text: &str) {
    if memchr::memchr3(RECORD_TERMINATOR, FIELD_TERMINATOR, DELIMITER, text.as_bytes()).is_none() {
        return out.push_str(text);
    }
    out.extend(text.chars().map(|character| if is_separator(character) { ' ' } else { character }));
}

fn is_separator(character: char) -> bool {
    matches!(character, '\u{1D}'..='\u{1F}')
}
