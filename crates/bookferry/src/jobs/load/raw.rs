//! The records of a file together with the bytes that they were read from.

use std::cell::RefCell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use marc::holdings::Mapping;
use marc::{Charset, Defect, Format, Found, Place, Reader};
use tokio::sync::mpsc::Sender;

use super::Content;

/// Bytes of a broken part that are kept.
const BAD_LIMIT: usize = 4 << 20;
/// Bytes that wait for the end of their record; no real one is as long.
const KEPT_LIMIT: usize = 64 << 20;
/// Bytes that tell records from a list of numbers.
const LOOK: usize = 8 << 10;
/// Letters of a number in a list.
const LONGEST_NUMBER: usize = 200;

/// A record, or a part of the file that is none.
pub(in crate::jobs) enum Piece {
    Record {
        raw: Vec<u8>,
        place: String,
        record: Box<marc::Record>,
    },
    Bad {
        raw: Vec<u8>,
        reason: String,
    },
    /// Only the number of a record: the file lists what is gone.
    Number(String),
}

impl Piece {
    /// Its number in the library's own system, by the mapping; empty where it has none.
    pub fn number(&self, mapping: &Mapping) -> String {
        match self {
            Self::Number(number) => number.clone(),
            _ => self.record().and_then(|record| mapping.record_id(record)).unwrap_or_default(),
        }
    }

    pub fn raw(&self) -> &[u8] {
        match self {
            Self::Record { raw, .. } | Self::Bad { raw, .. } => raw,
            Self::Number(number) => number.as_bytes(),
        }
    }

    pub fn record(&self) -> Option<&marc::Record> {
        match self {
            Self::Record { record, .. } => Some(record),
            Self::Bad { .. } | Self::Number(_) => None,
        }
    }
}

/// Reads everything and sends it on in batches; ends early when nobody wants more. A file that tells what is gone (`deletes`) may
/// be a plain list of numbers.
pub(in crate::jobs) fn read_pieces(
    content: Content,
    batch: usize,
    deletes: bool,
    out: &Sender<Vec<Piece>>,
) -> io::Result<()> {
    content.each(&mut |file| {
        let mut file = io::BufReader::with_capacity(LOOK, file);
        if deletes && is_list_of_numbers(file.fill_buf()?) {
            return read_numbers(&mut file, batch, out);
        }
        read_records(&mut file, batch, out)
    })
}

/// Whether nothing but numbers stands here, one a line: no sign of any form of MARC.
fn is_list_of_numbers(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" \t\r\n._:/()-".contains(byte);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    bytes.iter().all(plain) && !first.is_empty() && !first.iter().any(u8::is_ascii_whitespace)
}

fn read_numbers(file: &mut dyn BufRead, batch: usize, out: &Sender<Vec<Piece>>) -> io::Result<()> {
    let mut numbers = Vec::new();
    for line in file.lines() {
        let line = line?;
        if !line.trim().is_empty() {
            numbers.push(Piece::Number(line.trim().chars().take(LONGEST_NUMBER).collect()));
        }
        if numbers.len() == batch && out.blocking_send(std::mem::take(&mut numbers)).is_err() {
            return Ok(());
        }
    }
    if !numbers.is_empty() {
        let _ = out.blocking_send(numbers);
    }
    Ok(())
}

fn read_records(file: &mut dyn Read, batch: usize, out: &Sender<Vec<Piece>>) -> io::Result<()> {
    let kept = Rc::new(RefCell::new(Kept::default()));
    let mut reader = Reader::open(Tee { file, kept: Rc::clone(&kept) }, Format::Auto, Charset::Auto);
    loop {
        let mut pieces = Vec::with_capacity(batch);
        while pieces.len() < batch
            && let Some(next) = reader.next()
        {
            let (format, end) = (reader.format(), reader.byte());
            if let Some(fault) = kept.borrow_mut().fault.take() {
                return Err(fault);
            }
            pieces.push(match next {
                Ok(found) => piece(found, format, &mut kept.borrow_mut(), end),
                Err(defect) => broken(&defect, &mut kept.borrow_mut(), end),
            });
        }
        if pieces.is_empty() || out.blocking_send(pieces).is_err() {
            return kept.borrow_mut().fault.take().map_or(Ok(()), Err);
        }
    }
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
    /// Reading itself failed: whatever the records say of it, the file is not whole.
    fault: Option<io::Error>,
}

impl Kept {
    /// More bytes. Where no record comes for long, the first of them are let go: nobody shows so much.
    fn add(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > KEPT_LIMIT {
            let far = self.bytes.len() - KEPT_LIMIT / 2;
            self.bytes.drain(..far);
            self.start += far as u64;
        }
    }

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
        let length = match self.file.read(out) {
            Ok(length) => length,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => return Err(fault),
            Err(fault) => {
                let again = io::Error::new(fault.kind(), fault.to_string());
                self.kept.borrow_mut().fault = Some(fault);
                return Err(again);
            }
        };
        self.kept.borrow_mut().add(out.get(..length).unwrap_or_default());
        Ok(length)
    }
}
