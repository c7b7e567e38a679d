//! What a decision causes. Data only: written with the state in one transaction, carried out afterwards.

use crate::message::{FromRequester, FromSupplier};
use crate::named::named;
use crate::words::{Days, Moment};

/// One thing to cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Send this to the library that is being asked now. Messages of one request leave in order.
    SayToSupplier(FromRequester),
    /// Send this to the library that asked. Messages of one request leave in order.
    SayToRequester(FromSupplier),
    /// Make this call to our own library system. Calls of one request are made in order.
    Ils(IlsCall),
    /// Find the libraries that may have it and rank them; the answer comes as a rota answer.
    BuildRota,
    /// Take the next library of the rota; messages that follow go there.
    NextSupplier,
    /// Look on our own shelf; the answer comes as a shelf answer.
    LookOnShelf,
    /// Tell somebody in our own library.
    Notify(Whom, Notice),
}

impl Effect {
    /// The stable name, such as `say.loaned`, `ils.accept_item`, `notify.patron.ready`.
    pub fn name(&self) -> String {
        match self {
            Self::SayToSupplier(message) => format!("say.{}", message.name()),
            Self::SayToRequester(message) => format!("say.{}", message.name()),
            Self::Ils(call) => format!("ils.{}", call.name()),
            Self::BuildRota => "build_rota".into(),
            Self::NextSupplier => "next_supplier".into(),
            Self::LookOnShelf => "look_on_shelf".into(),
            Self::Notify(whom, notice) => format!("notify.{}.{}", whom.name(), notice.name()),
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::SayToSupplier(message) => {
                format!("Message to the supplying library: this library {}.", message.predicate())
            }
            Self::SayToRequester(message) => {
                format!("Message to the requesting library: this library {}.", message.predicate(days))
            }
            Self::Ils(call) => call.describe(days),
            Self::BuildRota => "The libraries that may have it are being looked up.".into(),
            Self::NextSupplier => "The next library on the list is asked.".into(),
            Self::LookOnShelf => "The catalogue is asked whether the item is on the shelf.".into(),
            Self::Notify(Whom::Patron, notice) => format!("The patron is told: {}", notice.words()),
            Self::Notify(Whom::Staff, notice) => format!("Staff are told: {}", notice.words()),
        }
    }
}

impl From<FromRequester> for Effect {
    fn from(message: FromRequester) -> Self {
        Self::SayToSupplier(message)
    }
}

impl From<FromSupplier> for Effect {
    fn from(message: FromSupplier) -> Self {
        Self::SayToRequester(message)
    }
}

/// One call to our own library system. `item` is the number of the piece in [`crate::Facts::items`], counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IlsCall {
    /// Who is the patron, and may they borrow? The one call whose answer the request waits for.
    LookupUser,
    /// Supplier: reserve a copy. Requester: note the request, so that the patron sees it in the library system.
    RequestItem,
    /// Give the reservation or the noted request up.
    CancelRequestItem,
    /// Requester: make the temporary item and put it on hold for the patron.
    AcceptItem {
        /// Number of the piece.
        item: u16,
    },
    /// Supplier: lend the piece to the requesting library. Uses up the reservation.
    CheckOutItem {
        /// Number of the piece.
        item: u16,
        /// When it is due back.
        due: Option<Moment>,
    },
    /// Requester: the temporary item leaves and is removed. Supplier: the piece is home again.
    CheckInItem {
        /// Number of the piece.
        item: u16,
    },
    /// Requester: tell the library system that the renewal which it passed on is not decided yet.
    RenewalPending {
        /// Number of the piece.
        item: u16,
    },
    /// Requester: tell it that the renewal which it passed on is refused.
    RenewalRefused {
        /// Number of the piece.
        item: u16,
    },
    /// Requester: the supplier wants the piece back now.
    RecallItem {
        /// Number of the piece.
        item: u16,
    },
    /// Requester: the patron owes the library's fee.
    ChargePatron,
    /// Move the due date of the loan (supplier) or of the temporary item (requester).
    RenewItem {
        /// Number of the piece.
        item: u16,
        /// The new due date.
        due: Option<Moment>,
    },
}

impl IlsCall {
    /// The stable name: the NCIP service in lower case, or what it says.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LookupUser => "lookup_user",
            Self::RequestItem => "request_item",
            Self::CancelRequestItem => "cancel_request_item",
            Self::AcceptItem { .. } => "accept_item",
            Self::CheckOutItem { .. } => "check_out_item",
            Self::CheckInItem { .. } => "check_in_item",
            Self::RenewalPending { .. } => "renewal_pending",
            Self::RenewalRefused { .. } => "renewal_refused",
            Self::RecallItem { .. } => "recall_item",
            Self::ChargePatron => "charge_patron",
            Self::RenewItem { .. } => "renew_item",
        }
    }

    /// The number of the piece that it is about.
    pub fn item(&self) -> Option<u16> {
        match self {
            Self::AcceptItem { item }
            | Self::CheckOutItem { item, .. }
            | Self::CheckInItem { item }
            | Self::RenewalPending { item }
            | Self::RenewalRefused { item }
            | Self::RecallItem { item }
            | Self::RenewItem { item, .. } => Some(*item),
            Self::LookupUser | Self::RequestItem | Self::CancelRequestItem | Self::ChargePatron => None,
        }
    }

    /// A sentence for the history of the request and for the list of calls that wait.
    pub fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::LookupUser => "Library system: look up the patron.".into(),
            Self::RequestItem => "Library system: request the item.".into(),
            Self::CancelRequestItem => "Library system: withdraw the request for the item.".into(),
            Self::AcceptItem { item } => format!("Library system: make temporary item {item} for the patron."),
            Self::CheckOutItem { item, .. } => format!("Library system: lend piece {item} to the requesting library."),
            Self::CheckInItem { item } => format!("Library system: check in piece {item}."),
            Self::RenewalPending { item } => format!("Library system: the renewal of piece {item} is not decided yet."),
            Self::RenewalRefused { item } => format!("Library system: the renewal of piece {item} is refused."),
            Self::ChargePatron => "Library system: charge the fee to the patron.".into(),
            Self::RecallItem { item } => format!("Library system: piece {item} is wanted back now."),
            Self::RenewItem { item, due: Some(day) } => {
                format!("Library system: renew piece {item} until {}.", days(*day))
            }
            Self::RenewItem { item, due: None } => format!("Library system: renew piece {item}."),
        }
    }
}

named! {
    /// Who in our own library is told.
    pub enum Whom {
        /// The person who wants the item.
        Patron = "patron",
        /// The people who run interlibrary loan.
        Staff = "staff",
    }
}

named! {
    /// What somebody is told.
    pub enum Notice {
        /// Patron: the library did not approve the request.
        RequestRefused = "request_refused",
        /// Patron: the item is on its way.
        OnItsWay = "on_its_way",
        /// Patron: the item can be collected.
        Ready = "ready",
        /// Patron: the document can be fetched.
        DocumentReady = "document_ready",
        /// Patron: no library could supply it.
        NotFilled = "not_filled",
        /// Patron: the request is cancelled.
        Cancelled = "cancelled",
        /// Patron: the loan is renewed.
        Renewed = "renewed",
        /// Patron: the loan cannot be renewed.
        NotRenewed = "not_renewed",
        /// Both: the item is overdue.
        Overdue = "overdue",
        /// Both: the item is wanted back now.
        Recalled = "recalled",
        /// Staff: a request of one of our patrons waits for a decision.
        NeedsReview = "needs_review",
        /// Staff: the supplier attaches a condition.
        ConditionOffered = "condition_offered",
        /// Staff: the supplier says that asking again may help.
        RetryOffered = "retry_offered",
        /// Staff: the supplier does not cancel.
        CancelRefused = "cancel_refused",
        /// Staff: the item was sent although we asked to cancel.
        SentDespiteCancel = "sent_despite_cancel",
        /// Staff: something was sent for a request that has ended here.
        SentAfterEnd = "sent_after_end",
        /// Staff: every library on the list was asked.
        EndOfRota = "end_of_rota",
        /// Staff: another library asks us for something.
        NewRequest = "new_request",
        /// Staff: a pull slip can be printed.
        PullSlip = "pull_slip",
        /// Staff: a copy was lent without them and waits to be fetched.
        LentAtOnce = "lent_at_once",
        /// Staff: a copy stands on the shelf, and the limit of the day is reached.
        LimitReached = "limit_reached",
        /// Staff: our own library has what our patron wants.
        HeldHere = "held_here",
        /// Patron: our own library has it.
        FilledHere = "filled_here",
        /// Staff: a copy stands on the shelf.
        OnShelf = "on_shelf",
        /// Staff: no copy stands on the shelf.
        NotOnShelf = "not_on_shelf",
        /// Staff: the catalogue gave no clear answer.
        ShelfUnclear = "shelf_unclear",
        /// Staff: the requester wants to cancel and waits for our answer.
        CancelAsked = "cancel_asked",
        /// Staff: the requester has cancelled; put the item back.
        CancelledByRequester = "cancelled_by_requester",
        /// Staff: the requester asks for a renewal.
        RenewalAsked = "renewal_asked",
        /// Staff: the patron has brought the item back to the desk of the library system.
        BroughtBack = "brought_back",
        /// Staff: the other library writes.
        NoteArrived = "note_arrived",
        /// Staff: the requester reports that something is wrong with the item.
        TroubleReported = "trouble_reported",
        /// Staff: the library system counts the patron's item as lost.
        DeclaredLost = "declared_lost",
        /// Staff: the supplier wants to be paid.
        BillArrived = "bill_arrived",
        /// Staff: the supplier has written the item off.
        WrittenOff = "written_off",
    }
}

impl Notice {
    /// One sentence that says what happened and, where there is something to do, what.
    pub fn words(self) -> &'static str {
        match self {
            Self::RequestRefused => "Your library could not approve your request. Please ask at the desk.",
            Self::OnItsWay => "Another library has sent the item.",
            Self::Ready => "The item is ready for you to collect.",
            Self::DocumentReady => "The copy you asked for is ready.",
            Self::NotFilled => "No library could supply the item.",
            Self::Cancelled => "The request is cancelled.",
            Self::Renewed => "The loan is renewed; please note the new due date.",
            Self::NotRenewed => "The loan could not be renewed; please return the item when it is due.",
            Self::Overdue => "The item is overdue. Please return it.",
            Self::Recalled => "The library that owns the item wants it back now. Please return it.",
            Self::NeedsReview => "A request waits for your decision: approve it, check the patron again, or refuse it.",
            Self::ConditionOffered => "The supplying library attaches a condition: accept it, or try the next library.",
            Self::RetryOffered => "The supplying library says that asking again may help.",
            Self::CancelRefused => "The supplying library did not cancel; the item will come.",
            Self::SentDespiteCancel => {
                "The item was sent although we asked to cancel. It will arrive; receive or return it."
            }
            Self::SentAfterEnd => {
                "A library has sent something for a request that has ended here. Please send it back."
            }
            Self::EndOfRota => "Every library on the list was asked and none could supply.",
            Self::NewRequest => "Another library asks for something. Say whether you will supply it.",
            Self::PullSlip => "A promised item waits to be fetched from the shelf: print the pull slip.",
            Self::LentAtOnce => "An item was lent at once: print the pull slip, fetch it and send it.",
            Self::LimitReached => {
                "A copy is on the shelf, but the limit of the day is reached. Say whether you will supply it all the same."
            }
            Self::HeldHere => {
                "Our own library has this. Hand it to the patron, or approve the request to ask another library."
            }
            Self::FilledHere => "Your own library has what you asked for. Please ask at the desk.",
            Self::OnShelf => "The catalogue shows a copy on the shelf.",
            Self::NotOnShelf => "The catalogue shows no copy on the shelf.",
            Self::ShelfUnclear => "The catalogue gave no clear answer. Please look for yourself.",
            Self::CancelAsked => "The requesting library wants to cancel and waits for your answer.",
            Self::CancelledByRequester => {
                "The requesting library has cancelled. Put the item back if you have fetched it."
            }
            Self::RenewalAsked => "The requesting library asks to keep the item longer.",
            Self::BroughtBack => "The patron has brought the item back. Scan it and send it home.",
            Self::NoteArrived => "The other library has written a note.",
            Self::TroubleReported => {
                "The requesting library reports that something is wrong with the item. Look for it, write to them, or bill it."
            }
            Self::DeclaredLost => {
                "The library system counts the item as lost. If it is, tell the supplying library: Something is wrong with it."
            }
            Self::BillArrived => "The supplying library wants to be paid. The bill stands under Bills.",
            Self::WrittenOff => "The supplying library has written the item off.",
        }
    }
}
