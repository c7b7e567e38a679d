//! A small tree for messages that fit in memory.

use crate::{Error, ErrorKind, Event, Limits, Reader};

/// An element or attribute name, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The namespace name, if any.
    pub namespace: Option<String>,
    /// The name without prefix.
    pub local: String,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its value, entities resolved.
    pub value: String,
}

/// A child of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A run of text.
    Text(String),
}

/// An element with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// Its attributes in document order, namespace declarations left out.
    pub attributes: Vec<Attribute>,
    /// Its children in document order; runs of text are merged.
    pub children: Vec<Node>,
}

impl Element {
    /// Reads one document. Bytes that are not UTF-8 are taken as ISO 8859-1 when the XML declaration says so.
    ///
    /// # Errors
    /// See [`ErrorKind`].
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let text = decode(bytes)?;
        let mut reader = Reader::new(text.as_bytes(), limits.clone());
        let root = reader.element()?;
        match reader.next()? {
            None => Ok(root),
            Some(_) => Err(reader.error(ErrorKind::TrailingContent)),
        }
    }

    /// Whether the local name is `local`; the namespace is not looked at.
    #[must_use]
    pub fn is(&self, local: &str) -> bool {
        self.name.local == local
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element with this local name.
    #[must_use]
    pub fn child(&self, local: &str) -> Option<&Self> {
        self.elements().find(|element| element.is(local))
    }

    /// All child elements with this local name.
    pub fn all<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.is(local))
    }

    /// The element at the end of a path of local names, such as `UserId/AgencyId`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, local| element.child(local))
    }

    /// The text directly in this element, ends trimmed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for node in &self.children {
            if let Node::Text(text) = node {
                out.push_str(text);
            }
        }
        out.trim().to_owned()
    }

    /// The trimmed text at the end of a path; `None` when the element is absent or empty.
    #[must_use]
    pub fn child_text(&self, path: &str) -> Option<String> {
        self.at(path).map(Self::text).filter(|text| !text.is_empty())
    }

    /// The value of the attribute with this local name, in whichever namespace.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name.local == local).map(|attribute| attribute.value.as_str())
    }
}

impl Event<'_> {
    /// The element that this start opens, without children: what [`Reader::rest_of`] takes.
    #[must_use]
    pub fn opened(&self) -> Option<Element> {
        match self {
            Self::Start { namespace, local, attributes } => Some(opened(*namespace, local, attributes)),
            _ => None,
        }
    }
}

impl<R: std::io::BufRead> Reader<R> {
    /// Reads the element whose start comes next, with all that is in it. White space before it is read over.
    ///
    /// # Errors
    /// As [`Reader::next`]; [`ErrorKind::Empty`] when no element comes.
    pub fn element(&mut self) -> Result<Element, Error> {
        loop {
            let opened = match self.next()? {
                Some(Event::Start { namespace, local, attributes }) => opened(namespace, local, &attributes),
                Some(Event::Text(text)) if text.trim().is_empty() => continue,
                _ => return Err(self.error(ErrorKind::Empty)),
            };
            return self.rest_of(opened);
        }
    }

    /// Reads the rest of an element whose start was already taken from [`Reader::next`].
    ///
    /// # Errors
    /// As [`Reader::next`]; also when namespace names, which the tree repeats in every element, would take more than
    /// 32 times the bytes read.
    pub fn rest_of(&mut self, opened: Element) -> Result<Element, Error> {
        let mut namespace_bytes = namespace_bytes(&opened);
        let mut stack = vec![opened];
        loop {
            match self.next()? {
                Some(Event::Start { namespace, local, attributes }) => {
                    let child = self::opened(namespace, local, &attributes);
                    namespace_bytes += self::namespace_bytes(&child);
                    if namespace_bytes > self.byte().saturating_mul(NAMESPACE_SHARE) {
                        return Err(self.error(ErrorKind::Limit("times its size in namespace names", NAMESPACE_SHARE)));
                    }
                    stack.push(child);
                }
                Some(Event::Text(text)) => push_text(&mut stack, &text),
                Some(Event::End) => {
                    let Some(closed) = stack.pop() else { return Err(self.error(ErrorKind::Empty)) };
                    match stack.last_mut() {
                        Some(parent) => parent.children.push(Node::Element(closed)),
                        None => return Ok(closed),
                    }
                }
                None => return Err(self.error(ErrorKind::Truncated)),
            }
        }
    }
}

/// How many times the bytes of its input the namespace names of a tree may take. Real messages stay under 10; a name of a
/// megabyte in force for a million elements would otherwise fill the machine.
const NAMESPACE_SHARE: u64 = 32;

fn namespace_bytes(element: &Element) -> u64 {
    let names = element.attributes.iter().map(|attribute| &attribute.name).chain([&element.name]);
    names.filter_map(|name| name.namespace.as_ref()).map(|namespace| namespace.len() as u64).sum()
}

fn opened(namespace: Option<&str>, local: &str, attributes: &crate::Attributes<'_>) -> Element {
    Element {
        name: Name { namespace: namespace.map(str::to_owned), local: local.to_owned() },
        attributes: attributes
            .iter()
            .map(|(namespace, local, value)| Attribute { name: Name { namespace, local }, value })
            .collect(),
        children: Vec::new(),
    }
}

fn push_text(stack: &mut [Element], text: &str) {
    let Some(element) = stack.last_mut() else { return };
    match element.children.last_mut() {
        _ if text.is_empty() => {}
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
}

/// The bytes as text: UTF-8 with or without a byte order mark, or ISO 8859-1 where the declaration names it.
fn decode(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) if declares_latin1(bytes) => Ok(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into()),
        Err(fault) => Err(Error { path: "/".into(), byte: fault.valid_up_to() as u64, kind: ErrorKind::Encoding }),
    }
}

fn declares_latin1(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(120)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.split("?>").next().unwrap_or_default();
    declaration.starts_with("<?xml")
        && ["iso-8859-1", "latin1", "windows-1252"].iter().any(|name| declaration.contains(name))
}
