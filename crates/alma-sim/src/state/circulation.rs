//! Loans and letters.

use super::Id;

/// An item with a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Number of the loan.
    pub loan_id: Id,
    /// Primary identifier of the user.
    pub user: String,
    /// When it was lent.
    pub lent: i64,
    /// When it is due.
    pub due: i64,
    /// How often it was renewed.
    pub renewals: u32,
}

/// A letter that Alma would have sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// When.
    pub at: i64,
    /// Alma's name of the letter.
    pub name: String,
    /// Primary identifier of the user.
    pub user: String,
    /// What it is about.
    pub about: String,
}
