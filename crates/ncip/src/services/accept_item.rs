//! AcceptItem: an item from another library has come in; make a stand-in for it and hold it for the patron.
//!
//! Alma makes a borrowing request, a brief record and a temporary item with the barcode that is sent, which must not exist
//! yet. With "Automatic receive" on the partner record the item is received at once.

use crate::{
    Code, DateTime, FiscalTransactionInformation, ItemId, ItemOptionalFields, MandatedAction, RequestId, UserId,
    UserOptionalFields,
};

element! {
    /// Hands an item over to the local system.
    pub struct AcceptItem {
        /// It has happened already.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// Our number for the request; unique for the partner.
        pub request_id: Option<RequestId> = "RequestId" required,
        /// What to do with it: see [`crate::codes::requested_action`].
        pub requested_action: Option<Code> = "RequestedActionType" required,
        /// For whom.
        pub user_id: Option<UserId> = "UserId",
        /// Barcode of the temporary item.
        pub item_id: Option<ItemId> = "ItemId",
        /// When the lender wants it back; Alma makes it the due date.
        pub date_for_return: Option<DateTime> = "DateForReturn",
        /// Lent without a date.
        pub indeterminate_loan_period: bool = "IndeterminateLoanPeriodFlag",
        /// Not to be returned.
        pub non_returnable: bool = "NonReturnableFlag",
        /// The lender does not renew.
        pub renewal_not_permitted: bool = "RenewalNotPermitted",
        /// A charge to the patron.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// Title, author, call number: becomes the brief record.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the patron.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        /// Where the patron collects; for Alma a library code, not a name and not a desk.
        pub pickup_location: Option<Code> = "PickupLocation",
        /// How long it waits for the patron.
        pub pickup_expiry_date: Option<DateTime> = "PickupExpiryDate",
        => at_most_one["DateForReturn" | "IndeterminateLoanPeriodFlag" | "NonReturnableFlag"];
    }
}

element! {
    /// The item was taken over.
    pub struct AcceptItemResponse {
        /// The number of the request.
        pub request_id: Option<RequestId> = "RequestId" required,
        /// The temporary item.
        pub item_id: Option<ItemId> = "ItemId",
    }
}
