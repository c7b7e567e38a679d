//! The Basic Encoding Rules (ITU-T X.690, section 8), as far as Z39.50 needs them.
//!
//! A message is looked over once, header by header and without recursion, by [`Message::parse`]; after that its
//! structure is known to be sound and walking it cannot fail. Only values (an INTEGER that is too long) can still be
//! wrong.

mod frame;
mod reader;
mod writer;

use std::fmt;

pub use frame::{Framer, frame};
pub use reader::{Children, Element, Message};
pub use writer::Writer;
pub(crate) use writer::base128;

use crate::{DecodeError, DecodeErrorKind};

/// How much a decoder accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message, headers included.
    pub bytes: usize,
    /// Elements nested in one another.
    pub depth: usize,
}

impl Limits {
    /// For messages from anybody: 1 MiB, 512 levels.
    pub const REQUEST: Self = Self { bytes: 1 << 20, depth: 512 };
    /// For messages with records in them, from a chosen target: 64 MiB, 512 levels.
    pub const RESPONSE: Self = Self { bytes: 64 << 20, depth: 512 };
}

/// Class of a tag (X.690, 8.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Types of ASN.1 itself.
    Universal,
    /// Types of one application; Z39.50 has none.
    Application,
    /// Meaning depends on the structure around it.
    Context,
    /// Private agreements.
    Private,
}

/// The tag of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Its class.
    pub class: Class,
    /// Its number, at most 2^28 - 1.
    pub number: u32,
}

impl Tag {
    pub(crate) const BOOLEAN: Self = Self::universal(1);
    pub(crate) const INTEGER: Self = Self::universal(2);
    pub(crate) const BIT_STRING: Self = Self::universal(3);
    pub(crate) const OCTET_STRING: Self = Self::universal(4);
    pub(crate) const NULL: Self = Self::universal(5);
    pub(crate) const OBJECT_IDENTIFIER: Self = Self::universal(6);
    pub(crate) const EXTERNAL: Self = Self::universal(8);
    pub(crate) const SEQUENCE: Self = Self::universal(16);
    pub(crate) const GENERALIZED_TIME: Self = Self::universal(24);
    pub(crate) const VISIBLE_STRING: Self = Self::universal(26);
    pub(crate) const GENERAL_STRING: Self = Self::universal(27);

    /// A tag of ASN.1 itself.
    #[must_use]
    pub const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, number }
    }

    /// A context tag, `[number]` in the standard's text.
    #[must_use]
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, number }
    }

    /// Whether this is one of the character string types (X.680, clause 41), which old peers interchange freely.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self.class, Class::Universal) && matches!(self.number, 12 | 18..=22 | 25..=28 | 30)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.class {
            Class::Universal => write!(f, "[UNIVERSAL {}]", self.number),
            Class::Application => write!(f, "[APPLICATION {}]", self.number),
            Class::Context => write!(f, "[{}]", self.number),
            Class::Private => write!(f, "[PRIVATE {}]", self.number),
        }
    }
}

/// An element kept as it came: its complete encoding, header included.
///
/// What this crate does not understand is carried as `Raw`, so that it survives decoding and encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    tag: Tag,
    bytes: Vec<u8>,
}

impl Raw {
    /// One complete element.
    ///
    /// # Errors
    /// When `bytes` are not exactly one well-formed element.
    pub fn new(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let tag = Message::parse(&bytes, &Limits { bytes: bytes.len(), ..Limits::RESPONSE })?.root().tag();
        Ok(Self { tag, bytes })
    }

    /// An element built by a [`Writer`] that wrote one.
    pub(crate) fn build(write: impl FnOnce(&mut Writer)) -> Option<Self> {
        let mut writer = Writer::new();
        write(&mut writer);
        Self::new(writer.finish()).ok()
    }

    pub(crate) fn of(element: &Element<'_>) -> Self {
        Self { tag: element.tag(), bytes: element.encoding().to_vec() }
    }

    /// The element's tag.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The complete encoding.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The element, to look inside.
    ///
    /// # Errors
    /// None in practice: the bytes were checked when the value was made.
    pub fn message(&self) -> Result<Message<'_>, DecodeError> {
        Message::parse(&self.bytes, &Limits { bytes: self.bytes.len(), ..Limits::RESPONSE })
    }
}

/// Identifier and length of an element (X.690, 8.1.2 and 8.1.3).
#[derive(Debug, Clone, Copy)]
struct Header {
    tag: Tag,
    constructed: bool,
    /// `None`: indefinite, ended by two zero bytes.
    length: Option<usize>,
    /// Where the contents begin.
    content: usize,
}

impl Header {
    /// Reads the header at `at`; `None` when it is not all there yet.
    fn read(bytes: &[u8], at: usize) -> Result<Option<Self>, DecodeError> {
        let Some(&first) = bytes.get(at) else { return Ok(None) };
        let Some((number, after_tag)) = tag_number(bytes, at, first)? else { return Ok(None) };
        let tag = Tag { class: class_of(first), number };
        let constructed = first & 0x20 != 0;
        let Some((length, content)) = length(bytes, after_tag)? else { return Ok(None) };
        if length.is_none() && !constructed {
            return Err(malformed(at, "an indefinite length on a primitive element"));
        }
        Ok(Some(Self { tag, constructed, length, content }))
    }

    /// Whether this header, which begins at `start`, is the two zero bytes that end an indefinite-length element (X.690,
    /// 8.1.5). The same tag and length in longer forms are an element like others.
    fn is_end_of_contents(&self, start: usize) -> bool {
        let is_short = self.content - start == 2;
        is_short && self.tag == Tag::universal(0) && !self.constructed && self.length == Some(0)
    }
}

const fn class_of(first: u8) -> Class {
    match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    }
}

fn tag_number(bytes: &[u8], at: usize, first: u8) -> Result<Option<(u32, usize)>, DecodeError> {
    if first & 0x1F != 0x1F {
        return Ok(Some((u32::from(first & 0x1F), at + 1)));
    }
    let mut number = 0_u32;
    for offset in 1..=4 {
        let Some(&byte) = bytes.get(at + offset) else { return Ok(None) };
        number = number << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Ok(Some((number, at + offset + 1)));
        }
    }
    Err(malformed(at, "a tag number of more than 28 bits"))
}

fn length(bytes: &[u8], at: usize) -> Result<Option<(Option<usize>, usize)>, DecodeError> {
    let Some(&first) = bytes.get(at) else { return Ok(None) };
    let count = usize::from(first & 0x7F);
    match (first, count) {
        (0x80, _) => return Ok(Some((None, at + 1))),
        (0x00..=0x7F, short) => return Ok(Some((Some(short), at + 1))),
        (_, 9..) => return Err(malformed(at, "a length of more than eight bytes")),
        _ => {}
    }
    let Some(digits) = bytes.get(at + 1..at + 1 + count) else { return Ok(None) };
    let value = digits.iter().fold(0_u64, |value, &digit| value << 8 | u64::from(digit));
    match u32::try_from(value) {
        Ok(value) => Ok(Some((Some(value as usize), at + 1 + count))),
        Err(_) => Err(malformed(at, "a length of more than four gigabytes")),
    }
}

fn malformed(byte: usize, rule: &'static str) -> DecodeError {
    DecodeError::new(byte, DecodeErrorKind::Malformed(rule))
}
