//! What can be wrong with a record, where, and in words that a cataloguer can act on.

use std::fmt::{self, Write as _};

use crate::{Record, Tag};

/// Where a record stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the record, counted from 1; broken records count.
    pub record_number: u64,
    /// Byte at which the record begins, counted from 0 in the (uncompressed) file.
    pub byte: u64,
}

impl Place {
    /// The first record of a file.
    pub const FIRST: Self = Self { record_number: 1, byte: 0 };

    /// A defect `offset` bytes behind the start of the record.
    pub(crate) fn defect(self, offset: usize, reason: Reason) -> Defect {
        Defect { record_number: self.record_number, byte: self.byte + offset as u64, reason }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::FIRST
    }
}

/// A record that was read, with what had to be repaired in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub record: Record,
    /// Where it stands.
    pub place: Place,
    /// What was wrong with it and is repaired; empty for a sound record.
    pub defects: Vec<Defect>,
}

/// Something wrong in the input: the error of a record that could not be read, or the note of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Number of the record, counted from 1.
    pub record_number: u64,
    /// Byte in the (uncompressed) file, counted from 0.
    pub byte: u64,
    /// What is wrong.
    pub reason: Reason,
}

/// The kinds of defect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The source of the bytes failed; nothing more can be read.
    Read(String),
    /// No format is recognised at the start of the input.
    UnknownFormat,
    /// Fewer bytes than a leader and a directory need.
    TooShort(usize),
    /// More bytes without an end of record than this limit.
    TooLong(usize),
    /// No directory, or none of its entries makes sense.
    NoDirectory,
    /// The file ends inside the record.
    Truncated,
    /// The leader states another length (stated, found).
    WrongLength(usize, usize),
    /// The leader is not 24 characters long.
    WrongLeader(usize),
    /// There is no leader.
    NoLeader,
    /// The leader states another base address of data (stated, found).
    WrongBaseAddress(usize, usize),
    /// The record is not closed by a record terminator, but another record follows.
    NoRecordTerminator,
    /// A record or field terminator stands inside a field; it became a blank.
    StrayTerminator(Tag),
    /// The directory gives a wrong place or length for a field; the field was found by its terminators.
    WrongDirectoryEntry(Tag),
    /// Text of the directory that is no entry was skipped.
    BadDirectory,
    /// A field of the directory is not in the record; it is left out.
    FieldLost(Tag),
    /// A field that no entry of the directory names; it is left out.
    FieldWithoutTag,
    /// A data field whose indicators are missing or not readable; they became blanks.
    BadIndicators(Tag),
    /// A data field has a third indicator, which MARC 21 has no room for; it is left out.
    ThirdIndicator(Tag),
    /// Text before the first subfield code; it became subfield a.
    TextBeforeSubfield(Tag),
    /// A subfield delimiter in a control field; it became a blank.
    DelimiterInControlField(Tag),
    /// A tag that is not letters and digits, or longer than eight of them; the field is left out.
    BadTag(String),
    /// A subfield without a code; left out where it has no value either.
    NoSubfieldCode(Tag),
    /// The leader claims UTF-8 but the text is MARC-8, or the reverse; the text decided.
    WrongCoding(Coding),
    /// Characters of a field that are not readable in the record's character set; they became U+FFFD.
    BadCharacters(Tag),
    /// The XML of the record is not well-formed.
    Xml(String),
    /// The file ends while the `collection` is open: records may be missing.
    CollectionNotClosed,
    /// The JSON of the record is not as MARC-in-JSON lays down.
    Json(String),
    /// A line of breaker text that is no field.
    Line(String),
}

/// The character coding that the text of a record turned out to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// UTF-8.
    Utf8,
    /// MARC-8.
    Marc8,
    /// Windows-1252, of which ISO 8859-1 is a part.
    Windows1252,
    /// Windows-1251, Cyrillic.
    Windows1251,
    /// Code page 866, Cyrillic under DOS.
    CodePage866,
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Marc8 => "MARC-8",
            Self::Windows1252 => "Windows-1252",
            Self::Windows1251 => "Windows-1251",
            Self::CodePage866 => "code page 866",
        })
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(f), "record {}, byte {}: {}", self.record_number, self.byte, self.reason)
    }
}

/// Whatever of the input stands in a message, the message stays on one line.
struct OneLine<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (place, part) in text.split(char::is_control).enumerate() {
            if place > 0 {
                self.0.write_str(" ")?;
            }
            self.0.write_str(part)?;
        }
        Ok(())
    }
}

impl std::error::Error for Defect {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(text) => write!(f, "the file could not be read further: {text}"),
            Self::UnknownFormat => {
                f.write_str("this is not MARC: neither ISO 2709, MARCXML, MARC-in-JSON nor breaker text")
            }
            Self::TooShort(length) => write!(f, "only {length} bytes, too few for a leader and a directory"),
            Self::TooLong(limit) => write!(f, "no end of record within {limit} bytes"),
            Self::NoDirectory => f.write_str("no readable directory behind the leader"),
            Self::Truncated => f.write_str("the file ends in the middle of the record"),
            Self::WrongLength(stated, found) => write!(f, "the leader states {stated} bytes, the record has {found}"),
            Self::WrongLeader(length) => write!(f, "the leader has {length} characters instead of 24"),
            Self::NoLeader => f.write_str("no leader; taken as a printed book"),
            Self::WrongBaseAddress(stated, found) => {
                write!(f, "the leader states that data begin at {stated}, they begin at {found}")
            }
            Self::NoRecordTerminator => f.write_str("no record terminator before the next record"),
            Self::StrayTerminator(tag) => write!(f, "field {tag}: a terminator inside the field became a blank"),
            Self::WrongDirectoryEntry(tag) => {
                write!(f, "field {tag}: the directory is wrong; the field was found by its terminators")
            }
            Self::BadDirectory => f.write_str("part of the directory is not readable and was skipped"),
            Self::FieldLost(tag) => write!(f, "field {tag} is in the directory but not in the record; it is left out"),
            Self::FieldWithoutTag => f.write_str("a field that the directory does not name is left out"),
            Self::BadIndicators(tag) => write!(f, "field {tag}: missing or unreadable indicators became blanks"),
            Self::ThirdIndicator(tag) => write!(f, "field {tag}: a third indicator is left out"),
            Self::TextBeforeSubfield(tag) => write!(f, "field {tag}: text before the first subfield became subfield a"),
            Self::DelimiterInControlField(tag) => {
                write!(f, "control field {tag}: a subfield delimiter in it became a blank")
            }
            Self::BadTag(tag) => write!(f, "\"{tag}\" is not a tag; the field is left out"),
            Self::NoSubfieldCode(tag) => write!(f, "field {tag}: a subfield without a code"),
            Self::WrongCoding(coding) => {
                write!(f, "the leader is wrong about the character coding; the text is {coding}")
            }
            Self::BadCharacters(tag) => write!(f, "field {tag}: unreadable characters became U+FFFD"),
            Self::Xml(text) => write!(f, "XML: {text}"),
            Self::CollectionNotClosed => {
                f.write_str("the file ends before its collection is closed; records may be missing")
            }
            Self::Json(text) => write!(f, "JSON: {text}"),
            Self::Line(text) => write!(f, "not a line of breaker text: {text}"),
        }
    }
}
