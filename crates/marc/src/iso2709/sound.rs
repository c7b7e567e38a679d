//! The quick way for records without a structural defect: one look at the directory, one at the characters, no search.
//! Whatever is not as the standard wants it is left to [`repair`](super::repair), which notes why.

use crate::coding::{self, Charset, Plain};
use crate::leader::Leader;
use crate::marc8;
use crate::record::{DELIMITER, Entry, FIELD_TERMINATOR, Kind, RECORD_TERMINATOR, Record, Tag};

use super::ENTRY_LENGTH;

/// Takes the record over into `record`, whose buffers are used again. False when something needs a repair; `record` holds
/// anything then.
pub(super) fn take_over(bytes: &[u8], charset: Charset, record: &mut Record) -> bool {
    read(bytes, charset, record).is_some()
}

fn read(bytes: &[u8], charset: Charset, record: &mut Record) -> Option<()> {
    let content = bytes.strip_suffix(&[RECORD_TERMINATOR])?;
    let (head, behind) = content.split_first_chunk::<{ Leader::LENGTH }>()?;
    let &[a, b, c, d, e, .., f, g, h, i, j, _, _, _, _, _, _, _] = head;
    let leader = Leader::exact(head)?;
    if digits([a, b, c, d, e])? != bytes.len() || memchr::memchr(RECORD_TERMINATOR, content).is_some() {
        return None;
    }
    let base = digits([f, g, h, i, j])?;
    let (listed, fields) = behind.split_at_checked(base.checked_sub(Leader::LENGTH)?)?;
    let (&FIELD_TERMINATOR, listed) = listed.split_last()? else { return None };
    let buffers = record.begin(leader);
    read_directory(listed, fields, base, buffers.directory)?;
    match coding::plain(content, leader.coding(), charset)? {
        Plain::Utf8(text) => buffers.text.push_str(text),
        Plain::Marc8 => decode_fields(content, buffers.directory, buffers.text)?,
    }
    Some(())
}

/// Fields in the order of the directory, one behind the other up to the end, and no terminator but theirs.
fn read_directory(listed: &[u8], fields: &[u8], base: usize, directory: &mut Vec<Entry>) -> Option<()> {
    let (entries, []) = listed.as_chunks::<ENTRY_LENGTH>() else { return None };
    let mut start = 0;
    for &[a, b, c, d, e, f, g, h, i, j, k, l] in entries {
        if digits([h, i, j, k, l])? != start {
            return None;
        }
        let tag = Tag::usual([a, b, c])?;
        let length = digits([d, e, f, g])?;
        let field = fields.get(start..start + length)?;
        let (&FIELD_TERMINATOR, field) = field.split_last()? else { return None };
        let (kind, skipped) = kind(tag, field)?;
        directory.push(Entry { tag, kind, start: base + start + skipped, end: base + start + field.len() });
        start += length;
    }
    let has_others = memchr::memchr_iter(FIELD_TERMINATOR, fields).count() != entries.len();
    let is_sound = start == fields.len() && !entries.is_empty() && !has_others && !has_empty_subfield(fields);
    is_sound.then_some(())
}

/// Whether a delimiter has no code behind it. The fold, unlike a search, is made into vector instructions.
fn has_empty_subfield(fields: &[u8]) -> bool {
    let pairs = fields.iter().zip(fields.iter().skip(1));
    pairs.fold(false, |found, (byte, behind)| found | (*byte == DELIMITER) & (*behind | 1 == DELIMITER))
}

/// The kind of a field without defect, and the bytes before its content.
fn kind(tag: Tag, field: &[u8]) -> Option<(Kind, usize)> {
    match *field {
        _ if tag.is_control() => memchr::memchr(DELIMITER, field).is_none().then_some((Kind::Control, 0)),
        [first @ b' '..=b'~', second @ b' '..=b'~', DELIMITER, ..] => {
            Some((Kind::Data { indicators: [first, second] }, 2))
        }
        _ => None,
    }
}

/// Fills the text with the decoded fields and points the directory at them.
fn decode_fields(content: &[u8], directory: &mut [Entry], text: &mut String) -> Option<()> {
    for entry in directory {
        let start = text.len();
        if marc8::decode_into(content.get(entry.start..entry.end)?, text) > 0 {
            return None;
        }
        (entry.start, entry.end) = (start, text.len());
    }
    Some(())
}

/// The value of ASCII digits; `None` for anything else.
fn digits<const COUNT: usize>(bytes: [u8; COUNT]) -> Option<usize> {
    let mut value = 0;
    let mut are_digits = true;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        are_digits &= digit <= 9;
        value = value * 10 + usize::from(digit);
    }
    are_digits.then_some(value)
}
