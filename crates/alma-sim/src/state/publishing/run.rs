//! Runs of a profile: by hand, by its schedule, at once after a change, or over everything.

use std::collections::BTreeSet;

use super::enriched;
use super::{Content, Published, PublishingProfile, TitleSet};
use crate::state::{Id, State};

/// Why a profile runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The button Run.
    Run,
    /// Its schedule.
    Scheduled,
    /// A change, where the profile asks for that.
    AtOnce,
    /// The button Republish: every title gets a new datestamp.
    Republish,
}

/// A run, for the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub number: u32,
    /// The profile's number.
    pub profile: u32,
    /// The profile's name then.
    pub name: String,
    /// Why it ran.
    pub mode: Mode,
    /// When, in milliseconds.
    pub at: i64,
    /// Titles that were not published before.
    pub new: usize,
    /// Titles that differ from what was published.
    pub changed: usize,
    /// Titles that left the set, were suppressed or deleted.
    pub deleted: usize,
    /// Titles that were looked at and do not differ.
    pub unchanged: usize,
}

impl Mode {
    /// Its words in the history.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Scheduled => "Scheduled run",
            Self::AtOnce => "Run after a change",
            Self::Republish => "Republish",
        }
    }
}

impl Job {
    /// Titles that the run looked at.
    #[must_use]
    pub fn looked_at(&self) -> usize {
        self.new + self.changed + self.deleted + self.unchanged
    }

    /// How long it took, in seconds: reckoned at a thousand titles a second, for there is no clock here.
    #[must_use]
    pub fn seconds(&self) -> usize {
        self.looked_at().div_ceil(1_000).max(1)
    }
}

impl State {
    /// Runs a profile. `None` when there is no such profile or set.
    pub(crate) fn publish(&mut self, number: u32, mode: Mode, at: i64) -> Option<Job> {
        let mut published = std::mem::take(&mut self.publishing.profile_mut(number)?.published);
        let job = self.run(number, mode, at, &mut published);
        let job_number = self.publishing.next_number();
        let profile = self.publishing.profile_mut(number)?;
        profile.published = published;
        profile.scheduled_from = at;
        // An incremental run leaves untouched titles as they were published before the change.
        profile.changed_since_run &= mode != Mode::Republish;
        let job = Job { number: job_number, ..job? };
        if mode != Mode::AtOnce || job.looked_at() > job.unchanged {
            self.publishing.remember(job.clone());
        }
        Some(job)
    }

    /// Runs the profiles whose hour has come; gives their numbers.
    pub(crate) fn due_profiles(&self, now: i64) -> Vec<u32> {
        let is_due = |profile: &&PublishingProfile| profile.next_run().is_some_and(|next| next <= now);
        self.publishing.profiles.iter().filter(is_due).map(|profile| profile.number).collect()
    }

    /// Runs the profiles that do so after each change, if there was one.
    pub(crate) fn publish_at_once(&mut self, at: i64) {
        let latest = self.catalog.changes.latest();
        let wants = |profile: &&PublishingProfile| {
            let details = &profile.details;
            let behind = profile.published.last_run.is_some() && profile.published.seen < latest;
            details.active && details.run_at_once && behind
        };
        let numbers: Vec<u32> = self.publishing.profiles.iter().filter(wants).map(|profile| profile.number).collect();
        for number in numbers {
            let scheduled_from = self.publishing.profile(number).map(|profile| profile.scheduled_from);
            self.publish(number, Mode::AtOnce, at);
            if let (Some(profile), Some(from)) = (self.publishing.profile_mut(number), scheduled_from) {
                profile.scheduled_from = from;
            }
        }
    }

    fn run(&self, number: u32, mode: Mode, at: i64, published: &mut Published) -> Option<Job> {
        let profile = self.publishing.profile(number)?;
        let set = self.publishing.set(profile.details.set)?;
        let edition = (set.number, set.edition);
        let is_first = published.last_run.is_none();
        let touched: BTreeSet<Id> = self.catalog.changes.since(published.seen).collect();
        let looks_at_all = is_first || mode == Mode::Republish || published.set != edition;
        let candidates: BTreeSet<Id> = match looks_at_all {
            true => self.catalog.bibs.keys().copied().chain(published.ids()).collect(),
            false => touched.clone(),
        };
        let name = profile.details.name.clone();
        let job = Job { number: 0, profile: number, name, mode, at, new: 0, changed: 0, deleted: 0, unchanged: 0 };
        let mut run = Run { state: self, profile, set: &set.set, job, touched, is_republish: mode == Mode::Republish };
        candidates.into_iter().for_each(|id| run.look_at(id, published));
        published.set_spec.clone_from(&profile.details.set_spec);
        published.set_name.clone_from(&profile.details.set_name);
        published.format = profile.details.format;
        published.last_run = Some(at);
        published.seen = self.catalog.changes.latest();
        published.set = edition;
        Some(run.job)
    }
}

/// A run at work.
struct Run<'a> {
    state: &'a State,
    profile: &'a PublishingProfile,
    set: &'a TitleSet,
    job: Job,
    touched: BTreeSet<Id>,
    is_republish: bool,
}

impl Run<'_> {
    fn look_at(&mut self, id: Id, published: &mut Published) {
        let before = published.entry(id).and_then(|entry| entry.content.as_ref());
        let is_compared = self.is_republish || before.is_none() || self.touched.contains(&id);
        match (before, self.is_wanted(id)) {
            (None, false) => {}
            (Some(_), false) => {
                self.job.deleted += 1;
                published.put(id, None, self.job.at);
            }
            (Some(_), true) if !is_compared => self.job.unchanged += 1,
            (before, true) => {
                let Some(content) = self.content(id) else { return };
                let is_same = before.is_some_and(|before| before.says_the_same(&content));
                let count = match (before, is_same) {
                    (None, _) => &mut self.job.new,
                    (Some(_), false) => &mut self.job.changed,
                    (Some(_), true) => &mut self.job.unchanged,
                };
                *count += 1;
                if !is_same || self.is_republish {
                    published.put(id, Some(content), self.job.at);
                }
            }
        }
    }

    /// Whether a title is to be published: it is in the set, and discovery shows it.
    fn is_wanted(&self, id: Id) -> bool {
        let catalog = &self.state.catalog;
        catalog.bibs.get(&id).is_some_and(|bib| !bib.suppressed && self.set.contains(catalog, id, bib))
    }

    fn content(&self, id: Id) -> Option<Content> {
        let bib = self.state.catalog.bibs.get(&id)?;
        let with_empty = self.state.publishing.empty_subfields;
        let enrichment = enriched::fields(self.state, bib, &self.profile.enrichments, with_empty);
        Some(Content { marc: bib.marc.clone(), enrichment })
    }
}
