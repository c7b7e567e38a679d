//! What a message tells about a patron, and how a patron proves who they are.

use crate::{Amount, Code, DateTime, UserId};

element! {
    /// Something that a patron typed or that was read from a card (`AuthenticationInput`). Never to be logged.
    pub struct AuthenticationInput {
        /// What was typed.
        pub data: String = "AuthenticationInputData" required,
        /// Its form, such as `text`.
        pub format: Option<Code> = "AuthenticationDataFormatType" required,
        /// What it is: barcode, user name, PIN.
        pub input_type: Option<Code> = "AuthenticationInputType" required,
    }
}

element! {
    /// What may be told about a patron (`UserOptionalFields`).
    pub struct UserOptionalFields {
        /// Names.
        pub name: Option<NameInformation> = "NameInformation",
        /// Postal and electronic addresses.
        pub addresses: Vec<UserAddress> = "UserAddressInformation",
        /// Date of birth.
        pub date_of_birth: Option<DateTime> = "DateOfBirth",
        /// Languages.
        pub languages: Vec<Code> = "UserLanguage",
        /// Status, group and other rights.
        pub privileges: Vec<UserPrivilege> = "UserPrivilege",
        /// Blocks.
        pub blocks: Vec<BlockOrTrap> = "BlockOrTrap",
        /// Other identifiers.
        pub user_ids: Vec<UserId> = "UserId",
        /// Identifiers of the past.
        pub previous_user_ids: Vec<PreviousUserId> = "PreviousUserId",
    }
}

element! {
    /// The name of a person or of a body (`NameInformation`).
    pub struct NameInformation {
        /// A person.
        pub personal: Option<PersonalName> = "PersonalNameInformation",
        /// A body; one name a kind.
        pub organization: Vec<OrganizationName> = "OrganizationNameInformation",
        => one_of["PersonalNameInformation" | "OrganizationNameInformation"];
    }
}

element! {
    /// The name of a person, in parts or in one piece (`PersonalNameInformation`).
    pub struct PersonalName {
        /// In parts.
        pub structured: Option<StructuredName> = "StructuredPersonalUserName",
        /// In one piece: `Doe, Jane` or `Jane Doe`.
        pub unstructured: Option<String> = "UnstructuredPersonalUserName",
        => at_least_one["StructuredPersonalUserName" | "UnstructuredPersonalUserName"];
    }
}

element! {
    /// A name in parts (`StructuredPersonalUserName`).
    pub struct StructuredName {
        /// Title before the name.
        pub prefix: Option<String> = "Prefix",
        /// Given name. Alma leaves it blank for some patrons.
        pub given_name: Option<String> = "GivenName",
        /// Initials.
        pub initials: Option<String> = "Initials",
        /// Family name.
        pub surname: String = "Surname" required,
        /// What stands behind the name.
        pub suffix: Option<String> = "Suffix",
    }
}

element! {
    /// The name of a body (`OrganizationNameInformation`).
    pub struct OrganizationName {
        /// Which name it is.
        pub name_type: Option<Code> = "OrganizationNameType",
        /// The name.
        pub name: String = "OrganizationName" required,
    }
}

element! {
    /// One address, postal or electronic (`UserAddressInformation`).
    pub struct UserAddress {
        /// What it is for: home, work.
        pub role: Option<Code> = "UserAddressRoleType" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
        /// A postal address.
        pub physical: Option<PhysicalAddress> = "PhysicalAddress",
        /// An e-mail address or telephone number.
        pub electronic: Option<ElectronicAddress> = "ElectronicAddress",
        => one_of["PhysicalAddress" | "ElectronicAddress"];
    }
}

element! {
    /// A postal address, in parts or in one piece (`PhysicalAddress`).
    pub struct PhysicalAddress {
        /// In parts.
        pub structured: Option<StructuredAddress> = "StructuredAddress",
        /// In one piece.
        pub unstructured: Option<UnstructuredAddress> = "UnstructuredAddress",
        /// Street address or postal address.
        pub address_type: Option<Code> = "PhysicalAddressType" required,
        => one_of["StructuredAddress" | "UnstructuredAddress"];
    }
}

element! {
    /// An address in parts (`StructuredAddress`).
    pub struct StructuredAddress {
        /// Room or floor.
        pub location_within_building: Option<String> = "LocationWithinBuilding",
        /// Name of the house.
        pub house_name: Option<String> = "HouseName",
        /// Street and number.
        pub street: Option<String> = "Street",
        /// Post office box.
        pub post_office_box: Option<String> = "PostOfficeBox",
        /// Part of the town.
        pub district: Option<String> = "District",
        /// First line, for systems that keep lines.
        pub line1: Option<String> = "Line1",
        /// Second line.
        pub line2: Option<String> = "Line2",
        /// Town.
        pub locality: Option<String> = "Locality",
        /// State or province.
        pub region: Option<String> = "Region",
        /// Country.
        pub country: Option<String> = "Country",
        /// Postal code.
        pub postal_code: Option<String> = "PostalCode",
        /// Who takes it in.
        pub care_of: Option<String> = "CareOf",
        => at_least_one["District" | "PostOfficeBox" | "Street" | "Line1"];
        => at_most_one["Street" | "Line1"];
    }
}

element! {
    /// An address in one piece (`UnstructuredAddress`).
    pub struct UnstructuredAddress {
        /// How the lines are parted.
        pub address_type: Option<Code> = "UnstructuredAddressType" required,
        /// The address.
        pub data: String = "UnstructuredAddressData" required,
    }
}

element! {
    /// An e-mail address or telephone number (`ElectronicAddress`).
    pub struct ElectronicAddress {
        /// Which: `mailto`, `tel`.
        pub address_type: Option<Code> = "ElectronicAddressType" required,
        /// The address.
        pub data: String = "ElectronicAddressData" required,
    }
}

element! {
    /// A right, and how it stands (`UserPrivilege`). Systems also tell account status and user group by it.
    pub struct UserPrivilege {
        /// The agency that gives it.
        pub agency_id: Option<Code> = "AgencyId" required,
        /// Which right: see [`crate::codes::privilege`].
        pub privilege_type: Option<Code> = "AgencyUserPrivilegeType" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
        /// What it costs.
        pub fee: Option<UserPrivilegeFee> = "UserPrivilegeFee",
        /// How it stands.
        pub status: Option<UserPrivilegeStatus> = "UserPrivilegeStatus",
        /// In words.
        pub description: Option<String> = "UserPrivilegeDescription",
    }
}

element! {
    /// What a right costs (`UserPrivilegeFee`).
    pub struct UserPrivilegeFee {
        /// How much.
        pub amount: Option<Amount> = "Amount" required,
        /// How it is paid.
        pub payment_method: Option<Code> = "PaymentMethodType",
    }
}

element! {
    /// How a right stands (`UserPrivilegeStatus`).
    pub struct UserPrivilegeStatus {
        /// `ACTIVE`, `BLOCKED`, or the group itself.
        pub status_type: Option<Code> = "UserPrivilegeStatusType" required,
        /// Since when.
        pub date: Option<DateTime> = "DateOfUserPrivilegeStatus",
    }
}

element! {
    /// A reason to stop a patron, or to have a word (`BlockOrTrap`).
    pub struct BlockOrTrap {
        /// The agency that set it.
        pub agency_id: Option<Code> = "AgencyId" required,
        /// Which: `Block Request Item`, `Trap For Message`.
        pub block_type: Option<Code> = "BlockOrTrapType" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
    }
}

element! {
    /// An identifier of the past (`PreviousUserId`).
    pub struct PreviousUserId {
        /// The agency in which the value was unique.
        pub agency_id: Option<Code> = "AgencyId" required,
        /// The value.
        pub value: String = "UserIdentifierValue" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
    }
}

impl UserPrivilege {
    /// A right with its status, as circulation systems send `STATUS` and `PROFILE`.
    #[must_use]
    pub fn new(agency: &str, privilege_type: &str, status: &str) -> Self {
        let status = UserPrivilegeStatus { status_type: Some(Code::new(status)), ..UserPrivilegeStatus::default() };
        Self {
            agency_id: Some(Code::new(agency)),
            privilege_type: Some(Code::new(privilege_type)),
            status: Some(status),
            ..Self::default()
        }
    }
}
