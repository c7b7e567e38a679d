//! Resource sharing requests and their statuses, under the codes that Alma shows to programs.

use super::Id;

/// An item from another library for one of our users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorrowingRequest {
    /// The number in the partner's system, as sent.
    pub external_id: String,
    /// Code of the partner.
    pub partner: String,
    /// Primary identifier of the user.
    pub user: String,
    /// Status.
    pub status: RequestStatus,
    /// Title as cited.
    pub title: String,
    /// Author as cited.
    pub author: String,
    /// The brief record.
    pub bib: Option<Id>,
    /// The temporary items that are here.
    pub items: Vec<Id>,
    /// Barcodes of all temporary items, those that have gone back too.
    pub barcodes: Vec<String>,
    /// Where the user collects.
    pub pickup_library: String,
    /// When the lender wants it back.
    pub due: Option<i64>,
    /// When the request came.
    pub created: i64,
    /// What happened.
    pub audit: Vec<Audit>,
}

/// One of our items for another library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LendingRequest {
    /// The number in the partner's system; empty when none was sent.
    pub external_id: String,
    /// Code of the partner.
    pub partner: String,
    /// Status.
    pub status: RequestStatus,
    /// The item, once it is known.
    pub item: Option<Id>,
    /// Its barcode.
    pub barcode: String,
    /// Title.
    pub title: String,
    /// When it is due back; no meaning before it is shipped.
    pub due: i64,
    /// When the request came.
    pub created: i64,
    /// What happened.
    pub audit: Vec<Audit>,
}

/// A line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// When.
    pub at: i64,
    /// The status then.
    pub status: RequestStatus,
    /// What happened, in words.
    pub note: String,
}

macro_rules! statuses {
    ($( $(#[$about:meta])* $name:ident = $code:literal, $label:literal; )*) => {
        /// Where a request stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum RequestStatus {
            $( $(#[$about])* $name, )*
        }

        impl RequestStatus {
            /// Alma's code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $( Self::$name => $code, )*
                }
            }

            /// Alma's words, as far as they are known.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self {
                    $( Self::$name => $label, )*
                }
            }
        }
    };
}

statuses! {
    /// Borrowing, and nothing has come yet.
    CreatedBorrowing = "REQUEST_CREATED_BOR", "Created borrowing request";
    /// Lending, and nothing has left yet.
    CreatedLending = "REQUEST_CREATED_LEN", "Created lending request";
    /// It is on its way; borrowing: it is here and waits to be received.
    ShippedPhysically = "SHIPPED_PHYSICALLY", "Shipped physically";
    /// It is here.
    ReceivedPhysically = "RECEIVED_PHYSICALLY", "Physically received by library";
    /// The user has it.
    Loaned = "LOANED", "Loaned item to patron";
    /// The user brought it back.
    ReturnedByPatron = "LENDER_CHECK_IN", "Returned by patron";
    /// The user asked for more time.
    RenewRequested = "RENEW_REQUESTED", "Renew requested";
    /// The user has more time.
    Renewed = "RENEWED", "Renewed";
    /// The lender gave no more time.
    RenewNotAccepted = "RENEW_NOT_ACCEPTED", "Renew not accepted";
    /// The lender wants it back.
    Recalled = "RECALLED_BOR", "Recalled by partner";
    /// Over.
    Completed = "REQUEST_COMPLETED", "Request completed";
    /// Withdrawn.
    Cancelled = "CANCELLED", "Cancelled by partner";
}

impl RequestStatus {
    /// Whether nothing can follow.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Lending: whether the item is away.
    #[must_use]
    pub fn is_shipped(self) -> bool {
        matches!(self, Self::ShippedPhysically | Self::Renewed)
    }
}

impl BorrowingRequest {
    /// A new status, with a line in the audit trail.
    pub(crate) fn turn(&mut self, at: i64, status: RequestStatus, note: &str) {
        self.status = status;
        self.audit.push(Audit { at, status, note: note.to_owned() });
    }
}

impl LendingRequest {
    /// A new status, with a line in the audit trail.
    pub(crate) fn turn(&mut self, at: i64, status: RequestStatus, note: &str) {
        self.status = status;
        self.audit.push(Audit { at, status, note: note.to_owned() });
    }
}
