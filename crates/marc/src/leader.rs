//! The leader: the 24 characters that open every record (MARC 21 Format for Bibliographic Data, Leader).

use std::fmt;

/// The leader of a record: always 24 printable ASCII characters.
///
/// Positions 00-04, 12-16 and 20-23 describe the bytes of an ISO 2709 record. They are kept as they were read and written
/// afresh by the encoder; they take no part in the comparison of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leader([u8; 24]);

impl Leader {
    /// Length of every leader, in characters.
    pub const LENGTH: usize = 24;

    /// A leader as it was read: cut or filled with blanks to 24 characters; anything that is not printable ASCII becomes a blank.
    #[must_use]
    pub fn lenient(bytes: &[u8]) -> Self {
        let mut leader = [b' '; Self::LENGTH];
        for (place, &byte) in leader.iter_mut().zip(bytes) {
            *place = if matches!(byte, b' '..=b'~') { byte } else { b' ' };
        }
        Self(leader)
    }

    /// A leader that is printable ASCII throughout.
    pub(crate) fn exact(bytes: &[u8; Self::LENGTH]) -> Option<Self> {
        let is_printable = bytes.iter().fold(true, |so_far, byte| so_far & matches!(byte, b' '..=b'~'));
        is_printable.then_some(Self(*bytes))
    }

    /// The leader as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The character at a position from 0 to 23; a blank beyond.
    #[must_use]
    pub fn at(&self, position: usize) -> char {
        self.0.get(position).map_or(' ', |&byte| char::from(byte))
    }

    /// Leader/05, record status: `c` corrected, `d` deleted, `n` new.
    #[must_use]
    pub fn status(&self) -> char {
        self.at(5)
    }

    /// Leader/06, type of record: `a` language material, `e` map, `c` notated music, ...
    #[must_use]
    pub fn record_type(&self) -> char {
        self.at(6)
    }

    /// Leader/07, bibliographic level: `m` monograph, `s` serial, `a` component part, ...
    #[must_use]
    pub fn level(&self) -> char {
        self.at(7)
    }

    /// Leader/09, character coding scheme as claimed: `a` is UTF-8, blank MARC-8. The claim is often wrong.
    #[must_use]
    pub fn coding(&self) -> char {
        self.at(9)
    }

    /// The same leader with another character at `position`. Characters that are not printable ASCII, and positions beyond 23,
    /// change nothing.
    #[must_use]
    pub fn with(mut self, position: usize, character: char) -> Self {
        if let (Some(place), ' '..='~') = (self.0.get_mut(position), character) {
            *place = u8::try_from(character).unwrap_or(b' ');
        }
        self
    }

    /// Whether two leaders say the same of the record itself: positions 05-08 and 17-19, which no encoding changes.
    #[must_use]
    pub fn describes_same(&self, other: &Self) -> bool {
        (5..9).chain(17..20).all(|position| self.at(position) == other.at(position))
    }
}

impl Default for Leader {
    /// A new printed book catalogued to RDA, in UTF-8.
    fn default() -> Self {
        Self(*b"00000nam a2200000 i 4500")
    }
}

impl From<&str> for Leader {
    fn from(text: &str) -> Self {
        Self::lenient(text.as_bytes())
    }
}

impl fmt::Display for Leader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
