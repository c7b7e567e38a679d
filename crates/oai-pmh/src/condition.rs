//! Error conditions (3.6): what a repository answers instead of a list.

use std::fmt;

/// The code of an error condition, as the protocol names them; any other is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// An argument is missing, repeated, not allowed or badly formed.
    BadArgument,
    /// The token is not valid, or no longer.
    BadResumptionToken,
    /// The verb is missing, repeated or unknown.
    BadVerb,
    /// The item or repository does not offer this metadata format.
    CannotDisseminateFormat,
    /// There is no such identifier.
    IdDoesNotExist,
    /// The list is empty.
    NoRecordsMatch,
    /// The item has no metadata formats.
    NoMetadataFormats,
    /// The repository has no sets.
    NoSetHierarchy,
    /// A code that the protocol does not know.
    Other(String),
}

impl ErrorCode {
    /// The code for the text on the wire.
    #[must_use]
    pub fn from_wire(text: &str) -> Self {
        match text {
            "badArgument" => Self::BadArgument,
            "badResumptionToken" => Self::BadResumptionToken,
            "badVerb" => Self::BadVerb,
            "cannotDisseminateFormat" => Self::CannotDisseminateFormat,
            "idDoesNotExist" => Self::IdDoesNotExist,
            "noRecordsMatch" => Self::NoRecordsMatch,
            "noMetadataFormats" => Self::NoMetadataFormats,
            "noSetHierarchy" => Self::NoSetHierarchy,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
            Self::NoMetadataFormats => "noMetadataFormats",
            Self::NoSetHierarchy => "noSetHierarchy",
            Self::Other(text) => text,
        }
    }
}

/// One `error` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCondition {
    /// What kind.
    pub code: ErrorCode,
    /// The repository's own words; may be empty.
    pub text: String,
}

impl ErrorCondition {
    /// A condition with its explanation.
    #[must_use]
    pub fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

impl fmt::Display for ErrorCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.is_empty() {
            true => f.write_str(self.code.as_str()),
            false => write!(f, "{}: {}", self.code.as_str(), self.text),
        }
    }
}
