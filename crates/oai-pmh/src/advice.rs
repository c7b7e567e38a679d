//! What Alma's own error texts mean, and where in Alma the cause is.
//!
//! Alma answers seven situations in words of its own. The words are the vendor's; which code comes with them is not
//! documented, so they are recognised by their words alone.

use crate::{ErrorCode, ErrorCondition};

/// Why a source refuses, and which Alma page to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// The cause, in words for a systems librarian.
    pub cause: &'static str,
    /// The page in Alma, as a path of menus, and what to do there.
    pub alma_screen: &'static str,
}

/// The situations that Alma answers in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlmaFault {
    /// No integration profile of the type OAI.
    NoRepository,
    /// The profile is there, but not active.
    NotActive,
    /// The address lacks the institution code.
    InstitutionMissing,
    /// The caller's address is not in the profile's list.
    Unauthorized,
    /// No publishing profile writes for OAI.
    NoSets,
    /// A list request without set or prefix.
    ArgumentsMissing,
    /// No publishing profile has this set and this format.
    NoProfile,
}

const INTEGRATION: &str = "Configuration > General > External Systems > Integration Profiles, the profile of type OAI (OAI Repository Definition)";
const PUBLISHING: &str =
    "Resources > Publishing > Publishing Profiles, the General Publishing profile, its OAI details";

impl AlmaFault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NoRepository,
        Self::NotActive,
        Self::InstitutionMissing,
        Self::Unauthorized,
        Self::NoSets,
        Self::ArgumentsMissing,
        Self::NoProfile,
    ];

    /// Alma's wording.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoRepository => "OAI Repository definition doesnt exist for this Institution",
            Self::NotActive => "OAI Repository is not active for this Institution",
            Self::InstitutionMissing => "Problem with url - institution code is missing",
            Self::Unauthorized => {
                "Unauthorized access to the OAI services - please contact the system administrator for assistance"
            }
            Self::NoSets => "The repository does not support sets",
            Self::ArgumentsMissing => "The request is missing required arguments.",
            Self::NoProfile => "No Publishing profile exists for given set and metadataPrefix",
        }
    }

    /// The situation as an error condition, for a simulated Alma. The code is our guess; the text is Alma's.
    #[must_use]
    pub fn condition(self) -> ErrorCondition {
        let code = match self {
            Self::NoSets => ErrorCode::NoSetHierarchy,
            _ => ErrorCode::BadArgument,
        };
        ErrorCondition::new(code, self.text())
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> Advice {
        let (cause, alma_screen) = match self {
            Self::NoRepository => ("the institution has not set up its OAI repository in Alma yet", INTEGRATION),
            Self::NotActive => {
                ("the OAI repository of the institution is switched off: activate its profile", INTEGRATION)
            }
            Self::InstitutionMissing => (
                "the address does not name the institution: it must end in /view/oai/<institution code>/request",
                INTEGRATION,
            ),
            Self::Unauthorized => (
                "Alma does not accept the address that this harvester calls from: add its public IP address to the list",
                INTEGRATION,
            ),
            Self::NoSets => {
                ("no publishing profile publishes to OAI: add one, or give an existing one OAI details", PUBLISHING)
            }
            Self::ArgumentsMissing => (
                "Alma lists records only by set: put the Set Spec of the publishing profile into the settings of this source",
                PUBLISHING,
            ),
            Self::NoProfile => (
                "no publishing profile has this set and this format: compare Set Spec, letter by letter and case by case, and \
                 the metadata prefix; then check that the profile has run",
                PUBLISHING,
            ),
        };
        Advice { cause, alma_screen }
    }
}

/// The advice for an error condition in Alma's words; `None` for any other.
#[must_use]
pub fn explain(condition: &ErrorCondition) -> Option<Advice> {
    let said = comparable(&condition.text);
    AlmaFault::ALL.into_iter().find(|fault| said.contains(&comparable(fault.text()))).map(AlmaFault::advice)
}

/// Letters and single spaces only: punctuation and case differ between Alma's releases.
fn comparable(text: &str) -> String {
    let letters = text.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<_> = letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
