//! What a file holds: records, gzipped records, or a zip archive of files with records.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};

use flate2::read::MultiGzDecoder;

/// The beginning of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// The beginning of gzip.
const GZIP: &[u8] = &[0x1F, 0x8B];
/// An archive that comes as a stream is read into memory up to this size, in bytes.
const ARCHIVE_LIMIT: u64 = 1 << 30;
const BUFFER: usize = 256 << 10;

/// Where the bytes are.
pub enum Content {
    /// In a file.
    File(File),
    /// In memory.
    Bytes(Vec<u8>),
    /// They come one after the other, as from standard input.
    Stream(Box<dyn Read + Send>),
}

impl Content {
    /// Calls `each` with every file of records in it, unpacked.
    pub(super) fn each(self, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
        match self {
            Self::File(file) => seekable(BufReader::with_capacity(BUFFER, file), each),
            Self::Bytes(bytes) => seekable(Cursor::new(bytes), each),
            Self::Stream(stream) => {
                let mut stream = BufReader::with_capacity(BUFFER, stream);
                if !stream.fill_buf()?.starts_with(ZIP) {
                    return plain(stream, each);
                }
                let mut bytes = Vec::new();
                stream.take(ARCHIVE_LIMIT).read_to_end(&mut bytes)?;
                archive(Cursor::new(bytes), each)
            }
        }
    }
}

fn seekable<R: BufRead + Seek>(mut reader: R, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    match reader.fill_buf()?.starts_with(ZIP) {
        true => archive(reader, each),
        false => plain(reader, each),
    }
}

fn plain<R: BufRead>(mut reader: R, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    match reader.fill_buf()?.starts_with(GZIP) {
        true => each(&mut MultiGzDecoder::new(reader)),
        false => each(&mut reader),
    }
}

fn archive<R: Read + Seek>(reader: R, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(reader).map_err(io::Error::other)?;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(io::Error::other)?;
        // Archives made on a Macintosh hold a shadow of each file.
        let is_shadow = entry.name().map_err(io::Error::other)?.starts_with("__MACOSX/");
        if entry.is_dir() || is_shadow {
            continue;
        }
        plain(BufReader::with_capacity(BUFFER, entry), each)?;
    }
    Ok(())
}
