//! RequestItem: place a request for a title or a copy.
//!
//! Lending: Alma makes a lending request (and a move request when the slip is printed there). Borrowing: a borrowing request.
//! Which number the record number means is set on the Alma partner ("Bibliographic record ID type").

use crate::{
    Amount, AuthenticationInput, BibliographicId, Code, DateTime, FiscalTransactionInformation, ItemId,
    ItemOptionalFields, MandatedAction, RequestId, ShippingInformation, UserId, UserOptionalFields,
};

element! {
    /// Asks for an item.
    pub struct RequestItem {
        /// It has happened already.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// For whom. Alma does not need it for lending.
        pub user_id: Option<UserId> = "UserId",
        /// For whom, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// Which titles.
        pub bibliographic_ids: Vec<BibliographicId> = "BibliographicId",
        /// Which copies.
        pub item_ids: Vec<ItemId> = "ItemId",
        /// Our number for the request; unique for the partner.
        pub request_id: Option<RequestId> = "RequestId",
        /// What kind of request: see [`crate::codes::request_type`].
        pub request_type: Option<Code> = "RequestType" required,
        /// Any copy or this one: see [`crate::codes::request_scope`].
        pub request_scope: Option<Code> = "RequestScopeType" required,
        /// The citation, for a title that the other side does not know (2.02).
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// Where to send it.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// Not before.
        pub earliest_date_needed: Option<DateTime> = "EarliestDateNeeded",
        /// Of no use afterwards.
        pub need_before_date: Option<DateTime> = "NeedBeforeDate",
        /// Where the patron collects; for Alma a library code.
        pub pickup_location: Option<Code> = "PickupLocation",
        /// How long it waits for the patron.
        pub pickup_expiry_date: Option<DateTime> = "PickupExpiryDate",
        /// A fee the patron agrees to.
        pub acknowledged_fee: Option<Amount> = "AcknowledgedFeeAmount",
        /// A fee already paid.
        pub paid_fee: Option<Amount> = "PaidFeeAmount",
        /// Restrictions the patron agrees to.
        pub acknowledged_use_restrictions: Vec<Code> = "AcknowledgedItemUseRestrictionType",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the patron.
        pub user_elements: Vec<Code> = "UserElementType",
        => one_of["UserId" | "AuthenticationInput"];
        => at_least_one["BibliographicId" | "ItemId"];
    }
}

element! {
    /// The request was placed.
    pub struct RequestItemResponse {
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The copy, if the other side chose one; some never say.
        pub item_id: Option<ItemId> = "ItemId",
        /// For whom.
        pub user_id: Option<UserId> = "UserId" required,
        /// What kind of request.
        pub request_type: Option<Code> = "RequestType" required,
        /// Any copy or this one.
        pub request_scope: Option<Code> = "RequestScopeType" required,
        /// Where it will be sent.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// When it will be there.
        pub date_available: Option<DateTime> = "DateAvailable",
        /// When it can be collected.
        pub hold_pickup_date: Option<DateTime> = "HoldPickupDate",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
