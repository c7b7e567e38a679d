//! What must be remembered of a harvest so that a machine may die at any moment: a few lines of text.

use std::fmt;

use super::window::Window;
use super::{Settings, Summary};
use crate::query::decode_component;
use crate::token::fingerprint;
use crate::{Datestamp, Record, encode_component};

/// Where a harvest stands. Stored together with the records of a page, it makes the harvest go on behind that page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The metadata format of the list.
    pub metadata_prefix: String,
    /// The set of the list.
    pub set: Option<String>,
    /// The beginning of the window as set, before any overlap.
    pub from: Option<Datestamp>,
    /// The end of the window as set.
    pub until: Option<Datestamp>,
    /// Whether the list is of headers only.
    pub headers_only: bool,
    /// How far the list has been read.
    pub position: Position,
    /// The highest datestamp seen in this list.
    pub highest: Option<Datestamp>,
    /// What the source's clock said when the list began.
    pub source_time: Option<Datestamp>,
    /// Pages read.
    pub pages: u64,
    /// Records delivered.
    pub records: u64,
    /// Deleted records among them.
    pub deleted: u64,
    /// Parts that were no records.
    pub bad: u64,
    /// How often the list has begun again.
    pub restarts: u32,
    /// How many pages had been read when the present list or window began.
    pub list_began: u64,
    /// Windows that a list was cut into, the present one first; none for a list in one piece.
    pub(super) windows: Vec<Window>,
    /// Moments that could not be had.
    pub(super) unavailable: u32,
    pub(super) content: u64,
    mark: u64,
    marked_pages: u64,
}

/// How far a list has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// Nothing yet.
    Start,
    /// Up to this token.
    Token(String),
    /// To its end.
    End,
}

impl Position {
    pub(super) fn is_token(&self, token: &str) -> bool {
        matches!(self, Self::Token(own) if own == token)
    }
}

/// The text is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointError {
    /// The number of the line, from 1; 0 when a line is missing.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored checkpoint of the harvest is damaged: {} (line {})", self.reason, self.line)
    }
}

impl std::error::Error for CheckpointError {}

const TITLE: &str = "oai-pmh checkpoint 1";

impl Checkpoint {
    pub(super) fn start(settings: &Settings) -> Self {
        Self {
            metadata_prefix: settings.metadata_prefix.clone(),
            set: settings.set.clone(),
            from: settings.from,
            until: settings.until,
            headers_only: settings.headers_only,
            ..Self::empty()
        }
    }

    const fn empty() -> Self {
        Self {
            metadata_prefix: String::new(),
            set: None,
            from: None,
            until: None,
            headers_only: false,
            position: Position::Start,
            highest: None,
            source_time: None,
            pages: 0,
            records: 0,
            deleted: 0,
            bad: 0,
            restarts: 0,
            list_began: 0,
            windows: Vec::new(),
            unavailable: 0,
            content: 0,
            mark: 0,
            marked_pages: 0,
        }
    }

    /// The checkpoint as lines `name value`, values percent-encoded.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{TITLE}\n");
        let mut line = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                out.extend([name, " ", &encode_component(&value), "\n"]);
            }
        };
        let date = |date: Option<Datestamp>| date.map(|date| date.to_string());
        line("prefix", Some(self.metadata_prefix.clone()));
        line("set", self.set.clone());
        line("from", date(self.from));
        line("until", date(self.until));
        line("headers-only", self.headers_only.then(String::new));
        match &self.position {
            Position::Start => {}
            Position::Token(token) => line("token", Some(token.clone())),
            Position::End => line("end", Some(String::new())),
        }
        for window in &self.windows {
            line("window", Some(format!("{} {}", window.from, window.until)));
        }
        line("highest", date(self.highest));
        line("source-time", date(self.source_time));
        for (name, number) in self.numbers() {
            line(name, Some(number.to_string()));
        }
        out
    }

    /// Reads what [`Checkpoint::to_text`] wrote. Lines with unknown names are read over.
    ///
    /// # Errors
    /// When the text is something else, or damaged.
    pub fn from_text(text: &str) -> Result<Self, CheckpointError> {
        let mut checkpoint = Self::empty();
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, title)| title != TITLE) {
            return Err(CheckpointError { line: 1, reason: "it does not begin as a checkpoint does" });
        }
        let mut has_restarts = false;
        for (number, line) in lines {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            has_restarts |= name == "restarts";
            checkpoint
                .set_line(name, &decode_component(value))
                .map_err(|reason| CheckpointError { line: number, reason })?;
        }
        // The last line: without it the text has been cut off.
        match has_restarts && text.ends_with('\n') {
            true => Ok(checkpoint),
            false => Err(CheckpointError { line: 0, reason: "its end is missing" }),
        }
    }

    fn set_line(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        let date = || value.parse().map(Some).map_err(|_| "a date is expected");
        let number = || value.parse().map_err(|_| "a number is expected");
        match name {
            "prefix" => self.metadata_prefix = value.to_owned(),
            "set" => self.set = Some(value.to_owned()),
            "from" => self.from = date()?,
            "until" => self.until = date()?,
            "headers-only" => self.headers_only = true,
            "token" => self.position = Position::Token(value.to_owned()),
            "end" => self.position = Position::End,
            "highest" => self.highest = date()?,
            "source-time" => self.source_time = date()?,
            "window" => self.windows.push(window_of(value).ok_or("two dates are expected")?),
            "list-began" => self.list_began = number()?,
            "unavailable" => self.unavailable = value.parse().map_err(|_| "a number is expected")?,
            "pages" => self.pages = number()?,
            "records" => self.records = number()?,
            "deleted" => self.deleted = number()?,
            "bad" => self.bad = number()?,
            "content" => self.content = number()?,
            "mark" => self.mark = number()?,
            "marked-pages" => self.marked_pages = number()?,
            "restarts" => self.restarts = value.parse().map_err(|_| "a number is expected")?,
            _ => {}
        }
        Ok(())
    }

    fn numbers(&self) -> [(&'static str, u64); 10] {
        [
            ("pages", self.pages),
            ("records", self.records),
            ("deleted", self.deleted),
            ("bad", self.bad),
            ("list-began", self.list_began),
            ("unavailable", self.unavailable.into()),
            ("content", self.content),
            ("mark", self.mark),
            ("marked-pages", self.marked_pages),
            ("restarts", self.restarts.into()),
        ]
    }

    pub(super) fn is_of_same_list(&self, other: &Self) -> bool {
        let list = |of: &Self| (of.metadata_prefix.clone(), of.set.clone(), of.from, of.until, of.headers_only);
        list(self) == list(other)
    }

    /// What has been harvested of the list so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary {
            watermark: self.watermark(),
            pages: self.pages,
            records: self.records,
            deleted: self.deleted,
            bad: self.bad,
        }
    }

    /// Sources do give datestamps in the future; a watermark there would hide everything up to that day.
    fn watermark(&self) -> Option<Datestamp> {
        let seen = match (self.highest, self.source_time) {
            (Some(highest), Some(now)) => Some(highest.min(now.at(highest.granularity()))),
            (highest, _) => highest,
        };
        seen.max(self.from)
    }

    pub(super) fn count(&mut self, records: &[Record], bad: u64, content: u64) {
        self.pages += 1;
        self.records += records.len() as u64;
        self.deleted += records.iter().filter(|record| record.header.deleted).count() as u64;
        self.bad += bad;
        self.content = content;
        let highest = records.iter().filter_map(|record| record.header.stamp()).max();
        self.highest = self.highest.max(highest);
    }

    /// Notes the way to the next page; false when the list has been at this place before. One place is kept and compared,
    /// and moved on at every power of two (Brent, "An improved Monte Carlo factorization algorithm", 1980), so that
    /// circles of any length are found without remembering every page.
    pub(super) fn note_mark(&mut self, token: Option<&str>) -> bool {
        let Some(token) = token else { return true };
        let place = fingerprint(format!("{:016x}{token}", self.content).as_bytes());
        if self.marked_pages > 0 && place == self.mark {
            return false;
        }
        self.marked_pages += 1;
        if self.marked_pages.is_power_of_two() {
            self.mark = place;
        }
        true
    }

    /// Back to the beginning of the list or window. The counts stay: they say what was delivered, twice or not.
    pub(super) fn begin_again(&mut self) {
        self.position = Position::Start;
        self.list_began = self.pages;
        self.content = 0;
        self.mark = 0;
        self.marked_pages = 0;
    }

    /// Behind the last page of a list, or of a window of it.
    pub(super) fn end_window(&mut self) {
        if self.windows.len() > 1 {
            self.windows.remove(0);
            self.begin_again();
        } else {
            self.position = Position::End;
        }
    }

    /// Two windows for the present one.
    pub(super) fn narrow(&mut self, (first, second): (Window, Window)) {
        self.windows.splice(..self.windows.len().min(1), [first, second]);
    }
}

fn window_of(text: &str) -> Option<Window> {
    let (from, until) = text.split_once(' ')?;
    Some(Window { from: from.parse().ok()?, until: until.parse().ok()? })
}
