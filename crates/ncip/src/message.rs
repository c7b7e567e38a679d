//! The whole message (`NCIPMessage`).

use xml::{Attribute, Element, Limits};

use crate::element::{Children, Decoder, NAMESPACE, Value, is, ncip_name, parent, shortened};
use crate::services::{Request, Response};
use crate::{DecodeError, Edition, Header, Problem, Schemes, Style, Version, Warning, style, tree, version_one};

/// One NCIP message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which NCIP it says it is; decides between version 1 and 2 on the wire.
    pub version: Version,
    /// Who speaks to whom. Version 2 may go without.
    pub header: Option<Header>,
    /// What is said.
    pub body: Body,
    /// Elements behind the body, where the standard has none.
    pub extra: Vec<Element>,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // few are alive at a time
pub enum Body {
    /// A request or report.
    Request(Request),
    /// An answer.
    Response(Response),
    /// Problems instead of an answer: the other side did not get as far as the service.
    Problems(Vec<Problem>),
    /// Something else, such as `Ext`, as it was sent.
    Other(Element),
}

/// A message, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The message.
    pub message: Message,
    /// What is not as the standard says; at most a hundred.
    pub warnings: Vec<Warning>,
}

impl Message {
    /// A request of version 2.02.
    #[must_use]
    pub fn request(header: Header, request: Request) -> Self {
        let version = Version::new(Version::TWO_TWO);
        Self { version, header: Some(header), body: Body::Request(request), extra: Vec::new() }
    }

    /// Reads one message of any version. What can be read is read; what is odd is named in the warnings.
    ///
    /// # Errors
    /// When the bytes are not an NCIP message at all; see [`DecodeError`]. At most [`Limits::message`] is read.
    pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
        refuse_what_is_no_message(bytes)?;
        let root = Element::parse(bytes, &Limits::message())?;
        if !root.is("NCIPMessage") {
            return Err(DecodeError::NotNcip(root.name.local));
        }
        let mut decoder = Decoder::default();
        warn_about_namespace(&root, &mut decoder);
        let root = tree::normalised(root, &mut decoder);
        let (version, root) = with_version(root, &mut decoder);
        let message = decoder.inside(root, |children, decoder| read(version, children, decoder));
        let message = message.ok().flatten().ok_or(DecodeError::NoService)?;
        Ok(Decoded { message, warnings: decoder.into_warnings() })
    }

    /// Writes the message; version 1 when [`Message::version`] says so.
    #[must_use]
    pub fn encode(&self, style: &Style) -> String {
        let root = style::with_schemes(self.element(), style.schemes);
        match self.version.edition() {
            Edition::One => version_one::written(root),
            _ => style::written(&root, style),
        }
    }

    /// The same with schemes by element where there are none, and in version 1 made to fit the DTD, which wants to see schemes.
    pub(crate) fn encode_fitted(&self, style: &Style, schemes: &[(&str, &str)]) -> String {
        let root = style::with_own_schemes(self.element(), schemes);
        match (self.version.edition(), style.schemes) {
            (Edition::One, Schemes::Never) => version_one::written(version_one::fitted(root)),
            (Edition::One, wanted) => version_one::written(version_one::fitted(style::with_schemes(root, wanted))),
            (_, wanted) => style::written(&style::with_schemes(root, wanted), style),
        }
    }

    /// The message as a tree in version 2 terms.
    pub(crate) fn element(&self) -> Element {
        let mut children = match &self.body {
            Body::Request(request) => vec![self.with_header(request.encode(), "InitiationHeader")],
            Body::Response(response) => vec![self.with_header(response.encode(), "ResponseHeader")],
            Body::Problems(problems) => problems.iter().map(|problem| problem.encode("Problem")).collect(),
            Body::Other(element) => vec![element.clone()],
        };
        children.extend(self.extra.iter().cloned());
        let mut root = parent("NCIPMessage", children);
        if !self.version.as_str().is_empty() {
            root.attributes.push(Attribute { name: ncip_name("version"), value: self.version.as_str().to_owned() });
        }
        root
    }

    fn with_header(&self, mut service: Element, name: &str) -> Element {
        if let Some(header) = &self.header {
            service.children.insert(0, xml::Node::Element(header.encode(name)));
        }
        service
    }
}

fn refuse_what_is_no_message(bytes: &[u8]) -> Result<(), DecodeError> {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if head.is_empty() {
        return Err(DecodeError::Empty);
    }
    let head = String::from_utf8_lossy(head.get(..100).unwrap_or(head)).to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Err(DecodeError::WebPage);
    }
    Ok(())
}

fn warn_about_namespace(root: &Element, decoder: &mut Decoder) {
    let version = Version::new(root.attribute("version").unwrap_or_default());
    match root.name.namespace.as_deref() {
        Some(NAMESPACE) => {}
        None if version.edition() == Edition::One => {}
        None => decoder.warn(format!("NCIPMessage is not in the namespace {NAMESPACE}")),
        Some(other) => {
            decoder.warn(format!("NCIPMessage is in the namespace {} instead of {NAMESPACE}", shortened(other)));
        }
    }
}

/// The version, and the tree in version 2 terms.
fn with_version(mut root: Element, decoder: &mut Decoder) -> (Version, Element) {
    let version = Version::new(root.attribute("version").unwrap_or_default());
    if version.as_str().is_empty() {
        decoder.warn("NCIPMessage does not say which version it is".to_owned());
    }
    let says_one = version.edition() == Edition::One;
    if !says_one && !version_one::is_spoken(&root) {
        return (version, root);
    }
    decoder.speak_version_one();
    tree::claim_what_has_no_namespace(&mut root);
    let root = version_one::read(root, decoder);
    if says_one {
        return (version, root);
    }
    decoder.warn("NCIPMessage is written in version 1 although it does not say so".to_owned());
    (Version::new(Version::ONE), root)
}

fn read(version: Version, children: &mut Children, decoder: &mut Decoder) -> Option<Message> {
    let problems: Vec<Problem> = children.every("Problem", decoder);
    if !problems.is_empty() {
        return Some(Message { version, header: None, body: Body::Problems(problems), extra: children.rest(decoder) });
    }
    let service = children.next()?;
    let (header, body) = body(service, decoder);
    Some(Message { version, header, body, extra: children.rest(decoder) })
}

fn body(mut service: Element, decoder: &mut Decoder) -> (Option<Header>, Body) {
    let ncip = service.name.namespace.as_deref() == Some(NAMESPACE);
    if !ncip || matches!(service.name.local.as_str(), "Ext" | "Problem") {
        return (None, Body::Other(service));
    }
    let is_response = service.name.local.ends_with("Response");
    let header_name = if is_response { "ResponseHeader" } else { "InitiationHeader" };
    let header = take_header(&mut service, header_name, decoder);
    match is_response {
        true => (header, Body::Response(Response::decode(service, decoder))),
        false => (header, Body::Request(Request::decode(service, decoder))),
    }
}

fn take_header(service: &mut Element, name: &str, decoder: &mut Decoder) -> Option<Header> {
    let at = service.children.iter().position(|node| matches!(node, xml::Node::Element(child) if is(child, name)))?;
    if service.elements().next().is_some_and(|first| !is(first, name)) {
        decoder.warn(format!("{name} should stand first in {}", shortened(&service.name.local)));
    }
    let found = std::mem::replace(service.children.get_mut(at)?, xml::Node::Text(String::new()));
    let xml::Node::Element(found) = found else { return None };
    let service_name = service.name.local.clone();
    match decoder.within(&service_name, |decoder| Header::decode(found, decoder)) {
        Ok(header) => {
            service.children.remove(at);
            join_texts(&mut service.children, at);
            Some(header)
        }
        Err(found) => {
            *service.children.get_mut(at)? = xml::Node::Element(found);
            None
        }
    }
}

/// Makes one of the texts that meet where a child was taken out.
fn join_texts(children: &mut Vec<xml::Node>, at: usize) {
    if let Some([xml::Node::Text(before), xml::Node::Text(after)]) = children.get_mut(at.saturating_sub(1)..=at) {
        before.push_str(after);
        children.remove(at);
    }
}

/// A message that is one problem, for a server that cannot make out the service.
impl From<Problem> for Message {
    fn from(problem: Problem) -> Self {
        let version = Version::new(Version::TWO_TWO);
        Self { version, header: None, body: Body::Problems(vec![problem]), extra: Vec::new() }
    }
}
