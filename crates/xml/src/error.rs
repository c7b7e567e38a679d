//! What can be wrong with a document, and where.

use std::fmt;

/// Why a document could not be read, with the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Path of the open elements, such as `/NCIPMessage/LookupUser`; `/` before the root.
    pub path: String,
    /// Bytes read from the start of the input when the fault was met.
    pub byte: u64,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not well-formed; the text is the parser's own.
    Malformed(String),
    /// The input ended inside an element.
    Truncated,
    /// There is no element at all.
    Empty,
    /// Something stands behind the root element.
    TrailingContent,
    /// A limit of [`crate::Limits`] was passed: which one, and its value.
    Limit(&'static str, u64),
    /// A document type declaration with an internal subset.
    InternalSubset,
    /// A reference to an entity that XML itself does not define.
    UnknownEntity(String),
    /// A prefix without a namespace declaration.
    UnknownPrefix(String),
    /// The input is neither UTF-8 nor the single-byte encoding that it declares.
    Encoding,
    /// The source of the bytes failed.
    Read(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {}, byte {})", self.kind, self.path, self.byte)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "not well-formed XML: {text}"),
            Self::Truncated => f.write_str("the XML ends in the middle of an element"),
            Self::Empty => f.write_str("no XML element found"),
            Self::TrailingContent => f.write_str("content after the end of the XML document"),
            Self::Limit(what, limit) => write!(f, "more than {limit} {what}"),
            Self::InternalSubset => f.write_str("a document type declaration with an internal subset is not accepted"),
            Self::UnknownEntity(name) => write!(f, "unknown entity &{name};"),
            Self::UnknownPrefix(prefix) => write!(f, "namespace prefix {prefix} is not declared"),
            Self::Encoding => f.write_str("the text is not in the declared character encoding"),
            Self::Read(text) => write!(f, "reading failed: {text}"),
        }
    }
}

impl std::error::Error for Error {}
