//! What a harvester says and is told.

use std::fmt;

use super::Checkpoint;
use crate::{Advice, BadRecord, Datestamp, DecodeError, ErrorCondition, Record};

/// What the harvester wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// GET this URL (follow redirects, accept gzip) and report with [`crate::Harvest::answer`] or [`crate::Harvest::transport_fault`].
    Fetch {
        /// The whole URL.
        url: String,
    },
    /// Let time pass, then ask again.
    Wait {
        /// How long.
        seconds: u64,
        /// What went wrong, for the log and the status page.
        reason: String,
    },
    /// Store these records and the checkpoint together, then ask again.
    Deliver(Box<Delivery>),
    /// The list has ended.
    Finished(Summary),
    /// The harvest cannot go on. The last checkpoint stays good.
    Failed(Box<Failure>),
}

/// What came back over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpAnswer {
    /// The status code.
    pub status: u16,
    /// The header Retry-After in seconds; see [`crate::retry_after_seconds`].
    pub retry_after: Option<u64>,
    /// The body, uncompressed.
    pub body: Vec<u8>,
}

/// One page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The records, deleted ones among them. With [`crate::Settings::headers_only`] they have headers only.
    pub records: Vec<Record>,
    /// Parts of the page that are no records: keep them aside and tell the operator.
    pub bad: Vec<BadRecord>,
    /// How many runs of bytes in the page were not UTF-8 and became U+FFFD.
    pub replaced: usize,
    /// How long the source says the whole list is.
    pub complete_list_size: Option<u64>,
    /// Where to take up the harvest once these records are stored.
    pub checkpoint: Checkpoint,
    /// Set when a list has begun again: pages delivered after this one ([`Checkpoint::pages`]) come once more from here on.
    /// A receiver that keeps pages apart throws those away; one that knows records by identifier need not look.
    pub void_after: Option<u64>,
}

impl Delivery {
    pub(super) const fn without_records(checkpoint: Checkpoint) -> Self {
        Self {
            records: Vec::new(),
            bad: Vec::new(),
            replaced: 0,
            complete_list_size: None,
            checkpoint,
            void_after: None,
        }
    }
}

/// The end of a harvest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// [`crate::Settings::from`] of the next harvest: the highest datestamp seen, no later than the source's own clock said when
    /// the list began. `None` when nothing was ever seen.
    pub watermark: Option<Datestamp>,
    /// Pages read.
    pub pages: u64,
    /// Records delivered, deleted ones included.
    pub records: u64,
    /// Deleted records delivered.
    pub deleted: u64,
    /// Parts that were no records.
    pub bad: u64,
}

/// Why a harvest stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The URL of the question.
    pub url: String,
    /// The reason.
    pub kind: FailureKind,
    /// What to do about it, where the source is an Alma that said why.
    pub advice: Option<Advice>,
    /// The first 64 KiB of the last answer.
    pub body: Vec<u8>,
}

/// The reasons to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// No connection, or one that broke; the last reason.
    Transport(String),
    /// An HTTP status that says no.
    Status(u16),
    /// An answer that could not be read, time after time.
    Unreadable(DecodeError),
    /// The answer to another question, such as a list instead of Identify.
    WrongAnswer,
    /// The source refuses the question.
    Refused(Vec<ErrorCondition>),
    /// The source gives the same page again and again.
    SamePage,
    /// The source leads through the same pages in a circle.
    Circle,
    /// The waits have come to more than [`crate::Settings::longest_waits_seconds`]; what the last one was for.
    OutOfPatience(Box<FailureKind>),
    /// The source refused its own tokens more often than [`crate::Settings::restarts`] allows.
    TokensRefused(Vec<ErrorCondition>),
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed =
            |conditions: &[ErrorCondition]| conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        match self {
            Self::Transport(reason) => write!(f, "the source could not be reached: {reason}"),
            Self::Status(status) => write!(f, "the source answers with HTTP status {status}"),
            Self::Unreadable(fault) => write!(f, "the answer cannot be read: {fault}"),
            Self::WrongAnswer => f.write_str("the source answers another question than the one asked"),
            Self::Refused(conditions) => write!(f, "the source refuses: {}", listed(conditions)),
            Self::SamePage => f.write_str("the source gives the same page again and again"),
            Self::Circle => f.write_str("the source leads through the same pages in a circle"),
            Self::OutOfPatience(last) => write!(f, "the source has made us wait too long in all; at last: {last}"),
            Self::TokensRefused(conditions) => {
                write!(f, "the source keeps refusing the tokens that it gave: {}", listed(conditions))
            }
        }
    }
}
