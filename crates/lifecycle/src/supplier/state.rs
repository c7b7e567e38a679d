//! Where a request stands at the supplying library.

use crate::named::named;
use crate::party::PartyState;
use crate::words::Phase;

named! {
    /// Where a request stands at the supplying library. No fields: what else is true is in [`crate::Facts`].
    pub enum State {
        /// Not answered yet.
        New = "new",
        /// Promised; the item is to be fetched and sent.
        WillSupply = "will_supply",
        /// Promised on a condition that the requester has not accepted yet.
        ConditionPending = "condition_pending",
        /// The requester wants to cancel and waits for our answer.
        CancelRequested = "cancel_requested",
        /// The item has been sent.
        Shipped = "shipped",
        /// The requester has sent it back.
        ReturnShipped = "return_shipped",
        /// End: the item is home again, or the copy was delivered.
        Completed = "completed",
        /// End: we cannot supply.
        Unfilled = "unfilled",
        /// End: we cannot supply as asked; if the requester asks again, that is a new request.
        RetryAsked = "retry_asked",
        /// End: cancelled before anything was sent.
        Cancelled = "cancelled",
        /// End: the item did not come back.
        Lost = "lost",
    }
}

impl State {
    /// Words for staff.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New request",
            Self::WillSupply => "To fetch and send",
            Self::ConditionPending => "Condition sent",
            Self::CancelRequested => "Cancel to answer",
            Self::Shipped => "Sent out",
            Self::ReturnShipped => "On its way home",
            Self::Completed => "Completed",
            Self::Unfilled => "Not supplied",
            Self::RetryAsked => "Asked to try again",
            Self::Cancelled => "Cancelled",
            Self::Lost => "Lost",
        }
    }

    /// How far along.
    pub fn phase(self) -> Phase {
        match self {
            Self::New => Phase::Asking,
            Self::WillSupply | Self::ConditionPending | Self::CancelRequested => Phase::Answered,
            Self::Shipped => Phase::OnTheWay,
            Self::ReturnShipped => Phase::GoingBack,
            Self::Completed | Self::Unfilled | Self::RetryAsked | Self::Cancelled | Self::Lost => Phase::Done,
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
