//! A byte source that stops when a total or a single token grows past its limit.

use std::io::{self, BufRead, Read};

/// Marks the I/O errors that [`Capped`] raises, so that the reader can name the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overrun {
    Total,
    Token,
}

impl std::fmt::Display for Overrun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Total => "the document is too large",
            Self::Token => "one tag or text is too large",
        })
    }
}

impl std::error::Error for Overrun {}

pub(crate) struct Capped<R> {
    inner: R,
    total_left: u64,
    token_limit: u64,
    token_left: u64,
}

impl<R> Capped<R> {
    pub(crate) fn new(inner: R, total: u64, token: u64) -> Self {
        Self { inner, total_left: total, token_limit: token, token_left: token }
    }

    /// A new token begins here.
    pub(crate) fn mark(&mut self) {
        self.token_left = self.token_limit;
    }
}

impl<'a> Capped<&'a [u8]> {
    /// The bytes that are left.
    pub(crate) fn source(&self) -> &'a [u8] {
        self.inner
    }

    /// Leaves out so many bytes; false when they pass the limit of the whole.
    pub(crate) fn pass_over(&mut self, length: usize) -> bool {
        let within = length as u64 <= self.total_left;
        if within {
            self.inner = self.inner.get(length..).unwrap_or_default();
            self.total_left -= length as u64;
        }
        within
    }
}

impl<R: BufRead> BufRead for Capped<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let (total_left, token_left) = (self.total_left, self.token_left);
        let available = self.inner.fill_buf()?;
        if available.is_empty() {
            return Ok(available);
        }
        let overrun = match (total_left, token_left) {
            (0, _) => Overrun::Total,
            (_, 0) => Overrun::Token,
            _ => {
                let allowed = usize::try_from(total_left.min(token_left)).unwrap_or(usize::MAX);
                return Ok(available.get(..allowed.min(available.len())).unwrap_or(available));
            }
        };
        Err(io::Error::other(overrun))
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.total_left = self.total_left.saturating_sub(amount as u64);
        self.token_left = self.token_left.saturating_sub(amount as u64);
    }
}

impl<R: BufRead> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..amount), available.get(..amount)) {
            to.copy_from_slice(from);
        }
        self.consume(amount);
        Ok(amount)
    }
}
