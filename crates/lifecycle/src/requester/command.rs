//! What staff and patrons of the requesting library can want.

use crate::named::named;
use crate::words::{Reason, Trouble, remark};

/// Something that a person at the requesting library wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Ask the library system about the patron once more.
    CheckPatron,
    /// Let a request that was held back go on.
    Approve,
    /// Our own library has it; nobody else is asked.
    FillHere,
    /// Do not let it go on.
    Refuse {
        /// Why; the patron may see it.
        reason: Reason,
    },
    /// End the request. If a library was asked already, it must agree.
    Cancel,
    /// Agree to the supplier's conditions.
    AcceptConditions,
    /// Do not agree: cancel with this supplier and ask the next.
    RejectConditions,
    /// Ask the same supplier again, after it said that this may help.
    AskAgain,
    /// Cancel with this supplier if need be and ask the next.
    TryNext,
    /// Ask nobody any more.
    GiveUp,
    /// The item has arrived.
    Receive,
    /// Ask the supplier for more time.
    Renew,
    /// The item goes home.
    ShipReturn,
    /// The patron has brought the item back; it goes home later.
    TakeBack,
    /// Something is wrong with the item: tell the supplier.
    ReportTrouble {
        /// What.
        trouble: Trouble,
        /// More words for the supplying staff; may be empty.
        note: String,
    },
    /// The copy was handed to the patron.
    Deliver,
    /// The patron has fetched the document.
    Downloaded,
    /// Write to the supplying staff.
    SendNote {
        /// The note.
        note: String,
    },
    /// End the request by hand, when nothing else helps.
    Close,
}

impl Command {
    /// The command without what was typed in.
    pub fn kind(&self) -> CommandKind {
        match self {
            Self::CheckPatron => CommandKind::CheckPatron,
            Self::Approve => CommandKind::Approve,
            Self::FillHere => CommandKind::FillHere,
            Self::Refuse { .. } => CommandKind::Refuse,
            Self::Cancel => CommandKind::Cancel,
            Self::AcceptConditions => CommandKind::AcceptConditions,
            Self::RejectConditions => CommandKind::RejectConditions,
            Self::AskAgain => CommandKind::AskAgain,
            Self::TryNext => CommandKind::TryNext,
            Self::GiveUp => CommandKind::GiveUp,
            Self::Receive => CommandKind::Receive,
            Self::Renew => CommandKind::Renew,
            Self::ShipReturn => CommandKind::ShipReturn,
            Self::TakeBack => CommandKind::TakeBack,
            Self::ReportTrouble { .. } => CommandKind::ReportTrouble,
            Self::Deliver => CommandKind::Deliver,
            Self::Downloaded => CommandKind::Downloaded,
            Self::SendNote { .. } => CommandKind::SendNote,
            Self::Close => CommandKind::Close,
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self) -> String {
        match self {
            Self::CheckPatron => "The patron is checked again.".into(),
            Self::Approve => "The request was approved.".into(),
            Self::FillHere => "The patron gets it from our own shelf.".into(),
            Self::Refuse { reason } => format!("The request was refused: {reason}."),
            Self::Cancel => "The request is to be cancelled.".into(),
            Self::AcceptConditions => "The supplier's conditions were accepted.".into(),
            Self::RejectConditions => {
                "The supplier's conditions were rejected; the next library is to be asked.".into()
            }
            Self::AskAgain => "The same library is asked again.".into(),
            Self::TryNext => "The next library is to be asked.".into(),
            Self::GiveUp => "No other library is to be asked.".into(),
            Self::Receive => "The item has arrived.".into(),
            Self::Renew => "The patron wants to keep the item longer.".into(),
            Self::ShipReturn => "The item was sent back.".into(),
            Self::TakeBack => "The patron has brought the item back.".into(),
            Self::ReportTrouble { trouble, note } => {
                format!("Told to the supplying library: {}{}.", trouble.label().to_lowercase(), remark(note))
            }
            Self::Deliver => "The copy was handed to the patron.".into(),
            Self::Downloaded => "The patron has fetched the document.".into(),
            Self::SendNote { note } => format!("Note to the supplying library: \"{note}\"."),
            Self::Close => "The request was closed by hand.".into(),
        }
    }
}

named! {
    /// The kinds of [`Command`], in the order in which buttons are shown.
    pub enum CommandKind {
        /// See [`Command::Approve`].
        Approve = "approve",
        /// See [`Command::CheckPatron`].
        CheckPatron = "check_patron",
        /// See [`Command::FillHere`].
        FillHere = "fill_here",
        /// See [`Command::Refuse`].
        Refuse = "refuse",
        /// See [`Command::AcceptConditions`].
        AcceptConditions = "accept_conditions",
        /// See [`Command::RejectConditions`].
        RejectConditions = "reject_conditions",
        /// See [`Command::AskAgain`].
        AskAgain = "ask_again",
        /// See [`Command::Receive`].
        Receive = "receive",
        /// See [`Command::ShipReturn`].
        ShipReturn = "ship_return",
        /// See [`Command::TakeBack`].
        TakeBack = "take_back",
        /// See [`Command::Renew`].
        Renew = "renew",
        /// See [`Command::ReportTrouble`].
        ReportTrouble = "report_trouble",
        /// See [`Command::Deliver`].
        Deliver = "deliver",
        /// See [`Command::Downloaded`].
        Downloaded = "downloaded",
        /// See [`Command::TryNext`].
        TryNext = "try_next",
        /// See [`Command::GiveUp`].
        GiveUp = "give_up",
        /// See [`Command::Cancel`].
        Cancel = "cancel",
        /// See [`Command::SendNote`].
        SendNote = "send_note",
        /// See [`Command::Close`].
        Close = "close",
    }
}

impl CommandKind {
    /// Words for the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Approve => "Approve",
            Self::CheckPatron => "Check the patron again",
            Self::FillHere => "We have it ourselves",
            Self::Refuse => "Refuse",
            Self::AcceptConditions => "Accept conditions",
            Self::RejectConditions => "Reject conditions",
            Self::AskAgain => "Ask the same library again",
            Self::Receive => "Receive",
            Self::ShipReturn => "Send back",
            Self::TakeBack => "Patron has brought it back",
            Self::Renew => "Ask for a renewal",
            Self::ReportTrouble => "Something is wrong with it",
            Self::Deliver => "Handed to the patron",
            Self::Downloaded => "Document fetched",
            Self::TryNext => "Try the next library",
            Self::GiveUp => "Give up",
            Self::Cancel => "Cancel the request",
            Self::SendNote => "Write to the supplier",
            Self::Close => "Close by hand",
        }
    }

    /// Whether patrons may want this themselves, for their own request.
    pub fn is_for_patron(self) -> bool {
        matches!(self, Self::Cancel | Self::Renew | Self::Downloaded)
    }

    /// A command of this kind with a sample payload: what a button asks [`super::decide`] about.
    pub fn sample(self) -> Command {
        match self {
            Self::Approve => Command::Approve,
            Self::CheckPatron => Command::CheckPatron,
            Self::FillHere => Command::FillHere,
            Self::Refuse => Command::Refuse { reason: Reason::noted("a sample reason") },
            Self::AcceptConditions => Command::AcceptConditions,
            Self::RejectConditions => Command::RejectConditions,
            Self::AskAgain => Command::AskAgain,
            Self::Receive => Command::Receive,
            Self::ShipReturn => Command::ShipReturn,
            Self::TakeBack => Command::TakeBack,
            Self::Renew => Command::Renew,
            Self::ReportTrouble => Command::ReportTrouble { trouble: Trouble::Damaged, note: String::new() },
            Self::Deliver => Command::Deliver,
            Self::Downloaded => Command::Downloaded,
            Self::TryNext => Command::TryNext,
            Self::GiveUp => Command::GiveUp,
            Self::Cancel => Command::Cancel,
            Self::SendNote => Command::SendNote { note: "A sample note.".into() },
            Self::Close => Command::Close,
        }
    }
}
