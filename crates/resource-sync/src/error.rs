//! Why a list could not be read, and where.

use std::fmt;

/// A list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// Path of the open elements, such as `/urlset/url`.
    pub path: String,
    /// Bytes from the start of the document.
    pub byte: u64,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The XML itself: cut off, not well-formed, over a limit.
    Xml(xml::ErrorKind),
    /// Another document than a Sitemap; the name of its root element. Often `html`: a login or error page.
    NotASitemap(String),
    /// A Sitemap without the element that says what it lists (clause 7, `rs:md` with `capability`).
    NoCapability,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {}, byte {})", self.kind, self.path, self.byte)
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(kind) => kind.fmt(f),
            Self::NotASitemap(root) => write!(f, "not a list of ResourceSync but a document <{root}>"),
            Self::NoCapability => f.write_str("a plain Sitemap: nothing says which ResourceSync capability it is"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<xml::Error> for DecodeError {
    fn from(error: xml::Error) -> Self {
        Self { path: error.path, byte: error.byte, kind: DecodeErrorKind::Xml(error.kind) }
    }
}
