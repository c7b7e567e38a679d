//! Changes of the SRU server, of the keys of the REST interface and of webhooks.

use serde::{Deserialize, Serialize};

use super::check::{Broken, FieldError};
use super::{Done, done};
use crate::state::{Challenge, CirculationAccess, KeyDetails, SruServer, State, WebhookProfile, Webhooks, Z3950Server};

/// A change. Its name in the journal is in kebab case (`save-sru`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "integration", rename_all = "kebab-case")]
pub enum IntegrationChange {
    /// Adds or changes the integration profile of the SRU server.
    SaveSru {
        /// What it says.
        profile: SruServer,
    },
    /// Deletes it.
    DeleteSru,
    /// Adds or changes the integration profile of the Z39.50 server.
    #[serde(rename = "save-z3950")]
    SaveZ3950 {
        /// What it says.
        profile: Z3950Server,
    },
    /// Deletes it.
    #[serde(rename = "delete-z3950")]
    DeleteZ3950,
    /// Adds or changes the integration profile of webhooks; the listener is asked for its echo anew.
    SaveWebhooks {
        /// What it says.
        profile: Webhooks,
    },
    /// The listener echoed its challenge, or did not.
    WebhookChallenged {
        /// Whether it did.
        passed: bool,
    },
    /// Deletes it.
    DeleteWebhooks,
    /// Makes a key, or changes the one with the number; its text stays.
    SaveKey {
        /// Which; none for a new one.
        number: Option<u32>,
        /// What is decided about it.
        details: KeyDetails,
        /// What is decided about users and partners; keys of older journals open neither.
        #[serde(default)]
        circulation: CirculationAccess,
    },
    /// Deletes a key.
    DeleteKey {
        /// Which.
        number: u32,
    },
    /// Sets how many calls a day has.
    SaveDailyCalls {
        /// So many.
        calls: u64,
    },
}

impl IntegrationChange {
    pub(super) fn broken_rules(&self, state: &State) -> Vec<FieldError> {
        let mut broken = Broken::default();
        match self {
            Self::SaveSru { profile } => {
                broken.by_code_and_name(&profile.code, &profile.name);
            }
            Self::DeleteSru => broken.unless(state.sru.is_some(), "", "There is no SRU integration profile."),
            Self::SaveZ3950 { profile } => broken.by_code_and_name(&profile.code, &profile.name),
            Self::DeleteZ3950 => {
                broken.unless(state.z3950.is_some(), "", "There is no integration profile of the Z39.50 server.");
            }
            Self::SaveWebhooks { profile } => {
                broken.by_code_and_name(&profile.code, &profile.name);
                let is_address = profile.url.starts_with("http://") || profile.url.starts_with("https://");
                broken.unless(is_address, "url", "Webhook listener URL begins with https://.");
                broken.filled("secret", "Secret", &profile.secret);
            }
            Self::WebhookChallenged { .. } | Self::DeleteWebhooks => {
                broken.unless(state.webhooks.is_some(), "", "There is no integration profile of webhooks.");
            }
            Self::SaveKey { number, details, .. } => {
                broken.filled("name", "Name", &details.name);
                broken.filled("institution", "Institution", &details.institution);
                let is_known = number.is_none_or(|number| state.rest.key(number).is_some());
                broken.unless(is_known, "", "There is no such key any more.");
            }
            Self::DeleteKey { number } => {
                broken.unless(state.rest.key(*number).is_some(), "", "There is no such key any more.");
            }
            Self::SaveDailyCalls { calls } => broken.unless(*calls > 0, "calls", "A day has one call at least."),
        }
        broken.into_errors()
    }

    /// Does it; no rule is broken.
    pub(super) fn perform(&self, state: &mut State) -> Done {
        match self {
            Self::SaveSru { profile } => {
                state.sru = Some(profile.clone());
                done("The integration profile is saved.", None)
            }
            Self::DeleteSru => {
                state.sru = None;
                done("The integration profile is deleted. SRU is off now.", None)
            }
            Self::SaveZ3950 { profile } => {
                state.z3950 = Some(profile.clone());
                done("The integration profile is saved.", None)
            }
            Self::DeleteZ3950 => {
                state.z3950 = None;
                done("The integration profile is deleted. Nobody can search by Z39.50 now.", None)
            }
            Self::SaveWebhooks { profile } => {
                state.webhooks = Some(WebhookProfile::new(profile.clone()));
                done("The integration profile is saved. The listener is told once it has echoed its challenge.", None)
            }
            Self::WebhookChallenged { passed } => challenged(state, *passed),
            Self::DeleteWebhooks => {
                state.webhooks = None;
                done("The integration profile is deleted. Nobody is told what happens.", None)
            }
            Self::SaveKey { number, details, circulation } => {
                let number = match number.and_then(|number| state.rest.key_mut(number)) {
                    Some(key) => {
                        key.details.clone_from(details);
                        key.circulation = *circulation;
                        key.number
                    }
                    None => state.rest.add_key(details.clone(), *circulation),
                };
                done("The key is saved.", Some(number))
            }
            Self::DeleteKey { number } => {
                state.rest.keys.retain(|key| key.number != *number);
                done("The key is deleted. Who calls with it is refused now.", None)
            }
            Self::SaveDailyCalls { calls } => {
                state.rest.daily_calls = *calls;
                done("The number of calls a day is saved.", None)
            }
        }
    }
}

fn challenged(state: &mut State, passed: bool) -> Done {
    let challenge = if passed { Challenge::Passed } else { Challenge::Failed };
    state.webhooks.iter_mut().for_each(|profile| profile.challenge = challenge);
    done(challenge.words(), None)
}
