//! Writing elements; lengths are filled in when an element is closed.

use super::{Class, Raw, Tag};
use crate::Oid;

/// Writes BER with definite lengths.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
    /// Where the length byte of each open element stands.
    open: Vec<usize>,
}

/// Room for most messages and records, so that the buffer seldom has to grow.
const USUAL_MESSAGE: usize = 1 << 10;
/// Elements that are open at once in most messages.
const USUAL_DEPTH: usize = 16;

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A writer that appends to `out`, so that one buffer serves many messages.
    #[must_use]
    pub fn appending(mut out: Vec<u8>) -> Self {
        out.reserve(USUAL_MESSAGE);
        Self { out, open: Vec::with_capacity(USUAL_DEPTH) }
    }

    /// Opens a constructed element.
    pub fn begin(&mut self, tag: Tag) {
        self.identifier(tag, 0x20);
        self.open.push(self.out.len());
        self.out.push(0);
    }

    /// Closes the innermost open element.
    pub fn end(&mut self) {
        let Some(place) = self.open.pop() else { return };
        let length = self.out.len().saturating_sub(place + 1);
        let encoded = Length::of(length);
        let Some((&first, digits)) = encoded.bytes().split_first() else { return };
        if let Some(short) = self.out.get_mut(place) {
            *short = first;
        }
        self.out.extend_from_slice(digits);
        if let Some(contents) = self.out.get_mut(place + 1..) {
            contents.rotate_right(digits.len());
        }
    }

    /// A primitive element with these contents.
    pub fn primitive(&mut self, tag: Tag, contents: &[u8]) {
        self.identifier(tag, 0);
        self.out.extend_from_slice(Length::of(contents.len()).bytes());
        self.out.extend_from_slice(contents);
    }

    /// An INTEGER in as few bytes as hold it (X.690, 8.3).
    pub fn integer(&mut self, tag: Tag, value: i64) {
        let digits = value.to_be_bytes();
        let spare = |pair: &[u8]| matches!(pair, [0x00, 0x00..=0x7F] | [0xFF, 0x80..=0xFF]);
        let skip = digits.windows(2).take_while(|pair| spare(pair)).count();
        self.primitive(tag, digits.get(skip..).unwrap_or_default());
    }

    /// A BOOLEAN.
    pub fn boolean(&mut self, tag: Tag, value: bool) {
        self.primitive(tag, &[u8::from(value)]);
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&mut self, tag: Tag, value: &Oid) {
        self.primitive(tag, value.contents());
    }

    /// A BIT STRING in whole bytes, bit 0 of the value first.
    pub fn bits(&mut self, tag: Tag, value: u64) {
        let octets = value.reverse_bits().to_be_bytes();
        let used = octets.iter().rposition(|&octet| octet != 0).map_or(1, |last| last + 1);
        let mut contents = [0; 9];
        contents.iter_mut().skip(1).zip(octets).for_each(|(place, octet)| *place = octet);
        self.primitive(tag, contents.get(..=used).unwrap_or_default());
    }

    /// A NULL.
    pub fn null(&mut self, tag: Tag) {
        self.primitive(tag, &[]);
    }

    /// An element as it came.
    pub fn raw(&mut self, raw: &Raw) {
        self.out.extend_from_slice(raw.bytes());
    }

    /// What was written; elements still open are closed.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.out
    }

    fn identifier(&mut self, tag: Tag, constructed: u8) {
        let class = match tag.class {
            Class::Universal => 0x00,
            Class::Application => 0x40,
            Class::Context => 0x80,
            Class::Private => 0xC0,
        };
        let first = class | constructed;
        match u8::try_from(tag.number) {
            Ok(low @ 0..=30) => self.out.push(first | low),
            _ => {
                self.out.push(first | 0x1F);
                self.out.extend(base128(u128::from(tag.number)));
            }
        }
    }
}

/// A length in the short form below 128, else in the long form with as few bytes as hold it (X.690, 8.1.3).
struct Length {
    bytes: [u8; 9],
    used: usize,
}

impl Length {
    fn of(length: usize) -> Self {
        if let Ok(short @ 0..=127) = u8::try_from(length) {
            return Self { bytes: [short, 0, 0, 0, 0, 0, 0, 0, 0], used: 1 };
        }
        let digits = (length as u64).to_be_bytes();
        let zeros = (length as u64).leading_zeros() as usize / 8;
        let mut bytes = [0; 9];
        let places =
            bytes.iter_mut().zip(std::iter::once(0x80 | (8 - zeros) as u8).chain(digits.into_iter().skip(zeros)));
        places.for_each(|(place, byte)| *place = byte);
        Self { bytes, used: 9 - zeros }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or_default()
    }
}

/// Seven bits a byte, the highest first, all but the last with the top bit set.
pub(crate) fn base128(value: u128) -> Vec<u8> {
    let digits = (128 - value.leading_zeros()).div_ceil(7).max(1);
    (0..digits).rev().map(|place| (value >> (7 * place) & 0x7F) as u8 | if place == 0 { 0 } else { 0x80 }).collect()
}
