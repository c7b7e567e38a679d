//! Writing ISO 2709, leader and directory made afresh.

use std::fmt;

use crate::leader::Leader;
use crate::marc8;
use crate::record::{DELIMITER, FIELD_TERMINATOR, Field, RECORD_TERMINATOR, Record, Tag};

use super::ENTRY_LENGTH;

/// The longest record that five digits can state.
const LONGEST: usize = 99_999;
/// The longest field that four digits can state, with indicators and terminator.
const LONGEST_FIELD: usize = 9_999;

/// The characters that a record is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Characters {
    /// UTF-8, leader/09 `a`.
    #[default]
    Utf8,
    /// MARC-8, leader/09 blank. What it has not becomes a numeric character reference (see [`marc8::encode`]).
    Marc8,
}

/// Why a record does not fit into ISO 2709.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The whole record has more than 99,999 bytes.
    RecordTooLong(usize),
    /// A field has more than 9,999 bytes.
    FieldTooLong(Tag, usize),
    /// A tag is not three characters long.
    Tag(Tag),
    /// A subfield code is not one character: ISO 2709 cannot tell where it ends. In MARC-8 it has to be ASCII.
    SubfieldCode(Tag, String),
    /// A field would be read back as another kind: a control field with a number above 009, or a data field without subfields
    /// whose tag does not tell.
    Kind(Tag),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordTooLong(length) => {
                write!(f, "the record has {length} bytes and ISO 2709 holds {LONGEST}; write MARCXML or JSON instead")
            }
            Self::FieldTooLong(tag, length) => {
                write!(
                    f,
                    "field {tag} has {length} bytes and ISO 2709 holds {LONGEST_FIELD}; write MARCXML or JSON instead"
                )
            }
            Self::Tag(tag) => write!(f, "the tag {tag} is not three characters long; ISO 2709 holds no other"),
            Self::SubfieldCode(tag, code) => {
                write!(f, "field {tag} has the subfield code \"{code}\"; ISO 2709 holds codes of one character only")
            }
            Self::Kind(tag) => write!(f, "field {tag} is of a kind that ISO 2709 does not hold under this tag"),
        }
    }
}

impl std::error::Error for Refused {}

/// The record as ISO 2709 in UTF-8, with its terminator.
///
/// # Errors
/// When the record does not fit, for the first reason met.
pub fn encode(record: &Record) -> Result<Vec<u8>, Refused> {
    let mut out = Vec::new();
    encode_into(record, &mut out)?;
    Ok(out)
}

/// Appends the record in UTF-8 to `out`, which is left as it was on an error.
///
/// # Errors
/// As [`encode`].
pub fn encode_into(record: &Record, out: &mut Vec<u8>) -> Result<(), Refused> {
    encode_in(Characters::Utf8, record, out)
}

/// Appends the record in these characters to `out`, which is left as it was on an error.
///
/// # Errors
/// As [`encode`].
pub fn encode_in(characters: Characters, record: &Record, out: &mut Vec<u8>) -> Result<(), Refused> {
    let begin = out.len();
    let written = write(record, characters, out, Err);
    if written.is_err() {
        out.truncate(begin);
    }
    written
}

/// Appends as much of the record as fits, in UTF-8, and tells what had to be left out: fields that are too long or cannot be
/// held, and fields at the end once the record is full.
pub fn encode_what_fits(record: &Record, out: &mut Vec<u8>) -> Vec<Refused> {
    let mut left_out = Vec::new();
    // The closure never fails, so neither does writing.
    let _ = write(record, Characters::Utf8, out, |refused| {
        left_out.push(refused);
        Ok(())
    });
    left_out
}

/// Room is left for leader and directory, then the fields are written, each with its entry.
fn write(
    record: &Record,
    characters: Characters,
    out: &mut Vec<u8>,
    mut refuse: impl FnMut(Refused) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let begin = out.len();
    let directory = begin + Leader::LENGTH;
    let data = directory + ENTRY_LENGTH * record.len() + 1;
    out.resize(data, FIELD_TERMINATOR);
    let (mut entry, mut length) = (directory, Leader::LENGTH + 2);
    let mut whole = None;
    for field in record.all_fields() {
        let start = out.len();
        let written = write_field(&field, characters, out).map(|()| out.len() - start).and_then(|size| {
            let fits = length + size + ENTRY_LENGTH <= LONGEST;
            let mut too_long = || *whole.get_or_insert_with(|| whole_length(record, characters));
            if fits { Ok(size) } else { Err(Refused::RecordTooLong(too_long())) }
        });
        let size = match written {
            Ok(size) => size,
            Err(refused) => {
                out.truncate(start);
                refuse(refused)?;
                continue;
            }
        };
        put(out, entry, &entry_of(field.tag(), size, start - data));
        entry += ENTRY_LENGTH;
        length += size + ENTRY_LENGTH;
    }
    // Where fields were left out, so is their room in the directory.
    out.drain(entry + 1..data);
    out.push(RECORD_TERMINATOR);
    put(out, begin, &leader(record.leader(), characters, length, entry + 1 - begin));
    Ok(())
}

fn put(out: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = out.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// Positions 05-08 and 17-19 are the record's own; the rest describes the encoding (MARC 21 Record Structure, Leader).
fn leader(own: &Leader, characters: Characters, length: usize, base: usize) -> [u8; Leader::LENGTH] {
    let mut leader = *own.as_bytes();
    put(&mut leader, 0, &decimal::<5>(length));
    put(&mut leader, 9, if characters == Characters::Utf8 { b"a22" } else { b" 22" });
    put(&mut leader, 12, &decimal::<5>(base));
    put(&mut leader, 20, b"4500");
    leader
}

fn entry_of(tag: Tag, size: usize, start: usize) -> [u8; ENTRY_LENGTH] {
    let mut entry = [0; ENTRY_LENGTH];
    put(&mut entry, 0, tag.as_str().as_bytes());
    put(&mut entry, 3, &decimal::<4>(size));
    put(&mut entry, 7, &decimal::<5>(start));
    entry
}

/// Appends a field with its indicators and terminator; on an error `out` holds anything behind its length before.
fn write_field(field: &Field<'_>, characters: Characters, out: &mut Vec<u8>) -> Result<(), Refused> {
    check_kind(field)?;
    let start = out.len();
    if !field.is_control() {
        out.extend(field.indicators().map(|indicator| u8::try_from(indicator).unwrap_or(b' ')));
    }
    match characters {
        Characters::Utf8 => out.extend_from_slice(field.content().as_bytes()),
        Characters::Marc8 => write_marc8(field, out)?,
    }
    out.push(FIELD_TERMINATOR);
    let size = out.len() - start;
    if size > LONGEST_FIELD { Err(Refused::FieldTooLong(field.tag(), size)) } else { Ok(()) }
}

/// A subfield at a time, because its code takes no part in the coding.
fn write_marc8(field: &Field<'_>, out: &mut Vec<u8>) -> Result<(), Refused> {
    marc8::encode_into(field.text(), out);
    for subfield in field.subfields() {
        if !subfield.code.is_ascii() {
            return Err(Refused::SubfieldCode(field.tag(), subfield.code.to_owned()));
        }
        out.push(DELIMITER);
        out.extend_from_slice(subfield.code.as_bytes());
        marc8::encode_into(subfield.value, out);
    }
    Ok(())
}

/// Whether ISO 2709 can hold a field of this kind under its tag.
fn check_kind(field: &Field<'_>) -> Result<(), Refused> {
    let content = field.content().as_bytes();
    let tag = field.tag();
    if !tag.is_usual() {
        return Err(Refused::Tag(tag));
    }
    if field.is_control() {
        if tag.is_numeric() && !tag.is_control() {
            return Err(Refused::Kind(tag));
        }
    } else if content.is_empty() && (tag.is_control() || !tag.is_numeric()) {
        return Err(Refused::Kind(tag));
    } else if memchr::memchr(RECORD_TERMINATOR, content).is_some() {
        return Err(Refused::SubfieldCode(tag, long_code(field)));
    }
    Ok(())
}

fn long_code(field: &Field<'_>) -> String {
    let long = field.subfields().find(|subfield| subfield.code.chars().count() != 1);
    long.map(|subfield| subfield.code.to_owned()).unwrap_or_default()
}

fn whole_length(record: &Record, characters: Characters) -> usize {
    let mut field_out = Vec::new();
    let fields = record.all_fields().map(|field| {
        field_out.clear();
        // A field that is refused for its own sake is not what makes the record too long.
        match write_field(&field, characters, &mut field_out) {
            Ok(()) => ENTRY_LENGTH + field_out.len(),
            Err(_) => 0,
        }
    });
    fields.sum::<usize>() + Leader::LENGTH + 2
}

fn decimal<const DIGITS: usize>(mut value: usize) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
    digits
}
