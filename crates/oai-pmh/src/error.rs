//! Why an answer could not be read, and where.

use std::fmt;

/// An answer that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// Path of the open elements, such as `/OAI-PMH/ListRecords/record`.
    pub path: String,
    /// Bytes from the start of the answer.
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
    /// Another document than an OAI-PMH answer; the name of its root element. Often `html`: a login or error page.
    NotAnAnswer(String),
    /// The answer holds neither an error nor the element of a verb.
    NothingInIt,
    /// An element without which the answer means nothing.
    Missing(&'static str),
    /// A record that its reader cannot use, in the reader's words.
    NotUsable(String),
    /// Part of a list that the source fails to give at every attempt; which part, and how it fails.
    Unavailable(String),
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
            Self::NotAnAnswer(root) => write!(f, "not an OAI-PMH answer but a document <{root}>"),
            Self::NothingInIt => f.write_str("the OAI-PMH answer holds neither a list nor an error"),
            Self::NotUsable(reason) => f.write_str(reason),
            Self::Unavailable(part) => write!(f, "the source cannot give its records {part}"),
            Self::Missing(name) => write!(f, "{name} is missing"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<xml::Error> for DecodeError {
    fn from(error: xml::Error) -> Self {
        Self { path: error.path, byte: error.byte, kind: DecodeErrorKind::Xml(error.kind) }
    }
}
