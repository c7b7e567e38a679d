//! How far a harvest is, for a part of the page that renews itself.

use askama::Template;
use store::{Millis, Source};

use super::words::{counted, duration, grouped};
use crate::jobs::Live;

/// The part of the page.
#[derive(Template)]
#[template(path = "settings/harvest/live.html")]
pub struct LivePart {
    is_running: bool,
    sentence: String,
    spoken: String,
    pace: String,
    bar: Option<Bar>,
    waiting: Option<String>,
}

/// How much of the list is done, when the source says how long it is.
struct Bar {
    done: u64,
    of: u64,
    percent: u64,
}

impl LivePart {
    /// The harvest that is going on, or what the last one left.
    #[must_use]
    pub fn of(source: &Source, live: Option<&Live>, now: Millis) -> Self {
        match live {
            Some(live) => Self::running(live, now),
            None => Self::ended(source),
        }
    }

    fn running(live: &Live, now: Millis) -> Self {
        let bar = live.expected.filter(|expected| *expected > 0).map(|of| {
            let done = live.records.min(of);
            Bar { done, of, percent: done * 100 / of }
        });
        Self {
            is_running: true,
            sentence: sentence(live),
            spoken: spoken(live, bar.as_ref()),
            pace: pace(live, now),
            bar,
            waiting: live.waiting.clone(),
        }
    }

    fn ended(source: &Source) -> Self {
        let sentence = match &source.last_error {
            Some(error) => format!("The harvest has ended: {error}"),
            None => "The harvest has ended. Show the page anew to see what it brought.".to_owned(),
        };
        Self { is_running: false, spoken: sentence.clone(), sentence, pace: String::new(), bar: None, waiting: None }
    }
}

/// Pages, or the file that is read, and the time so far.
fn pace(live: &Live, now: Millis) -> String {
    let time = duration(now - live.started_at);
    match &live.file {
        Some(file) => format!("Reading {file}; {} read, {time}.", counted(number(live.pages), "file")),
        None => format!("{}, {time}.", counted(number(live.pages), "page")),
    }
}

/// A harvest that is going on, in a sentence.
#[must_use]
pub fn sentence(live: &Live) -> String {
    match live.expected {
        _ if live.kind == "mapping" => {
            format!("Holdings and items are read anew: {} so far.", counted(number(live.records), "record"))
        }
        Some(expected) => {
            format!("{} of {} so far.", grouped(number(live.records)), counted(number(expected), "record"))
        }
        None => {
            format!("{} so far; the source does not say how many there are.", counted(number(live.records), "record"))
        }
    }
}

/// What a screen reader says: it changes with every tenth of the list, or when the source makes us wait, not with every page.
fn spoken(live: &Live, bar: Option<&Bar>) -> String {
    match (&live.waiting, bar) {
        (Some(waiting), _) => format!("Waiting: {waiting}"),
        (None, Some(bar)) => format!("About {} % of the records are here.", bar.percent / 10 * 10),
        (None, None) => "The harvest goes on.".to_owned(),
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
