//! UndoCheckOutItem: a loan was a mistake. Not among the services of Alma's broker profile.

use crate::{AuthenticationInput, FiscalTransactionInformation, ItemId, MandatedAction, RequestId, UserId};

element! {
    /// Takes a loan back as if it had not been.
    pub struct UndoCheckOutItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// To whom it was lent.
        pub user_id: Option<UserId> = "UserId",
        /// To whom it was lent, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId",
        => at_most_one["UserId" | "AuthenticationInput"];
    }
}

element! {
    /// The loan was taken back.
    pub struct UndoCheckOutItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// To whom it was lent.
        pub user_id: Option<UserId> = "UserId",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
    }
}
