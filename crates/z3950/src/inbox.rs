//! Bytes as they come in, cut into messages.

use crate::ber::{Framer, Limits};
use crate::{DecodeError, DecodeErrorKind, Pdu};

/// What has come from the peer and was not yet handled.
#[derive(Debug)]
pub(crate) struct Inbox {
    limits: Limits,
    buffer: Vec<u8>,
    /// Bytes at the front of the buffer that are done with.
    done: usize,
    framer: Framer,
}

/// Bytes of an empty buffer that are kept.
const KEPT: usize = 64 << 10;

impl Inbox {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, buffer: Vec::new(), done: 0, framer: Framer::new(limits) }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.done);
        self.done = 0;
        // One large message is no reason to keep so much for an association that is silent from now on.
        if self.buffer.is_empty() && self.buffer.capacity() > KEPT {
            self.buffer = Vec::new();
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next complete message, if there is one.
    pub(crate) fn next(&mut self) -> Result<Option<Pdu>, DecodeError> {
        let rest = self.buffer.get(self.done..).unwrap_or_default();
        // Every message begins with a constructed context tag; what does not (HTTP, TLS) need not be waited for.
        if rest.first().is_some_and(|first| first & 0xE0 != 0xA0) {
            return Err(DecodeError::new(0, DecodeErrorKind::Value("a Z39.50 message")));
        }
        let Some(length) = self.framer.advance(rest)? else { return Ok(None) };
        let pdu = Pdu::decode(rest.get(..length).unwrap_or_default(), &self.limits)?;
        self.done += length;
        self.framer = Framer::new(self.limits);
        Ok(Some(pdu))
    }

    /// Whether a message has begun but not ended.
    pub(crate) fn is_in_the_middle(&self) -> bool {
        self.done < self.buffer.len()
    }
}
