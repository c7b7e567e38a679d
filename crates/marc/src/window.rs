//! A window on a byte source: what all streaming readers share. It looks ahead as far as asked and never holds more than that.

use std::io::{ErrorKind, Read};

/// Bytes asked of the source at a time.
const STEP: usize = 64 << 10;

pub struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    offset: u64,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), start: 0, end: 0, offset: 0 }
    }

    /// For a source of known length, which needs no more memory than that.
    pub(crate) fn of_length(source: R, bytes: usize) -> Self {
        // A byte of room lets the source say that it has ended.
        let buffer = vec![0; bytes.saturating_add(1).min(STEP)];
        Self { source, buffer, start: 0, end: 0, offset: 0 }
    }

    /// The bytes held and not yet consumed.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Place of the first held byte in the input.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The first held bytes: `count` of them, fewer only at the end of the input.
    pub(crate) fn peek(&mut self, count: usize) -> std::io::Result<&[u8]> {
        while self.end - self.start < count && self.more()? {}
        let held = self.bytes();
        Ok(held.get(..count).unwrap_or(held))
    }

    /// Position of `byte` among the held bytes at or behind `from`, reading on as needed. `None` when the input ends or
    /// `limit` bytes are held without it.
    pub(crate) fn find(&mut self, byte: u8, mut from: usize, limit: usize) -> std::io::Result<Option<usize>> {
        loop {
            let held = self.bytes();
            if let Some(found) = memchr::memchr(byte, held.get(from..).unwrap_or_default()) {
                return Ok(Some(from + found));
            }
            from = from.max(held.len());
            if held.len() >= limit || !self.more()? {
                return Ok(None);
            }
        }
    }

    /// As [`Window::find`], for several bytes in a row.
    pub(crate) fn find_all_of(
        &mut self,
        wanted: &[u8],
        mut from: usize,
        limit: usize,
    ) -> std::io::Result<Option<usize>> {
        loop {
            let held = self.bytes();
            if let Some(found) = memchr::memmem::find(held.get(from..).unwrap_or_default(), wanted) {
                return Ok(Some(from + found));
            }
            // The beginning of what is wanted may be held already.
            from = from.max((held.len() + 1).saturating_sub(wanted.len()));
            if held.len() >= limit || !self.more()? {
                return Ok(None);
            }
        }
    }

    /// Gives up the first `count` held bytes.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads once from the source; false at its end.
    pub(crate) fn more(&mut self) -> std::io::Result<bool> {
        self.make_room();
        loop {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.source.read(room) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.end += count.min(room.len());
                    return Ok(true);
                }
                Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault),
            }
        }
    }

    fn make_room(&mut self) {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            let mut larger = vec![0; self.buffer.len().max(STEP / 2) * 2];
            if let Some(kept) = larger.get_mut(..self.end) {
                kept.copy_from_slice(&self.buffer);
            }
            self.buffer = larger;
        }
    }
}
