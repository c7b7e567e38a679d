//! The pull reader: one event after the other, names resolved, every limit checked.

mod path;

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::events::attributes::Attribute as RawAttribute;
use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::name::{NamespaceResolver, PrefixDeclaration, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use path::Path;

use crate::capped::{Capped, Overrun};
use crate::writer::is_forbidden;
use crate::{Error, ErrorKind};

/// What a document may cost. Every limit is checked before the memory is spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole input.
    pub bytes: u64,
    /// Bytes of one tag, one text or one comment.
    pub token_bytes: u64,
    /// Elements open at the same time.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
}

impl Limits {
    /// For one protocol message: 4 MiB, 64 levels.
    #[must_use]
    pub const fn message() -> Self {
        Self { bytes: 4 << 20, token_bytes: 1 << 20, depth: 64, attributes: 64 }
    }

    /// For a page or file of records: no limit on the whole, 16 MiB a token, 64 levels.
    #[must_use]
    pub const fn records() -> Self {
        Self { bytes: u64::MAX, token_bytes: 16 << 20, depth: 64, attributes: 64 }
    }
}

/// One step through the document. Comments and processing instructions are read over.
#[derive(Debug)]
pub enum Event<'a> {
    /// An element begins. An empty element is followed by its [`Event::End`].
    Start {
        /// The namespace name, when the element is in one.
        namespace: Option<&'a str>,
        /// The name without prefix.
        local: &'a str,
        /// The attributes, namespace declarations left out.
        attributes: Attributes<'a>,
    },
    /// A piece of text, entities resolved. One run of text may come in several pieces.
    Text(Cow<'a, str>),
    /// The innermost open element ends.
    End,
}

/// A pull reader over bytes.
pub struct Reader<R> {
    inner: NsReader<Capped<R>>,
    buffer: Vec<u8>,
    namespace: String,
    limits: Limits,
    path: Path,
    end_is_due: bool,
    root_seen: bool,
    /// Bytes that went past the tokeniser: see [`Reader::pass_over`].
    passed_over: u64,
}

impl<R: BufRead> Reader<R> {
    /// A reader over `source` that keeps to `limits`.
    #[must_use]
    pub fn new(source: R, limits: Limits) -> Self {
        let mut inner = NsReader::from_reader(Capped::new(source, limits.bytes, limits.token_bytes));
        inner.config_mut().check_end_names = true;
        Self {
            inner,
            buffer: Vec::new(),
            namespace: String::new(),
            limits,
            path: Path::default(),
            end_is_due: false,
            root_seen: false,
            passed_over: 0,
        }
    }

    /// The next event, or `None` behind the root element.
    ///
    /// # Errors
    /// When the document is not well-formed, ends too early or passes a limit. The reader cannot go on after an error.
    #[allow(clippy::should_implement_trait)] // lends from itself, so it cannot be an Iterator
    pub fn next(&mut self) -> Result<Option<Event<'_>>, Error> {
        if std::mem::take(&mut self.end_is_due) {
            self.path.leave();
            return Ok(Some(Event::End));
        }
        loop {
            self.buffer.clear();
            self.inner.get_mut().mark();
            // The borrow checker cannot see that an event handed out ends the loop, so the kind is decided first.
            match self.read_kind()? {
                Kind::Skip => {}
                Kind::Ended => return Ok(None),
                Kind::End => {
                    self.path.leave();
                    return Ok(Some(Event::End));
                }
                Kind::Text(text) => return Ok(Some(Event::Text(Cow::Owned(text)))),
                Kind::Start(start) => return self.lend_start(start).map(Some),
            }
        }
    }

    /// All the text up to the end of the innermost open element, which is consumed; child elements are read over.
    ///
    /// # Errors
    /// As [`Reader::next`]; the pieces together keep to [`Limits::token_bytes`].
    pub fn text(&mut self) -> Result<String, Error> {
        let mut out = String::new();
        let room = self.limits.token_bytes;
        let mut depth = 0usize;
        loop {
            match self.next()? {
                Some(Event::Text(piece)) if depth == 0 && (out.len() + piece.len()) as u64 > room => {
                    return Err(self.error(ErrorKind::Limit("bytes in one tag or text", room)));
                }
                Some(Event::Text(piece)) if depth == 0 => out.push_str(&piece),
                Some(Event::Text(_)) => {}
                Some(Event::Start { .. }) => depth += 1,
                Some(Event::End) if depth == 0 => return Ok(out),
                Some(Event::End) => depth -= 1,
                None => return Err(self.error(ErrorKind::Truncated)),
            }
        }
    }

    /// Reads over everything up to the end of the innermost open element.
    ///
    /// # Errors
    /// As [`Reader::next`].
    pub fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 0usize;
        loop {
            match self.next()? {
                Some(Event::Text(_)) => {}
                Some(Event::Start { .. }) => depth += 1,
                Some(Event::End) if depth == 0 => return Ok(()),
                Some(Event::End) => depth -= 1,
                None => return Err(self.error(ErrorKind::Truncated)),
            }
        }
    }

    /// The prefixes that stand for a namespace at the present place, each with its namespace name; the default namespace
    /// has the prefix `""`. Right behind an [`Event::Start`] these are the ones inside the element: what a piece cut out
    /// of the document needs to stand alone.
    #[must_use]
    pub fn prefixes(&self) -> Vec<(String, String)> {
        let name = |prefix| match prefix {
            PrefixDeclaration::Default => String::new(),
            PrefixDeclaration::Named(name) => name.to_owned(),
        };
        let resolver = self.inner.resolver();
        resolver
            .bindings()
            .map(|(prefix, namespace)| (name(prefix), namespace_name(namespace.0).into_owned()))
            .collect()
    }

    /// Path of the open elements, for messages: `/OAI-PMH/ListRecords`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.as_str()
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.depth()
    }

    /// Bytes read so far.
    #[must_use]
    pub fn byte(&self) -> u64 {
        self.inner.buffer_position() + self.passed_over
    }

    /// An error at the present place, for readers that are built on this one.
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> Error {
        Error { path: self.path().to_owned(), byte: self.byte(), kind }
    }

    fn read_kind(&mut self) -> Result<Kind, Error> {
        let kind = match self.inner.read_event_into(&mut self.buffer) {
            Ok(raw) => classify(raw),
            Err(fault) => Err(fault_kind(&fault, &self.limits)),
        };
        let kind = kind.map_err(|kind| self.error(kind))?;
        match &kind {
            Kind::Ended if self.path.depth() > 0 => Err(self.error(ErrorKind::Truncated)),
            Kind::Ended if !self.root_seen => Err(self.error(ErrorKind::Empty)),
            Kind::Text(text) if self.path.depth() == 0 => match text.trim().is_empty() {
                true => Ok(Kind::Skip),
                false if self.root_seen => Err(self.error(ErrorKind::TrailingContent)),
                false => Err(self.error(ErrorKind::Malformed("text before the root element".into()))),
            },
            Kind::Start(_) if self.path.depth() == 0 && self.root_seen => Err(self.error(ErrorKind::TrailingContent)),
            Kind::Start(_) if self.path.depth() >= self.limits.depth => {
                Err(self.error(ErrorKind::Limit("levels of elements", self.limits.depth as u64)))
            }
            _ => Ok(kind),
        }
    }

    fn lend_start(&mut self, found: Start) -> Result<Event<'_>, Error> {
        self.root_seen = true;
        self.end_is_due = found.empty;
        let start = BytesStart::from_content(found.content, found.name_length);
        self.path.enter(start.local_name().as_ref());
        check_name(start.name()).map_err(|kind| self.error(kind))?;
        check_attributes(&start, self.inner.resolver(), &self.limits).map_err(|kind| self.error(kind))?;
        self.buffer.clear();
        self.buffer.extend_from_slice(start.name().local_name().as_ref().as_bytes());
        let namespace = match self.inner.resolver().resolve_element(start.name()).0 {
            ResolveResult::Bound(namespace) => {
                self.namespace.clear();
                self.namespace.push_str(&namespace_name(namespace.0));
                Some(self.namespace.as_str())
            }
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(prefix) => return Err(self.error(ErrorKind::UnknownPrefix(prefix))),
        };
        Ok(Event::Start {
            namespace,
            local: std::str::from_utf8(&self.buffer).unwrap_or_default(),
            attributes: Attributes { start, resolver: self.inner.resolver() },
        })
    }
}

/// For [`crate::content`], which reads the bytes itself.
impl<'a> Reader<&'a [u8]> {
    pub(crate) fn end_is_due(&self) -> bool {
        self.end_is_due
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.inner.get_ref().source()
    }

    /// Goes on behind so many bytes, which must end in front of a tag and hold whole elements.
    pub(crate) fn pass_over(&mut self, length: usize) -> Result<(), Error> {
        if !self.inner.get_mut().pass_over(length) {
            return Err(self.error(ErrorKind::Limit("bytes in the document", self.limits.bytes)));
        }
        self.passed_over += length as u64;
        Ok(())
    }
}

/// The attributes of one element.
pub struct Attributes<'a> {
    start: BytesStart<'static>,
    resolver: &'a NamespaceResolver,
}

impl Attributes<'_> {
    /// The value of the attribute with this local name, in whichever namespace.
    #[must_use]
    pub fn get(&self, local: &str) -> Option<String> {
        self.raw()
            .find(|attribute| attribute.key.local_name().as_ref() == local)
            .and_then(|attribute| value(&attribute))
    }

    /// Every attribute as namespace, local name, value; namespace declarations left out.
    pub fn iter(&self) -> impl Iterator<Item = (Option<String>, String, String)> + '_ {
        self.raw().filter_map(|attribute| {
            let namespace = match self.resolver.resolve_attribute(attribute.key).0 {
                ResolveResult::Bound(namespace) => Some(namespace_name(namespace.0).into_owned()),
                _ => None,
            };
            Some((namespace, attribute.key.local_name().as_ref().to_owned(), value(&attribute)?))
        })
    }

    fn raw(&self) -> impl Iterator<Item = RawAttribute<'_>> + '_ {
        let mut attributes = self.start.attributes();
        attributes.with_checks(false);
        attributes.flatten().filter(|attribute| attribute.key.as_namespace_binding().is_none())
    }
}

/// The resolver hands out a namespace name as it was written, with its entities.
fn namespace_name(written: &str) -> Cow<'_, str> {
    match written.bytes().any(|byte| byte == b'&' || byte < b' ') || may_hold_forbidden(written) {
        true => value(&RawAttribute { key: QName("xmlns"), value: written.into() }).unwrap_or_default().into(),
        false => written.into(),
    }
}

fn value(attribute: &RawAttribute<'_>) -> Option<String> {
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| without_forbidden(value.into_owned()))
}

impl std::fmt::Debug for Attributes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

enum Kind {
    Skip,
    Ended,
    End,
    Text(String),
    Start(Start),
}

struct Start {
    content: String,
    name_length: usize,
    empty: bool,
}

fn classify(raw: Raw<'_>) -> Result<Kind, ErrorKind> {
    let start = |tag: &BytesStart<'_>, empty| {
        let content: &str = tag;
        Kind::Start(Start { content: content.to_owned(), name_length: tag.name().as_ref().len(), empty })
    };
    Ok(match raw {
        Raw::Start(tag) => start(&tag, false),
        Raw::Empty(tag) => start(&tag, true),
        Raw::End(_) => Kind::End,
        Raw::Text(text) => Kind::Text(without_forbidden(text.xml10_content().into_owned())),
        Raw::CData(text) => Kind::Text(without_forbidden(text.xml10_content().into_owned())),
        Raw::GeneralRef(reference) => Kind::Text(resolve(&reference)?),
        Raw::DocType(text) if text.contains('[') => return Err(ErrorKind::InternalSubset),
        Raw::DocType(_) | Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) => Kind::Skip,
        Raw::Eof => Kind::Ended,
    })
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, ErrorKind> {
    let name: &str = reference;
    if let Some(character) = reference.resolve_char_ref().map_err(|fault| ErrorKind::Malformed(fault.to_string()))? {
        return Ok(without_forbidden(character.to_string()));
    }
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => Ok(text.to_owned()),
        None => Err(ErrorKind::UnknownEntity(name.to_owned())),
    }
}

/// Characters that XML 1.0 (2.2) forbids become U+FFFD: catalogue records carry such dirt, and one of them must not cost
/// the whole page. The writer does the same.
fn without_forbidden(text: String) -> String {
    match may_hold_forbidden(&text) {
        true => text.chars().map(|character| if is_forbidden(character) { '\u{FFFD}' } else { character }).collect(),
        false => text,
    }
}

/// Looks at bytes, because nearly every text passes: U+FFFE and U+FFFF begin with 0xEF.
fn may_hold_forbidden(text: &str) -> bool {
    text.bytes().any(|byte| byte == 0xEF || (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')))
}

/// A name as XML 1.0 (2.3) and Namespaces in XML (3) allow it, in ASCII; beyond ASCII every character is let through.
fn check_name(name: QName<'_>) -> Result<(), ErrorKind> {
    let (local, prefix) = name.decompose();
    match is_name(local.as_ref()) && prefix.is_none_or(|prefix| is_name(prefix.as_ref())) {
        true => Ok(()),
        false => Err(ErrorKind::Malformed(format!("{:?} is not a name", name.as_ref()))),
    }
}

/// One part of a name, before or behind the colon.
pub(crate) fn is_name(part: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii();
    let goes_on = |byte: u8| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    part.bytes().next().is_some_and(starts) && part.bytes().all(goes_on)
}

fn check_attributes(start: &BytesStart<'_>, resolver: &NamespaceResolver, limits: &Limits) -> Result<(), ErrorKind> {
    // Each attribute is compared with all before it, so the loop ends at the limit and not at the end of the tag.
    for (n, attribute) in start.attributes().enumerate() {
        let attribute = attribute.map_err(|fault| ErrorKind::Malformed(fault.to_string()))?;
        if n >= limits.attributes {
            return Err(ErrorKind::Limit("attributes on one element", limits.attributes as u64));
        }
        attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|fault| ErrorKind::Malformed(fault.to_string()))?;
        check_name(attribute.key)?;
        if attribute.value.contains('<') {
            return Err(ErrorKind::Malformed("< in the value of an attribute".into()));
        }
        if let ResolveResult::Unknown(prefix) = resolver.resolve_attribute(attribute.key).0 {
            return Err(ErrorKind::UnknownPrefix(prefix));
        }
    }
    Ok(())
}

fn fault_kind(fault: &quick_xml::Error, limits: &Limits) -> ErrorKind {
    match fault {
        quick_xml::Error::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<Overrun>()) {
            Some(Overrun::Total) => ErrorKind::Limit("bytes in the document", limits.bytes),
            Some(Overrun::Token) => ErrorKind::Limit("bytes in one tag or text", limits.token_bytes),
            None => ErrorKind::Read(io.to_string()),
        },
        quick_xml::Error::Encoding(_) => ErrorKind::Encoding,
        other => ErrorKind::Malformed(other.to_string()),
    }
}
