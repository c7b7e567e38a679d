//! One message of every kind, for the questions "what can be done now" and "what would happen".

use crate::message::{FromRequester, FromSupplier};
use crate::words::{Condition, Cost, LentItem, Moment, Reason, Trouble};

/// A day to be due back.
pub(crate) const DUE: Option<Moment> = Some(Moment(1_798_070_400_000));
/// The day after a renewal.
pub(crate) const RENEWED_DUE: Option<Moment> = Some(Moment(1_800_489_600_000));

/// Two pieces, so that nothing works for the first alone.
pub(crate) fn items() -> Vec<LentItem> {
    vec![LentItem::with_barcode("SAMPLE-1"), LentItem::with_barcode("SAMPLE-2")]
}

pub(crate) fn condition() -> Condition {
    Condition { code: "LibraryUseOnly".into(), ..Condition::default() }
}

pub(crate) fn cost() -> Cost {
    Cost { amount: "40.00".into(), currency: "EUR".into() }
}

pub(crate) fn from_supplier() -> Vec<FromSupplier> {
    vec![
        FromSupplier::ExpectToSupply,
        FromSupplier::WillSupply,
        FromSupplier::Conditional { condition: condition() },
        FromSupplier::Loaned { due: DUE, items: items() },
        FromSupplier::CopyCompleted { document: Some("sample.pdf".into()) },
        FromSupplier::Unfilled { reason: Reason::coded("NotOnShelf") },
        FromSupplier::RetryPossible { reason: Reason::coded("NotFoundAsCited"), after: None },
        FromSupplier::CancelReply { yes: true },
        FromSupplier::CancelReply { yes: false },
        FromSupplier::Overdue,
        FromSupplier::Recalled,
        FromSupplier::RenewReply { yes: true, due: RENEWED_DUE },
        FromSupplier::RenewReply { yes: false, due: None },
        FromSupplier::Notification { note: "A sample note.".into() },
        FromSupplier::Bill { cost: cost(), why: "a sample reason".into() },
        FromSupplier::LoanCompleted,
        FromSupplier::CompletedWithoutReturn,
    ]
}

pub(crate) fn from_requester() -> Vec<FromRequester> {
    vec![
        FromRequester::Request,
        FromRequester::RequestAgain,
        FromRequester::AcceptConditions,
        FromRequester::Cancel,
        FromRequester::Received,
        FromRequester::Renew,
        FromRequester::ShippedReturn,
        FromRequester::Notification { note: "A sample note.".into() },
        FromRequester::Trouble { trouble: Trouble::Damaged, note: "a sample reason".into() },
    ]
}
