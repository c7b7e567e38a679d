//! Files named on the command line: `-` is standard input, gzip is recognised.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
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
        let raw: Box<dyn Read> = match is_standard(path) {
            true => Box::new(io::stdin()),
            false => Box::new(File::open(path).map_err(|fault| unreadable(path, &fault))?),
        };
        let mut buffered = BufReader::with_capacity(256 << 10, raw);
        let head = buffered.fill_buf().map_err(|fault| unreadable(path, &fault))?;
        let reader: Box<dyn Read> = match head.starts_with(&[0x1F, 0x8B]) {
            true => Box::new(MultiGzDecoder::new(buffered)),
            false => Box::new(buffered),
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
