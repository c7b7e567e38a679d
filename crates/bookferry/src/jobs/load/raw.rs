//! The records of a file together with the bytes that they were read from.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use marc::holdings::Mapping;
use marc::{Charset, Defect, Format, Found, Place, Reader};
use tokio::sync::mpsc::Sender;

use super::Content;

/// Bytes of a broken part that are kept.
const BAD_LIMIT: usize = 4 << 20;

/// A record, or a part of the file that is none.
pub(super) enum Piece {
    Record { raw: Vec<u8>, place: String, record: Box<marc::Record> },
    Bad { raw: Vec<u8>, reason: String },
}

impl Piece {
    /// Its number in the library's own system, by the mapping; empty where it has none.
    pub fn number(&self, mapping: &Mapping) -> String {
        self.record().and_then(|record| mapping.record_id(record)).unwrap_or_default()
    }

    pub fn raw(&self) -> &[u8] {
        match self {
            Self::Record { raw, .. } | Self::Bad { raw, .. } => raw,
        }
    }

    pub fn record(&self) -> Option<&marc::Record> {
        match self {
            Self::Record { record, .. } => Some(record),
            Self::Bad { .. } => None,
        }
    }
}

/// Reads everything and sends it on in batches; ends early when nobody wants more.
pub(super) fn read_pieces(content: Content, batch: usize, out: &Sender<Vec<Piece>>) -> io::Result<()> {
    content.each(&mut |file| {
        let kept = Rc::new(RefCell::new(Kept::default()));
        let mut reader = Reader::open(Tee { file, kept: Rc::clone(&kept) }, Format::Auto, Charset::Auto);
        loop {
            let mut pieces = Vec::with_capacity(batch);
            while pieces.len() < batch
                && let Some(next) = reader.next()
            {
                let (format, end) = (reader.format(), reader.byte());
                pieces.push(match next {
                    Ok(found) => piece(found, format, &mut kept.borrow_mut(), end),
                    Err(defect) => broken(&defect, &mut kept.borrow_mut(), end),
                });
            }
            if pieces.is_empty() || out.blocking_send(pieces).is_err() {
                return Ok(());
            }
        }
    })
}

fn piece(found: Found, format: Format, kept: &mut Kept, end: u64) -> Piece {
    let Place { record_number, byte } = found.place;
    let given = kept.take(byte, end);
    let is_whole = match format {
        Format::Iso2709 => given.ends_with(&[0x1D]),
        Format::Json => given.starts_with(b"{"),
        // A record cut out of a collection may lack its namespaces.
        _ => false,
    };
    let raw = if is_whole { given } else { marc::marcxml::encode(&found.record).into_bytes() };
    let place = format!("record {record_number}, byte {byte}");
    Piece::Record { raw, place, record: Box::new(found.record) }
}

fn broken(defect: &Defect, kept: &mut Kept, end: u64) -> Piece {
    let mut raw = kept.take(defect.byte, end);
    raw.truncate(BAD_LIMIT);
    Piece::Bad { raw, reason: defect.to_string() }
}

/// Bytes that were read and not given away yet.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// The place of the first of them in the file.
    start: u64,
}

impl Kept {
    /// The bytes from one place to another; nothing before the second is needed any more.
    fn take(&mut self, from: u64, to: u64) -> Vec<u8> {
        let place = |byte: u64| usize::try_from(byte.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let (from, to) = (place(from), place(to).min(self.bytes.len()));
        let taken = self.bytes.get(from.min(to)..to).unwrap_or_default().to_vec();
        self.bytes.drain(..to);
        self.start += to as u64;
        taken
    }
}

/// Keeps a copy of what is read through it.
struct Tee<'a> {
    file: &'a mut dyn Read,
    kept: Rc<RefCell<Kept>>,
}

impl Read for Tee<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(out)?;
        self.kept.borrow_mut().bytes.extend_from_slice(out.get(..length).unwrap_or_default());
        Ok(length)
    }
}
