//! ISO 2709, the exchange format with leader, directory and terminators (ANSI/NISO Z39.2; MARC 21 Record Structure).
//!
//! A sound UTF-8 record is taken over in one piece. Everything else goes through [`repair`](self), which believes the
//! terminators more than the numbers: lengths and addresses are what broken programs get wrong.

mod directory;
mod encode;
mod records;
mod repair;

pub use encode::{Refused, encode, encode_into, encode_what_fits};
pub use records::Records;

use crate::coding::{self, Charset};
use crate::defect::{Defect, Found, Place, Reason};
use crate::leader::Leader;
use crate::record::{DELIMITER, Entry, FIELD_TERMINATOR, Kind, RECORD_TERMINATOR, Record, Tag};

/// Bytes in which a record must end before it is given up. ISO 2709 allows 99,999; broken writers go beyond.
pub const LONGEST_RECORD: usize = 4 << 20;

/// Bytes of one directory entry: tag, four digits of length, five of address.
pub(crate) const ENTRY_LENGTH: usize = 12;

/// Decodes one record. The record terminator at its end may be missing.
///
/// # Errors
/// When there is no directory to find fields by. Everything else is repaired and noted in [`Found::defects`].
pub fn decode(bytes: &[u8], charset: Charset) -> Result<Found, Defect> {
    decode_at(bytes, Place::FIRST, charset)
}

/// As [`decode`], with the place of the record for the notes.
///
/// # Errors
/// As [`decode`].
pub fn decode_at(bytes: &[u8], place: Place, charset: Charset) -> Result<Found, Defect> {
    if bytes.len() < Leader::LENGTH + 2 {
        return Err(place.defect(0, Reason::TooShort(bytes.len())));
    }
    match sound(bytes, charset) {
        Some(record) => Ok(Found { record, place, defects: Vec::new() }),
        None => repair::decode(bytes, place, charset),
    }
}

/// A record without any defect whose text is UTF-8 already.
fn sound(bytes: &[u8], charset: Charset) -> Option<Record> {
    let content = bytes.strip_suffix(&[RECORD_TERMINATOR])?;
    let leader_bytes = bytes.get(..Leader::LENGTH)?;
    let leader = Leader::lenient(leader_bytes);
    let is_sound = leader.as_str().as_bytes() == leader_bytes
        && number(bytes.get(..5)?)? == bytes.len()
        && content.last() == Some(&FIELD_TERMINATOR)
        && memchr::memchr(RECORD_TERMINATOR, content).is_none()
        && coding::is_plainly_utf8(content, leader.coding(), charset);
    if !is_sound {
        return None;
    }
    let text = String::from_utf8(content.to_vec()).ok()?;
    let directory = sound_directory(content)?;
    Some(Record::from_parts(leader, text, directory))
}

fn sound_directory(content: &[u8]) -> Option<Vec<Entry>> {
    let base = number(content.get(12..17)?)?;
    let (listed, fields) = content.get(Leader::LENGTH..)?.split_at_checked(base.checked_sub(Leader::LENGTH)?)?;
    let (&FIELD_TERMINATOR, listed) = listed.split_last()? else { return None };
    if listed.is_empty() || listed.len() % ENTRY_LENGTH != 0 {
        return None;
    }
    let mut directory = Vec::with_capacity(listed.len() / ENTRY_LENGTH);
    for entry in listed.chunks_exact(ENTRY_LENGTH) {
        let tag = Tag::parse(entry.get(..3)?)?;
        let length = number(entry.get(3..7)?)?;
        let start = number(entry.get(7..12)?)?;
        let (&FIELD_TERMINATOR, field) = fields.get(start..start.checked_add(length)?)?.split_last()? else {
            return None;
        };
        let (kind, skipped) = sound_field(tag, field)?;
        let start = base + start;
        directory.push(Entry { tag, kind, start: start + skipped, end: start + field.len() });
    }
    Some(directory)
}

/// The kind of a field without defect, and the bytes before its content.
fn sound_field(tag: Tag, field: &[u8]) -> Option<(Kind, usize)> {
    if memchr::memchr(FIELD_TERMINATOR, field).is_some() {
        return None;
    }
    match *field {
        _ if tag.is_control() => memchr::memchr(DELIMITER, field).is_none().then_some((Kind::Control, 0)),
        [first @ b' '..=b'~', second @ b' '..=b'~', DELIMITER, ..] => {
            Some((Kind::Data { indicators: [first, second] }, 2))
        }
        _ => None,
    }
}

/// The value of ASCII digits; `None` for anything else.
pub(crate) fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0usize, |value, digit| {
        digit.is_ascii_digit().then(|| value.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
    })
}
