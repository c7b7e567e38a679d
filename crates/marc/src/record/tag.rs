//! Tags and patterns of tags.

use std::fmt;

/// What names a field: three ASCII letters or digits (`245`, `AVA`). Alma also publishes longer ones (`HLD866`); up to eight
/// characters are held.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag([u8; Self::LONGEST]);

impl Tag {
    /// The tag that stands for "no tag": no field of any MARC format has it.
    pub const NONE: Self = Self(*b"000\0\0\0\0\0");

    /// Characters of the longest tag that is held.
    pub const LONGEST: usize = 8;

    /// A tag as it was read: ASCII letters and digits. Short numbers get zeros in front, as some exports print `1` for `001`;
    /// anything else is no tag.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        if !text.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let is_number = text.iter().all(u8::is_ascii_digit);
        match *text {
            [] => None,
            [b, c] if is_number => Some(Self([b'0', b, c, 0, 0, 0, 0, 0])),
            [c] if is_number => Some(Self([b'0', b'0', c, 0, 0, 0, 0, 0])),
            [a, b, c] => Some(Self([a, b, c, 0, 0, 0, 0, 0])),
            _ => padded(text).map(Self),
        }
    }

    /// A tag of three letters or digits.
    pub(crate) fn usual([a, b, c]: [u8; 3]) -> Option<Self> {
        let is_tag = a.is_ascii_alphanumeric() & b.is_ascii_alphanumeric() & c.is_ascii_alphanumeric();
        is_tag.then_some(Self([a, b, c, 0, 0, 0, 0, 0]))
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.0.split(|&byte| byte == 0).next().unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// Whether MARC 21 has a control field under this tag: `001` to `009`.
    #[must_use]
    pub fn is_control(self) -> bool {
        matches!(self.0, [b'0', b'0', _, 0, ..])
    }

    /// Whether the tag is three characters long, which is all that ISO 2709 holds.
    pub(crate) fn is_usual(self) -> bool {
        matches!(self.0, [_, _, third, 0, ..] if third != 0)
    }

    pub(crate) fn is_numeric(self) -> bool {
        self.as_str().bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl From<&str> for Tag {
    /// As [`Tag::parse`]; text that is no tag becomes [`Tag::NONE`].
    fn from(text: &str) -> Self {
        Self::parse(text.as_bytes()).unwrap_or(Self::NONE)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A tag in which `x` stands for any character: `1xx`, `24x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagPattern(Option<[u8; Tag::LONGEST]>);

impl TagPattern {
    /// Whether the tag fits.
    #[must_use]
    pub fn fits(self, tag: Tag) -> bool {
        self.0.is_some_and(|pattern| {
            pattern.iter().zip(tag.0).all(|(&wanted, found)| wanted == found || wanted == b'x' && found != 0)
        })
    }
}

impl From<&str> for TagPattern {
    /// Text that is longer than any tag fits none.
    fn from(text: &str) -> Self {
        Self(padded(text.as_bytes()))
    }
}

/// The bytes with zeros behind; `None` when there are none or too many.
fn padded(text: &[u8]) -> Option<[u8; Tag::LONGEST]> {
    let mut padded = [0; Tag::LONGEST];
    padded.get_mut(..text.len()).filter(|_| !text.is_empty())?.copy_from_slice(text);
    Some(padded)
}
