//! RenewItem: a new due date. We send it to Alma when the lender agreed; Alma sends it to us when a patron renews in Primo.
//!
//! Alma answers a good renewal with `DateDue`; our answer to a patron's renewal is [`Pending`] until the lender has spoken.

use crate::{
    Amount, AuthenticationInput, Code, DateTime, FiscalTransactionInformation, ItemId, ItemOptionalFields,
    MandatedAction, UserId, UserOptionalFields,
};

element! {
    /// Asks for a new due date.
    pub struct RenewItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// Who has it.
        pub user_id: Option<UserId> = "UserId",
        /// Who has it, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// The item; for a borrower's Alma the temporary barcode.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the borrower.
        pub user_elements: Vec<Code> = "UserElementType",
        /// The due date that is wanted.
        pub desired_date_due: Option<DateTime> = "DesiredDateDue",
        /// The day that is wanted for it to be back at the lender.
        pub desired_date_for_return: Option<DateTime> = "DesiredDateForReturn",
        /// A fee the borrower agrees to.
        pub acknowledged_fee: Option<Amount> = "AcknowledgedFeeAmount",
        /// A fee already paid.
        pub paid_fee: Option<Amount> = "PaidFeeAmount",
        /// Restrictions the borrower agrees to.
        pub acknowledged_use_restrictions: Vec<Code> = "AcknowledgedItemUseRestrictionType",
        => one_of["UserId" | "AuthenticationInput"];
    }
}

element! {
    /// The loan was renewed, or that will be decided later.
    pub struct RenewItemResponse {
        /// Decided later. Nothing else is told then.
        pub pending: Option<Pending> = "Pending",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// Who has it.
        pub user_id: Option<UserId> = "UserId",
        /// When it is due now.
        pub date_due: Option<DateTime> = "DateDue",
        /// When it is to be back at the lender.
        pub date_for_return: Option<DateTime> = "DateForReturn",
        /// How often it was renewed; a whole number.
        pub renewal_count: Option<String> = "RenewalCount",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the borrower.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => one_of["Pending" | "ItemId"];
    }
}

element! {
    /// The renewal is not decided yet (`Pending`).
    pub struct Pending {
        /// When it may be.
        pub date_of_expected_reply: Option<DateTime> = "DateOfExpectedReply",
    }
}
