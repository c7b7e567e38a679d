//! ItemRequested: a report that a request was placed. In version 1 it tells a lender's Alma that the library agrees to lend;
//! Alma answers with a bare `Response` element, which is read as [`crate::Response::Other`].

use crate::{
    BibliographicId, Code, DateTime, ItemId, ItemOptionalFields, RequestId, ShippingInformation, UserId,
    UserOptionalFields,
};

element! {
    /// Reports that a request was placed.
    pub struct ItemRequested {
        /// For whom.
        pub user_id: Option<UserId> = "UserId" required,
        /// Which copy.
        pub item_id: Option<ItemId> = "ItemId",
        /// Which title.
        pub bibliographic_id: Option<BibliographicId> = "BibliographicId",
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// What kind of request.
        pub request_type: Option<Code> = "RequestType" required,
        /// Any copy or this one.
        pub request_scope: Option<Code> = "RequestScopeType" required,
        /// Where to send it.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// Not before.
        pub earliest_date_needed: Option<DateTime> = "EarliestDateNeeded",
        /// Of no use afterwards.
        pub need_before_date: Option<DateTime> = "NeedBeforeDate",
        /// Where the patron collects.
        pub pickup_location: Option<Code> = "PickupLocation",
        /// How long it waits for the patron.
        pub pickup_expiry_date: Option<DateTime> = "PickupExpiryDate",
        /// When the patron asked.
        pub date_of_user_request: Option<DateTime> = "DateOfUserRequest",
        /// When it will be there.
        pub date_available: Option<DateTime> = "DateAvailable",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => one_of["ItemId" | "BibliographicId"];
    }
}
