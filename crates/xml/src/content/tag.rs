//! One start tag: its name, and attributes that keep to XML 1.0 (3.1).

use super::{check_name, references, split_name};
use crate::ErrorKind;

/// A start tag, or an empty element's only one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// The name as written.
    pub(super) name: &'a str,
    /// The prefix of the name.
    pub(super) prefix: Option<&'a str>,
    /// From `<` to `>`.
    pub(super) length: usize,
    /// Whether it closes itself.
    pub(super) is_empty: bool,
}

/// The attributes of the tag read last; the room is used again for every tag.
pub(super) struct Attributes<'a> {
    most: usize,
    found: Vec<Attribute<'a>>,
}

/// An attribute as written.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    /// Where the value begins, in bytes from the start of the tag.
    pub(super) value_at: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, found: Vec::new() }
    }

    /// Before the next tag.
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Attribute<'a>> + '_ {
        self.found.iter().copied()
    }

    fn add(&mut self, attribute: Attribute<'a>) -> Result<(), ErrorKind> {
        let Attribute { name, value, .. } = attribute;
        if self.found.len() == self.most {
            return Err(ErrorKind::Limit("attributes on one element", self.most as u64));
        }
        if self.found.iter().any(|earlier| earlier.name == name) {
            return Err(ErrorKind::Malformed(format!("the attribute {name} is repeated")));
        }
        check_name(name)?;
        if memchr::memchr(b'<', value.as_bytes()).is_some() {
            return Err(ErrorKind::Malformed("< in the value of an attribute".into()));
        }
        references::check(value)?;
        self.found.push(attribute);
        Ok(())
    }
}

impl<'a> Tag<'a> {
    /// Reads the tag that `text` begins with.
    pub(super) fn read(text: &'a str, attributes: &mut Attributes<'a>) -> Result<Self, ErrorKind> {
        attributes.clear();
        let mut cursor = Cursor { text, at: 1 };
        let name = cursor.until(|byte| is_space(byte) || matches!(byte, b'>' | b'/'));
        check_name(name).map_err(|kind| if cursor.byte().is_none() { ErrorKind::Truncated } else { kind })?;
        let prefix = split_name(name).0;
        loop {
            cursor.pass_space();
            match cursor.byte().ok_or(ErrorKind::Truncated)? {
                b'>' => return Ok(Self { name, prefix, length: cursor.at + 1, is_empty: false }),
                b'/' => {
                    cursor.at += 1;
                    return match cursor.byte().ok_or(ErrorKind::Truncated)? {
                        b'>' => Ok(Self { name, prefix, length: cursor.at + 1, is_empty: true }),
                        _ => Err(ErrorKind::Malformed("/ inside a tag".into())),
                    };
                }
                _ => attributes.add(cursor.attribute()?)?,
            }
        }
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn until(&mut self, ends: impl Fn(u8) -> bool) -> &'a str {
        let begin = self.at;
        while self.byte().is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
        self.text.get(begin..self.at).unwrap_or_default()
    }

    fn pass_space(&mut self) {
        self.until(|byte| !is_space(byte));
    }

    fn attribute(&mut self) -> Result<Attribute<'a>, ErrorKind> {
        let name = self.until(|byte| is_space(byte) || matches!(byte, b'=' | b'>'));
        self.pass_space();
        if self.byte().ok_or(ErrorKind::Truncated)? != b'=' {
            return Err(ErrorKind::Malformed(format!("the attribute {name} has no value")));
        }
        self.at += 1;
        self.pass_space();
        let quote = self.byte().ok_or(ErrorKind::Truncated)?;
        if !matches!(quote, b'"' | b'\'') {
            return Err(ErrorKind::Malformed(format!("the value of the attribute {name} is not quoted")));
        }
        let value_at = self.at + 1;
        let behind = self.text.as_bytes().get(value_at..).unwrap_or_default();
        let length = memchr::memchr(quote, behind).ok_or(ErrorKind::Truncated)?;
        self.at = value_at + length + 1;
        Ok(Attribute { name, value: self.text.get(value_at..value_at + length).unwrap_or_default(), value_at })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
