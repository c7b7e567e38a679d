//! Views of a field and its subfields.

use std::fmt;

use super::{DELIMITER, Entry, Kind, RECORD_TERMINATOR, Tag};

/// One field of a record. A view: copying it is free.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    tag: Tag,
    kind: Kind,
    content: &'a str,
}

impl<'a> Field<'a> {
    pub(super) fn new(entry: &Entry, text: &'a str) -> Self {
        Self { tag: entry.tag, kind: entry.kind, content: text.get(entry.start..entry.end).unwrap_or_default() }
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Whether the field has this tag.
    #[must_use]
    pub fn is(&self, tag: &str) -> bool {
        self.tag.as_str() == tag
    }

    /// Whether this is a control field: text without indicators and subfields.
    #[must_use]
    pub fn is_control(&self) -> bool {
        self.kind == Kind::Control
    }

    /// The text of a control field; empty for a data field.
    #[must_use]
    pub fn text(&self) -> &'a str {
        if self.is_control() { self.content } else { "" }
    }

    /// Both indicators; blanks for a control field.
    #[must_use]
    pub fn indicators(&self) -> [char; 2] {
        match self.kind {
            Kind::Control => [' '; 2],
            Kind::Data { indicators } => indicators.map(char::from),
        }
    }

    /// The first indicator.
    #[must_use]
    pub fn indicator1(&self) -> char {
        let [first, _] = self.indicators();
        first
    }

    /// The second indicator.
    #[must_use]
    pub fn indicator2(&self) -> char {
        let [_, second] = self.indicators();
        second
    }

    /// The subfields in order; none for a control field.
    #[must_use]
    pub fn subfields(&self) -> Subfields<'a> {
        Subfields { rest: if self.is_control() { "" } else { self.content } }
    }

    /// The first value under a code: `field.subfield('a')`, or `field.subfield("aa")` for Alma's long codes.
    #[must_use]
    pub fn subfield(&self, code: impl Code) -> Option<&'a str> {
        self.subfields().find(|subfield| code.is(subfield.code)).map(|subfield| subfield.value)
    }

    /// Every value under a code.
    pub fn values<C: Code>(&self, code: C) -> impl Iterator<Item = &'a str> + use<'a, C> {
        self.subfields().filter(move |subfield| code.is(subfield.code)).map(|subfield| subfield.value)
    }

    /// The values of all subfields whose one-character code is among `codes`, in the order of the field, with a blank between:
    /// `field.join("abnp")`. Empty values are left out.
    #[must_use]
    pub fn join(&self, codes: &str) -> String {
        let mut out = String::new();
        for Subfield { code, value } in self.subfields() {
            if value.is_empty() || !codes.chars().any(|wanted| wanted.is(code)) {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(value);
        }
        out
    }

    /// The content as it lies in the buffer.
    pub(crate) fn content(&self) -> &'a str {
        self.content
    }
}

impl PartialEq for Field<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag && self.kind == other.kind && self.content == other.content
    }
}

impl Eq for Field<'_> {}

/// The field as a line of breaker text. Long codes stand in braces, as in `${aa}MAIN`.
impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::breaker::encode_field(self))
    }
}

/// One subfield. A view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subfield<'a> {
    /// The code, without the delimiter; one character nearly always.
    pub code: &'a str,
    /// The value.
    pub value: &'a str,
}

/// The subfields of a field in order.
#[derive(Debug, Clone)]
pub struct Subfields<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Subfields<'a> {
    type Item = Subfield<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.strip_prefix(char::from(DELIMITER))?;
        let end = memchr::memchr(DELIMITER, rest.as_bytes()).unwrap_or(rest.len());
        let (subfield, rest) = rest.split_at_checked(end)?;
        self.rest = rest;
        Some(split_code(subfield))
    }
}

/// A subfield code to look for: a character, or text where codes are longer.
pub trait Code: Copy {
    /// Whether `code` is the one looked for.
    fn is(&self, code: &str) -> bool;
}

impl Code for char {
    fn is(&self, code: &str) -> bool {
        let mut characters = code.chars();
        characters.next() == Some(*self) && characters.next().is_none()
    }
}

impl Code for &str {
    fn is(&self, code: &str) -> bool {
        *self == code
    }
}

/// Takes apart what follows a delimiter: `code value`, or `1D code 1D value`.
fn split_code(subfield: &str) -> Subfield<'_> {
    if let Some(long) = subfield.strip_prefix(char::from(RECORD_TERMINATOR)) {
        let (code, value) = long.split_once(char::from(RECORD_TERMINATOR)).unwrap_or(("", long));
        return Subfield { code, value };
    }
    let width = subfield.chars().next().map_or(0, char::len_utf8);
    let (code, value) = subfield.split_at_checked(width).unwrap_or_default();
    Subfield { code, value }
}
