//! The systems, one after the other: only what differs, each fact with its source.
//!
//! Sources: (A) Ex Libris' documents and messages of production clients of Alma; (R) what Project ReShare's adapters in mod-rs and its
//! library lib-ncip-client send to the system in production; (O) OCLC's sample messages of its circulation profile 2.0; (S) samples in
//! the system's own repository. A guess is called one.

use super::{Profile, RecordNumber};
use crate::codes::{circulation_status, identifier, request_scope, request_type, requested_action, user_element};
use crate::{DateForm, Prefix, Schemes, Style, Version};

const WITH_NS1: Style = Style { standalone: false, prefix: Prefix::Named("ns1"), schemes: Schemes::Never };
const WITHOUT_PREFIX: Style = Style { standalone: false, prefix: Prefix::Default, schemes: Schemes::Never };

const USER_ELEMENTS: &[&str] = &[
    user_element::NAME_INFORMATION,
    user_element::USER_ADDRESS_INFORMATION,
    user_element::USER_PRIVILEGE,
    user_element::BLOCK_OR_TRAP,
    user_element::USER_ID,
];

/// The scheme that lib-ncip-client writes for agencies in version 1. (R)
const AGENCY_SCHEME: &str = "http://www.niso.org/ncip/v1_0/schemes/agency.scm";

impl Profile {
    /// Ex Libris Alma in its broker profile. The schema makes the messages of a loan to a library name a
    /// patron; Alma needs none there and takes its own lending library.
    pub const ALMA: Self = Self {
        name: "alma",
        version: Version::TWO_TWO,                           // (A)
        style: WITH_NS1,                                     // (A)
        answer_version: Version::TWO,                        // (A) a captured answer
        answer_style: Style::ALMA,                           // (A) a captured answer
        date_form: DateForm::EndOfDay,                       // (A)
        answer_date_form: DateForm::MillisecondsUtc,         // (A) a captured answer
        requested_action: requested_action::HOLD_FOR_PICKUP, // (R)
        request_type: request_type::LOAN,                    // (R)
        request_scope: request_scope::BIBLIOGRAPHIC_ITEM,    // (R)
        record_code: identifier::SYSNUMBER,                  // (R)
        record_number: RecordNumber::AsItIs,
        user_elements: USER_ELEMENTS, // (R)
        agency_in_identifiers: true,  // (R)
        check_in_names_request: false,
        pickup_location_is_agency: false,
        lending_patron: Some("-"), // (R) what ReShare tells Alma sites to enter
        system_ids: None,
        application_profile: None,
        identifier_types: None,
        schemes: &[],
        renewal_pending: circulation_status::RENEW_STILL_PENDING, // (A)
        renewal_refused: circulation_status::ITEM_NOT_RENEWED,    // (A)
    };

    /// Any system that keeps to NCIP 2.02: schemes as in the standard's value lists.
    pub const GENERIC: Self = Self {
        name: "generic",
        style: Style { standalone: false, prefix: Prefix::Named("ncip"), schemes: Schemes::Always },
        answer_version: Version::TWO_TWO,
        answer_style: Style::PLAIN,
        request_type: request_type::HOLD,
        lending_patron: None,
        ..Self::ALMA
    };

    /// A system that lib-ncip-client speaks version 2 to: version 2.0, prefix `ns1`, no schemes. (R)
    const OF_RESHARE: Self =
        Self { name: "", version: Version::TWO, answer_version: Version::TWO, lending_patron: None, ..Self::ALMA };

    /// FOLIO with mod-ncip.
    pub const FOLIO: Self = Self {
        name: "folio",
        request_type: request_type::PAGE,   // (R)
        request_scope: request_scope::ITEM, // (R) "Title" is the other one that mod-ncip knows (S)
        ..Self::OF_RESHARE
    };

    /// Koha with NCIPServer, which drops the namespaces before it reads.
    pub const KOHA: Self = Self {
        name: "koha",
        style: WITHOUT_PREFIX, // (R)
        ..Self::OF_RESHARE
    };

    /// Evergreen.
    pub const EVERGREEN: Self = Self {
        name: "evergreen",
        record_code: identifier::BIB_ID, // (R)
        ..Self::OF_RESHARE
    };

    /// Innovative Sierra.
    pub const SIERRA: Self = Self {
        name: "sierra",
        request_type: request_type::HOLD,    // (R)
        request_scope: request_scope::TITLE, // (R)
        record_number: RecordNumber::Sierra, // (R)
        ..Self::OF_RESHARE
    };

    /// Innovative Polaris. An older adapter of ReShare speaks version 1 to it; that the one with version 2 is the newer is a guess.
    pub const POLARIS: Self = Self {
        name: "polaris",
        style: WITHOUT_PREFIX, // (R)
        ..Self::OF_RESHARE
    };

    /// SirsiDynix Symphony: version 1.
    pub const SYMPHONY: Self = Self {
        name: "symphony",
        version: Version::ONE, // (R)
        style: Style { standalone: false, prefix: Prefix::Default, schemes: Schemes::Always },
        answer_version: Version::ONE,            // (R) answers in its tests
        pickup_location_is_agency: true,         // (R)
        schemes: &[("AgencyId", AGENCY_SCHEME)], // (R)
        user_elements: &[
            user_element::NAME_INFORMATION,
            user_element::USER_ADDRESS_INFORMATION,
            user_element::USER_PRIVILEGE,
            user_element::BLOCK_OR_TRAP,
            user_element::VISIBLE_USER_ID, // (R)
        ],
        ..Self::OF_RESHARE
    };

    /// OCLC WorldShare Management Services. Its keys and its patron lookup are REST and not in here.
    pub const WMS: Self = Self {
        name: "wms",
        version: Version::TWO_TWO, // (O)
        style: Style { standalone: false, prefix: Prefix::Named("ns1"), schemes: Schemes::AsGiven }, // (O)
        answer_version: Version::TWO_TWO, // (O)
        requested_action: requested_action::HOLD_FOR_FULFILLMENT, // (R) OCLC's own messages say "Circulate" (O)
        system_ids: Some(("Bookferry", "WMS Circ")), // (O), (R); the first is the sender's own name
        application_profile: Some("2.00"), // (O), (R)
        identifier_types: Some(IDENTIFIER_TYPES_OF_OCLC),
        schemes: SCHEMES_OF_OCLC,
        ..Self::OF_RESHARE
    };

    /// Every profile.
    pub const EVERY: [Self; 9] = [
        Self::ALMA,
        Self::GENERIC,
        Self::FOLIO,
        Self::KOHA,
        Self::EVERGREEN,
        Self::SIERRA,
        Self::POLARIS,
        Self::SYMPHONY,
        Self::WMS,
    ];
}

/// Of patron, item and request. (O), (R)
const IDENTIFIER_TYPES_OF_OCLC: [&str; 3] = [identifier::BARCODE, identifier::BARCODE, identifier::ILL_REQUEST_ID];

/// (R) NCIP2WMS2Client; that RequestType and the like go without a scheme is a guess.
const SCHEMES_OF_OCLC: &[(&str, &str)] = &[
    ("AgencyId", "http://oclc.org/ncip/schemes/agencyid/institutionid.scm"),
    ("ApplicationProfileType", "http://oclc.org/ncip/schemes/applicationprofiletype/circillapplicationprofiletype.scm"),
    ("FromSystemId", "http://oclc.org/ncip/schemes/systemid/oclcsystemid.scm"),
    (
        "ItemIdentifierType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/visibleitemidentifiertype/visibleitemidentifiertype.scm",
    ),
    ("PickupLocation", "http://oclc.org/ncip/schemes/pickuplocation/branchid.scm"),
    ("RequestIdentifierType", "http://oclc.org/ncip/schemes/requestidentifiertype/circillrequestidentifiertype.scm"),
    ("RequestedActionType", "http://www.oclc.org/ncip/schemes/ws-illv1_0requestedactiontype/requestedactiontype.scm"),
    ("ToSystemId", "http://oclc.org/ncip/schemes/systemid/oclcsystemid.scm"),
    (
        "UserIdentifierType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/visibleuseridentifiertype/visibleuseridentifiertype.scm",
    ),
];
