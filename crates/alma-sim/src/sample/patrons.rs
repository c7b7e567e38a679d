//! The patrons: one row of `patrons.tsv` each. Every name is invented.

use super::Institution;
use super::rows::rows;

/// A person known to a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePatron {
    /// Alma's primary identifier.
    pub primary_id: String,
    /// Barcode of the library card: fourteen digits with a check digit.
    pub barcode: String,
    /// Number given by the university.
    pub university_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// User group code of the institution.
    pub group: String,
    /// Whether the account is active (Alma's user status).
    pub active: bool,
    /// Days from today until the account ends; negative when it has ended.
    pub expires_in_days: i32,
    /// Text of a block that the library has set.
    pub block: Option<String>,
    /// Address for notices.
    pub email: String,
}

/// The patrons of a library; among them one blocked, one expired, one inactive.
pub fn patrons(institution: Institution) -> Vec<SamplePatron> {
    rows(include_str!("../../sample/patrons.tsv"))
        .filter(|row| row.text("institution") == institution.code())
        .map(|row| SamplePatron {
            primary_id: row.text("primary_id").to_owned(),
            barcode: row.text("barcode").to_owned(),
            university_id: row.text("university_id").to_owned(),
            first_name: row.text("first_name").to_owned(),
            last_name: row.text("last_name").to_owned(),
            group: row.text("group").to_owned(),
            active: row.text("status") == "active",
            expires_in_days: row.number("expiry").unwrap_or_default(),
            block: row.optional("block"),
            email: row.text("email").to_owned(),
        })
        .collect()
}
