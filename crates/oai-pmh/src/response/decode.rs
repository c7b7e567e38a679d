//! Reading an answer, element by element, without a tree of the page.

use std::borrow::Cow;

use xml::{Element, Event, Limits, Reader};

use super::fragment::stand_alone;
use super::{
    BadRecord, Body, DeletedRecord, Fragment, Header, Identify, MetadataFormat, Page, Record, Response, Set, Token,
};
use crate::{DecodeError, DecodeErrorKind, ErrorCode, ErrorCondition};

impl Response {
    /// Reads an answer. Elements count by their local name; unknown ones are read over. Bytes that are not UTF-8 become
    /// U+FFFD (or are taken as ISO 8859-1 where the XML declaration says so, or as UTF-16 where a byte order mark does), so that one bad record costs only itself.
    /// What follows the end of the answer is not looked at.
    ///
    /// Takes memory of at most about ten times the length of `body`.
    ///
    /// # Errors
    /// When `body` is cut off, not well-formed, or not an OAI-PMH answer.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let (text, replaced) = as_text(body);
        let reader = Reader::new(text.as_bytes(), Limits::records());
        let mut decoder = Decoder { text: &text, reader, declared: 0 };
        let mut response = decoder.response()?;
        response.replaced = replaced;
        Ok(response)
    }
}

/// The body as text, and how many runs of bytes had to be replaced.
pub(super) fn as_text(body: &[u8]) -> (Cow<'_, str>, usize) {
    if let [mark @ (0xFE | 0xFF), 0xFE | 0xFF, units @ ..] = body {
        return (from_utf16(units, *mark == 0xFE).into(), 0);
    }
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if let Ok(text) = std::str::from_utf8(body) {
        return (text.into(), 0);
    }
    if declares_latin1(body) {
        return (body.iter().map(|&byte| char::from(byte)).collect::<String>().into(), 0);
    }
    let replaced = body.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    (String::from_utf8_lossy(body), replaced)
}

/// UTF-16 as its byte order mark said; what is none becomes U+FFFD.
fn from_utf16(bytes: &[u8], is_big_endian: bool) -> String {
    let unit = |pair: &[u8]| match *pair {
        [high, low] if is_big_endian => u16::from_be_bytes([high, low]),
        [low, high] => u16::from_be_bytes([high, low]),
        _ => 0xFFFD,
    };
    char::decode_utf16(bytes.chunks(2).map(unit)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn declares_latin1(body: &[u8]) -> bool {
    let head = body.get(..body.len().min(120)).unwrap_or_default().to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    head.starts_with("<?xml")
        && head.split("?>").next().is_some_and(|declaration| LATIN1.iter().any(|name| declaration.contains(name)))
}

const LATIN1: [&str; 3] = ["iso-8859-1", "latin1", "windows-1252"];

/// How many times its own length an answer may grow by the declarations that its fragments take along. Real ones stay under
/// one; a namespace name of a megabyte around a hundred thousand records would otherwise fill the machine.
const DECLARATION_SHARE: u64 = 4;

/// Bytes of namespace declarations around one fragment. Real ones have a few hundred.
const DECLARATION_BYTES: usize = 64 << 10;

struct Decoder<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    declared: u64,
}

impl<'a> Decoder<'a> {
    fn response(&mut self) -> Result<Response, DecodeError> {
        let root = self.child()?.ok_or_else(|| self.fault(DecodeErrorKind::NothingInIt))?;
        if !root.is("OAI-PMH") {
            return Err(self.fault(DecodeErrorKind::NotAnAnswer(root.name.local)));
        }
        let (mut response_date, mut base_url, mut request) = Default::default();
        let (mut errors, mut body) = (Vec::new(), None);
        while let Some(child) = self.child()? {
            match child.name.local.as_str() {
                "responseDate" => response_date = self.trimmed()?,
                "request" => {
                    request = child.attributes.iter().map(|a| (a.name.local.clone(), a.value.clone())).collect();
                    base_url = self.trimmed()?;
                }
                "error" => errors.push(self.error_condition(&child)?),
                name => match self.body(name)? {
                    Some(found) => body = body.or(Some(found)),
                    None => self.reader.skip()?,
                },
            }
        }
        let body = if errors.is_empty() { body } else { Some(Body::Errors(errors)) };
        let body = body.ok_or_else(|| self.fault(DecodeErrorKind::NothingInIt))?;
        Ok(Response { response_date, base_url, request, body, replaced: 0 })
    }

    /// The body of this name, read to its end; `None` when no verb has it.
    fn body(&mut self, name: &str) -> Result<Option<Body>, DecodeError> {
        Ok(Some(match name {
            "GetRecord" => Body::GetRecord(self.records()?),
            "Identify" => Body::Identify(self.identify()?),
            "ListIdentifiers" => Body::ListIdentifiers(self.headers()?),
            "ListMetadataFormats" => Body::ListMetadataFormats(self.formats()?),
            "ListRecords" => Body::ListRecords(self.records()?),
            "ListSets" => Body::ListSets(self.sets()?),
            _ => return Ok(None),
        }))
    }

    fn error_condition(&mut self, opened: &Element) -> Result<ErrorCondition, DecodeError> {
        let code = ErrorCode::from_wire(opened.attribute("code").unwrap_or_default());
        Ok(ErrorCondition { code, text: self.trimmed()? })
    }

    fn identify(&mut self) -> Result<Identify, DecodeError> {
        let mut identify = Identify::default();
        while let Some(child) = self.child()? {
            match child.name.local.as_str() {
                "repositoryName" => identify.repository_name = self.trimmed()?,
                "baseURL" => identify.base_url = self.trimmed()?,
                "protocolVersion" => identify.protocol_version = self.trimmed()?,
                "adminEmail" => identify.admin_emails.push(self.trimmed()?),
                "earliestDatestamp" => identify.earliest_datestamp = self.trimmed()?,
                "deletedRecord" => identify.deleted_record = DeletedRecord::from_wire(&self.trimmed()?),
                "granularity" => identify.granularity = self.trimmed()?,
                "compression" => identify.compression.push(self.trimmed()?),
                "description" => identify.descriptions.extend(self.fragment()?),
                _ => self.reader.skip()?,
            }
        }
        Ok(identify)
    }

    fn formats(&mut self) -> Result<Vec<MetadataFormat>, DecodeError> {
        let mut formats = Vec::new();
        while let Some(child) = self.child()? {
            let element = self.reader.rest_of(child)?;
            if element.is("metadataFormat") {
                formats.push(MetadataFormat {
                    metadata_prefix: element.child_text("metadataPrefix").unwrap_or_default(),
                    schema: element.child_text("schema").unwrap_or_default(),
                    metadata_namespace: element.child_text("metadataNamespace").unwrap_or_default(),
                });
            }
        }
        Ok(formats)
    }

    fn sets(&mut self) -> Result<Page<Set>, DecodeError> {
        let mut page = Page::default();
        while let Some(child) = self.child()? {
            match child.name.local.as_str() {
                "set" => page.items.push(self.set()?),
                "resumptionToken" => page.token = Some(self.token(child)?),
                _ => self.reader.skip()?,
            }
        }
        Ok(page)
    }

    fn set(&mut self) -> Result<Set, DecodeError> {
        let mut set = Set::default();
        while let Some(child) = self.child()? {
            match child.name.local.as_str() {
                "setSpec" => set.spec = self.trimmed()?,
                "setName" => set.name = self.trimmed()?,
                "setDescription" => set.descriptions.extend(self.fragment()?),
                _ => self.reader.skip()?,
            }
        }
        Ok(set)
    }

    fn headers(&mut self) -> Result<Page<Header>, DecodeError> {
        let mut page = Page::default();
        while let Some(child) = self.child()? {
            let begin = self.tag_begin();
            match child.name.local.as_str() {
                "header" => match header_of(&self.reader.rest_of(child)?) {
                    Ok(header) => page.items.push(header),
                    Err(reason) => page.bad.push(self.bad(begin, reason)),
                },
                "resumptionToken" => page.token = Some(self.token(child)?),
                _ => self.reader.skip()?,
            }
        }
        Ok(page)
    }

    fn records(&mut self) -> Result<Page<Record>, DecodeError> {
        let mut page = Page::default();
        while let Some(child) = self.child()? {
            let begin = self.tag_begin();
            match child.name.local.as_str() {
                "record" => match self.record()? {
                    Ok(record) => page.items.push(record),
                    Err(reason) => page.bad.push(self.bad(begin, reason)),
                },
                "resumptionToken" => page.token = Some(self.token(child)?),
                _ => self.reader.skip()?,
            }
        }
        Ok(page)
    }

    /// One record, or why it is none.
    fn record(&mut self) -> Result<Result<Record, DecodeErrorKind>, DecodeError> {
        let mut header = Err(DecodeErrorKind::Missing("header"));
        let (mut metadata, mut about) = (None, Vec::new());
        while let Some(child) = self.child()? {
            match child.name.local.as_str() {
                "header" if header.is_err() => header = header_of(&self.reader.rest_of(child)?),
                "metadata" if metadata.is_none() => metadata = self.fragment()?,
                "about" => about.extend(self.fragment()?),
                _ => self.reader.skip()?,
            }
        }
        Ok(header.map(|header| Record { header, metadata, about }))
    }

    fn token(&mut self, opened: Element) -> Result<Token, DecodeError> {
        let element = self.reader.rest_of(opened)?;
        let number = |name| element.attribute(name).and_then(|text| text.trim().parse().ok());
        Ok(Token {
            value: element.text(),
            complete_list_size: number("completeListSize"),
            cursor: number("cursor"),
            expiration_date: element.attribute("expirationDate").map(str::to_owned),
        })
    }

    /// The first element inside the open one, cut out of the text; the open one is read to its end.
    fn fragment(&mut self) -> Result<Option<Fragment>, DecodeError> {
        let mut prefixes = self.surroundings()?;
        if prefixes.iter().all(|(prefix, _)| !prefix.is_empty()) {
            prefixes.push(Default::default());
        }
        let content = self.reader.content(self.text)?;
        self.reader.skip()?;
        let Some(element) = content.first else { return Ok(None) };
        let fragment = Fragment { xml: stand_alone(&element, &prefixes), byte: element.byte };
        self.declared += (fragment.xml.len() - element.text.len()) as u64;
        if self.declared > DECLARATION_SHARE * self.text.len() as u64 {
            let limit = xml::ErrorKind::Limit("times its size in namespace declarations", DECLARATION_SHARE);
            return Err(self.reader.error(limit).into());
        }
        Ok(Some(fragment))
    }

    /// The prefixes in force.
    fn surroundings(&self) -> Result<Vec<(String, String)>, DecodeError> {
        let prefixes = self.reader.prefixes();
        match prefixes.iter().map(|(prefix, namespace)| prefix.len() + namespace.len()).sum::<usize>()
            > DECLARATION_BYTES
        {
            true => {
                let limit = xml::ErrorKind::Limit("bytes of namespace declarations", DECLARATION_BYTES as u64);
                Err(self.reader.error(limit).into())
            }
            false => Ok(prefixes),
        }
    }

    /// Goes on to the next child of the open element; `None` at its end. Text between children is read over.
    fn child(&mut self) -> Result<Option<Element>, DecodeError> {
        loop {
            match self.reader.next()? {
                Some(Event::Text(_)) => {}
                Some(event) => return Ok(event.opened()),
                None => return Ok(None),
            }
        }
    }

    fn trimmed(&mut self) -> Result<String, DecodeError> {
        Ok(self.reader.text()?.trim().to_owned())
    }

    fn bad(&self, begin: usize, reason: DecodeErrorKind) -> BadRecord {
        let xml = self.text.get(begin..self.position()).unwrap_or_default().to_owned();
        BadRecord { byte: begin as u64, reason, xml }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.byte()).unwrap_or(usize::MAX)
    }

    /// Where the start tag begins that was read last.
    fn tag_begin(&self) -> usize {
        let before = self.text.get(..self.position()).unwrap_or_default();
        before.rfind('<').unwrap_or(0)
    }

    fn fault(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { path: self.reader.path().to_owned(), byte: self.reader.byte(), kind }
    }
}

fn header_of(element: &Element) -> Result<Header, DecodeErrorKind> {
    let first = |name| element.all(name).map(Element::text).find(|text| !text.is_empty());
    Ok(Header {
        identifier: first("identifier").ok_or(DecodeErrorKind::Missing("identifier"))?,
        datestamp: first("datestamp").unwrap_or_default(),
        sets: element.all("setSpec").map(Element::text).filter(|text| !text.is_empty()).collect(),
        deleted: element.attribute("status").is_some_and(|status| status.trim() == "deleted"),
    })
}
