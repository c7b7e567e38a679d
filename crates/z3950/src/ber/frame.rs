//! Where one message ends in a stream of bytes.

use super::{Header, Limits};
use crate::{DecodeError, DecodeErrorKind};

/// How many bytes make the first whole element of `bytes`; `None` when more are needed.
///
/// For a growing buffer use a [`Framer`], which does not start over each time.
///
/// # Errors
/// When the bytes cannot become an element, or it would pass a limit.
pub fn frame(bytes: &[u8], limits: &Limits) -> Result<Option<usize>, DecodeError> {
    Framer::new(*limits).advance(bytes)
}

/// Finds the end of an element in a buffer that grows at its end.
///
/// Elements of known length are jumped over, so the work is a few steps even for a large message.
#[derive(Debug, Clone)]
pub struct Framer {
    limits: Limits,
    /// Everything before this is understood.
    at: usize,
    /// Open elements of indefinite length.
    open: usize,
}

impl Framer {
    /// A framer at the start of a message.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, at: 0, open: 0 }
    }

    /// Goes as far as `bytes`, all that has come so far of this message, allow: the message's length, or `None` for
    /// "more".
    ///
    /// # Errors
    /// As [`frame`].
    pub fn advance(&mut self, bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
        loop {
            if self.at > 0 && self.open == 0 {
                return Ok((self.at <= bytes.len()).then_some(self.at));
            }
            let Some(header) = Header::read(bytes, self.at)? else { return Ok(None) };
            self.step(&header)?;
            if self.at > self.limits.bytes {
                return Err(DecodeError::new(self.at, DecodeErrorKind::Limit("bytes in a message", self.limits.bytes)));
            }
        }
    }

    fn step(&mut self, header: &Header) -> Result<(), DecodeError> {
        match header.length {
            None if self.open >= self.limits.depth => {
                return Err(DecodeError::new(self.at, DecodeErrorKind::Limit("nested elements", self.limits.depth)));
            }
            None => {
                self.open += 1;
                self.at = header.content;
            }
            Some(_) if self.open > 0 && header.is_end_of_contents(self.at) => {
                self.open -= 1;
                self.at = header.content;
            }
            Some(length) => self.at = header.content.saturating_add(length),
        }
        Ok(())
    }
}
