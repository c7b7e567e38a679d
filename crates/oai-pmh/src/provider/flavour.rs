//! What differs between repositories that all speak OAI-PMH 2.0.

use crate::{AlmaFault, ErrorCondition, TokenForm};

/// The habits of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flavour {
    /// Whether a list without a set is refused.
    pub set_required: bool,
    /// How tokens are written.
    pub token_form: TokenForm,
    /// Whether tokens carry `completeListSize` and `cursor`.
    pub token_attributes: bool,
    /// How long a token may be used, in seconds, as it says itself (`expirationDate`); `None` leaves that out. A position is
    /// good for as long as the records stay, so nothing is refused afterwards.
    pub token_lifetime_seconds: Option<u32>,
    /// Whether the last part of a list ends with an empty token, as the protocol asks (3.5).
    pub empty_token_at_end: bool,
    /// Whether refusals are in Alma's words.
    pub alma_texts: bool,
}

impl Flavour {
    /// What the protocol says.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            set_required: false,
            token_form: TokenForm::Opaque,
            token_attributes: true,
            token_lifetime_seconds: None,
            empty_token_at_end: true,
            alma_texts: false,
        }
    }

    /// What Alma does: a set on every list, its own refusals, tokens that can be read and have no attributes, and none at
    /// the end of a list.
    #[must_use]
    pub const fn alma() -> Self {
        Self {
            set_required: true,
            token_form: TokenForm::Alma,
            token_attributes: false,
            token_lifetime_seconds: None,
            empty_token_at_end: false,
            alma_texts: true,
        }
    }

    /// What Alma says before it looks at anything else: arguments are missing.
    pub(super) fn refusal(&self, pairs: &[(String, String)]) -> Option<ErrorCondition> {
        let has = |wanted: &str| pairs.iter().any(|(name, _)| name == wanted);
        let verb = pairs.iter().find(|(name, _)| name == "verb").map(|(_, value)| value.as_str());
        let complete = match verb {
            Some("ListRecords" | "ListIdentifiers") => {
                has("resumptionToken") || (has("metadataPrefix") && (has("set") || !self.set_required))
            }
            Some("GetRecord") => has("identifier") && has("metadataPrefix"),
            _ => true,
        };
        (self.alma_texts && !complete).then(|| AlmaFault::ArgumentsMissing.condition())
    }
}
