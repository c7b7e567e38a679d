//! A file that comes over the net, kept on the disk of the platform while it is read.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::server::Address;
use super::{Digests, Fetched, LARGEST_FILE, PlaceError};

/// Bytes that are taken from the stream of a file at once.
const BUFFER: usize = 256 << 10;

/// The file so far. It has no name, and is gone when it is dropped.
pub struct Spool {
    file: File,
    digests: Digests,
    size: u64,
}

impl Spool {
    /// An empty file in this folder.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`]: nothing can be written there.
    pub fn new(scratch: &Path) -> Result<Self, PlaceError> {
        let file = tempfile::tempfile_in(scratch).map_err(full)?;
        Ok(Self { file, digests: Digests::default(), size: 0 })
    }

    /// Adds bytes of the file that is called so.
    ///
    /// # Errors
    /// [`PlaceError::Refused`]: it is larger than [`LARGEST_FILE`]; [`PlaceError::Unreachable`]: the disk is full.
    pub fn add(&mut self, name: &str, piece: &[u8]) -> Result<(), PlaceError> {
        self.size += piece.len() as u64;
        check_size(name, self.size)?;
        self.digests.update(piece);
        self.file.write_all(piece).map_err(full)
    }

    /// Adds the stream of the file that is called so, or so much of it as is enough. Returns whether its end was reached.
    ///
    /// # Errors
    /// Those of [`Spool::add`] and what `broke_off` makes of a stream that fails; [`PlaceError::Unreachable`]: nothing came in time.
    pub async fn fill(
        &mut self,
        (address, name): (&Address, &str),
        from: &mut (impl AsyncRead + Unpin),
        at_most: Option<u64>,
        broke_off: impl Fn(std::io::Error) -> PlaceError,
    ) -> Result<bool, PlaceError> {
        let mut buffer = vec![0u8; BUFFER];
        loop {
            let length = address.within(from.read(&mut buffer)).await?.map_err(&broke_off)?;
            self.add(name, buffer.get(..length).unwrap_or_default())?;
            if length == 0 || at_most.is_some_and(|most| self.size >= most) {
                return Ok(length == 0);
            }
        }
    }

    /// Bytes so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The file, at its beginning.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`].
    pub fn finish(mut self, modified: Option<i64>) -> Result<Fetched, PlaceError> {
        self.file.seek(SeekFrom::Start(0)).map_err(full)?;
        let (sha256, md5) = self.digests.finish();
        Ok(Fetched { file: self.file, size: self.size, sha256, md5, modified })
    }
}

/// Whether a file of so many bytes is read.
///
/// # Errors
/// [`PlaceError::Refused`]: it is larger than [`LARGEST_FILE`].
pub fn check_size(name: &str, size: u64) -> Result<(), PlaceError> {
    match size > LARGEST_FILE {
        true => Err(PlaceError::Refused(format!("{name} is larger than {} GB", LARGEST_FILE >> 30))),
        false => Ok(()),
    }
}

#[allow(clippy::needless_pass_by_value)]
fn full(fault: std::io::Error) -> PlaceError {
    PlaceError::Unreachable(format!("it cannot be kept here: {fault}"))
}
