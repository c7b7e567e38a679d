//! The records of a file of text, one after the other: what MARC-in-JSON and breaker text have in common.

use std::io::Read;
use std::marker::PhantomData;

use crate::defect::{Defect, Found, Place, Reason};
use crate::reader::next_of;
use crate::window::Window;

/// Bytes that one record may take.
pub const LONGEST_RECORD: usize = 16 << 20;

/// How records stand in a file of text. Not to be implemented outside of this crate.
pub trait TextForm {
    /// Whether a byte may stand between records.
    fn is_between(byte: u8) -> bool;

    /// The extent of the record at the start of the window.
    fn cut<R: Read>(window: &mut Window<R>) -> std::io::Result<Cut>;

    /// The record in this text.
    fn decode(text: &str, place: Place) -> Result<Found, Defect>;
}

/// The extent of a record.
pub struct Cut {
    /// Bytes.
    pub length: usize,
    /// Why it is no record, seen from its end.
    pub fault: Option<Reason>,
}

/// Reads records of text from a source; an iterator of [`Found`] records and of [`Defect`]s that cost a record.
///
/// Memory: one record, at most [`LONGEST_RECORD`] bytes.
pub struct TextRecords<R, F> {
    window: Window<R>,
    record_number: u64,
    ended: bool,
    form: PhantomData<F>,
}

impl<R: Read, F: TextForm> TextRecords<R, F> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R) -> Self {
        Self::from_window(Window::new(source))
    }

    pub(crate) fn from_window(window: Window<R>) -> Self {
        Self { window, record_number: 0, ended: false, form: PhantomData }
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
        loop {
            match self.window.peek(3)? {
                [] => return Ok(None),
                [0xEF, 0xBB, 0xBF] => self.window.consume(3),
                [byte, ..] if F::is_between(*byte) => self.window.consume(1),
                _ => break,
            }
        }
        self.record_number += 1;
        let place = self.place();
        let cut = F::cut(&mut self.window)?;
        let bytes = self.window.bytes().get(..cut.length).unwrap_or_default();
        let outcome = match cut.fault {
            None => F::decode(&String::from_utf8_lossy(bytes), place).map(|decoded| *found = decoded),
            Some(reason) => Err(place.defect(0, reason)),
        };
        self.window.consume(cut.length);
        Ok(Some(outcome))
    }

    fn place(&self) -> Place {
        Place { record_number: self.record_number, byte: self.window.offset() }
    }
}

impl<R: Read, F: TextForm> Iterator for TextRecords<R, F> {
    type Item = Result<Found, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        next_of(|found| self.read_into(found))
    }
}
