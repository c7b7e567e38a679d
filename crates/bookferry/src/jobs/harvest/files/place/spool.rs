//! A file that comes over the net, kept on the disk of the platform while it is read.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::{Digests, Fetched, LARGEST_FILE, PlaceError};

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
