//! The records of a file of breaker text, one after the other.

use std::io::Read;

use crate::defect::{Defect, Found, Place, Reason};
use crate::window::Window;

use super::decode_at;

/// Bytes that one record may take.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Reads records from a source; an iterator of [`Found`] records and of [`Defect`]s that cost a record.
///
/// A record ends at a blank line, or before a line `=LDR`. Memory: one record, at most [`LONGEST_RECORD`] bytes.
pub struct Records<R> {
    window: Window<R>,
    record_number: u64,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R) -> Self {
        Self::from_window(Window::new(source))
    }

    pub(crate) fn from_window(window: Window<R>) -> Self {
        Self { window, record_number: 0, ended: false }
    }

    /// Bytes of the input consumed so far.
    #[must_use]
    pub fn byte(&self) -> u64 {
        self.window.offset()
    }

    fn read(&mut self) -> std::io::Result<Option<Result<Found, Defect>>> {
        loop {
            match self.window.peek(3)? {
                [] => return Ok(None),
                [0xEF, 0xBB, 0xBF] => self.window.consume(3),
                [b' ' | b'\t' | b'\r' | b'\n', ..] => self.window.consume(1),
                _ => break,
            }
        }
        self.record_number += 1;
        let place = Place { record_number: self.record_number, byte: self.window.offset() };
        let length = self.cut()?;
        let bytes = self.window.bytes().get(..length).unwrap_or_default();
        let outcome = match length < LONGEST_RECORD {
            true => decode_at(&String::from_utf8_lossy(bytes), place),
            false => Err(place.defect(0, Reason::TooLong(LONGEST_RECORD))),
        };
        self.window.consume(length);
        Ok(Some(outcome))
    }

    /// Bytes up to the end of the record.
    fn cut(&mut self) -> std::io::Result<usize> {
        let mut at = 0;
        loop {
            let Some(line_end) = self.window.find(b'\n', at, LONGEST_RECORD)? else {
                return Ok(self.window.bytes().len());
            };
            at = line_end + 1;
            let ahead = self.window.peek(at + 4)?.get(at..).unwrap_or_default();
            if matches!(ahead, [b'\n', ..] | [b'\r', b'\n', ..] | b"=LDR" | b"=000" | []) {
                return Ok(at);
            }
        }
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Found, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read();
        self.ended = !matches!(read, Ok(Some(_)));
        read.unwrap_or_else(|fault| {
            let place = Place { record_number: self.record_number, byte: self.window.offset() };
            Some(Err(place.defect(0, Reason::Read(fault.to_string()))))
        })
    }
}
