//! Resource sharing partners: what the partner record of a broker says, field by field as on Alma's form.

use serde::{Deserialize, Serialize};

use super::{Id, IdentifierType, State};

/// A partner record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Code; an NCIP message names it as ApplicationProfileType, and case counts.
    pub code: String,
    /// Name.
    pub name: String,
    /// Profile type.
    pub profile_type: ProfileType,
    /// System type, for information only.
    pub system_type: String,
    /// Status.
    pub active: bool,
    /// Supports borrowing.
    pub supports_borrowing: bool,
    /// Borrowing workflow: one of [`BORROWING_WORKFLOWS`].
    pub borrowing_workflow: String,
    /// Supports lending.
    pub supports_lending: bool,
    /// Lending workflow: one of [`LENDING_WORKFLOWS`].
    pub lending_workflow: String,
    /// Average supply time, in days.
    pub average_supply_time: u32,
    /// Delivery delay, in days.
    pub delivery_delay: u32,
    /// General: User identifier type.
    pub user_identifier_type: IdentifierType,
    /// General: Request pushing method: one of [`PUSHING_METHODS`]. The simulator pushes nothing.
    pub request_pushing_method: String,
    /// General: URL template, for requests that are pushed as a link.
    pub url_template: String,
    /// General: Broker System NCIP URL; empty when Alma is not to call.
    pub broker_ncip_url: String,
    /// General: Default library owner, the resource sharing library of requests.
    pub default_library_owner: String,
    /// Lookup User: require authentication.
    pub authentication_required: bool,
    /// Request Item: Bibliographic record ID type.
    pub bibliographic_record_id_type: String,
    /// Request Item: Default location, in the library that owns requests.
    pub request_item_location: String,
    /// Check-Out Item: Default location, in the library that owns requests.
    pub lending_location: String,
    /// Check-Out Item: Default item policy.
    pub lending_policy: String,
    /// Accept Item: Default location, in the library that owns requests.
    pub accept_item_location: String,
    /// Accept Item: Default pickup library.
    pub default_pickup_library: String,
    /// Accept Item: Automatic receive.
    pub automatic_receive: bool,
    /// Accept Item: Receive desk.
    pub receive_desk: String,
    /// Accept Item: Default item policy.
    pub accept_item_policy: String,
    /// Days of a loan when a message names no date.
    pub loan_days: u32,
    /// Whether CreateUserFiscalTransaction is understood. Alma's own list of services leaves it out.
    pub accepts_fees: bool,
    /// Whether requests are exported to a third party as lender of last resort. The simulator exports nothing.
    pub export_to_third_party: bool,
    /// Currency.
    #[serde(default)]
    pub currency: String,
    /// Institution code of the partner, where it has one.
    #[serde(default)]
    pub institution_code: String,
    /// Holding code.
    #[serde(default)]
    pub holding_code: String,
    /// Locate profile: one of [`LOCATE_PROFILES`]. The simulator locates nothing.
    #[serde(default)]
    pub locate_profile: String,
    /// Whether it is asked when no other partner fits. One of an institution can be.
    #[serde(default)]
    pub is_default: bool,
    /// ISO 18626: Server, the address of the partner.
    #[serde(default)]
    pub iso_server: String,
    /// ISO 18626: ISO symbol of the partner. No two have the same.
    #[serde(default)]
    pub iso_symbol: String,
}

/// Borrowing workflow profiles: with all steps, and without those of a renewal.
pub const BORROWING_WORKFLOWS: [(&str, &str); 2] =
    [("BORROWING", "Borrowing workflow"), ("BORROWING_NO_RENEWAL", "Borrowing workflow without renewal steps")];

/// Lending workflow profiles.
pub const LENDING_WORKFLOWS: [(&str, &str); 1] = [("LENDING", "Lending workflow")];

/// How a borrowing request that was made in Alma goes to the broker.
pub const PUSHING_METHODS: [(&str, &str); 3] = [("LINK", "Link"), ("OPENURL", "OpenURL"), ("EMAIL", "Email")];

/// Locate profiles: how Alma finds out whether a partner has something.
pub const LOCATE_PROFILES: [(&str, &str); 2] = [("", "None"), ("NO_LOCATE", "No locate")];

/// Rows of Alma's code table PartnerSystemTypes that matter here; the type of a system is for information only.
pub const SYSTEM_TYPES: [(&str, &str); 8] = [
    ("ALMA", "Alma"),
    ("ILLIAD", "ILLiad"),
    ("INN_REACH", "INN-Reach"),
    ("OCLC", "OCLC WorldShare"),
    ("RELAIS", "Relais"),
    ("RESHARE", "ReShare"),
    ("TIPASA", "Tipasa"),
    ("OTHER", "Other"),
];

/// The profile types that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileType {
    /// A broker that speaks NCIP.
    Ncip,
    /// Two Almas that speak NCIP with each other; messages of a broker may not name it.
    NcipPeer,
    /// A partner that speaks ISO 18626; likewise.
    #[serde(rename = "iso-18626")]
    Iso18626,
    /// A partner that gets e-mail; likewise.
    Email,
}

impl ProfileType {
    /// Every type, with its code in programs and the words on the partner form.
    pub const EVERY: [(Self, &'static str, &'static str); 4] = [
        (Self::Ncip, "NCIP", "NCIP"),
        (Self::NcipPeer, "NCIP_P2P", "NCIP-P2P"),
        (Self::Iso18626, "ISO_18626", "ISO 18626"),
        (Self::Email, "EMAIL", "Email"),
    ];

    /// The words on the partner form.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::EVERY.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, _, label)| label)
    }

    /// The code in programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::EVERY.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, code, _)| code)
    }

    /// The type with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::EVERY.iter().find(|(_, known, _)| *known == code).map(|(kind, ..)| *kind)
    }

    /// Whether messages of a broker may name a partner of this type.
    #[must_use]
    pub fn is_ncip(self) -> bool {
        self == Self::Ncip
    }
}

impl Partner {
    /// An NCIP partner with the values that libraries usually set.
    #[must_use]
    pub fn broker(code: &str, name: &str) -> Self {
        use super::places::{BORROWING_LOCATION, LENDING_LOCATION, RESOURCE_SHARING, desk_of};
        let text = str::to_owned;
        Self {
            code: text(code),
            name: text(name),
            profile_type: ProfileType::Ncip,
            system_type: text("Other"),
            active: true,
            supports_borrowing: true,
            borrowing_workflow: text(BORROWING_WORKFLOWS[0].0),
            supports_lending: true,
            lending_workflow: text(LENDING_WORKFLOWS[0].0),
            average_supply_time: 4,
            delivery_delay: 0,
            user_identifier_type: IdentifierType::PrimaryId,
            request_pushing_method: text(PUSHING_METHODS[0].0),
            url_template: String::new(),
            broker_ncip_url: String::new(),
            default_library_owner: text(RESOURCE_SHARING),
            authentication_required: false,
            bibliographic_record_id_type: text("System number"),
            request_item_location: text(LENDING_LOCATION),
            lending_location: text(LENDING_LOCATION),
            lending_policy: text("ILL"),
            accept_item_location: text(BORROWING_LOCATION),
            default_pickup_library: text(RESOURCE_SHARING),
            automatic_receive: true,
            receive_desk: desk_of(RESOURCE_SHARING),
            accept_item_policy: text("ILL"),
            loan_days: 28,
            accepts_fees: false,
            export_to_third_party: false,
            currency: String::new(),
            institution_code: String::new(),
            holding_code: String::new(),
            locate_profile: String::new(),
            is_default: false,
            iso_server: String::new(),
            iso_symbol: String::new(),
        }
    }

    /// Whether its borrowing workflow has the steps of a renewal.
    #[must_use]
    pub fn renews(&self) -> bool {
        self.borrowing_workflow == BORROWING_WORKFLOWS[0].0
    }
}

/// Why a renewal that begins in Primo goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRenewal {
    /// No request with a partner belongs to the item.
    NoPartner,
    /// The borrowing workflow of the partner has no steps for it.
    NoSteps,
    /// The partner record has no Broker System NCIP URL.
    NoAddress,
}

impl NoRenewal {
    /// In words, for the person in front of the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoPartner => "No partner belongs to the item, so nobody can be asked.",
            Self::NoSteps => "The borrowing workflow of the partner has no renewal steps.",
            Self::NoAddress => "The partner record has no Broker System NCIP URL, so nobody can be asked.",
        }
    }
}

impl State {
    /// The partner whom Alma asks when a user wants a borrowed item for longer.
    ///
    /// # Errors
    /// When nobody can be asked.
    pub fn renewal_partner(&self, item: Id) -> Result<&Partner, NoRenewal> {
        let found = self.borrowing_of(item).and_then(|request| self.partners.get(&request.partner));
        let partner = found.ok_or(NoRenewal::NoPartner)?;
        match () {
            () if !partner.renews() => Err(NoRenewal::NoSteps),
            () if partner.broker_ncip_url.is_empty() => Err(NoRenewal::NoAddress),
            () => Ok(partner),
        }
    }
}
