//! DeleteItem: remove a temporary item. Alma does that itself at CheckInItem and does not answer this service.

use crate::{ItemId, MandatedAction};

element! {
    /// Removes an item.
    pub struct DeleteItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
    }
}

element! {
    /// The item was removed.
    pub struct DeleteItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
    }
}
