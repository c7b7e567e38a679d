//! ISO 2709, the exchange format with leader, directory and terminators (ANSI/NISO Z39.2; MARC 21 Record Structure).
//!
//! A sound record is taken over as it lies (`sound.rs`). Everything else is repaired (`repair.rs`), and there the terminators are
//! believed more than the numbers: lengths and addresses are what broken programs get wrong.

mod directory;
mod encode;
mod records;
mod repair;
mod sound;

pub use encode::{Characters, Refused, encode, encode_in, encode_into, encode_what_fits};
pub use records::Records;

use crate::coding::Charset;
use crate::defect::{Defect, Found, Place, Reason};
use crate::leader::Leader;

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
    let mut found = Found::default();
    decode_into(bytes, place, charset, &mut found)?;
    Ok(found)
}

/// As [`decode_at`], into a record whose buffers are used again.
///
/// # Errors
/// As [`decode`]; `found` holds anything then.
pub fn decode_into(bytes: &[u8], place: Place, charset: Charset, found: &mut Found) -> Result<(), Defect> {
    if bytes.len() < Leader::LENGTH + 2 {
        return Err(place.defect(0, Reason::TooShort(bytes.len())));
    }
    found.place = place;
    found.defects.clear();
    if !sound::take_over(bytes, charset, &mut found.record) {
        *found = repair::decode(bytes, place, charset)?;
    }
    Ok(())
}

/// The value of ASCII digits; `None` for anything else.
pub(crate) fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0usize, |value, digit| {
        digit.is_ascii_digit().then(|| value.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
    })
}
