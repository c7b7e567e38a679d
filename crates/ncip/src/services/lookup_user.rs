//! LookupUser: who is this patron, and may they borrow?
//!
//! Alma finds active users only, by the identifier type set on the partner record, and answers with the primary identifier.
//! [`crate::Patron`] sums the answer up.

use xml::Element;

use crate::{AuthenticationInput, Code, UserId, UserOptionalFields};

element! {
    /// Asks about a patron, by an identifier or by what the patron typed.
    pub struct LookupUser {
        /// By an identifier.
        pub user_id: Option<UserId> = "UserId",
        /// By barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// What to tell: see [`crate::codes::user_element`].
        pub user_elements: Vec<Code> = "UserElementType",
        /// Tell the loans.
        pub loaned_items_desired: bool = "LoanedItemsDesired",
        /// Tell the requests.
        pub requested_items_desired: bool = "RequestedItemsDesired",
        /// Tell the fees.
        pub fiscal_account_desired: bool = "UserFiscalAccountDesired",
        => one_of["UserId" | "AuthenticationInput"];
        => at_least_one_in_version_one["UserElementType"];
    }
}

element! {
    /// Tells about a patron.
    pub struct LookupUserResponse {
        /// The identifier of the patron in the answering system.
        pub user_id: Option<UserId> = "UserId" required,
        /// Fees.
        pub fiscal_accounts: Vec<Element> = "UserFiscalAccount",
        /// How many loans.
        pub loaned_items_counts: Vec<Element> = "LoanedItemsCount",
        /// The loans.
        pub loaned_items: Vec<Element> = "LoanedItem",
        /// How many requests.
        pub requested_items_counts: Vec<Element> = "RequestedItemsCount",
        /// The requests.
        pub requested_items: Vec<Element> = "RequestedItem",
        /// Names, addresses, rights, blocks.
        pub optional_fields: Option<UserOptionalFields> = "UserOptionalFields",
    }
}
