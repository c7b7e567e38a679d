//! What staff of the supplying library can want.

use crate::named::named;
use crate::samples;
use crate::words::{Condition, Cost, Days, LentItem, Moment, Reason, remark};

/// Something that a person at the supplying library wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Look on the shelf once more.
    LookAgain,
    /// Promise to supply; takes conditions back.
    Promise,
    /// Supply only on a condition.
    AddConditions {
        /// The condition.
        condition: Condition,
    },
    /// Say no.
    CannotSupply {
        /// Why not.
        reason: Reason,
    },
    /// Say not like this; asking again may help.
    AskRetry {
        /// What stands in the way.
        reason: Reason,
        /// When asking again makes sense.
        after: Option<Moment>,
    },
    /// The pieces are at hand and lent in the library system; they have not left yet, and nobody is told.
    Fill {
        /// The pieces, at least one.
        items: Vec<LentItem>,
        /// When they are due back.
        due: Option<Moment>,
    },
    /// The pieces at hand are the wrong ones, or go back to the shelf.
    UndoFill,
    /// The barcode of a piece that is out was wrong.
    CorrectPiece {
        /// Number of the piece.
        item: u16,
        /// Its barcode.
        barcode: String,
    },
    /// Send the pieces.
    Ship {
        /// The pieces, at least one.
        items: Vec<LentItem>,
        /// When they are due back.
        due: Option<Moment>,
    },
    /// Deliver the copy.
    SendCopy {
        /// Where the document is; none when it goes on paper.
        document: Option<String>,
    },
    /// Agree to the requester's cancel.
    AcceptCancel,
    /// Do not agree: the item is being sent.
    RejectCancel,
    /// Remind the requester that the loan is overdue.
    SendOverdue,
    /// Ask for the item back now.
    Recall,
    /// Agree to a renewal.
    AllowRenew {
        /// The new due date.
        due: Option<Moment>,
    },
    /// Do not agree to a renewal.
    RefuseRenew,
    /// Move the due date, whether or not somebody asked for it.
    ChangeDue {
        /// The new due date.
        due: Option<Moment>,
    },
    /// The item is home again.
    ReceiveReturn,
    /// Ask the requesting library to pay: for a lost or damaged item, or for the service.
    Bill {
        /// How much.
        cost: Cost,
        /// What for.
        why: String,
    },
    /// Wait for the item no longer.
    WriteOff,
    /// Write to the requesting staff.
    SendNote {
        /// The note.
        note: String,
    },
}

impl Command {
    /// The command without what was typed in.
    pub fn kind(&self) -> CommandKind {
        match self {
            Self::LookAgain => CommandKind::LookAgain,
            Self::Promise => CommandKind::Promise,
            Self::AddConditions { .. } => CommandKind::AddConditions,
            Self::CannotSupply { .. } => CommandKind::CannotSupply,
            Self::AskRetry { .. } => CommandKind::AskRetry,
            Self::Fill { .. } => CommandKind::Fill,
            Self::UndoFill => CommandKind::UndoFill,
            Self::CorrectPiece { .. } => CommandKind::CorrectPiece,
            Self::Ship { .. } => CommandKind::Ship,
            Self::SendCopy { .. } => CommandKind::SendCopy,
            Self::AcceptCancel => CommandKind::AcceptCancel,
            Self::RejectCancel => CommandKind::RejectCancel,
            Self::SendOverdue => CommandKind::SendOverdue,
            Self::Recall => CommandKind::Recall,
            Self::AllowRenew { .. } => CommandKind::AllowRenew,
            Self::RefuseRenew => CommandKind::RefuseRenew,
            Self::ChangeDue { .. } => CommandKind::ChangeDue,
            Self::ReceiveReturn => CommandKind::ReceiveReturn,
            Self::Bill { .. } => CommandKind::Bill,
            Self::WriteOff => CommandKind::WriteOff,
            Self::SendNote { .. } => CommandKind::SendNote,
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::LookAgain => "The shelf is looked at again.".into(),
            Self::Promise => "The item was promised.".into(),
            Self::AddConditions { condition } => format!("A condition was attached: {condition}."),
            Self::CannotSupply { reason } => format!("The item cannot be supplied: {reason}."),
            Self::AskRetry { reason, after: None } => format!("The requester was told to ask again: {reason}."),
            Self::AskRetry { reason, after: Some(day) } => {
                format!("The requester was told to ask again after {}: {reason}.", days(*day))
            }
            Self::Fill { items, due } => format!("The item is at hand: {}.", pieces(items, *due, days)),
            Self::UndoFill => "The item at hand was taken back.".into(),
            Self::CorrectPiece { item, barcode } => format!("The barcode of piece {item} is {barcode}."),
            Self::Ship { items, due } => format!("The item was sent: {}.", pieces(items, *due, days)),
            Self::SendCopy { document: Some(_) } => "The copy was delivered.".into(),
            Self::SendCopy { document: None } => "The copy was sent on paper.".into(),
            Self::AcceptCancel => "The cancel was accepted.".into(),
            Self::RejectCancel => "The cancel was rejected: the item is being sent.".into(),
            Self::SendOverdue => "The requester was reminded that the item is overdue.".into(),
            Self::Recall => "The item was recalled.".into(),
            Self::AllowRenew { due: Some(day) } => format!("The loan was renewed until {}.", days(*day)),
            Self::AllowRenew { due: None } => "The loan was renewed.".into(),
            Self::RefuseRenew => "The renewal was refused.".into(),
            Self::ChangeDue { due: Some(day) } => format!("The due date was changed to {}.", days(*day)),
            Self::ChangeDue { due: None } => "The due date was changed.".into(),
            Self::ReceiveReturn => "The item is home again.".into(),
            Self::Bill { cost, why } => format!("The requesting library is billed {cost}{}.", remark(why)),
            Self::WriteOff => "The item was written off.".into(),
            Self::SendNote { note } => format!("Note to the requesting library: \"{note}\"."),
        }
    }
}

fn pieces(items: &[LentItem], due: Option<Moment>, days: Days<'_>) -> String {
    let barcodes: Vec<&str> = items.iter().map(|item| item.barcode.as_str()).collect();
    let due = due.map(|day| format!(", due back {}", days(day))).unwrap_or_default();
    format!("{}{due}", barcodes.join(", "))
}

named! {
    /// The kinds of [`Command`], in the order in which buttons are shown.
    pub enum CommandKind {
        /// See [`Command::Promise`].
        Promise = "promise",
        /// See [`Command::Ship`].
        Ship = "ship",
        /// See [`Command::Fill`].
        Fill = "fill",
        /// See [`Command::UndoFill`].
        UndoFill = "undo_fill",
        /// See [`Command::CorrectPiece`].
        CorrectPiece = "correct_piece",
        /// See [`Command::SendCopy`].
        SendCopy = "send_copy",
        /// See [`Command::AddConditions`].
        AddConditions = "add_conditions",
        /// See [`Command::AcceptCancel`].
        AcceptCancel = "accept_cancel",
        /// See [`Command::RejectCancel`].
        RejectCancel = "reject_cancel",
        /// See [`Command::ReceiveReturn`].
        ReceiveReturn = "receive_return",
        /// See [`Command::AllowRenew`].
        AllowRenew = "allow_renew",
        /// See [`Command::RefuseRenew`].
        RefuseRenew = "refuse_renew",
        /// See [`Command::ChangeDue`].
        ChangeDue = "change_due",
        /// See [`Command::SendOverdue`].
        SendOverdue = "send_overdue",
        /// See [`Command::Recall`].
        Recall = "recall",
        /// See [`Command::LookAgain`].
        LookAgain = "look_again",
        /// See [`Command::AskRetry`].
        AskRetry = "ask_retry",
        /// See [`Command::CannotSupply`].
        CannotSupply = "cannot_supply",
        /// See [`Command::Bill`].
        Bill = "bill",
        /// See [`Command::WriteOff`].
        WriteOff = "write_off",
        /// See [`Command::SendNote`].
        SendNote = "send_note",
    }
}

impl CommandKind {
    /// Words for the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Promise => "Will supply",
            Self::Ship => "Ship",
            Self::Fill => "Lend, and send later",
            Self::UndoFill => "Take the item back",
            Self::CorrectPiece => "Correct a barcode",
            Self::SendCopy => "Deliver the copy",
            Self::AddConditions => "Supply on a condition",
            Self::AcceptCancel => "Accept the cancel",
            Self::RejectCancel => "Reject the cancel",
            Self::ChangeDue => "Change the due date",
            Self::ReceiveReturn => "Item is back",
            Self::AllowRenew => "Renew the loan",
            Self::RefuseRenew => "Refuse the renewal",
            Self::SendOverdue => "Send an overdue reminder",
            Self::Recall => "Recall",
            Self::LookAgain => "Look on the shelf again",
            Self::AskRetry => "Let them ask again",
            Self::CannotSupply => "Cannot supply",
            Self::Bill => "Bill the requesting library",
            Self::WriteOff => "Write off as lost",
            Self::SendNote => "Write to the requester",
        }
    }

    /// A command of this kind with a sample payload: what a button asks [`super::decide`] about.
    pub fn sample(self) -> Command {
        match self {
            Self::Promise => Command::Promise,
            Self::Fill => Command::Fill { items: samples::items(), due: samples::DUE },
            Self::UndoFill => Command::UndoFill,
            Self::CorrectPiece => Command::CorrectPiece { item: 1, barcode: "SAMPLE-3".into() },
            Self::Ship => Command::Ship { items: samples::items(), due: samples::DUE },
            Self::SendCopy => Command::SendCopy { document: Some("sample.pdf".into()) },
            Self::AddConditions => Command::AddConditions { condition: samples::condition() },
            Self::AcceptCancel => Command::AcceptCancel,
            Self::RejectCancel => Command::RejectCancel,
            Self::ChangeDue => Command::ChangeDue { due: samples::RENEWED_DUE },
            Self::ReceiveReturn => Command::ReceiveReturn,
            Self::AllowRenew => Command::AllowRenew { due: samples::RENEWED_DUE },
            Self::RefuseRenew => Command::RefuseRenew,
            Self::SendOverdue => Command::SendOverdue,
            Self::Recall => Command::Recall,
            Self::LookAgain => Command::LookAgain,
            Self::AskRetry => Command::AskRetry { reason: Reason::coded("NotFoundAsCited"), after: None },
            Self::CannotSupply => Command::CannotSupply { reason: Reason::coded("NotOnShelf") },
            Self::Bill => Command::Bill { cost: samples::cost(), why: "a sample reason".into() },
            Self::WriteOff => Command::WriteOff,
            Self::SendNote => Command::SendNote { note: "A sample note.".into() },
        }
    }
}
