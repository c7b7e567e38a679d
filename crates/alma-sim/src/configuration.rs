//! What a systems librarian changes: the OAI integration profile, sets, publishing profiles and their runs; the SRU server; keys; partners.
//!
//! The rules that a form breaks come back field by field, so that the page can say each beside its field.

mod check;
mod integration;
mod library;
mod partner;

use serde::{Deserialize, Serialize};

pub use check::FieldError;
pub use integration::IntegrationChange;
pub use library::LibraryChange;
pub use partner::PartnerChange;
pub(crate) use partner::SAME_SYMBOL;

use crate::state::State;
use crate::state::publishing::{Enrichments, Mode, OaiRepository, ProfileDetails, TitleSet};

/// A change. Its name in the journal is in kebab case (`save-set`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Adds or changes the OAI integration profile.
    SaveRepository {
        /// What it says.
        repository: OaiRepository,
    },
    /// Deletes it.
    DeleteRepository,
    /// Sets what Alma itself decides about pages.
    SavePaging {
        /// Records on a page.
        page_size: usize,
        /// Whether the last page has an empty token.
        empty_token_at_end: bool,
    },
    /// Adds a set, or changes the one with the number.
    SaveSet {
        /// Which; none for a new one.
        number: Option<u32>,
        /// What it is.
        set: TitleSet,
    },
    /// Deletes a set that no profile publishes.
    DeleteSet {
        /// Which.
        number: u32,
    },
    /// Adds a profile, or changes the details of the one with the number.
    SaveProfile {
        /// Which; none for a new one.
        number: Option<u32>,
        /// Step 1 of the form.
        details: ProfileDetails,
    },
    /// Changes the data enrichment of a profile.
    SaveEnrichment {
        /// Which.
        number: u32,
        /// Step 2 of the form.
        enrichments: Enrichments,
    },
    /// Deletes a profile with everything that it published.
    DeleteProfile {
        /// Which.
        number: u32,
    },
    /// Runs a profile: what changed since its last run.
    Run {
        /// Which.
        number: u32,
    },
    /// Publishes every title of a profile anew.
    Republish {
        /// Which.
        number: u32,
    },
    /// Runs a profile because its hour has come.
    RunBySchedule {
        /// Which.
        number: u32,
    },
    /// Changes something beside publishing.
    Integration(IntegrationChange),
    /// Changes a resource sharing partner.
    Partner(PartnerChange),
    /// Changes a library.
    Library(LibraryChange),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// In words.
    pub words: String,
    /// The number of the set or profile.
    pub number: Option<u32>,
}

impl Change {
    /// Does it, if no rule is broken.
    pub(crate) fn perform(&self, state: &mut State, at: i64) -> Result<Done, Vec<FieldError>> {
        let broken = check::broken_rules(self, state);
        if !broken.is_empty() {
            return Err(broken);
        }
        Ok(match self {
            Self::SaveRepository { repository } => {
                state.publishing.repository = Some(repository.clone());
                done("The integration profile is saved.", None)
            }
            Self::DeleteRepository => {
                state.publishing.repository = None;
                done("The integration profile is deleted. Nobody can harvest now.", None)
            }
            Self::SavePaging { page_size, empty_token_at_end } => {
                state.publishing.page_size = *page_size;
                state.publishing.empty_token_at_end = *empty_token_at_end;
                done("The size of pages is saved.", None)
            }
            Self::SaveSet { number, set } => save_set(state, *number, set),
            Self::DeleteSet { number } => {
                state.publishing.sets.retain(|set| set.number != *number);
                done("The set is deleted.", None)
            }
            Self::SaveProfile { number, details } => save_profile(state, *number, details, at),
            Self::SaveEnrichment { number, enrichments } => save_enrichment(state, *number, enrichments),
            Self::DeleteProfile { number } => {
                state.publishing.profiles.retain(|profile| profile.number != *number);
                done("The publishing profile is deleted, and with it what it published.", None)
            }
            Self::Run { number } => run(state, *number, Mode::Run, at),
            Self::Republish { number } => run(state, *number, Mode::Republish, at),
            Self::RunBySchedule { number } => run(state, *number, Mode::Scheduled, at),
            Self::Integration(change) => change.perform(state),
            Self::Partner(change) => change.perform(state),
            Self::Library(change) => change.perform(state),
        })
    }
}

fn done(words: &str, number: Option<u32>) -> Done {
    Done { words: words.to_owned(), number }
}

fn save_set(state: &mut State, number: Option<u32>, set: &TitleSet) -> Done {
    let known = state.publishing.sets.iter_mut().find(|known| Some(known.number) == number);
    let number = match known {
        Some(known) => {
            known.set.clone_from(set);
            known.edition += 1;
            known.number
        }
        None => state.publishing.add_set(set.clone()),
    };
    done("The set is saved.", Some(number))
}

fn save_profile(state: &mut State, number: Option<u32>, details: &ProfileDetails, at: i64) -> Done {
    let number = match number.and_then(|number| state.publishing.profile_mut(number)) {
        Some(profile) => {
            profile.change_details(details.clone(), at);
            profile.number
        }
        None => state.publishing.add_profile(details.clone(), Enrichments::default(), at),
    };
    done("The profile details are saved.", Some(number))
}

fn save_enrichment(state: &mut State, number: u32, enrichments: &Enrichments) -> Done {
    let Some(profile) = state.publishing.profile_mut(number) else { return done("", None) };
    profile.change_enrichments(enrichments.clone());
    let words = match profile.changed_since_run && profile.published.last_run.is_some() {
        true => "The data enrichment is saved. Republish, or titles that were published already stay as they are.",
        false => "The data enrichment is saved.",
    };
    done(words, Some(number))
}

fn run(state: &mut State, number: u32, mode: Mode, at: i64) -> Done {
    let words = match state.publish(number, mode, at) {
        Some(job) => format!(
            "{} of {}: {} new, {} changed, {} deleted, {} unchanged.",
            mode.label(),
            job.name,
            job.new,
            job.changed,
            job.deleted,
            job.unchanged
        ),
        None => "The set of the profile is gone.".to_owned(),
    };
    done(&words, Some(number))
}
