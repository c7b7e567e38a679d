//! LookupItem: is it on the shelf, and where? Alma does not answer it in its broker profile; other systems do.

use crate::{Code, DateTime, ItemId, ItemOptionalFields, ItemTransaction, RequestId};

element! {
    /// Asks about an item.
    pub struct LookupItem {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// The item of this request.
        pub request_id: Option<RequestId> = "RequestId",
        /// What to tell.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// Tell who has it.
        pub current_borrower_desired: bool = "CurrentBorrowerDesired",
        /// Tell who waits for it.
        pub current_requesters_desired: bool = "CurrentRequestersDesired",
        => one_of["ItemId" | "RequestId"];
        => at_least_one_in_version_one["ItemElementType"];
    }
}

element! {
    /// Tells about an item.
    pub struct LookupItemResponse {
        /// The request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// When it can be collected.
        pub hold_pickup_date: Option<DateTime> = "HoldPickupDate",
        /// When it was recalled.
        pub date_recalled: Option<DateTime> = "DateRecalled",
        /// Who has it and who waits for it.
        pub item_transaction: Option<ItemTransaction> = "ItemTransaction",
        /// The title, the copy, the place.
        pub optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
