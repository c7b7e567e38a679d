//! Files named on the command line: `-` is standard input, gzip is recognised.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::Stop;

/// A file opened for reading, unpacked where it is compressed.
pub struct Input {
    reader: Box<dyn Read>,
}

impl Input {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, Stop> {
        let mut raw: Box<dyn Read> = match is_standard(path) {
            true => Box::new(io::stdin()),
            false => Box::new(File::open(path).map_err(|fault| unreadable(path, &fault))?),
        };
        let mut head = Vec::with_capacity(2);
        raw.by_ref().take(2).read_to_end(&mut head).map_err(|fault| unreadable(path, &fault))?;
        let is_gzip = head == [0x1F, 0x8B];
        // Readers of records have a buffer of their own; only the unpacking needs one.
        let whole = Cursor::new(head).chain(raw);
        let reader: Box<dyn Read> = match is_gzip {
            true => Box::new(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, whole))),
            false => Box::new(whole),
        };
        Ok(Self { reader })
    }

    /// The whole content.
    pub fn read_all(path: &Path) -> Result<Vec<u8>, Stop> {
        let mut content = Vec::new();
        Self::open(path)?.read_to_end(&mut content).map_err(|fault| unreadable(path, &fault))?;
        Ok(content)
    }
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.reader.read(out)
    }
}

/// The name of a file in messages.
pub fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn unreadable(path: &Path, fault: &io::Error) -> Stop {
    Stop::Usage(format!("{} cannot be read: {fault}", name(path)))
}
