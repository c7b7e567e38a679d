//! The records of a MARCXML file, one after the other. The file is cut at `record` elements first, so one broken record does
//! not cost the next.

use std::io::Read;

use crate::defect::{Defect, Found, Place, Reason};
use crate::reader::next_of;
use crate::window::Window;

use super::scan;

/// Bytes that one `record` element may take.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Bytes in which the name of an element must end.
const LONGEST_NAME: usize = 256;

/// Reads records from a source; an iterator of [`Found`] records and of [`Defect`]s that cost a record.
///
/// Memory: one record, at most [`LONGEST_RECORD`] bytes.
pub struct Records<R> {
    window: Window<R>,
    record_number: u64,
    is_latin1: bool,
    /// `collection` elements that are open.
    collections: u64,
    state: State,
}

#[derive(PartialEq, Eq)]
enum State {
    Fresh,
    Reading,
    Ended,
}

/// What a `<` begins, as far as it matters between records.
enum Markup {
    RecordStart,
    CollectionStart,
    CollectionEnd,
    /// A comment, CDATA section or processing instruction, with what ends it.
    Opaque(&'static [u8]),
    Other,
}

/// A stretch of the window that may be a record.
enum Cut {
    /// From the start of the window, this long.
    Record(usize),
    /// A record that is lost, and the bytes to give up.
    Lost(Reason, usize),
}

impl<R: Read> Records<R> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R) -> Self {
        Self::from_window(Window::new(source))
    }

    pub(crate) fn from_window(window: Window<R>) -> Self {
        Self { window, record_number: 0, is_latin1: false, collections: 0, state: State::Fresh }
    }

    /// Bytes of the input consumed so far.
    #[must_use]
    pub fn byte(&self) -> u64 {
        self.window.offset()
    }

    /// Reads the next record into `found`; see [`Reader::read_into`](crate::Reader::read_into).
    ///
    /// # Errors
    /// A [`Defect`] that cost a record.
    pub fn read_into(&mut self, found: &mut Found) -> Option<Result<(), Defect>> {
        if self.state == State::Ended {
            return None;
        }
        self.read(found).unwrap_or_else(|fault| {
            self.state = State::Ended;
            let place = Place { record_number: self.record_number + 1, byte: self.window.offset() };
            Some(Err(place.defect(0, Reason::Read(fault.to_string()))))
        })
    }

    fn read(&mut self, found: &mut Found) -> std::io::Result<Option<Result<(), Defect>>> {
        if self.state == State::Fresh {
            self.is_latin1 = declares_latin1(self.window.peek(120)?);
            self.state = State::Reading;
        }
        while let Some(cut) = self.cut()? {
            let place = Place { record_number: self.record_number + 1, byte: self.window.offset() };
            let (outcome, length) = match cut {
                Cut::Record(length) => (self.decode(length, place, found), length),
                Cut::Lost(reason, length) => (Some(Err(place.defect(0, reason))), length),
            };
            self.window.consume(length);
            if outcome.is_some() {
                self.record_number += 1;
                return Ok(outcome);
            }
        }
        Ok(self.end())
    }

    fn end(&mut self) -> Option<Result<(), Defect>> {
        self.state = State::Ended;
        let place = Place { record_number: self.record_number + 1, byte: self.window.offset() };
        (self.collections > 0).then(|| Err(place.defect(0, Reason::CollectionNotClosed)))
    }

    /// Reads the record at the start of the window; `None` when it is no MARC record.
    fn decode(&self, length: usize, place: Place, found: &mut Found) -> Option<Result<(), Defect>> {
        let bytes = self.window.bytes().get(..length).unwrap_or_default();
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => return scan::record(text, place, false, found).transpose(),
            Err(_) if self.is_latin1 => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        };
        // Characters have become longer, so the places of defects are only near the truth; they stay inside the record.
        let end = place.byte + length as u64;
        let outcome = scan::record(&text, place, !self.is_latin1, found);
        found.defects.iter_mut().for_each(|defect| defect.byte = defect.byte.min(end));
        outcome.map_err(|defect| Defect { byte: defect.byte.min(end), ..defect }).transpose()
    }

    /// Moves the window to the next MARC record and finds its end. `None` at the end of the input.
    fn cut(&mut self) -> std::io::Result<Option<Cut>> {
        while self.seek_record_start()? {
            if let Some(cut) = self.seek_record_end()? {
                return Ok(Some(cut));
            }
        }
        Ok(None)
    }

    /// Consumes everything before the next `record` element; false when there is none.
    fn seek_record_start(&mut self) -> std::io::Result<bool> {
        loop {
            let Some(found) = self.window.find(b'<', 0, 1)? else {
                let held = self.window.bytes().len();
                if held == 0 {
                    return Ok(false);
                }
                self.window.consume(held);
                continue;
            };
            self.window.consume(found);
            match classify(self.window.peek(LONGEST_NAME)?) {
                Markup::RecordStart => return Ok(true),
                Markup::Opaque(end) => {
                    self.skip_opaque(end)?;
                    continue;
                }
                Markup::CollectionStart => self.collections += 1,
                Markup::CollectionEnd => self.collections = self.collections.saturating_sub(1),
                Markup::Other => {}
            }
            self.window.consume(1);
        }
    }

    /// Consumes a comment or its like, keeping only so much as its end may have begun in.
    fn skip_opaque(&mut self, end: &[u8]) -> std::io::Result<()> {
        self.window.consume(1);
        loop {
            if let Some(found) = self.window.find_all_of(end, 0, 1)? {
                self.window.consume(found + end.len());
                return Ok(());
            }
            let held = self.window.bytes().len();
            self.window.consume((held + 1).saturating_sub(end.len()));
            if !self.window.more()? {
                return Ok(());
            }
        }
    }

    /// Finds the end of the `record` element that the window begins with. `None` when it was no MARC record: the window has
    /// moved on then. An element inside that is a `record` too takes its place, as in OAI-PMH answers.
    fn seek_record_end(&mut self) -> std::io::Result<Option<Cut>> {
        let mut from = 1;
        loop {
            let Some(found) = self.window.find_all_of(b"record", from, LONGEST_RECORD)? else {
                return Ok(self.without_end());
            };
            from = found + 1;
            self.window.peek(found + b"record".len() + 1)?;
            let held = self.window.bytes();
            let before = held.get(..found).unwrap_or_default();
            let Some((tag, is_end)) = tag_of_name(held, found, b"record".len()) else { continue };
            if let Some(end) = open_opaque(before) {
                let Some(found) = self.window.find_all_of(end, found, LONGEST_RECORD)? else {
                    return Ok(self.without_end());
                };
                from = found + end.len();
                continue;
            }
            let has_fields = has_fields(before);
            if is_end {
                let end = self.window.find(b'>', found, found + LONGEST_NAME)?;
                let Some(end) = end else { return Ok(self.without_end()) };
                if has_fields {
                    return Ok(Some(Cut::Record(end + 1)));
                }
                self.window.consume(end + 1);
                return Ok(None);
            }
            if has_fields {
                // Never nothing, for what is not given up is read again.
                return Ok(Some(Cut::Lost(Reason::Xml(NOT_CLOSED.into()), tag.max(1))));
            }
            self.window.consume(tag);
            from = 1 + found - tag;
        }
    }

    /// The input ends inside a `record` element, or the element is too long.
    fn without_end(&mut self) -> Option<Cut> {
        let held = self.window.bytes();
        let length = held.len();
        if length >= LONGEST_RECORD {
            return Some(Cut::Lost(Reason::TooLong(LONGEST_RECORD), length));
        }
        if has_fields(held) {
            // One report is enough for a file that was cut off.
            self.collections = 0;
            return Some(Cut::Lost(Reason::Truncated, length));
        }
        self.window.consume(length);
        None
    }
}

const NOT_CLOSED: &str = "a record begins before this one is closed";

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Found, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        next_of(|found| self.read_into(found))
    }
}

/// What the `<` at the beginning begins.
fn classify(bytes: &[u8]) -> Markup {
    let behind = bytes.get(1..).unwrap_or_default();
    if behind.starts_with(b"!--") {
        return Markup::Opaque(b"-->");
    }
    if behind.starts_with(b"![CDATA[") {
        return Markup::Opaque(b"]]>");
    }
    if behind.starts_with(b"?") {
        return Markup::Opaque(b"?>");
    }
    let (is_end, name) = match behind.strip_prefix(b"/") {
        Some(name) => (true, name),
        None => (false, behind),
    };
    let length = name.iter().position(|&byte| ends_name(byte));
    let name = name.get(..length.unwrap_or(name.len())).unwrap_or_default();
    let local = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
    match (local, is_end) {
        (b"record", false) => Markup::RecordStart,
        (b"collection", false) => Markup::CollectionStart,
        (b"collection", true) => Markup::CollectionEnd,
        _ => Markup::Other,
    }
}

fn ends_name(byte: u8) -> bool {
    matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n')
}

/// Where the tag begins whose local name stands at `at`, and whether it is an end tag. `None` when the name is not one.
fn tag_of_name(bytes: &[u8], at: usize, length: usize) -> Option<(usize, bool)> {
    if !bytes.get(at + length).is_some_and(|&byte| ends_name(byte)) {
        return None;
    }
    let before = bytes.get(..at)?;
    let before = match before.strip_suffix(b":") {
        Some(qualified) => {
            let prefix =
                qualified.iter().rev().take(LONGEST_NAME).take_while(|&&byte| byte != b'<' && !ends_name(byte));
            qualified.get(..qualified.len() - prefix.count())?
        }
        None => before,
    };
    match before {
        [.., b'<'] => Some((before.len() - 1, false)),
        [.., b'<', b'/'] => Some((before.len() - 2, true)),
        _ => None,
    }
}

/// What ends the comment or CDATA section that is open at the end of the bytes, if one is.
fn open_opaque(bytes: &[u8]) -> Option<&'static [u8]> {
    memchr::memmem::find(bytes, b"<!")?;
    let kinds: [(&[u8], &'static [u8]); 2] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>")];
    kinds.into_iter().find_map(|(start, end)| {
        let opened = memchr::memmem::rfind(bytes, start)?;
        memchr::memmem::find(bytes.get(opened..)?, end).is_none().then_some(end)
    })
}

/// Whether a leader or a field begins anywhere: what tells a MARC record from an OAI-PMH record around it.
fn has_fields(bytes: &[u8]) -> bool {
    [b"leader".as_slice(), b"controlfield", b"datafield"].iter().any(|name| {
        let mut places = memchr::memmem::find_iter(bytes, name);
        places.any(|at| tag_of_name(bytes, at, name.len()).is_some())
    })
}

fn declares_latin1(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.split("?>").next().unwrap_or_default();
    declaration.contains("<?xml")
        && ["iso-8859-1", "latin1", "windows-1252"].iter().any(|name| declaration.contains(name))
}
