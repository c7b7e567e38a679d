//! RecallItem: the lender wants it back. Alma marks the borrowing request "Recalled by partner" and tells the patron.

use crate::{
    Code, DateTime, FiscalTransactionInformation, ItemId, ItemOptionalFields, MandatedAction, ShippingInformation,
    UserId, UserOptionalFields,
};

element! {
    /// Calls an item back.
    pub struct RecallItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// The item; for a borrower's Alma the temporary barcode.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// The due date that is wanted.
        pub desired_date_due: Option<DateTime> = "DesiredDateDue",
        /// Where to send it.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the borrower.
        pub user_elements: Vec<Code> = "UserElementType",
    }
}

element! {
    /// The item was recalled.
    pub struct RecallItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// Who has it.
        pub user_id: Option<UserId> = "UserId",
        /// When it is due now.
        pub date_due: Option<DateTime> = "DateDue",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the borrower.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
    }
}
