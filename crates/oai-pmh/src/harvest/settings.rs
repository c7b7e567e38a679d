//! What a harvest is of.

use crate::Datestamp;

/// What to harvest, and how patiently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The repository.
    pub base_url: String,
    /// The metadata format, `marc21` at Alma.
    pub metadata_prefix: String,
    /// The set; Alma refuses a list without one.
    pub set: Option<String>,
    /// The watermark of the harvest before ([`crate::Summary::watermark`]); `None` for everything.
    pub from: Option<Datestamp>,
    /// The latest datestamp, for a closed window only: a running harvest leaves it out.
    pub until: Option<Datestamp>,
    /// How far before `from` to begin, in seconds, for records that the source publishes late. Whole days at sources that
    /// know only days.
    pub overlap_seconds: u64,
    /// Only headers, to learn what is still there ([`crate::Request::ListIdentifiers`]).
    pub headers_only: bool,
    /// How often a question is asked before the harvest fails.
    pub attempts: u32,
    /// How often a list may begin again because the source refused its token.
    pub restarts: u32,
    /// The wait after the first fault, in seconds; it doubles with each.
    pub first_wait_seconds: u64,
    /// No wait is longer, whatever the source asks for.
    pub longest_wait_seconds: u64,
    /// All waits of a run together are no longer; then the harvest stops and can be taken up later.
    pub longest_waits_seconds: u64,
    /// Makes the growing waits uneven, so that many harvesters do not come back at the same moment; any number that differs
    /// from theirs. `None` for even waits.
    pub jitter: Option<u64>,
    /// How many moments (seconds or days of datestamps) the source may fail to give at all. See [`crate::Harvest`] on narrowing; 0
    /// leaves it out.
    pub unavailable_moments: u32,
}

impl Settings {
    /// Everything in this format, with the usual patience: 8 attempts, waits from 5 seconds to an hour and six hours in all, 3
    /// restarts, 3 moments that cannot be had.
    #[must_use]
    pub fn new(base_url: impl Into<String>, metadata_prefix: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            metadata_prefix: metadata_prefix.into(),
            set: None,
            from: None,
            until: None,
            overlap_seconds: 0,
            headers_only: false,
            attempts: 8,
            restarts: 3,
            first_wait_seconds: 5,
            longest_wait_seconds: 3_600,
            longest_waits_seconds: 6 * 3_600,
            jitter: None,
            unavailable_moments: 3,
        }
    }
}
