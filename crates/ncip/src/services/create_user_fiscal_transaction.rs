//! CreateUserFiscalTransaction: charge the patron. OCLC sends it to Alma, though Alma's list of services leaves it out.

use crate::{AuthenticationInput, FiscalTransactionInformation, FiscalTransactionReferenceId, MandatedAction, UserId};

element! {
    /// Charges a patron.
    pub struct CreateUserFiscalTransaction {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// Whom.
        pub user_id: Option<UserId> = "UserId",
        /// Whom, by barcode and PIN and the like.
        pub authentication: Vec<AuthenticationInput> = "AuthenticationInput",
        /// How much and what for.
        pub fiscal_transaction: Option<FiscalTransactionInformation> = "FiscalTransactionInformation" required,
        => one_of["UserId" | "AuthenticationInput"];
    }
}

element! {
    /// The patron was charged.
    pub struct CreateUserFiscalTransactionResponse {
        /// Whom.
        pub user_id: Option<UserId> = "UserId" required,
        /// The number of the transaction.
        pub reference_id: Option<FiscalTransactionReferenceId> = "FiscalTransactionReferenceId" required,
    }
}
