//! People.

use serde::{Deserialize, Serialize};

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Primary identifier.
    pub primary_id: String,
    /// Number on the library card.
    pub barcode: String,
    /// Number given by the university.
    pub university_id: String,
    /// Given name; blank for some.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Code of the user group.
    pub group: String,
    /// Whether the account is active. NCIP does not find one that is not.
    pub active: bool,
    /// When the account ends.
    pub expires: i64,
    /// Text of a block.
    pub block: Option<String>,
    /// Address for letters.
    pub email: String,
    /// What is typed beside the barcode where a partner asks for it.
    pub pin: String,
}

/// The kinds of identifier by which a partner may name users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierType {
    /// The primary identifier.
    PrimaryId,
    /// The number on the card.
    Barcode,
    /// The number given by the university.
    UniversityId,
    /// Whichever fits.
    Any,
}

impl IdentifierType {
    /// Every type, with its code in Alma and the words on the partner form.
    pub const EVERY: [(Self, &'static str, &'static str); 4] = [
        (Self::PrimaryId, "PRIMARY_ID", "Primary identifier"),
        (Self::Barcode, "BARCODE", "Barcode"),
        (Self::UniversityId, "UNIV_ID", "University ID"),
        (Self::Any, "ANY", "Any identifier"),
    ];

    /// The words on the partner form.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::EVERY.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, _, label)| label)
    }

    /// Its code in Alma.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::EVERY.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, code, _)| code)
    }

    /// The type with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::EVERY.iter().find(|(_, known, _)| *known == code).map(|(kind, ..)| *kind)
    }
}

impl User {
    /// Whether this value is the user's identifier of this type.
    #[must_use]
    pub fn has(&self, kind: IdentifierType, value: &str) -> bool {
        match kind {
            IdentifierType::PrimaryId => self.primary_id == value,
            IdentifierType::Barcode => self.barcode == value,
            IdentifierType::UniversityId => self.university_id == value,
            IdentifierType::Any => [&self.primary_id, &self.barcode, &self.university_id].iter().any(|id| *id == value),
        }
    }

    /// Whether the user may borrow: no block, and the account has not ended.
    #[must_use]
    pub fn may_borrow(&self, now: i64) -> bool {
        self.active && self.block.is_none() && now < self.expires
    }

    /// `Ayşe Karadumanlı`
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}
