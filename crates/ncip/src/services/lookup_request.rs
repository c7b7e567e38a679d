//! LookupRequest: how does a request stand? Not in version 1, and not among the services of Alma's broker profile.

use crate::{
    Amount, AuthenticationInput, Code, DateTime, ItemId, ItemOptionalFields, RequestId, ShippingInformation, UserId,
    UserOptionalFields,
};

element! {
    /// Asks about a request: by its number, or by patron, item and type.
    pub struct LookupRequest {
        /// For whom it is.
        pub user_id: Option<UserId> = "UserId",
        /// For whom it is, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// What kind of request it is.
        pub request_type: Option<Code> = "RequestType",
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// What to tell about the request.
        pub request_elements: Vec<Code> = "RequestElementType",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the patron.
        pub user_elements: Vec<Code> = "UserElementType",
        => one_of["RequestId" | "ItemId"];
        => at_most_one["UserId" | "AuthenticationInput"];
    }
}

element! {
    /// Tells about a request.
    pub struct LookupRequestResponse {
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// For whom it is.
        pub user_id: Option<UserId> = "UserId",
        /// What kind of request it is.
        pub request_type: Option<Code> = "RequestType",
        /// Any copy or this one.
        pub request_scope: Option<Code> = "RequestScopeType",
        /// How it stands.
        pub request_status: Option<Code> = "RequestStatusType",
        /// Which place it has in the queue; a whole number, 1 for the first.
        pub hold_queue_position: Option<String> = "HoldQueuePosition",
        /// Where the item goes.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// Not before.
        pub earliest_date_needed: Option<DateTime> = "EarliestDateNeeded",
        /// Of no use afterwards.
        pub need_before_date: Option<DateTime> = "NeedBeforeDate",
        /// From when it can be collected.
        pub pickup_date: Option<DateTime> = "PickupDate",
        /// Where it can be collected.
        pub pickup_location: Option<Code> = "PickupLocation",
        /// How long it waits for the patron.
        pub pickup_expiry_date: Option<DateTime> = "PickupExpiryDate",
        /// When the patron asked.
        pub date_of_user_request: Option<DateTime> = "DateOfUserRequest",
        /// When it will be there.
        pub date_available: Option<DateTime> = "DateAvailable",
        /// A fee the patron agreed to.
        pub acknowledged_fee: Option<Amount> = "AcknowledgedFeeAmount",
        /// A fee already paid.
        pub paid_fee: Option<Amount> = "PaidFeeAmount",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
