//! From any list to all that belong to it (clause 6): what to fetch next, and what has been found.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use crate::{Capability, DecodeError, Document, Entry, Moment, same_place};

/// Lists that one walk fetches at most; a source with more has a circle in it.
const LISTS: usize = 2_000;
/// Resources and changes that one walk keeps at most.
const ENTRIES: usize = 1_000_000;

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All resources that there are.
    Everything,
    /// What changed at this moment and after it; all resources, where the source has no list of changes.
    ChangesSince(Moment),
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Fetch this list, then call [`Discovery::answer`] or [`Discovery::absent`].
    Fetch {
        /// Its address.
        url: String,
    },
    /// All that is there.
    Found(Box<Found>),
    /// It cannot be found out.
    Failed(Failure),
}

/// Why a walk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A list cannot be read: its address, and what is wrong.
    Unreadable(String, DecodeError),
    /// A list did not come: its address, and why, in the caller's words.
    Absent(String, String),
    /// There are more lists or entries than any real source has.
    TooMany(usize),
    /// The source has neither a list of resources nor one of changes; what it has.
    NothingToRead(Vec<String>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(url, fault) => write!(f, "{url} cannot be read: {fault}"),
            Self::Absent(url, why) => write!(f, "{url}: {why}"),
            Self::TooMany(limit) => write!(f, "the source has more than {limit} lists or entries"),
            Self::NothingToRead(has) if has.is_empty() => {
                f.write_str("the source has neither a resource list nor a change list")
            }
            Self::NothingToRead(has) => {
                write!(f, "the source has neither a resource list nor a change list, but {}", has.join(", "))
            }
        }
    }
}

impl std::error::Error for Failure {}

/// An address in a list that is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The address.
    pub location: String,
    /// Why, in words for people.
    pub why: &'static str,
}

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// All resources, in the order of the lists; empty when only changes were looked for.
    pub resources: Vec<Entry>,
    /// Whether `resources` is all that the source has.
    pub is_whole: bool,
    /// The last change of each resource that changed, the oldest first.
    pub changes: Vec<Entry>,
    /// Whether the source tells changes at all.
    pub tells_changes: bool,
    /// From this moment on the next walk looks for changes, by the clock of the source.
    pub watermark: Option<Moment>,
    /// Lists that were read.
    pub lists: usize,
    /// What was not followed.
    pub ignored: Vec<Ignored>,
    /// What the source offers beside, such as `resourcedump`.
    pub offers: Vec<String>,
}

/// A walk. It keeps to the server at which it began.
#[derive(Debug, Clone)]
pub struct Discovery {
    start: String,
    wanted: Wanted,
    part: Option<String>,
    seen: BTreeSet<String>,
    open: VecDeque<String>,
    /// Lists of resources that are fetched when there are no lists of changes.
    baseline: Vec<String>,
    fetching: Option<String>,
    /// When the lists of resources were made, the oldest.
    at: Option<Moment>,
    /// Until when changes are known.
    told: Option<Moment>,
    found: Found,
    failure: Option<Failure>,
    has_ended: bool,
}

impl Discovery {
    /// A walk from this address: of a source description, a capability list, a resource list, a change list, or an index of them.
    #[must_use]
    pub fn new(start: &str, wanted: Wanted) -> Self {
        let mut discovery = Self {
            start: start.to_owned(),
            wanted,
            part: None,
            seen: BTreeSet::new(),
            open: VecDeque::new(),
            baseline: Vec::new(),
            fetching: None,
            at: None,
            told: None,
            found: Found::default(),
            failure: None,
            has_ended: false,
        };
        discovery.visit(start);
        discovery
    }

    /// Of an index, only the lists with this part between two slashes of their address: one organisation of an aggregator.
    #[must_use]
    pub fn only(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned()).filter(|part| !part.is_empty());
        self
    }

    /// What to do next. Asked again without an answer, it says the same; what was found is given once.
    pub fn step(&mut self) -> Step {
        if let Some(failure) = &self.failure {
            return Step::Failed(failure.clone());
        }
        if self.fetching.is_none() {
            self.fetching = self.open.pop_front();
        }
        if self.fetching.is_none() && !self.found.tells_changes {
            // Nobody tells changes: everything is compared.
            for list in std::mem::take(&mut self.baseline) {
                self.visit(&list);
            }
            self.fetching = self.open.pop_front();
        }
        match &self.fetching {
            Some(url) => Step::Fetch { url: url.clone() },
            None => self.end(),
        }
    }

    /// The list that was to be fetched.
    pub fn answer(&mut self, bytes: &[u8]) {
        let Some(url) = self.fetching.take() else { return };
        match Document::decode(bytes) {
            Ok(document) => self.take(document),
            Err(fault) => self.failure = Some(Failure::Unreadable(url, fault)),
        }
        if self.seen.len() > LISTS || self.found.resources.len() + self.found.changes.len() > ENTRIES {
            self.failure = Some(Failure::TooMany(if self.seen.len() > LISTS { LISTS } else { ENTRIES }));
        }
    }

    /// The list that was to be fetched did not come, for this reason.
    pub fn absent(&mut self, why: &str) {
        if let Some(url) = self.fetching.take() {
            self.failure = Some(Failure::Absent(url, why.to_owned()));
        }
    }

    fn take(&mut self, document: Document) {
        self.found.lists += 1;
        match (&document.capability, document.is_index) {
            (Capability::Description | Capability::CapabilityList, _) => self.lists_of(document),
            (Capability::ResourceList | Capability::ChangeList, true) => self.parts_of(document),
            (Capability::ResourceList, false) => self.resources_of(document),
            (Capability::ChangeList, false) => self.changes_of(document),
            (other, _) => self.offer(other.as_str().to_owned()),
        }
    }

    /// A source description names capability lists, these name the lists of resources and of changes.
    fn lists_of(&mut self, document: Document) {
        let changes_exist = document.entries.iter().any(|entry| entry.capability == Some(Capability::ChangeList));
        for entry in document.entries {
            match entry.capability {
                Some(Capability::ResourceList) if changes_exist && self.wanted != Wanted::Everything => {
                    self.baseline.push(entry.location);
                }
                Some(Capability::ChangeList) if self.wanted == Wanted::Everything => self.found.tells_changes = true,
                None | Some(Capability::CapabilityList | Capability::ResourceList | Capability::ChangeList) => {
                    self.visit(&entry.location);
                }
                Some(other) => self.offer(other.as_str().to_owned()),
            }
        }
    }

    /// An index of lists of one kind.
    fn parts_of(&mut self, document: Document) {
        let is_of_changes = document.capability == Capability::ChangeList;
        self.found.tells_changes |= is_of_changes;
        let mut others = 0;
        for entry in document.entries {
            let is_past = match (self.wanted, entry.until) {
                (Wanted::ChangesSince(since), Some(until)) if is_of_changes => until < since,
                _ => false,
            };
            match self.is_wanted(&entry.location) {
                true if is_past => self.told = self.told.max(entry.until),
                true => self.visit(&entry.location),
                false => others += 1,
            }
        }
        if others > 0 && self.open.is_empty() && self.part.is_some() {
            let why = "no list of the index belongs to the part that is asked for";
            self.found.ignored.push(Ignored { location: self.start.clone(), why });
        }
    }

    fn is_wanted(&self, location: &str) -> bool {
        self.part.as_ref().is_none_or(|part| location.contains(&format!("/{part}/")))
    }

    fn resources_of(&mut self, document: Document) {
        self.found.is_whole = true;
        if let Some(at) = document.at {
            self.at = Some(self.at.map_or(at, |known| known.min(at)));
        }
        for entry in document.entries {
            if self.is_here(&entry.location) {
                self.found.resources.push(entry);
            }
        }
    }

    fn changes_of(&mut self, document: Document) {
        self.found.tells_changes = true;
        self.told = self.told.max(document.until);
        for mut entry in document.entries {
            self.told = self.told.max(entry.moment());
            // Without a time it may be new: it is compared, and costs no more than that.
            let is_past = match (self.wanted, entry.moment()) {
                (Wanted::ChangesSince(since), Some(moment)) => moment < since,
                _ => false,
            };
            if !is_past && self.is_here(&entry.location) {
                entry.change.get_or_insert(crate::Change::Updated);
                self.found.changes.push(entry);
            }
        }
    }

    /// Queues a list; one that was met already, or is elsewhere, is not fetched.
    fn visit(&mut self, location: &str) {
        if self.is_here(location) && self.seen.insert(location.to_owned()) {
            self.open.push_back(location.to_owned());
        }
    }

    fn is_here(&mut self, location: &str) -> bool {
        let is_here = same_place(&self.start, location);
        if !is_here && self.found.ignored.len() < LISTS {
            let why = if location.contains("://") { "it is on another server" } else { "it is no whole address" };
            self.found.ignored.push(Ignored { location: location.to_owned(), why });
        }
        is_here
    }

    fn offer(&mut self, capability: String) {
        if !self.found.offers.contains(&capability) {
            self.found.offers.push(capability);
        }
    }

    fn end(&mut self) -> Step {
        let mut found = std::mem::take(&mut self.found);
        if !found.is_whole && !found.tells_changes && !self.has_ended {
            let failure = Failure::NothingToRead(found.offers);
            self.failure = Some(failure.clone());
            return Step::Failed(failure);
        }
        self.has_ended = true;
        found.changes = last_of_each(found.changes);
        // A list of resources without its time is as old as the newest of them.
        let newest = || found.resources.iter().filter_map(Entry::moment).max();
        found.watermark = if found.is_whole { self.at.or_else(newest) } else { self.told };
        Step::Found(Box::new(found))
    }
}

/// Of several changes of one resource only the last matters; all of them by time, those of the same moment as they came.
fn last_of_each(mut changes: Vec<Entry>) -> Vec<Entry> {
    changes.sort_by_key(Entry::moment);
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for (number, entry) in changes.iter().enumerate() {
        last.insert(entry.location.clone(), number);
    }
    let mut number = 0;
    changes.retain(|entry| {
        number += 1;
        last.get(&entry.location) == Some(&(number - 1))
    });
    changes
}
