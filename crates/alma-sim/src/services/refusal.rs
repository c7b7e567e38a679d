//! Alma's words for what it does not do. Clients in the field look for parts of them, so they stay as they are.

use ncip::Problem;

/// A refusal on its way to the answer.
pub(crate) type Refused = Box<Problem>;

/// The partner is not known, not active, or not one of NCIP.
pub(crate) const UNKNOWN_PARTNER: &str = "Unknown partner";
/// The message is for another institution.
pub(crate) const UNKNOWN_AGENCY: &str = "Unknown Agency";
/// The message cannot be read, or asks for what is not offered.
pub(crate) const SERVICE_NOT_KNOWN: &str = "Service is not known";
pub(crate) const UNKNOWN_USER: &str = "Unknown User";
pub(crate) const AUTHENTICATION_FAILED: &str = "User Authentication Failed";
pub(crate) const INELIGIBLE: &str = "User is ineligible to borrow";
pub(crate) const INELIGIBLE_FOR_ITEM: &str = "User Ineligible To Check Out This Item";
pub(crate) const UNKNOWN_ITEM: &str = "Unknown Item";
pub(crate) const BARCODE_EXISTS: &str = "Item Barcode Already Exist";
pub(crate) const NOT_CHECKED_OUT: &str = "Item Not Checked Out";
pub(crate) const NO_CHANGE: &str = "Apply to circulation desk - Loan cannot be renewed (no change in due date)";

// From here on the words are guesses: nobody has published what Alma says.
pub(crate) const DATE_IN_THE_PAST: &str = "Apply to circulation desk - Loan cannot be renewed (due date in the past)";
pub(crate) const ALREADY_CHECKED_OUT: &str = "Item Already Checked Out";
pub(crate) const NOT_REQUESTABLE: &str = "Item Not Requestable";
pub(crate) const UNKNOWN_REQUEST: &str = "Unknown Request";
pub(crate) const DUPLICATE_REQUEST: &str = "Duplicate Request";
pub(crate) const UNKNOWN_PICKUP: &str = "Unknown Pickup Location";
pub(crate) const CANNOT_BE_CANCELLED: &str = "Request Cannot Be Cancelled";
/// The partner record lacks "Supports borrowing".
pub(crate) const NO_BORROWING: &str = "Partner Does Not Support Borrowing";
/// The partner record lacks "Supports lending".
pub(crate) const NO_LENDING: &str = "Partner Does Not Support Lending";
pub(crate) const DATA_MISSING: &str = "Needed Data Missing";

/// A refusal in the shape that was captured from Alma: type and detail are the same, then the element and the value.
pub(crate) fn refuse(words: &str, element: &str, value: &str) -> Refused {
    Box::new(Problem::new(words, words).about(element, value))
}
