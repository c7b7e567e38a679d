//! What can be asked, and why a client cannot go on.

use std::fmt;

use crate::DecodeError;

/// A request that has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Opening the association.
    Initialize,
    /// A search.
    Search,
    /// Fetching records.
    Present,
    /// Browsing terms.
    Scan,
    /// Sorting a result set.
    Sort,
    /// Deleting result sets.
    Delete,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initialize => "Initialize",
            Self::Search => "Search",
            Self::Present => "Present",
            Self::Scan => "Scan",
            Self::Sort => "Sort",
            Self::Delete => "Delete",
        })
    }
}

/// Why a client cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The target did not accept the association; in its own words, if it had any.
    Refused(String),
    /// What came is not a Z39.50 message.
    Decode(DecodeError),
    /// A message that is no answer to what was asked: what came, and what was waited for.
    Unexpected(&'static str, Option<Operation>),
    /// The target does not offer this service.
    NotOffered(Operation),
    /// The association is not open (any more).
    NotOpen,
    /// The answer to an earlier request is still due.
    Busy(Operation),
    /// The connection ended while an answer was due.
    Ended(Operation),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) if reason.is_empty() => f.write_str("the target refused the association"),
            Self::Refused(reason) => write!(f, "the target refused the association: {reason}"),
            Self::Decode(fault) => write!(f, "the target's answer cannot be read: {fault}"),
            Self::Unexpected(name, Some(operation)) => write!(f, "the target sent {name} in answer to {operation}"),
            Self::Unexpected(name, None) => write!(f, "the target sent {name} without being asked"),
            Self::NotOffered(operation) => write!(f, "the target does not offer {operation}"),
            Self::NotOpen => f.write_str("the association is not open"),
            Self::Busy(operation) => write!(f, "the answer to {operation} is still due"),
            Self::Ended(operation) => write!(f, "the connection ended before the answer to {operation}"),
        }
    }
}

impl std::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(fault) => Some(fault),
            _ => None,
        }
    }
}
