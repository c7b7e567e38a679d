//! CheckOutItem: lend an item. For a lender's Alma: it has been shipped.
//!
//! Alma ignores the patron here; the item moves to the lending location and is not a loan to anybody. Barcodes only.

use xml::Element;

use crate::{
    Amount, AuthenticationInput, Code, DateTime, FiscalTransactionInformation, ItemId, ItemOptionalFields,
    MandatedAction, RequestId, ShippingInformation, UserId, UserOptionalFields,
};

element! {
    /// Lends an item.
    pub struct CheckOutItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// To whom; the schema wants it. For lending, the patron that stands for the other library.
        pub user_id: Option<UserId> = "UserId",
        /// To whom, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// Our number for the request.
        pub request_id: Option<RequestId> = "RequestId",
        /// A fee the borrower agrees to.
        pub acknowledged_fee: Option<Amount> = "AcknowledgedFeeAmount",
        /// A fee already paid.
        pub paid_fee: Option<Amount> = "PaidFeeAmount",
        /// Restrictions the borrower agrees to.
        pub acknowledged_use_restrictions: Vec<Code> = "AcknowledgedItemUseRestrictionType",
        /// Where to send it.
        pub shipping_information: Option<ShippingInformation> = "ShippingInformation",
        /// A file is wanted.
        pub resource_desired: bool = "ResourceDesired",
        /// The due date that is wanted.
        pub desired_date_due: Option<DateTime> = "DesiredDateDue",
        /// What to tell about the item.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// What to tell about the borrower.
        pub user_elements: Vec<Code> = "UserElementType",
        => one_of["UserId" | "AuthenticationInput"];
    }
}

element! {
    /// The item was lent.
    pub struct CheckOutItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// To whom.
        pub user_id: Option<UserId> = "UserId" required,
        /// When it is due.
        pub date_due: Option<DateTime> = "DateDue",
        /// Lent without a date.
        pub indeterminate_loan_period: bool = "IndeterminateLoanPeriodFlag",
        /// Not to be returned.
        pub non_returnable: bool = "NonReturnableFlag",
        /// How often it was renewed; a whole number.
        pub renewal_count: Option<String> = "RenewalCount",
        /// A file, or where it is.
        pub electronic_resource: Option<Element> = "ElectronicResource",
        /// A charge.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation",
        /// About the item.
        pub item_optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// About the borrower.
        pub user_optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
        => one_of["DateDue" | "IndeterminateLoanPeriodFlag" | "NonReturnableFlag"];
    }
}
