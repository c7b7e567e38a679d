//! The integration profile of the type "Webhooks".

use serde::{Deserialize, Serialize};

/// What somebody decides about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Webhooks {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is active.
    pub active: bool,
    /// Webhook listener URL.
    pub url: String,
    /// Secret with which messages are signed. It keeps nothing secret: a simulator has no secrets.
    pub secret: String,
    /// Subscription to loans.
    pub loans: bool,
    /// Subscription to requests.
    pub requests: bool,
}

/// The profile; an institution has one or none here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookProfile {
    /// What was decided.
    pub details: Webhooks,
    /// What the listener said to its challenge.
    pub challenge: Challenge,
}

/// What a listener said to its challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// Nothing yet.
    Waiting,
    /// The same text.
    Passed,
    /// Something else, or nothing.
    Failed,
}

impl WebhookProfile {
    /// A listener that was not asked yet.
    #[must_use]
    pub fn new(details: Webhooks) -> Self {
        Self { details, challenge: Challenge::Waiting }
    }

    /// Whether the listener is told what happens.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.details.active && self.challenge == Challenge::Passed
    }
}

impl Challenge {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Waiting => "it has not answered yet",
            Self::Passed => "it has echoed the challenge",
            Self::Failed => "it did not echo the challenge, so it is told nothing",
        }
    }
}
