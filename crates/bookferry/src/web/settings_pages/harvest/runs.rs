//! One harvest as a line of the history.

use jiff::tz::TimeZone;
use store::{HarvestRun, Millis};

use super::bytes;
use super::words::{duration, grouped};
use crate::web::desk::rows::When;

/// Bytes of an answer that are shown: enough for the error page of a server.
const SHOWN: usize = 4_096;

/// One harvest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    /// When it began.
    pub started: When,
    /// What was read.
    pub kind: &'static str,
    /// How long it took, or that it is going on.
    pub took: String,
    /// Records that are new.
    pub new: String,
    /// Records that changed.
    pub changed: String,
    /// Records that came again as they were.
    pub unchanged: String,
    /// Records that were removed.
    pub deleted: String,
    /// Removals that wait for a person.
    pub held: String,
    /// Records that could not be read.
    pub bad: String,
    /// Why it failed.
    pub error: Option<String>,
    /// Why it stopped before its end, or what it waits for.
    pub note: String,
    /// The beginning of the answer on which it failed.
    pub answer: Option<String>,
}

impl RunView {
    /// The harvest at this moment.
    #[must_use]
    pub fn of(run: &HarvestRun, now: Millis, zone: &TimeZone) -> Self {
        Self {
            started: When::minute(run.started_at, zone),
            kind: kind_words(&run.kind),
            took: took(run, now),
            new: grouped(run.counts.new),
            changed: grouped(run.counts.changed),
            unchanged: grouped(run.counts.unchanged),
            deleted: grouped(run.counts.deleted),
            held: grouped(run.counts.held),
            bad: grouped(run.bad),
            error: run.error.clone(),
            note: run.note.clone().unwrap_or_default(),
            answer: run.failure_body.as_deref().filter(|body| !body.is_empty()).map(answer),
        }
    }
}

fn took(run: &HarvestRun, now: Millis) -> String {
    match run.finished_at {
        Some(end) => duration(end - run.started_at),
        None => format!("{} so far", duration(now - run.started_at)),
    }
}

/// What a harvest read, for people.
fn kind_words(kind: &str) -> &'static str {
    match kind {
        "everything" => "everything",
        "headers" => "which records there are",
        "file" => "a file",
        _ => "what changed",
    }
}

fn answer(body: &[u8]) -> String {
    let (mut text, _) = bytes::shown(body.get(..SHOWN).unwrap_or(body));
    if body.len() > SHOWN {
        text.push_str(" …");
    }
    text
}
