//! Why an answer cannot be read.

use std::fmt;

/// Why an answer of a library system cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are none of the forms that this crate reads; what they begin with.
    UnknownForm(String),
    /// The XML is broken, or an element in it is.
    Xml(String),
    /// The JSON is broken.
    Json(String),
    /// An OPAC record that cannot be decoded.
    Opac(String),
    /// A MARC record that cannot be decoded.
    Marc(String),
    /// More bytes than an answer has.
    TooLarge(usize),
    /// Something of this form was expected and is not there.
    Missing(&'static str),
    /// Alma refuses: its code and its words.
    Refused {
        /// The error code, such as `402203`.
        code: String,
        /// The words.
        message: String,
    },
    /// A server of SRU refuses: its diagnostics.
    Diagnostics(Vec<String>),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownForm(start) => {
                write!(f, "the answer is neither XML, JSON nor an OPAC record; it begins with {start:?}")
            }
            Self::Xml(why) => write!(f, "the answer is not readable XML: {why}"),
            Self::Json(why) => write!(f, "the answer is not readable JSON: {why}"),
            Self::Opac(why) => write!(f, "the OPAC record is not readable: {why}"),
            Self::Marc(why) => write!(f, "the record is not readable: {why}"),
            Self::TooLarge(bytes) => write!(f, "the answer has {bytes} bytes, which is more than any answer should"),
            Self::Missing(what) => write!(f, "the answer has no {what}"),
            Self::Refused { code, message } => write!(f, "Alma refuses ({code}): {message}"),
            Self::Diagnostics(all) => write!(f, "the server refuses: {}", all.join("; ")),
        }
    }
}

impl std::error::Error for ReadError {}
