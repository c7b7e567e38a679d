//! CancelRequestItem: withdraw a request. Alma cancels the lending request and its move request.

use crate::{
    Amount, AuthenticationInput, Code, FiscalTransactionInformation, ItemId, ItemOptionalFields, MandatedAction,
    RequestId, UserId, UserOptionalFields,
};

element! {
    /// Withdraws a request.
    pub struct CancelRequestItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// For whom it was.
        pub user_id: Option<UserId> = "UserId",
        /// For whom it was, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The copy.
        pub item_id: Option<ItemId> = "ItemId",
        /// What kind of request it was.
        pub request_type: Option<Code> = "RequestType" required,
        /// Any copy or this one.
        pub request_scope: Option<Code> = "RequestScopeType",
        /// A fee the patron agrees to.
        pub acknowledged_fee: Option<Amount> = "AcknowledgedFeeAmount",
        /// A fee already paid.
        pub paid_fee: Option<Amount> = "PaidFeeAmount",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the patron.
        pub user_elements: Vec<Code> = "UserElementType",
        => one_of["UserId" | "AuthenticationInput"];
        => at_least_one["RequestId" | "ItemId"];
    }
}

element! {
    /// The request was withdrawn.
    pub struct CancelRequestItemResponse {
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The copy; some systems never say.
        pub item_id: Option<ItemId> = "ItemId",
        /// For whom it was.
        pub user_id: Option<UserId> = "UserId" required,
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
