//! What can be wrong with bytes or query text, and where.

use std::fmt;

use crate::Tag;

/// Why something could not be decoded, with the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The structure that was being read, outermost first, such as `SearchRequest/query/term`.
    pub path: String,
    /// Offset of the offending byte from the start of the message or query text.
    pub byte: usize,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end inside an element.
    Truncated,
    /// Bytes remain behind the end of the message.
    TrailingBytes,
    /// An identifier or length that BER does not allow: which rule.
    Malformed(&'static str),
    /// A limit of [`crate::Limits`] was passed: of what, and its value.
    Limit(&'static str, usize),
    /// The element does not hold what its place asks for: what was wanted.
    Value(&'static str),
    /// An element with another tag was wanted here.
    UnexpectedTag(Tag),
    /// An element that the standard demands is absent: its name.
    Missing(&'static str),
    /// The query text breaks the rules of its language: how.
    Syntax(String),
    /// XML (an OPAC record, an answer of SRU) is not well-formed: the parser's own words.
    Xml(String),
}

impl DecodeError {
    pub(crate) fn new(byte: usize, kind: DecodeErrorKind) -> Self {
        Self { path: String::new(), byte, kind }
    }

    /// The same fault, seen from one structure further out.
    pub(crate) fn within(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.to_owned() } else { format!("{name}/{}", self.path) };
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "{} (byte {})", self.kind, self.byte),
            path => write!(f, "{} (in {path}, byte {})", self.kind, self.byte),
        }
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the message ends in the middle of an element"),
            Self::TrailingBytes => f.write_str("bytes remain behind the end of the message"),
            Self::Malformed(rule) => write!(f, "not valid BER: {rule}"),
            Self::Limit(what, limit) => write!(f, "more than {limit} {what}"),
            Self::Value(wanted) => write!(f, "expected {wanted}"),
            Self::UnexpectedTag(tag) => write!(f, "an element with tag {tag} does not belong here"),
            Self::Missing(name) => write!(f, "the required element {name} is missing"),
            Self::Syntax(text) => f.write_str(text),
            Self::Xml(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for DecodeError {}
