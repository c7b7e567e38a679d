//! The journal: every act that changed something, one JSON line each.
//!
//! ```json
//! {"at":1760000000000,"what":"founding","institution":"01EAST_INST"}
//! {"at":1760000000001,"what":"ncip","message":"<?xml ..."}
//! {"at":1760000000002,"what":"desk","action":"loan","barcode":"BF-1","user":"21210000050120"}
//! {"at":1760000000003,"what":"configuration","change":"run","number":2}
//! ```
//!
//! The host appends what [`crate::Alma::take_journal`] gives, with a line end behind each line, and only then sends the answer.
//! After a crash it drops what follows the last line end, founds the Alma anew at the moment of the first line
//! ([`founded_at`]) with the same [`crate::Setup`], and gives it every line ([`crate::Alma::replay`]). Refused messages and
//! questions are not in the journal; nor are fault rules and the last messages shown on the page.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::configuration::Change;
use crate::desk::Action;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    #[serde(flatten)]
    pub(crate) act: Act,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(crate) enum Act {
    /// The state was made from a setup.
    Founding { institution: String },
    /// An NCIP message was carried out; it stands here in UTF-8 whatever it came in.
    Ncip { message: String },
    /// Staff did something.
    Desk(Action),
    /// Publishing was configured, or a profile ran.
    Configuration(Change),
}

impl Line {
    pub(crate) fn written(at: i64, act: Act) -> String {
        // Text and numbers can always be written.
        serde_json::to_string(&Self { at, act }).unwrap_or_default()
    }
}

/// The moment at which the Alma of a journal was founded, from its first line; `None` when that is no founding.
#[must_use]
pub fn founded_at(first_line: &str) -> Option<i64> {
    let line: Line = serde_json::from_str(first_line).ok()?;
    matches!(line.act, Act::Founding { .. }).then_some(line.at)
}

/// Why a line cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplayError {
    /// The line is not one of a journal; with what the reader says.
    Unreadable(String),
    /// The journal is that of another institution, or the state was founded at another moment.
    OtherFounding,
    /// What was done once is refused now: the setup is another one, or a line is missing.
    Refused(String),
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "a line of the journal cannot be read: {why}"),
            Self::OtherFounding => f.write_str("the journal belongs to another institution or another beginning"),
            Self::Refused(why) => write!(
                f,
                "the journal does not fit: what was done then is refused now ({why}); the setup has changed or a line is missing"
            ),
        }
    }
}

impl std::error::Error for ReplayError {}
