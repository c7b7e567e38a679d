//! Coded values: an open list of texts, each with the scheme it comes from.
//!
//! The constants are the values that resource sharing needs, in the words of the standard's value lists (Z39.83-2) or,
//! where that is said, of a vendor. Any other value is a [`Code`] just as well.

use xml::{Attribute, Element};

use crate::element::{Decoder, NAMESPACE, Value, leaf, leaf_text, ncip_name};

/// A value and the scheme it is from (`SchemeValuePair`), both kept as sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code {
    /// The value.
    pub value: String,
    /// The scheme, a URI in most messages; often not sent.
    pub scheme: Option<String>,
}

impl Code {
    /// A value without a scheme.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), scheme: None }
    }

    /// A value with its scheme.
    #[must_use]
    pub fn with_scheme(value: &str, scheme: &str) -> Self {
        Self { value: value.to_owned(), scheme: Some(scheme.to_owned()) }
    }

    /// Whether this is that value. Case and blanks are not compared: systems write `User ID` and `User Id`, `uuid` and `UUID`.
    #[must_use]
    pub fn is(&self, value: &str) -> bool {
        letters(&self.value).eq(letters(value))
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase)
}

impl Value for Code {
    fn decode(element: Element, _decoder: &mut Decoder) -> Result<Self, Element> {
        match leaf_text(&element) {
            Some(value) => {
                let scheme = element.attribute("Scheme").map(str::trim).filter(|scheme| !scheme.is_empty());
                Ok(Self { value, scheme: scheme.map(str::to_owned) })
            }
            None => Err(element),
        }
    }

    fn encode(&self, name: &str) -> Element {
        let mut element = leaf(name, &self.value);
        if let Some(scheme) = &self.scheme {
            element.attributes.push(scheme_attribute(scheme));
        }
        element
    }
}

pub(crate) fn scheme_attribute(scheme: &str) -> Attribute {
    Attribute { name: ncip_name("Scheme"), value: scheme.to_owned() }
}

/// Whether elements of this name are coded, and the scheme of the standard for them, if it has one.
pub(crate) fn coded(name: &str) -> Option<Option<&'static str>> {
    CODED.iter().find(|(coded, _)| *coded == name).map(|(_, scheme)| Some(*scheme).filter(|scheme| !scheme.is_empty()))
}

/// The namespace of the `Scheme` attribute, for whoever looks at a tree.
pub(crate) fn is_scheme(attribute: &Attribute) -> bool {
    attribute.name.local == "Scheme" && attribute.name.namespace.as_deref() == Some(NAMESPACE)
}

/// Values of `RequestedActionType`, for AcceptItem.
pub mod requested_action {
    /// Hold the item for the patron.
    pub const HOLD_FOR_PICKUP: &str = "Hold For Pickup";
    /// Hold the item and tell the patron.
    pub const HOLD_FOR_PICKUP_AND_NOTIFY: &str = "Hold For Pickup And Notify";
    /// Lend it at once; OCLC sends this.
    pub const CIRCULATE: &str = "Circulate";
    /// Hold it for what was asked for; ReShare sends this to OCLC's WMS.
    pub const HOLD_FOR_FULFILLMENT: &str = "Hold For Fulfillment";
}

/// Values of `FiscalActionType` and `FiscalTransactionType`.
pub mod fiscal {
    /// The patron owes it.
    pub const ASSESS: &str = "Assess";
    /// For what comes from another library.
    pub const INTERLIBRARY_LOAN_FEE: &str = "Interlibrary Loan Fee";
}

/// Values of `RequestType`.
pub mod request_type {
    /// A place in the queue.
    pub const HOLD: &str = "Hold";
    /// A loan.
    pub const LOAN: &str = "Loan";
    /// Fetch it from the shelf.
    pub const PAGE: &str = "Page";
    /// Alma: something that comes back.
    pub const PHYSICAL: &str = "Physical";
    /// Alma: a file.
    pub const DIGITAL: &str = "Digital";
    /// Alma: a copy on paper.
    pub const NON_RETURNABLE: &str = "Non-Returnable";
}

/// Values of `RequestScopeType`.
pub mod request_scope {
    /// Any copy of the title.
    pub const BIBLIOGRAPHIC_ITEM: &str = "Bibliographic Item";
    /// This copy.
    pub const ITEM: &str = "Item";
    /// Any copy of the title, in the words of Sierra and FOLIO.
    pub const TITLE: &str = "Title";
}

/// Values of `UserElementType`: what a lookup asks for.
pub mod user_element {
    /// Names.
    pub const NAME_INFORMATION: &str = "Name Information";
    /// Postal and electronic addresses.
    pub const USER_ADDRESS_INFORMATION: &str = "User Address Information";
    /// Status and group.
    pub const USER_PRIVILEGE: &str = "User Privilege";
    /// Blocks.
    pub const BLOCK_OR_TRAP: &str = "Block Or Trap";
    /// Identifiers.
    pub const USER_ID: &str = "User Id";
    /// Identifiers, in version 1.
    pub const VISIBLE_USER_ID: &str = "Visible User Id";
}

/// Values of `AuthenticationInputType`.
pub mod authentication_input {
    /// The number on the card.
    pub const BARCODE_ID: &str = "Barcode Id";
    /// Secret number.
    pub const PIN: &str = "PIN";
    /// Secret word.
    pub const PASSWORD: &str = "Password";
    /// Name for logging in.
    pub const USERNAME: &str = "Username";
}

/// Values of `AgencyUserPrivilegeType` by which systems tell what a patron may do.
pub mod privilege {
    /// Whether the account is good.
    pub const STATUS: &str = "STATUS";
    /// The user group.
    pub const PROFILE: &str = "PROFILE";
    /// The home library.
    pub const LIBRARY: &str = "LIBRARY";
}

/// Values of `CirculationStatus` that Alma understands in a CirculationStatusUpdated.
pub mod circulation_status {
    /// The lender has not decided on a renewal, as Ex Libris words it (Knowledge Center, resource sharing partners).
    pub const RENEW_STILL_PENDING: &str = "Renew Still Pending";
    /// The same, as OCLC words it (Relais and Alma).
    pub const RENEWAL_STILL_PENDING: &str = "Renewal Still Pending";
    /// The lender refused a renewal.
    pub const ITEM_NOT_RENEWED: &str = "Item Not Renewed";
}

/// Values of codes that say which number a number is.
pub mod identifier {
    /// A label on an item or a card.
    pub const BARCODE: &str = "Barcode";
    /// OCLC: an item named by the number of its request.
    pub const ILL_REQUEST_ID: &str = "ILL Request Id";
    /// ISBN, for a `BibliographicItemIdentifierCode`.
    pub const ISBN: &str = "ISBN";
    /// ISSN, for a `BibliographicItemIdentifierCode`.
    pub const ISSN: &str = "ISSN";
    /// OCLC number, for a `BibliographicRecordIdentifierCode`.
    pub const OCLC: &str = "OCLC";
    /// The record number of the system itself, for a `BibliographicRecordIdentifierCode`.
    pub const SYSNUMBER: &str = "SYSNUMBER";
    /// The same in Evergreen.
    pub const BIB_ID: &str = "BibID";
}

/// Every element of type `SchemeValuePair` in the 2.02 schema, with the scheme of the standard's value list where there is one.
const CODED: &[(&str, &str)] = &[
    ("AcknowledgedItemUseRestrictionType", ITEM_USE_RESTRICTION),
    (
        "AgencyAddressRoleType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/agencyaddressroletype/agencyaddressroletype.scm",
    ),
    ("AgencyElementType", "http://www.niso.org/ncip/v1_0/schemes/agencyelementtype/agencyelementtype.scm"),
    ("AgencyId", ""),
    ("AgencyUserPrivilegeType", ""),
    ("ApplicationProfileSupportedType", ""),
    ("ApplicationProfileType", ""),
    ("AuthenticationDataFormatType", "http://www.iana.org/assignments/media-types"),
    (
        "AuthenticationInputType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/authenticationinputtype/authenticationinputtype.scm",
    ),
    ("AuthenticationPromptType", ""),
    (
        "BibliographicItemIdentifierCode",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/bibliographicitemidentifiercode/bibliographicitemidentifiercode.scm",
    ),
    ("BibliographicLevel", "http://www.niso.org/ncip/v1_0/imp1/schemes/bibliographiclevel/bibliographiclevel.scm"),
    (
        "BibliographicRecordIdentifierCode",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/bibliographicrecordidentifiercode/bibliographicrecordidentifiercode.scm",
    ),
    ("BlockOrTrapType", "http://www.niso.org/ncip/v1_0/imp1/schemes/blockortraptype/blockortraptype.scm"),
    ("CirculationStatus", "http://www.niso.org/ncip/v1_0/imp1/schemes/circulationstatus/circulationstatus.scm"),
    (
        "ComponentIdentifierType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/componentidentifiertype/componentidentifiertype.scm",
    ),
    ("ConsortiumAgreement", ""),
    ("CurrencyCode", "http://www.bsi-global.com/Technical+Information/Publications/_Publications/tig90x.doc"),
    ("ElectronicAddressType", ""),
    ("ElectronicDataFormatType", "http://www.iana.org/assignments/media-types"),
    ("FiscalActionType", "http://www.niso.org/ncip/v1_0/imp1/schemes/fiscalactiontype/fiscalactiontype.scm"),
    (
        "FiscalTransactionType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/fiscaltransactiontype/fiscaltransactiontype.scm",
    ),
    ("FromSystemId", ""),
    (
        "ItemDescriptionLevel",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/itemdescriptionlevel/itemdescriptionlevel.scm",
    ),
    ("ItemElementType", "http://www.niso.org/ncip/v1_0/schemes/itemelementtype/itemelementtype.scm"),
    (
        "ItemIdentifierType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/visibleitemidentifiertype/visibleitemidentifiertype.scm",
    ),
    ("ItemUseRestrictionType", ITEM_USE_RESTRICTION),
    ("Language", "http://lcweb.loc.gov/standards/iso639-2/bibcodes.html"),
    ("LocationType", "http://www.niso.org/ncip/v1_0/imp1/schemes/locationtype/locationtype.scm"),
    ("MediumType", "http://www.niso.org/ncip/v1_0/imp1/schemes/mediumtype/mediumtype.scm"),
    ("NoticeType", ""),
    (
        "OrganizationNameType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/organizationnametype/organizationnametype.scm",
    ),
    ("PaymentMethodType", "http://www.niso.org/ncip/v1_0/imp1/schemes/paymentmethodtype/paymentmethodtype.scm"),
    ("PhysicalAddressType", "http://www.niso.org/ncip/v1_0/imp1/schemes/physicaladdresstype/physicaladdresstype.scm"),
    (
        "PhysicalConditionType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/physicalconditiontype/physicalconditiontype.scm",
    ),
    ("PickupLocation", ""),
    ("ProblemType", "http://www.niso.org/ncip/v1_0/schemes/processingerrortype/generalprocessingerror.scm"),
    ("RequestElementType", ""),
    ("RequestIdentifierType", ""),
    ("RequestScopeType", "http://www.niso.org/ncip/v1_0/imp1/schemes/requestscopetype/requestscopetype.scm"),
    ("RequestStatusType", "http://www.niso.org/ncip/v1_0/imp1/schemes/requeststatustype/requeststatustype.scm"),
    ("RequestType", "http://www.niso.org/ncip/v1_0/imp1/schemes/requesttype/requesttype.scm"),
    ("RequestedActionType", "http://www.niso.org/ncip/v1_0/imp1/schemes/requestedactiontype/requestedactiontype.scm"),
    ("RequiredItemUseRestrictionType", ITEM_USE_RESTRICTION),
    ("SecurityMarker", "http://www.niso.org/ncip/v1_0/imp1/schemes/securitymarker/securitymarker.scm"),
    ("ToSystemId", ""),
    (
        "UnstructuredAddressType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/unstructuredaddresstype/unstructuredaddresstype.scm",
    ),
    ("UserAddressRoleType", "http://www.niso.org/ncip/v1_0/imp1/schemes/useraddressroletype/useraddressroletype.scm"),
    ("UserElementType", "http://www.niso.org/ncip/v1_0/schemes/userelementtype/userelementtype.scm"),
    (
        "UserIdentifierType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/visibleuseridentifiertype/visibleuseridentifiertype.scm",
    ),
    ("UserLanguage", ""),
    (
        "UserPrivilegeStatusType",
        "http://www.niso.org/ncip/v1_0/imp1/schemes/userprivilegestatustype/userprivilegestatustype.scm",
    ),
];

const ITEM_USE_RESTRICTION: &str =
    "http://www.niso.org/ncip/v1_0/imp1/schemes/itemuserestrictiontype/itemuserestrictiontype.scm";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_compared_without_case_and_blanks() {
        assert!(Code::new("User ID").is("user id"));
        assert!(Code::new("Hold For Pickup").is("HoldForPickup"));
        assert!(!Code::new("Hold").is("Hold For Pickup"));
    }

    #[test]
    fn the_coded_elements_stand_once_each_and_in_order() {
        assert!(CODED.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(coded("AgencyId"), Some(None));
        assert_eq!(coded("Title"), None);
        assert!(coded("RequestType").flatten().is_some());
    }
}
