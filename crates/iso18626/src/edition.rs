//! Which edition of the standard, and which of its six messages.

use std::fmt;

/// An edition of ISO 18626. Later editions are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// The first edition of 2014, schema 1.1; also schema 1.0.
    V1_1,
    /// The minor revision of 2017, schema 1.2.
    V1_2,
    /// The edition of 2021, schemas 2021-1 (also called 1.3), 2021-2 and 2021-3.
    V2021,
}

impl Edition {
    /// Every edition, oldest first.
    pub const ALL: [Self; 3] = [Self::V1_1, Self::V1_2, Self::V2021];

    /// What the `version` attribute of a message says when we write this edition.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V2021 => "2021-2",
        }
    }

    /// The edition that a `version` attribute stands for; `None` for a text that no schema defines.
    #[must_use]
    pub fn from_version(version: &str) -> Option<Self> {
        match version {
            "1.0" | "1.1" | "2014" => Some(Self::V1_1),
            "1.2" | "2017" => Some(Self::V1_2),
            "1.3" | "2021" => Some(Self::V2021),
            later if later.starts_with("2021-") => Some(Self::V2021),
            _ => None,
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.version())
    }
}

/// The six messages, in the order of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A library asks for an item.
    Request,
    /// Receipt for a [`Kind::Request`].
    RequestConfirmation,
    /// The supplier tells where the request stands.
    SupplyingAgencyMessage,
    /// Receipt for a [`Kind::SupplyingAgencyMessage`].
    SupplyingAgencyMessageConfirmation,
    /// The requester reacts: received, cancel, renew and so on.
    RequestingAgencyMessage,
    /// Receipt for a [`Kind::RequestingAgencyMessage`].
    RequestingAgencyMessageConfirmation,
}

impl Kind {
    /// Every kind, in the order of the schema.
    pub const ALL: [Self; 6] = [
        Self::Request,
        Self::RequestConfirmation,
        Self::SupplyingAgencyMessage,
        Self::SupplyingAgencyMessageConfirmation,
        Self::RequestingAgencyMessage,
        Self::RequestingAgencyMessageConfirmation,
    ];

    /// The element that holds such a message.
    #[must_use]
    pub const fn element(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestConfirmation => "requestConfirmation",
            Self::SupplyingAgencyMessage => "supplyingAgencyMessage",
            Self::SupplyingAgencyMessageConfirmation => "supplyingAgencyMessageConfirmation",
            Self::RequestingAgencyMessage => "requestingAgencyMessage",
            Self::RequestingAgencyMessageConfirmation => "requestingAgencyMessageConfirmation",
        }
    }

    /// The kind with this element name.
    #[must_use]
    pub fn from_element(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.element() == name)
    }

    /// The kind of the receipt for a message of this kind; `None` for a receipt.
    #[must_use]
    pub const fn confirmation(self) -> Option<Self> {
        match self {
            Self::Request => Some(Self::RequestConfirmation),
            Self::SupplyingAgencyMessage => Some(Self::SupplyingAgencyMessageConfirmation),
            Self::RequestingAgencyMessage => Some(Self::RequestingAgencyMessageConfirmation),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.element())
    }
}
