//! The diagnosis of a library's connections: each is tried once, and what does not work is explained with its likely cause and the screen
//! of Alma to change. Nothing is changed by it.

mod calls;
mod circulation;
mod configuration;
mod harvests;
mod iso;
mod open;
mod others;
mod partner_record;
mod shelf;
mod travel;

pub use partner_record::{Expected, of_configuration};
use store::{Library, LibraryId};

use crate::platform::Platform;
use crate::settings::LibrarySettings;

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Ok,
    /// It works, and something deserves a look; or it is not set up.
    Warning,
    /// It does not work.
    Failed,
}

impl Finding {
    /// The word for people and programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "FAILED",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The connection, such as `NCIP`.
    pub connection: String,
    /// What was tried.
    pub name: String,
    /// How it went.
    pub finding: Finding,
    /// What was seen.
    pub seen: String,
    /// The likely cause, and what to change where.
    pub advice: Vec<String>,
}

impl Check {
    fn new(connection: &str, name: &str, finding: Finding, seen: impl Into<String>) -> Self {
        let (connection, name, seen) = (connection.to_owned(), name.to_owned(), seen.into());
        Self { connection, name, finding, seen, advice: Vec::new() }
    }

    fn ok(connection: &str, name: &str, seen: impl Into<String>) -> Self {
        Self::new(connection, name, Finding::Ok, seen)
    }

    fn advise(mut self, words: impl Into<String>) -> Self {
        self.advice.push(words.into());
        self
    }
}

/// What the checks are tried with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// The identifier of a patron who may borrow; empty: the patron check is left out.
    pub patron: String,
    /// The ISBN or the title of something on the shelf; empty: only connections are tried.
    pub title: String,
}

/// A library under examination.
struct Patient<'a> {
    platform: &'a Platform,
    library: &'a Library,
    settings: &'a LibrarySettings,
    sample: &'a Sample,
}

impl Patient<'_> {
    fn id(&self) -> LibraryId {
        self.library.id
    }
}

/// Tries every connection of a library. What belongs to different systems is tried at the same time.
///
/// # Errors
/// When the store cannot be read.
pub async fn examine(platform: &Platform, library: &Library, sample: &Sample) -> Result<Vec<Check>, store::Error> {
    let settings = platform.settings(library.id).await?;
    let patient = Patient { platform, library, settings: &settings, sample };
    let requests = open::read(&patient).await?;
    let (harvests, circulation, configuration, shelf, others) = tokio::join!(
        harvests::examine(&patient),
        circulation::examine(&patient, &requests),
        configuration::examine(&patient, &requests),
        shelf::examine(&patient),
        others::examine(&patient),
    );
    Ok([harvests?, circulation?, configuration, shelf, others?].concat())
}
