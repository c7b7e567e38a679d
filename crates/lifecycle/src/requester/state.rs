//! Where a request stands at the requesting library.

use crate::named::named;
use crate::party::PartyState;
use crate::words::Phase;

named! {
    /// Where a request stands at the requesting library. No fields: what else is true is in [`crate::Facts`].
    pub enum State {
        /// The library system is asked about the patron.
        New = "new",
        /// Staff decide whether the request may go on.
        NeedsReview = "needs_review",
        /// The libraries that may have it are looked up.
        Routing = "routing",
        /// A library was asked and has not answered.
        Sent = "sent",
        /// That library will probably supply.
        Expected = "expected",
        /// It has promised.
        WillSupply = "will_supply",
        /// It has promised on a condition that staff must decide about.
        ConditionPending = "condition_pending",
        /// It says that asking again may help; staff decide.
        RetryPending = "retry_pending",
        /// It was asked to cancel and has not answered.
        CancelPending = "cancel_pending",
        /// The item is on its way here.
        Shipped = "shipped",
        /// The item is here, on the hold shelf or with the patron; the library system knows which.
        Received = "received",
        /// The patron has brought it back; it has not left yet.
        Returned = "returned",
        /// The document waits for the patron.
        CopyDelivered = "copy_delivered",
        /// The item is on its way home.
        ReturnShipped = "return_shipped",
        /// End: done.
        Completed = "completed",
        /// End: no library could supply.
        Unfilled = "unfilled",
        /// End: cancelled before anything was sent.
        Cancelled = "cancelled",
        /// End: the library did not let the patron ask.
        Refused = "refused",
        /// End: our own library has it.
        FilledHere = "filled_here",
        /// End: closed by hand.
        Closed = "closed",
        /// End: the item did not come back.
        Lost = "lost",
    }
}

impl State {
    /// Words for staff.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "Checking the patron",
            Self::NeedsReview => "Needs review",
            Self::Routing => "Looking for a library",
            Self::Sent => "Sent to a library",
            Self::Expected => "Will probably be supplied",
            Self::WillSupply => "Will be supplied",
            Self::ConditionPending => "Condition to decide",
            Self::RetryPending => "Asked to try again",
            Self::CancelPending => "Cancel asked",
            Self::Shipped => "On its way here",
            Self::Received => "Here",
            Self::Returned => "Back from the patron",
            Self::CopyDelivered => "Document delivered",
            Self::ReturnShipped => "On its way back",
            Self::Completed => "Completed",
            Self::Unfilled => "Not supplied",
            Self::Cancelled => "Cancelled",
            Self::Refused => "Refused",
            Self::FilledHere => "Found on our own shelf",
            Self::Closed => "Closed by hand",
            Self::Lost => "Lost",
        }
    }

    /// Words for the patron, who need not know how libraries talk to each other.
    pub fn patron_label(self) -> &'static str {
        match self {
            Self::New | Self::NeedsReview => "Your library is checking the request",
            Self::Routing | Self::Sent | Self::RetryPending => "We are looking for a library that can supply it",
            Self::Expected | Self::WillSupply | Self::ConditionPending => "Another library is preparing it",
            Self::CancelPending => "Being cancelled",
            Self::Shipped => "On its way to your library",
            Self::Received => "At your library or with you",
            Self::Returned => "Returned",
            Self::CopyDelivered => "Ready for you",
            Self::ReturnShipped => "Returned",
            Self::Completed => "Finished",
            Self::Unfilled => "No library could supply it",
            Self::Cancelled => "Cancelled",
            Self::Refused => "Not approved by your library",
            Self::FilledHere => "Your own library has it",
            Self::Closed => "Closed by your library",
            Self::Lost => "Recorded as lost",
        }
    }

    /// How far along.
    pub fn phase(self) -> Phase {
        match self {
            Self::New | Self::NeedsReview | Self::Routing | Self::Sent => Phase::Asking,
            Self::Expected | Self::WillSupply | Self::ConditionPending | Self::RetryPending | Self::CancelPending => {
                Phase::Answered
            }
            Self::Shipped => Phase::OnTheWay,
            Self::Received | Self::Returned | Self::CopyDelivered => Phase::WithUs,
            Self::ReturnShipped => Phase::GoingBack,
            Self::Completed
            | Self::Unfilled
            | Self::Cancelled
            | Self::Refused
            | Self::FilledHere
            | Self::Closed
            | Self::Lost => Phase::Done,
        }
    }

    /// Whether nothing more will happen.
    pub fn is_end(self) -> bool {
        self.phase() == Phase::Done
    }
}

impl PartyState for State {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn name(self) -> &'static str {
        self.name()
    }

    fn label(self) -> &'static str {
        self.label()
    }

    fn phase(self) -> Phase {
        self.phase()
    }
}
