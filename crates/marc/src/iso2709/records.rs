//! The records of an ISO 2709 file, one after the other. After a broken record the next good one is found.

use std::io::Read;
use std::ops::Range;

use crate::coding::Charset;
use crate::defect::{Defect, Found, Place, Reason};
use crate::leader::Leader;
use crate::reader::next_of;
use crate::record::{DELIMITER, FIELD_TERMINATOR, RECORD_TERMINATOR, Tag};
use crate::window::Window;

use super::{LONGEST_RECORD, decode_into, number};

/// Reads records from a source; an iterator of [`Found`] records and of [`Defect`]s that cost a record.
///
/// Records are cut at the record terminator, not by the length that the leader states. A terminator that stands inside a field
/// and a terminator that is missing are both recognised by what follows. Memory: one record, at most [`LONGEST_RECORD`] bytes.
pub struct Records<R> {
    window: Window<R>,
    charset: Charset,
    record_number: u64,
    ended: bool,
}

/// Where a record ends and what follows it.
struct Cut {
    /// Bytes of the record.
    length: usize,
    defect: Option<Reason>,
}

impl<R: Read> Records<R> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R, charset: Charset) -> Self {
        Self::from_window(Window::new(source), charset)
    }

    pub(crate) fn from_window(window: Window<R>, charset: Charset) -> Self {
        Self { window, charset, record_number: 0, ended: false }
    }

    /// Bytes of the input consumed so far.
    #[must_use]
    pub fn byte(&self) -> u64 {
        self.window.offset()
    }

    /// Reads the next record into `found`; see [`Reader::read_into`](crate::Reader::read_into).
    ///
    /// # Errors
    /// A [`Defect`] that cost a record.
    pub fn read_into(&mut self, found: &mut Found) -> Option<Result<(), Defect>> {
        if self.ended {
            return None;
        }
        let read = self.read(found);
        self.ended = !matches!(read, Ok(Some(_)));
        read.unwrap_or_else(|fault| Some(Err(self.place().defect(0, Reason::Read(fault.to_string())))))
    }

    fn read(&mut self, found: &mut Found) -> std::io::Result<Option<Result<(), Defect>>> {
        self.skip_filling()?;
        if self.window.peek(1)?.is_empty() {
            return Ok(None);
        }
        self.record_number += 1;
        let place = self.place();
        let cut = self.cut()?;
        let bytes = self.window.bytes().get(..cut.length).unwrap_or_default();
        let outcome = match cut.defect {
            Some(reason @ Reason::TooLong(_)) => Err(place.defect(0, reason)),
            Some(Reason::Truncated) if stated_length(bytes) > bytes.len() + 1 => {
                Err(place.defect(bytes.len(), Reason::Truncated))
            }
            _ => decode_into(bytes, place, self.charset, found),
        };
        let is_too_long = matches!(&outcome, Err(Defect { reason: Reason::TooLong(_), .. }));
        self.window.consume(cut.length);
        if is_too_long {
            self.skip_to_terminator()?;
        }
        Ok(Some(outcome))
    }

    fn place(&self) -> Place {
        Place { record_number: self.record_number, byte: self.window.offset() }
    }

    /// Line ends, NULs, the end-of-file mark of old systems and a byte order mark between records.
    /// Blanks too, unless they are the length that a leader fails to state.
    fn skip_filling(&mut self) -> std::io::Result<()> {
        loop {
            match *self.window.peek(6)? {
                [b'\r' | b'\n' | 0 | 0x1A | RECORD_TERMINATOR, ..] => self.window.consume(1),
                [0xEF, 0xBB, 0xBF, ..] => self.window.consume(3),
                [b' ', b' ', b' ', b' ', b' ', behind] if behind != b' ' => return Ok(()),
                [b' ', ..] => self.window.consume(1),
                _ => return Ok(()),
            }
        }
    }

    fn cut(&mut self) -> std::io::Result<Cut> {
        let Some(first) = self.window.find(RECORD_TERMINATOR, 0, LONGEST_RECORD)? else {
            return Ok(self.without_terminator());
        };
        let mut length = first + 1;
        let stated = stated_length(self.window.bytes());
        if stated == length {
            return Ok(Cut { length, defect: None });
        }
        let held = self.window.bytes().get(..length).unwrap_or_default();
        if let Some(length) = next_record(held).or_else(|| record_at_the_end(held)) {
            return Ok(Cut { length, defect: Some(Reason::NoRecordTerminator) });
        }
        while stated > length && self.is_inside_field(length)? {
            match self.window.find(RECORD_TERMINATOR, length, stated)? {
                Some(next) if next < stated => length = next + 1,
                _ => break,
            }
        }
        Ok(Cut { length, defect: None })
    }

    /// Whether the terminator before `end` is text of a field: no field terminator before it, no record behind it.
    fn is_inside_field(&mut self, end: usize) -> std::io::Result<bool> {
        let ahead = self.window.peek(end + Leader::LENGTH + 2)?;
        let closes = end.checked_sub(2).and_then(|at| ahead.get(at)) == Some(&FIELD_TERMINATOR);
        let rest = ahead.get(end..).unwrap_or_default();
        let rest = rest.trim_ascii_start();
        Ok(!closes && !rest.is_empty() && !begins_record(rest))
    }

    fn without_terminator(&self) -> Cut {
        let held = self.window.bytes();
        match next_record(held) {
            Some(length) => Cut { length, defect: Some(Reason::NoRecordTerminator) },
            None if held.len() >= LONGEST_RECORD => {
                Cut { length: held.len(), defect: Some(Reason::TooLong(LONGEST_RECORD)) }
            }
            None => Cut { length: held.len(), defect: Some(Reason::Truncated) },
        }
    }

    fn skip_to_terminator(&mut self) -> std::io::Result<()> {
        loop {
            if let Some(found) = self.window.find(RECORD_TERMINATOR, 0, 1)? {
                self.window.consume(found + 1);
                return Ok(());
            }
            let held = self.window.bytes().len();
            if held == 0 {
                return Ok(());
            }
            self.window.consume(held);
        }
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Found, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        next_of(|found| self.read_into(found))
    }
}

/// The length that the leader states; 0 when it states none.
fn stated_length(bytes: &[u8]) -> usize {
    bytes.get(..5).and_then(number).unwrap_or(0)
}

/// Where another record begins inside these bytes: behind a field terminator, with a leader that no field looks like.
fn next_record(bytes: &[u8]) -> Option<usize> {
    let fields = memchr::memchr_iter(FIELD_TERMINATOR, bytes).skip(1);
    fields.map(|terminator| terminator + 1).find_map(|at| {
        let rest = bytes.get(at..)?;
        let filling = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        begins_record(rest.get(filling..)?).then_some(at)
    })
}

/// Where a sound record begins that ends where these bytes end: the one before it was cut off in the middle of a field, or something else
/// stands between the two. A leader that states just the length to the end, with the end of its directory in its place, is no chance.
/// Fewer bytes before it than a leader has are a part of it that was written twice, and no record.
fn record_at_the_end(bytes: &[u8]) -> Option<usize> {
    (Leader::LENGTH..bytes.len().saturating_sub(Leader::LENGTH)).find(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        let end_of_directory = rest.get(12..17).and_then(number).and_then(|base| rest.get(base.checked_sub(1)?));
        stated_length(rest) == rest.len() && begins_record(rest) && end_of_directory == Some(&FIELD_TERMINATOR)
    })
}

/// Whether the bytes begin with a leader: length and base address in digits, the entry map of MARC, then a tag.
fn begins_record(bytes: &[u8]) -> bool {
    let part = |range: Range<usize>| bytes.get(range).unwrap_or_default();
    let digits = |range: Range<usize>| part(range).iter().all(u8::is_ascii_digit);
    bytes.len() >= Leader::LENGTH
        && digits(0..5)
        && digits(12..17)
        && part(20..22) == b"45"
        && memchr::memchr(DELIMITER, part(0..Leader::LENGTH)).is_none()
        && (bytes.len() < Leader::LENGTH + 3 || Tag::parse(part(24..27)).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leader_begins_a_record_and_a_field_does_not() {
        assert!(begins_record(b"00205cam a2200085 a 4500001001200000"));
        assert!(!begins_record(b"10\x1faTitle proper that is long enough"));
    }
}
