//! CirculationStatusUpdated: a report on an item. By it a renewal that was asked for in Primo becomes pending or is refused.

use crate::{Code, ItemId};

element! {
    /// Reports how an item stands.
    pub struct CirculationStatusUpdated {
        /// The item; for a borrower's Alma the temporary barcode.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// See [`crate::codes::circulation_status`].
        pub circulation_status: Option<Code> = "CirculationStatus" required,
    }
}
