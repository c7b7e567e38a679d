//! What the two libraries say to each other, in our own words.
//!
//! ISO 18626 is one wire for these: 12 statuses, 6 reasons for a supplier's message and 7 requester's actions. The mapping is
//! not here. Some of our words have no code of their own there: a condition travels with a promise; its acceptance, what is
//! wrong with an item, and a bill are notifications.

use crate::words::{Condition, Cost, Days, LentItem, Moment, Reason, Trouble, remark};

/// What the supplying library says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FromSupplier {
    /// It will probably supply.
    ExpectToSupply,
    /// It promises to supply.
    WillSupply,
    /// It will supply if the condition is accepted.
    Conditional {
        /// The condition.
        condition: Condition,
    },
    /// It has sent the pieces.
    Loaned {
        /// When they are due back, if it said so.
        due: Option<Moment>,
        /// The pieces; may be empty, then one piece without a barcode is meant.
        items: Vec<LentItem>,
    },
    /// It has sent the copy; its part is done.
    CopyCompleted {
        /// Where the document is (an address or a stored name); none when it comes on paper.
        document: Option<String>,
    },
    /// It cannot supply.
    Unfilled {
        /// Why not.
        reason: Reason,
    },
    /// It cannot supply as asked; asking again may help.
    RetryPossible {
        /// What stands in the way.
        reason: Reason,
        /// When asking again makes sense.
        after: Option<Moment>,
    },
    /// Its answer to a cancel.
    CancelReply {
        /// Whether the request is cancelled.
        yes: bool,
    },
    /// The loan is overdue.
    Overdue,
    /// It wants the item back now.
    Recalled,
    /// Its answer to a renewal.
    RenewReply {
        /// Whether the loan is renewed.
        yes: bool,
        /// The new due date.
        due: Option<Moment>,
    },
    /// A note for the requesting staff.
    Notification {
        /// The note.
        note: String,
    },
    /// It wants to be paid: for a lost or damaged item, or for its service.
    Bill {
        /// How much.
        cost: Cost,
        /// What for.
        why: String,
    },
    /// It has the item back.
    LoanCompleted,
    /// It no longer waits for the item.
    CompletedWithoutReturn,
}

impl FromSupplier {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ExpectToSupply => "expect_to_supply",
            Self::WillSupply => "will_supply",
            Self::Conditional { .. } => "conditional",
            Self::Loaned { .. } => "loaned",
            Self::CopyCompleted { .. } => "copy_completed",
            Self::Unfilled { .. } => "unfilled",
            Self::RetryPossible { .. } => "retry_possible",
            Self::CancelReply { yes: true } => "cancel_accepted",
            Self::CancelReply { yes: false } => "cancel_rejected",
            Self::Overdue => "overdue",
            Self::Recalled => "recalled",
            Self::RenewReply { yes: true, .. } => "renewal_granted",
            Self::RenewReply { yes: false, .. } => "renewal_refused",
            Self::Notification { .. } => "notification",
            Self::Bill { .. } => "bill",
            Self::LoanCompleted => "loan_completed",
            Self::CompletedWithoutReturn => "completed_without_return",
        }
    }

    /// The message as the end of a sentence that begins with who speaks: "has sent the item, due back 2026-12-24".
    pub(crate) fn predicate(&self, days: Days<'_>) -> String {
        match self {
            Self::ExpectToSupply => "expects to supply".into(),
            Self::WillSupply => "will supply".into(),
            Self::Conditional { condition } => format!("will supply on a condition: {condition}"),
            Self::Loaned { due, items } => format!("has sent {}{}", pieces(items), until(*due, days)),
            Self::CopyCompleted { document: Some(_) } => "has delivered the copy".into(),
            Self::CopyCompleted { document: None } => "has sent the copy on paper".into(),
            Self::Unfilled { reason } => format!("cannot supply: {reason}"),
            Self::RetryPossible { reason, after: None } => format!("cannot supply as asked: {reason}; ask again"),
            Self::RetryPossible { reason, after: Some(day) } => {
                format!("cannot supply as asked: {reason}; ask again after {}", days(*day))
            }
            Self::CancelReply { yes: true } => "has cancelled the request".into(),
            Self::CancelReply { yes: false } => "does not cancel: the item is being sent".into(),
            Self::Overdue => "misses the item: it is overdue".into(),
            Self::Recalled => "wants the item back now".into(),
            Self::RenewReply { yes: true, due } => format!("has renewed the loan{}", until(*due, days)),
            Self::RenewReply { yes: false, .. } => "does not renew the loan".into(),
            Self::Notification { note } => format!("writes: \"{note}\""),
            Self::Bill { cost, why } => format!("wants to be paid {cost}{}", remark(why)),
            Self::LoanCompleted => "has the item back".into(),
            Self::CompletedWithoutReturn => "no longer waits for the item".into(),
        }
    }
}

/// What the requesting library says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FromRequester {
    /// Please supply.
    Request,
    /// Please supply, asked again after the supplier said that asking again may help (ISO 18626 requestType Retry). It opens
    /// a new request at the supplier, as the old one has ended there.
    RequestAgain,
    /// The conditions sent so far are accepted.
    AcceptConditions,
    /// Please do not send it.
    Cancel,
    /// The item has arrived.
    Received,
    /// May the patron keep it longer?
    Renew,
    /// The item is on its way back.
    ShippedReturn,
    /// A note for the supplying staff.
    Notification {
        /// The note.
        note: String,
    },
    /// Something is wrong with the item.
    Trouble {
        /// What.
        trouble: Trouble,
        /// Words of the requesting staff; may be empty.
        note: String,
    },
}

impl FromRequester {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::RequestAgain => "request_again",
            Self::AcceptConditions => "accept_conditions",
            Self::Cancel => "cancel",
            Self::Received => "received",
            Self::Renew => "renew",
            Self::ShippedReturn => "shipped_return",
            Self::Notification { .. } => "notification",
            Self::Trouble { .. } => "trouble",
        }
    }

    /// The message as the end of a sentence that begins with who speaks: "accepts the conditions".
    pub(crate) fn predicate(&self) -> String {
        match self {
            Self::Request => "asks for the item".into(),
            Self::RequestAgain => "asks for the item again".into(),
            Self::AcceptConditions => "accepts the conditions".into(),
            Self::Cancel => "wants to cancel".into(),
            Self::Received => "has received the item".into(),
            Self::Renew => "asks to keep the item longer".into(),
            Self::ShippedReturn => "has sent the item back".into(),
            Self::Notification { note } => format!("writes: \"{note}\""),
            Self::Trouble { trouble, note } => format!("{}{}", trouble.report(), remark(note)),
        }
    }
}

fn pieces(items: &[LentItem]) -> String {
    match items.len() {
        0 | 1 => "the item".into(),
        number => format!("{number} pieces"),
    }
}

fn until(due: Option<Moment>, days: Days<'_>) -> String {
    due.map(|day| format!(", due back {}", days(day))).unwrap_or_default()
}
