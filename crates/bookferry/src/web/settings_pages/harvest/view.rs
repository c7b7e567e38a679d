//! A source as pages show it: how it is doing in a sentence, its figures, what waits for a person.

use jiff::tz::TimeZone;
use store::{Millis, Source};

use super::words::{counted, duration, grouped};
use crate::clock::{parse_instant, people_time};
use crate::jobs::{FetchSettings, Live, SourceKind};
use crate::web::desk::rows::When;

/// A harvest may begin this much later than planned before its source counts as late, in milliseconds: another may go first.
const LATENESS: Millis = 6 * 3_600_000;

/// A source on a card or at the head of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceView {
    /// The row's number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Address and set, in words.
    pub origin: String,
    /// How it is doing.
    pub standing: Standing,
    /// Why the last harvest failed.
    pub error: Option<String>,
    /// Records that are not deleted.
    pub records: String,
    /// When the last complete harvest ended.
    pub completed: Option<Ago>,
    /// When the newest data that are here were published.
    pub newest: Option<Ago>,
    /// When it is harvested next, in words.
    pub next: String,
    /// Removals that wait for a decision.
    pub held: i64,
    /// Records that could not be read.
    pub quarantined: i64,
    /// Whether a harvest is going on.
    pub is_running: bool,
    /// Whether it is paused.
    pub is_paused: bool,
    /// Whether it has no address: its records come in files that are uploaded.
    pub is_by_file: bool,
    /// Whether it can be asked for one record.
    pub gives_records: bool,
    /// What Read everything again means for it.
    pub everything: &'static str,
}

/// How a source is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub state: State,
    /// A class of the design system.
    pub badge: &'static str,
    /// One or two words.
    pub word: &'static str,
    /// A sentence.
    pub sentence: String,
}

/// The states of a source, the most troublesome first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The last harvest failed.
    Failed,
    /// Many records would disappear; a person must decide.
    Held,
    /// No complete harvest for longer than its schedule promises.
    Late,
    /// Paused by a person.
    Paused,
    /// Never harvested completely.
    New,
    /// A harvest is going on.
    Running,
    /// All is well.
    InOrder,
}

/// A moment and how long it is ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ago {
    /// The moment.
    pub at: When,
    /// How long ago.
    pub age: String,
}

impl Ago {
    fn of(moment: Millis, now: Millis, zone: &TimeZone) -> Self {
        Self { at: When::minute(moment, zone), age: duration(now - moment) }
    }
}

impl SourceView {
    /// The source at this moment, with the harvest that is going on; times are told in `zone`.
    #[must_use]
    pub fn of(source: &Source, live: Option<&Live>, now: Millis, zone: &TimeZone) -> Self {
        let standing = Standing::of(source, live, now);
        Self {
            id: source.id.0,
            name: source.settings.name.clone(),
            origin: origin(source),
            error: source.last_error.clone().filter(|_| standing.state == State::Failed),
            records: grouped(source.record_count),
            completed: source.completed_at.map(|at| Ago::of(at, now, zone)),
            newest: newest(source).map(|at| Ago::of(at.min(now), now, zone)),
            next: next_words(source, zone),
            held: source.held_removals,
            quarantined: source.quarantined,
            is_running: standing.state == State::Running,
            is_paused: source.paused,
            is_by_file: is_by_file(source),
            gives_records: !is_by_file(source) && SourceKind::of(&source.settings) == SourceKind::OaiPmh,
            everything: everything_words(SourceKind::of(&source.settings)),
            standing,
        }
    }

    /// The removals that wait, for a badge.
    #[must_use]
    pub fn held_words(&self) -> String {
        let verb = if self.held == 1 { "waits" } else { "wait" };
        format!("{} {verb} for your decision", counted(self.held, "removal"))
    }

    /// The quarantine, for a badge.
    #[must_use]
    pub fn quarantined_words(&self) -> String {
        format!("{} in quarantine", counted(self.quarantined, "record"))
    }

    /// The number of removals that wait.
    #[must_use]
    pub fn held_count(&self) -> String {
        grouped(self.held)
    }

    /// The number of records in quarantine.
    #[must_use]
    pub fn quarantined_count(&self) -> String {
        grouped(self.quarantined)
    }
}

impl Standing {
    fn of(source: &Source, live: Option<&Live>, now: Millis) -> Self {
        let state = State::of(source, live.is_some(), now);
        Self { state, badge: state.badge(), word: state.word(), sentence: sentence(state, source, live, now) }
    }
}

impl State {
    fn of(source: &Source, is_running: bool, now: Millis) -> Self {
        let by_file = is_by_file(source);
        match source.completed_at {
            _ if is_running || source.status == "running" => Self::Running,
            _ if source.paused => Self::Paused,
            _ if source.status == "failed" => Self::Failed,
            _ if source.held_removals > 0 => Self::Held,
            None => Self::New,
            Some(at) if !by_file && now - at > longest_gap(source) => Self::Late,
            Some(_) => Self::InOrder,
        }
    }

    const fn badge(self) -> &'static str {
        match self {
            Self::Failed | Self::Held => "bad",
            Self::Late | Self::Paused => "warn",
            Self::New | Self::Running => "",
            Self::InOrder => "good",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Held => "needs you",
            Self::Late => "late",
            Self::Paused => "paused",
            Self::New => "new",
            Self::Running => "being harvested",
            Self::InOrder => "in order",
        }
    }
}

fn sentence(state: State, source: &Source, live: Option<&Live>, now: Millis) -> String {
    let ago = |moment: Option<Millis>| moment.map_or("never".to_owned(), |at| format!("{} ago", duration(now - at)));
    match state {
        State::Running => live.map_or("A harvest is going on.".to_owned(), super::live::sentence),
        State::Paused => "Nothing is fetched until somebody resumes it.".to_owned(),
        State::Failed => format!("The last harvest failed; the last complete one ended {}.", ago(source.completed_at)),
        State::Held => "The last harvest is in, but many records would disappear. Look at them and decide.".to_owned(),
        State::New if is_by_file(source) => "No file was loaded yet.".to_owned(),
        State::New => "Not harvested yet.".to_owned(),
        State::Late => {
            format!("The last complete harvest ended {}, longer ago than planned.", ago(source.completed_at))
        }
        State::InOrder if is_by_file(source) => format!("The last file was loaded {}.", ago(source.completed_at)),
        State::InOrder => format!("The last complete harvest ended {}.", ago(source.completed_at)),
    }
}

fn next_words(source: &Source, zone: &TimeZone) -> String {
    match source.next_run_at {
        _ if source.paused => "none, it is paused".to_owned(),
        Some(at) if source.wants_everything() => format!("{}, and it reads everything", people_time(at, zone)),
        Some(at) => people_time(at, zone),
        None => "only when you press Harvest now".to_owned(),
    }
}

/// The datestamp of the newest record; of several sets, that of the set that is behind.
fn newest(source: &Source) -> Option<Millis> {
    let lines = source.watermark.as_deref().unwrap_or_default().lines();
    lines.filter_map(|line| parse_instant(line.rsplit('=').next().unwrap_or(line), &TimeZone::UTC)).min()
}

/// The longest time between two complete harvests that the schedule promises.
fn longest_gap(source: &Source) -> Millis {
    // What is harvested by hand only is never late.
    let hours = i64::from(FetchSettings::read(&source.settings.fetch).every_hours);
    if hours == 0 { Millis::MAX } else { 2 * hours * 3_600_000 + LATENESS }
}

/// Whether the records of a source come in files only.
#[must_use]
pub fn is_by_file(source: &Source) -> bool {
    SourceKind::is_by_upload(&source.settings)
}

fn origin(source: &Source) -> String {
    let url = &source.settings.url;
    match (SourceKind::of(&source.settings), source.settings.set_spec.as_deref()) {
        _ if is_by_file(source) => "files that are uploaded here".to_owned(),
        (SourceKind::Folder, _) => format!("files in {url}"),
        (SourceKind::ResourceSync, None) => format!("lists of ResourceSync at {url}"),
        (SourceKind::ResourceSync, Some(part)) => format!("lists of ResourceSync at {url}, organisation {part}"),
        (SourceKind::OaiPmh, None) => url.clone(),
        (SourceKind::OaiPmh, Some(set)) => format!("{url}, set {set}"),
    }
}

const fn everything_words(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::OaiPmh => {
            "A daily harvest fetches only what the source has published since the last one. Reading everything again fetches the whole set: after a Republish in Alma, after a change of the publishing profile, or when records seem to be missing. What is unchanged stays as it is. Records that are here and do not come any more are held as removals at the end."
        }
        SourceKind::Folder => {
            "Each file is read once. Reading everything again reads all files that are there, in their order, as if none had been read: when records seem to be missing, or after files were put there once more. What is unchanged stays as it is."
        }
        SourceKind::ResourceSync => {
            "Each file is read again only when the lists say that it changed. Reading everything again fetches all files that the lists name. What is unchanged stays as it is. Records of files that are not there any more are held as removals at the end."
        }
    }
}
