//! CheckInItem: an item came back. For a borrower's Alma: it has been sent back to the lender.
//!
//! Borrowing: Alma ends the loan and the borrowing request and removes the temporary item. Lending: it ends the lending
//! request. One message a piece.

use xml::Element;

use crate::{
    Code, FiscalTransactionInformation, ItemId, ItemOptionalFields, MandatedAction, RequestId, UserId,
    UserOptionalFields,
};

element! {
    /// Takes an item back.
    pub struct CheckInItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// From whom. Not in the schema; some clients send it to Alma.
        pub user_id: Option<UserId> = "UserId",
        /// The item: the temporary barcode (borrowing) or the library's own (lending); for OCLC also the request number.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// Our number for the request. Not in the schema; some clients send it to Alma, see [`crate::Profile`].
        pub request_id: Option<RequestId> = "RequestId",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the borrower.
        pub user_elements: Vec<Code> = "UserElementType",
        => not_in_version_two["UserId" | "RequestId"];
    }
}

element! {
    /// The item was taken back.
    pub struct CheckInItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// Who had it.
        pub user_id: Option<UserId> = "UserId",
        /// Where it goes next.
        pub routing_information: Option<Element> = "RoutingInformation",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the borrower.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
    }
}
