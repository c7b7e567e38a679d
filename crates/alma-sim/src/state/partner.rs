//! Resource sharing partners: what the partner record of a broker says, field by field as on Alma's form.

use super::IdentifierType;

/// A partner record.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Supports lending.
    pub supports_lending: bool,
    /// General: User identifier type.
    pub user_identifier_type: IdentifierType,
    /// General: Broker System NCIP URL; empty when Alma is not to call.
    pub broker_ncip_url: String,
    /// General: Default library owner, the resource sharing library of requests.
    pub default_library_owner: String,
    /// Lookup User: require authentication.
    pub authentication_required: bool,
    /// Request Item: Bibliographic record ID type.
    pub bibliographic_record_id_type: String,
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
}

/// The profile types that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileType {
    /// A broker that speaks NCIP.
    Ncip,
    /// A partner that speaks ISO 18626; NCIP messages may not name it.
    Iso18626,
    /// A partner that gets e-mail; likewise.
    Email,
}

impl ProfileType {
    /// The words on the partner form.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ncip => "NCIP",
            Self::Iso18626 => "ISO 18626",
            Self::Email => "Email",
        }
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
            supports_lending: true,
            user_identifier_type: IdentifierType::PrimaryId,
            broker_ncip_url: String::new(),
            default_library_owner: text(RESOURCE_SHARING),
            authentication_required: false,
            bibliographic_record_id_type: text("System number"),
            lending_location: text(LENDING_LOCATION),
            lending_policy: text("ILL"),
            accept_item_location: text(BORROWING_LOCATION),
            default_pickup_library: text(RESOURCE_SHARING),
            automatic_receive: true,
            receive_desk: desk_of(RESOURCE_SHARING),
            accept_item_policy: text("ILL"),
            loan_days: 28,
        }
    }
}
