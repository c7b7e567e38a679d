//! ItemReceived: a report that an item has arrived. Not among the services of Alma's broker profile.

use crate::{DateTime, ItemId, ItemOptionalFields, RequestId, UserId, UserOptionalFields};

element! {
    /// Reports that an item has arrived.
    pub struct ItemReceived {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// For whom.
        pub user_id: Option<UserId> = "UserId",
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// When it arrived.
        pub date_received: Option<DateTime> = "DateReceived" required,
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
    }
}
