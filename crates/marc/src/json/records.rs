//! The records of a MARC-in-JSON file, one after the other.

use std::io::Read;

use crate::defect::{Defect, Found, Place, Reason};
use crate::window::Window;

use super::decode_at;

/// Bytes that one record may take.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Reads records from a source; an iterator of [`Found`] records and of [`Defect`]s that cost a record.
///
/// The file is cut at balanced braces, so a broken record does not cost the next. Memory: one record, at most
/// [`LONGEST_RECORD`] bytes.
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
                [b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0x1E, ..] => self.window.consume(1),
                _ => break,
            }
        }
        self.record_number += 1;
        let place = Place { record_number: self.record_number, byte: self.window.offset() };
        let (length, is_whole) = self.cut()?;
        let bytes = self.window.bytes().get(..length).unwrap_or_default();
        let outcome = match is_whole {
            true => decode_at(&String::from_utf8_lossy(bytes), place),
            false if length >= LONGEST_RECORD => Err(place.defect(0, Reason::TooLong(LONGEST_RECORD))),
            false => Err(place.defect(0, Reason::Json("the object is not closed".into()))),
        };
        self.window.consume(length);
        Ok(Some(outcome))
    }

    /// Bytes of the object at the start of the window, and whether its braces are balanced.
    fn cut(&mut self) -> std::io::Result<(usize, bool)> {
        let (mut at, mut depth, mut is_quoted) = (0usize, 0usize, false);
        loop {
            let held = self.window.bytes();
            let rest = held.get(at..).unwrap_or_default();
            let next =
                if is_quoted { memchr::memchr3(b'"', b'\\', b'\n', rest) } else { rest.iter().position(is_structure) };
            let Some(skipped) = next else {
                at = at.max(held.len());
                if at >= LONGEST_RECORD || !self.window.more()? {
                    return Ok((at.min(self.window.bytes().len()), false));
                }
                continue;
            };
            let byte = rest.get(skipped).copied().unwrap_or_default();
            at += skipped + 1;
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\\' => at += 1,
                b'{' | b'[' => depth += 1,
                // No writer breaks a line before the leader of a record that is not the first of its line.
                b'\n' if self.begins_record(at)? || depth == 0 => return Ok((at, false)),
                b'\n' => {}
                b'}' | b']' if depth <= 1 => return Ok((at, true)),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
    }

    fn begins_record(&mut self, at: usize) -> std::io::Result<bool> {
        let ahead = self.window.peek(at + 16)?.get(at..).unwrap_or_default();
        let ahead = ahead.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        Ok(ahead.is_some_and(|ahead| ahead.starts_with(b"\"leader\"")))
    }
}

/// Bytes outside of quotes that matter for cutting.
fn is_structure(byte: &u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b'\n')
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
