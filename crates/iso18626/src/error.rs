//! What can be wrong with a message, and how the protocol itself says so.

use std::fmt;

use crate::{ErrorData, ErrorType};

/// Why a message could not be read, with the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// Path of the structure, such as `/ISO18626Message/request/header`.
    pub path: String,
    /// Bytes read from the start of the input; known when the XML itself is at fault.
    pub byte: Option<u64>,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// The kinds of fault. Unknown elements and codes are none: they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The XML cannot be read.
    Xml(xml::ErrorKind),
    /// The root element is not `ISO18626Message`: its name.
    NotAMessage(String),
    /// The root element is in another namespace: which one.
    Namespace(String),
    /// `ISO18626Message` is empty.
    NoMessage,
    /// `ISO18626Message` holds an element that is none of the six messages: its name.
    UnknownMessage(String),
    /// `ISO18626Message` holds one more element beside the message: its name.
    SecondMessage(String),
    /// An element is missing without which the message has no meaning.
    Missing(&'static str),
}

impl DecodeError {
    /// The same in the words of the protocol, for a confirmation with status ERROR.
    #[must_use]
    pub fn error_data(&self) -> ErrorData {
        let error_type = match self.kind {
            DecodeErrorKind::UnknownMessage(_) | DecodeErrorKind::SecondMessage(_) => {
                ErrorType::UnrecognisedDataElement
            }
            _ => ErrorType::BadlyFormedMessage,
        };
        ErrorData::new(error_type, &self.to_string())
    }
}

impl From<xml::Error> for DecodeError {
    fn from(error: xml::Error) -> Self {
        Self { path: error.path, byte: Some(error.byte), kind: DecodeErrorKind::Xml(error.kind) }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.byte {
            Some(byte) => write!(f, "{} (at {}, byte {byte})", self.kind, self.path),
            None => write!(f, "{} (at {})", self.kind, self.path),
        }
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(kind) => kind.fmt(f),
            Self::NotAMessage(name) => write!(f, "the root element is {name}; expected ISO18626Message"),
            Self::Namespace(name) => {
                write!(f, "the message is in namespace {name}; expected {}", crate::NAMESPACE)
            }
            Self::NoMessage => {
                f.write_str("ISO18626Message is empty; expected one of the six messages, such as request")
            }
            Self::UnknownMessage(name) => {
                write!(f, "{name} is not a message of ISO 18626; expected one of the six, such as request")
            }
            Self::SecondMessage(name) => write!(f, "{name} stands beside the message; expected one message only"),
            Self::Missing(name) => write!(f, "{name} is missing"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Something in a message that was odd but readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Path of the structure, such as `/ISO18626Message/request/header`.
    pub path: String,
    /// What was odd and what was made of it.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.text, self.path)
    }
}
