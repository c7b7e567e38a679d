//! ItemRequestCancelled: a report that a request was withdrawn. In version 1 it cancels the request in a borrower's Alma.

use crate::{Code, FiscalTransactionInformation, ItemId, ItemOptionalFields, RequestId, UserId, UserOptionalFields};

element! {
    /// Reports that a request was withdrawn.
    pub struct ItemRequestCancelled {
        /// For whom it was.
        pub user_id: Option<UserId> = "UserId" required,
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The copy.
        pub item_id: Option<ItemId> = "ItemId",
        /// What kind of request it was.
        pub request_type: Option<Code> = "RequestType" required,
        /// Any copy or this one.
        pub request_scope: Option<Code> = "RequestScopeType",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
