//! What a file holds: records, gzipped records, or an archive (zip, tar) of files with records, gzipped or not.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::tar;

/// The beginning of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// The beginning of gzip.
const GZIP: &[u8] = &[0x1F, 0x8B];
/// An archive that comes as a stream is read into memory up to this size, in bytes.
const ARCHIVE_LIMIT: u64 = 1 << 30;
const BUFFER: usize = 256 << 10;
/// Packages within packages that are opened: a zip of gzipped tars is more than anybody sends.
const DEPTH: usize = 3;
/// What is packed may become so many times larger; real records become ten to thirty times larger, a bomb a thousand times.
const GROWTH: u64 = 200;
/// So many unpacked bytes are never too many.
const ALWAYS: u64 = 64 << 20;

/// Where the bytes are.
pub enum Content {
    /// In a file.
    File(File),
    /// In memory.
    Bytes(Vec<u8>),
    /// They come one after the other, as from standard input.
    Stream(Box<dyn Read + Send>),
}

/// Takes one file of records, unpacked.
type Each<'a> = dyn FnMut(&mut dyn Read) -> io::Result<()> + 'a;

impl Content {
    /// Calls `each` with every file of records in it, unpacked.
    pub(super) fn each(self, each: &mut Each<'_>) -> io::Result<()> {
        match self {
            Self::File(file) => seekable(BufReader::with_capacity(BUFFER, file), each),
            Self::Bytes(bytes) => seekable(Cursor::new(bytes), each),
            Self::Stream(stream) => {
                let mut stream = BufReader::with_capacity(BUFFER, stream);
                if !stream.fill_buf()?.starts_with(ZIP) {
                    return unpack(&mut stream, DEPTH, each);
                }
                let mut bytes = Vec::new();
                stream.take(ARCHIVE_LIMIT).read_to_end(&mut bytes)?;
                archive(Cursor::new(bytes), each)
            }
        }
    }
}

fn seekable<R: BufRead + Seek>(mut reader: R, each: &mut Each<'_>) -> io::Result<()> {
    match reader.fill_buf()?.starts_with(ZIP) {
        true => archive(reader, each),
        false => unpack(&mut reader, DEPTH, each),
    }
}

/// Opens gzip and tar, one in the other.
fn unpack(reader: &mut dyn BufRead, depth: usize, each: &mut Each<'_>) -> io::Result<()> {
    let begin = reader.fill_buf()?;
    if begin.starts_with(GZIP) {
        if depth == 0 {
            return Err(io::Error::other("it is packed too many times"));
        }
        let packed = Rc::new(Cell::new(0));
        let unpacked = MultiGzDecoder::new(Counted { inner: reader, count: Rc::clone(&packed) });
        let measured = Measured { inner: unpacked, packed, unpacked: 0 };
        return unpack(&mut BufReader::with_capacity(BUFFER, measured), depth - 1, each);
    }
    if tar::begins(begin) && depth > 0 {
        return tar::each(reader, &mut |entry| unpack(&mut BufReader::new(entry), depth - 1, each));
    }
    each(&mut &mut *reader)
}

fn archive<R: Read + Seek>(reader: R, each: &mut Each<'_>) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(reader).map_err(io::Error::other)?;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(io::Error::other)?;
        // Archives made on a Macintosh hold a shadow of each file.
        let is_shadow = entry.name().map_err(io::Error::other)?.starts_with("__MACOSX/");
        if entry.is_dir() || is_shadow {
            continue;
        }
        let packed = Rc::new(Cell::new(entry.compressed_size()));
        let measured = Measured { inner: entry, packed, unpacked: 0 };
        unpack(&mut BufReader::with_capacity(BUFFER, measured), DEPTH - 1, each)?;
    }
    Ok(())
}

/// Counts what is read through it.
struct Counted<'a> {
    inner: &'a mut dyn BufRead,
    count: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(out)?;
        self.count.set(self.count.get() + length as u64);
        Ok(length)
    }
}

/// Refuses what becomes too many times larger than it was.
struct Measured<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(out)?;
        self.unpacked += length as u64;
        if self.unpacked > ALWAYS.max(self.packed.get().saturating_mul(GROWTH)) {
            return Err(io::Error::other(format!("unpacked it is more than {GROWTH} times as large as packed")));
        }
        Ok(length)
    }
}
