//! ItemCheckedIn: a report that an item was taken back. In version 1 it tells a borrower's Alma that the item was sent back.

use xml::Element;

use crate::{FiscalTransactionInformation, ItemId, ItemOptionalFields, UserId, UserOptionalFields};

element! {
    /// Reports that an item was taken back.
    pub struct ItemCheckedIn {
        /// From whom.
        pub user_id: Option<UserId> = "UserId",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
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
