//! The `requestingAgencyMessage`: what the requester does or wants.

use crate::structure::{at, structure};
use crate::{Action, Header};

structure! {
    /// The requester reacts (`requestingAgencyMessage`).
    RequestingAgencyMessage {
        /// Who tells whom.
        header: Header = at("header");
        /// What the requester does or wants.
        action: Action = at("action");
        /// A note to people.
        note: Option<String> = at("note");
    }
}
