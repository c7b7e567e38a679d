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

/// What a user owes, as a broker charged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Number of the fee.
    pub id: Id,
    /// When.
    pub at: i64,
    /// Primary identifier of the user.
    pub user: String,
    /// The sum in the smallest unit of the currency.
    pub minor_units: i64,
    /// The currency, such as `USD`; empty when none was named.
    pub currency: String,
    /// What for, as the broker said.
    pub kind: String,
    /// The number of the request that it belongs to, or the comment of who charged it over REST; empty when there is none.
    pub external_id: String,
    /// Code of the library that it belongs to.
    pub owner: String,
}
