//! What came of the files of a source, as lines of a table.

use jiff::tz::TimeZone;
use store::FileRead;

use super::words::{grouped, size};
use crate::clock::{parse_instant, people_time};
use crate::web::desk::rows::When;

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// When it was looked at.
    pub at: When,
    /// Its name, without the address before it.
    pub name: String,
    /// Its whole address, where that is more than the name.
    pub address: Option<String>,
    /// Size and time of the file.
    pub about: String,
    /// A class of the design system.
    pub badge: &'static str,
    /// What came of it, in a word.
    pub word: String,
    /// Why.
    pub note: String,
    /// Records that are new.
    pub new: String,
    /// Records that changed.
    pub changed: String,
    /// Records that came again as they were.
    pub unchanged: String,
    /// Records that it says are gone.
    pub gone: String,
    /// What in it could not be read.
    pub bad: String,
}

impl FileView {
    /// The line of a file.
    #[must_use]
    pub fn of(read: &FileRead, zone: &TimeZone) -> Self {
        let name = if read.name.contains("://") { resource_sync::last_segment(&read.name) } else { &read.name };
        let badge = match read.outcome.as_str() {
            "read" if read.bad > 0 => "warn",
            "read" => "good",
            "failed" => "bad",
            _ => "",
        };
        Self {
            at: When::minute(read.at, zone),
            name: name.to_owned(),
            address: (name != read.name).then(|| read.name.clone()),
            about: about(read, zone),
            badge,
            word: read.outcome.clone(),
            note: read.note.clone(),
            new: grouped(read.counts.new),
            changed: grouped(read.counts.changed),
            unchanged: grouped(read.counts.unchanged),
            gone: grouped(read.counts.deleted),
            bad: grouped(read.bad),
        }
    }
}

fn about(read: &FileRead, zone: &TimeZone) -> String {
    let modified = parse_instant(&read.modified, &TimeZone::UTC).map(|at| format!("of {}", people_time(at, zone)));
    let parts: Vec<String> = read.size.map(size).into_iter().chain(modified).collect();
    parts.join(", ")
}
