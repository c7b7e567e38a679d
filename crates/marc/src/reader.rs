//! Reading a file of records whatever its format.

use std::io::Read;

use crate::coding::Charset;
use crate::defect::{Defect, Found, Place, Reason};
use crate::window::Window;
use crate::{breaker, iso2709, json, marcxml};

/// A serialisation of MARC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Recognised by the first bytes.
    #[default]
    Auto,
    /// ISO 2709, "binary MARC".
    Iso2709,
    /// MARCXML.
    Marcxml,
    /// MARC-in-JSON.
    Json,
    /// Breaker text.
    Text,
}

/// Bytes looked at to recognise a format.
const HEAD: usize = 4 << 10;

/// Reads the records of a file; an iterator of [`Found`] records, each with the notes of its repairs, and of [`Defect`]s that cost
/// a record. Compressed files are for the caller to unpack.
///
/// ```
/// use marc::{Charset, Format, Reader};
///
/// let file = b"=LDR  00000nam a2200000 i 4500\n=245  10$aEmma\n\n=LDR  00000nam a2200000 i 4500\n=245  00$aBeowulf\n";
/// let titles: Vec<String> = Reader::open(&file[..], Format::Auto, Charset::Auto)
///     .filter_map(Result::ok)
///     .filter_map(|found| found.record.value("245", 'a').map(str::to_owned))
///     .collect();
/// assert_eq!(titles, ["Emma", "Beowulf"]);
/// ```
pub struct Reader<R> {
    format: Format,
    source: Source<R>,
}

enum Source<R> {
    Iso2709(iso2709::Records<R>),
    Marcxml(marcxml::Records<R>),
    Json(json::Records<R>),
    Text(breaker::Records<R>),
    Failed(Option<Defect>),
}

impl<R: Read> Reader<R> {
    /// Opens a source, which need not be buffered. `charset` matters for ISO 2709 only.
    pub fn open(source: R, format: Format, charset: Charset) -> Self {
        let mut window = Window::new(source);
        let (format, defect) = match format {
            Format::Auto => recognise(&mut window),
            known => (known, None),
        };
        let source = match format {
            Format::Iso2709 => Source::Iso2709(iso2709::Records::from_window(window, charset)),
            Format::Marcxml => Source::Marcxml(marcxml::Records::from_window(window)),
            Format::Json => Source::Json(json::Records::from_window(window)),
            Format::Text => Source::Text(breaker::Records::from_window(window)),
            Format::Auto => Source::Failed(defect),
        };
        Self { format, source }
    }

    /// The format, recognised or given; [`Format::Auto`] when it was not recognised.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads the next record into `found`, whose memory is used again: what the iterator does, without an allocation a record.
    /// `None` at the end of the input.
    ///
    /// # Errors
    /// A [`Defect`] that cost a record; `found` holds anything then, and the next call goes on behind that record.
    ///
    /// ```
    /// use marc::{Charset, Format, Found, Reader};
    ///
    /// let file = b"=LDR  00000nam a2200000 i 4500\n=245  10$aEmma\n\n=LDR  00000nam a2200000 i 4500\n=245  00$aBeowulf\n";
    /// let mut reader = Reader::open(&file[..], Format::Auto, Charset::Auto);
    /// let (mut found, mut fields) = (Found::default(), 0);
    /// while let Some(outcome) = reader.read_into(&mut found) {
    ///     outcome?;
    ///     fields += found.record.len();
    /// }
    /// assert_eq!(fields, 2);
    /// # Ok::<(), marc::Defect>(())
    /// ```
    pub fn read_into(&mut self, found: &mut Found) -> Option<Result<(), Defect>> {
        match &mut self.source {
            Source::Iso2709(records) => records.read_into(found),
            Source::Marcxml(records) => records.read_into(found),
            Source::Json(records) => records.read_into(found),
            Source::Text(records) => records.read_into(found),
            Source::Failed(defect) => defect.take().map(Err),
        }
    }

    /// Bytes of the input consumed so far, for progress displays.
    #[must_use]
    pub fn byte(&self) -> u64 {
        match &self.source {
            Source::Iso2709(records) => records.byte(),
            Source::Marcxml(records) => records.byte(),
            Source::Json(records) => records.byte(),
            Source::Text(records) => records.byte(),
            Source::Failed(_) => 0,
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Found, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        next_of(|found| self.read_into(found))
    }
}

/// The next record as a value of its own, from a reader that fills records.
pub(crate) fn next_of(
    read_into: impl FnOnce(&mut Found) -> Option<Result<(), Defect>>,
) -> Option<Result<Found, Defect>> {
    let mut found = Found::default();
    let outcome = read_into(&mut found)?;
    Some(outcome.map(|()| found))
}

/// The format by the first bytes; an empty input is an empty file of ISO 2709.
fn recognise<R: Read>(window: &mut Window<R>) -> (Format, Option<Defect>) {
    let head = match window.peek(HEAD) {
        Ok(head) => head,
        Err(fault) => return (Format::Auto, Some(Place::FIRST.defect(0, Reason::Read(fault.to_string())))),
    };
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match *text {
        [] => (Format::Iso2709, None),
        [b'<', ..] => (Format::Marcxml, None),
        [b'{' | b'[', ..] => (Format::Json, None),
        [b'=', ..] => (Format::Text, None),
        _ if memchr::memchr2(0x1E, 0x1D, text).is_some() => (Format::Iso2709, None),
        [a, b, c, d, e, ..] if [a, b, c, d, e].iter().all(u8::is_ascii_digit) => (Format::Iso2709, None),
        _ => (Format::Auto, Some(Place::FIRST.defect(0, Reason::UnknownFormat))),
    }
}
