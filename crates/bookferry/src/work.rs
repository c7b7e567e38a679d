//! The work on requests: an event comes in, the lifecycle decides, state, history and everything to cause are stored in one transaction.

mod advance;
mod ask;
pub mod codec;
mod description;
mod party;
mod policy;
mod step;
mod urgency;
mod view;

pub use advance::{AdvanceError, Cause};
pub(crate) use advance::{description_of, patron_of};
pub use ask::{AskError, NewAsk};
pub use description::{ChosenCopy, Description, PatronData};
pub use party::Party;
pub use policy::policy_of;
pub(crate) use step::unborn_step;
pub use urgency::{LEVELS, Urgency};
pub use view::{AnyState, CommandView, PendingWork, RequestView, TimelineEntry, Told, commands, side_of};

/// The lanes of the outbox. Rows of one request and lane leave in order.
pub mod lane {
    /// Messages to another library; its symbol follows.
    pub const PEER: &str = "peer";
    /// Calls to our own library system.
    pub const ILS: &str = "ils";
    /// Look-ups of our own: the rota, the shelf.
    pub const SELF: &str = "self";
}

/// The kinds of outbox rows.
pub mod kind {
    /// An ISO 18626 message; the payload is the message and its receiver.
    pub const MESSAGE: &str = "iso18626";
    /// A call to the library system; the payload is the call.
    pub const CALL: &str = "ils";
    /// Build the rota.
    pub const ROTA: &str = "rota";
    /// Look on the shelf.
    pub const SHELF: &str = "shelf";
}
