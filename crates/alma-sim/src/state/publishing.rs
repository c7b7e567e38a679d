//! Publishing: the OAI repository, sets of titles, publishing profiles, and what each profile's last run gave out.
//!
//! A harvester never sees the catalogue, only what was published last. A run compares each title of the set with that, without
//! field 005; what is new or differs gets the time of the run as its datestamp.

mod addresses;
mod enriched;
mod enrichment;
mod profile;
mod published;
mod run;
mod title_set;

pub use addresses::{AllowedAddress, NoAddress};
pub use enrichment::{Element, Enrichment, Enrichments, Preset, Row, Table};
pub use profile::{Format, ProfileDetails, PublishingProfile, Schedule};
pub use published::{Content, Entry, Published, Span};
pub use run::{Job, Mode};
pub use title_set::{ContentType, Members, Query, TitleSet};

use serde::{Deserialize, Serialize};

/// The largest page that Alma gives.
pub const LARGEST_PAGE: usize = 900;

/// Runs that are remembered.
const MOST_JOBS: usize = 200;

/// Everything about publishing.
#[derive(Debug, Clone, PartialEq)]
pub struct Publishing {
    /// The integration profile of the type "OAI Repository Definition"; an institution has one or none.
    pub repository: Option<OaiRepository>,
    /// Records or headers on a page, 1 to [`LARGEST_PAGE`].
    pub page_size: usize,
    /// Whether the last page of a list has an empty token; captured pages have none.
    pub empty_token_at_end: bool,
    /// Whether data elements without a value are published as empty subfields, as some real records have them.
    pub empty_subfields: bool,
    /// Sets of titles.
    pub sets: Vec<NumberedSet>,
    /// General Publishing profiles.
    pub profiles: Vec<PublishingProfile>,
    /// Runs, the latest last.
    pub jobs: Vec<Job>,
    /// The last number given to a set, profile or run.
    last_number: u32,
}

/// The integration profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OaiRepository {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is active.
    pub active: bool,
    /// Whether everybody may harvest, whatever the list says.
    pub open_to_all: bool,
    /// Who may harvest.
    pub addresses: Vec<AllowedAddress>,
}

/// A set with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedSet {
    /// The number that profiles name it by.
    pub number: u32,
    /// What it is.
    pub set: TitleSet,
    /// How often it was changed, so that a run knows when titles may have left.
    pub edition: u32,
}

impl Default for Publishing {
    /// An OAI repository that is open to everybody, and nothing published.
    fn default() -> Self {
        Self {
            repository: Some(OaiRepository::open()),
            page_size: 100,
            empty_token_at_end: false,
            empty_subfields: false,
            sets: Vec::new(),
            profiles: Vec::new(),
            jobs: Vec::new(),
            last_number: 0,
        }
    }
}

impl OaiRepository {
    /// Active and open to everybody.
    #[must_use]
    pub fn open() -> Self {
        Self {
            code: "OAI".to_owned(),
            name: "OAI repository".to_owned(),
            active: true,
            open_to_all: true,
            addresses: Vec::new(),
        }
    }

    /// Whether a caller from this address may harvest.
    #[must_use]
    pub fn admits(&self, caller: &str) -> bool {
        self.open_to_all || self.addresses.iter().any(|address| address.fits(caller))
    }
}

impl Publishing {
    /// A number that nothing has yet.
    pub(crate) fn next_number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    /// The set with this number.
    #[must_use]
    pub fn set(&self, number: u32) -> Option<&NumberedSet> {
        self.sets.iter().find(|set| set.number == number)
    }

    /// The profile with this number.
    #[must_use]
    pub fn profile(&self, number: u32) -> Option<&PublishingProfile> {
        self.profiles.iter().find(|profile| profile.number == number)
    }

    /// As [`Publishing::profile`], to change it.
    pub(crate) fn profile_mut(&mut self, number: u32) -> Option<&mut PublishingProfile> {
        self.profiles.iter_mut().find(|profile| profile.number == number)
    }

    /// Profiles that have run: only those does a harvester see.
    pub fn published(&self) -> impl Iterator<Item = &PublishingProfile> {
        self.profiles.iter().filter(|profile| profile.published.last_run.is_some())
    }

    /// Adds a set and gives its number.
    pub fn add_set(&mut self, set: TitleSet) -> u32 {
        let number = self.next_number();
        self.sets.push(NumberedSet { number, set, edition: 0 });
        number
    }

    /// Adds a profile that has not run yet, and gives its number.
    pub fn add_profile(&mut self, details: ProfileDetails, enrichments: Enrichments, at: i64) -> u32 {
        let number = self.next_number();
        self.profiles.push(PublishingProfile::new(number, details, enrichments, at));
        number
    }

    fn remember(&mut self, job: Job) {
        if self.jobs.len() >= MOST_JOBS {
            self.jobs.remove(0);
        }
        self.jobs.push(job);
    }
}
