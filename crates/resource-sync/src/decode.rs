//! Reading a list: a Sitemap or an index of Sitemaps with elements of ResourceSync.

use xml::{Element, Event, Limits, Reader};

use crate::document::{Capability, Change, Digest, Document, Entry, Link, SITEMAP, TERMS};
use crate::{DecodeError, DecodeErrorKind, Moment};

/// A Sitemap has at most 50,000 entries and 50 MB; some sources do not count.
const LIMITS: Limits = Limits { bytes: 256 << 20, token_bytes: 64 << 10, depth: 16, attributes: 64 };

pub(crate) fn document(bytes: &[u8]) -> Result<Document, DecodeError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = Reader::new(bytes, LIMITS);
    let is_index = root(&mut reader)?;
    let mut found = Document {
        capability: Capability::Other(String::new()),
        is_index,
        at: None,
        from: None,
        until: None,
        links: Vec::new(),
        entries: Vec::new(),
    };
    let mut capability = None;
    while let Some(child) = child(&mut reader)? {
        if is_term(&child, "md") {
            capability = capability.or_else(|| child.attribute("capability").map(Capability::of));
            (found.at, found.from) = (moment(&child, "at"), moment(&child, "from"));
            found.until = moment(&child, "until");
        } else if is_term(&child, "ln") {
            found.links.extend(link(&child));
        } else if is_sitemap(&child, if is_index { "sitemap" } else { "url" }) {
            found.entries.extend(entry(&child));
        }
    }
    end(&mut reader)?;
    match capability {
        Some(capability) => Ok(Document { capability, ..found }),
        None => Err(fault(&reader, DecodeErrorKind::NoCapability)),
    }
}

/// Opens the root; whether it is that of an index.
fn root(reader: &mut Reader<&[u8]>) -> Result<bool, DecodeError> {
    loop {
        let (name, is_sitemap) = match reader.next()? {
            Some(Event::Start { namespace, local, .. }) => (local.to_owned(), namespace == Some(SITEMAP)),
            Some(_) => continue,
            None => return Err(reader.error(xml::ErrorKind::Empty).into()),
        };
        return match (is_sitemap, name.as_str()) {
            (true, "urlset") => Ok(false),
            (true, "sitemapindex") => Ok(true),
            _ => Err(fault(reader, DecodeErrorKind::NotASitemap(name))),
        };
    }
}

/// The next element in the root; `None`: the root has ended.
fn child(reader: &mut Reader<&[u8]>) -> Result<Option<Element>, DecodeError> {
    loop {
        let opened = match reader.next()? {
            Some(event @ Event::Start { .. }) => event.opened(),
            Some(Event::End) => return Ok(None),
            Some(Event::Text(_)) => continue,
            None => return Err(reader.error(xml::ErrorKind::Truncated).into()),
        };
        if let Some(opened) = opened {
            return Ok(Some(reader.rest_of(opened)?));
        }
    }
}

/// Nothing may follow the root but white space.
fn end(reader: &mut Reader<&[u8]>) -> Result<(), DecodeError> {
    loop {
        match reader.next()? {
            None => return Ok(()),
            Some(Event::Text(text)) if text.trim().is_empty() => {}
            Some(_) => return Err(reader.error(xml::ErrorKind::TrailingContent).into()),
        }
    }
}

fn entry(element: &Element) -> Option<Entry> {
    let sitemap = |name: &str| element.elements().find(|child| is_sitemap(child, name)).map(Element::text);
    let location = sitemap("loc").filter(|location| !location.is_empty())?;
    let mut entry = Entry {
        location,
        modified: sitemap("lastmod").and_then(|text| Moment::parse(&text).ok()),
        links: element.elements().filter(|child| is_term(child, "ln")).filter_map(link).collect(),
        ..Entry::default()
    };
    if let Some(md) = element.elements().find(|child| is_term(child, "md")) {
        entry.happened = moment(md, "datetime");
        entry.change = md.attribute("change").map(Change::of);
        entry.capability = md.attribute("capability").map(Capability::of);
        (entry.at, entry.from, entry.until) = (moment(md, "at"), moment(md, "from"), moment(md, "until"));
        entry.digests = digests(md.attribute("hash").unwrap_or_default());
        entry.length = md.attribute("length").and_then(|text| text.trim().parse().ok());
        entry.media_type = md.attribute("type").map(|text| text.trim().to_ascii_lowercase());
    }
    Some(entry)
}

/// Several digests stand with blanks between (clause 7).
fn digests(text: &str) -> Vec<Digest> {
    let pairs = text.split_whitespace().filter_map(|digest| digest.split_once(':'));
    pairs
        .map(|(algorithm, value)| Digest {
            algorithm: algorithm.to_ascii_lowercase(),
            value: value.to_ascii_lowercase(),
        })
        .collect()
}

fn link(element: &Element) -> Option<Link> {
    let relation = element.attribute("rel")?.trim().to_owned();
    let location = element.attribute("href")?.trim().to_owned();
    Some(Link { relation, location })
}

fn moment(element: &Element, name: &str) -> Option<Moment> {
    element.attribute(name).and_then(|text| Moment::parse(text).ok())
}

fn is_term(element: &Element, local: &str) -> bool {
    element.is(local) && element.name.namespace.as_deref() == Some(TERMS)
}

fn is_sitemap(element: &Element, local: &str) -> bool {
    element.is(local) && element.name.namespace.as_deref() == Some(SITEMAP)
}

fn fault(reader: &Reader<&[u8]>, kind: DecodeErrorKind) -> DecodeError {
    DecodeError { path: reader.path().to_owned(), byte: reader.byte(), kind }
}
