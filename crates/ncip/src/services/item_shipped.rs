//! ItemShipped: a report that an item is on its way. Not among the services of Alma's broker profile.

use crate::{DateTime, ItemId, ItemOptionalFields, RequestId, ShippingInformation, UserId, UserOptionalFields};

element! {
    /// Reports that an item was sent.
    pub struct ItemShipped {
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// For whom.
        pub user_id: Option<UserId> = "UserId",
        /// When it was sent.
        pub date_shipped: Option<DateTime> = "DateShipped" required,
        /// Where to.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation" required,
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => at_least_one["RequestId" | "ItemId"];
    }
}
