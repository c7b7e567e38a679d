//! Writing ISO 2709: always UTF-8, leader and directory made afresh.

use std::fmt;

use crate::leader::Leader;
use crate::record::{FIELD_TERMINATOR, Field, RECORD_TERMINATOR, Record, Tag};

use super::ENTRY_LENGTH;

/// The longest record that five digits can state.
const LONGEST: usize = 99_999;
/// The longest field that four digits can state, with indicators and terminator.
const LONGEST_FIELD: usize = 9_999;

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
    /// A subfield code is not one character: ISO 2709 cannot tell where it ends.
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

/// Appends the record to `out`, which is left as it was on an error.
///
/// # Errors
/// As [`encode`].
pub fn encode_into(record: &Record, out: &mut Vec<u8>) -> Result<(), Refused> {
    let begin = out.len();
    let written = write(record, out, Err);
    if written.is_err() {
        out.truncate(begin);
    }
    written
}

/// Appends as much of the record as fits and tells what had to be left out: fields that are too long or cannot be held, and
/// fields at the end once the record is full.
pub fn encode_what_fits(record: &Record, out: &mut Vec<u8>) -> Vec<Refused> {
    let mut left_out = Vec::new();
    // The closure never fails, so neither does writing.
    let _ = write(record, out, |refused| {
        left_out.push(refused);
        Ok(())
    });
    left_out
}

fn write(
    record: &Record,
    out: &mut Vec<u8>,
    mut refuse: impl FnMut(Refused) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let mut fields = Vec::with_capacity(record.len());
    let mut length = Leader::LENGTH + 2;
    for field in record.all_fields() {
        let size = match size(&field) {
            Ok(size) => size,
            Err(refused) => {
                refuse(refused)?;
                continue;
            }
        };
        if length + size + ENTRY_LENGTH > LONGEST {
            refuse(Refused::RecordTooLong(whole_length(record)))?;
            continue;
        }
        length += size + ENTRY_LENGTH;
        fields.push((field, size));
    }
    write_fields(record.leader(), &fields, length, out);
    Ok(())
}

fn write_fields(leader: &Leader, fields: &[(Field<'_>, usize)], length: usize, out: &mut Vec<u8>) {
    let base = Leader::LENGTH + ENTRY_LENGTH * fields.len() + 1;
    out.reserve(length);
    write_leader(leader, length, base, out);
    let mut start = 0;
    for (field, size) in fields {
        out.extend_from_slice(field.tag().as_str().as_bytes());
        write_number::<4>(*size, out);
        write_number::<5>(start, out);
        start += size;
    }
    out.push(FIELD_TERMINATOR);
    for (field, _) in fields {
        if !field.is_control() {
            out.extend(field.indicators().map(|indicator| u8::try_from(indicator).unwrap_or(b' ')));
        }
        out.extend_from_slice(field.content().as_bytes());
        out.push(FIELD_TERMINATOR);
    }
    out.push(RECORD_TERMINATOR);
}

/// Positions 05-08 and 17-19 are the record's own; the rest describes the encoding (MARC 21 Record Structure, Leader).
fn write_leader(leader: &Leader, length: usize, base: usize, out: &mut Vec<u8>) {
    let own = leader.as_str().as_bytes();
    write_number::<5>(length, out);
    out.extend_from_slice(own.get(5..9).unwrap_or_default());
    out.extend_from_slice(b"a22");
    write_number::<5>(base, out);
    out.extend_from_slice(own.get(17..20).unwrap_or_default());
    out.extend_from_slice(b"4500");
}

/// Bytes of a field with indicators and terminator.
fn size(field: &Field<'_>) -> Result<usize, Refused> {
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
    let size = content.len() + if field.is_control() { 1 } else { 3 };
    if size > LONGEST_FIELD { Err(Refused::FieldTooLong(tag, size)) } else { Ok(size) }
}

fn long_code(field: &Field<'_>) -> String {
    let long = field.subfields().find(|subfield| subfield.code.chars().count() != 1);
    long.map(|subfield| subfield.code.to_owned()).unwrap_or_default()
}

fn whole_length(record: &Record) -> usize {
    let fields = record.all_fields().map(|field| ENTRY_LENGTH + 3 + field.content().len());
    fields.sum::<usize>() + Leader::LENGTH + 2
}

fn write_number<const DIGITS: usize>(mut value: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
    out.extend_from_slice(&digits);
}
