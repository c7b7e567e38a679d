//! CirculationStatusUpdated: a report on an item. By it a renewal that was asked for in Primo becomes pending or is refused.

use crate::codes::circulation_status;
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

/// What a CirculationStatusUpdated says of a renewal that a patron asked for in Primo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RenewalStatus {
    /// The lender has not decided; Alma marks the request "Renew requested".
    StillPending,
    /// The lender said no; Alma marks the renewal as rejected.
    NotRenewed,
}

impl CirculationStatusUpdated {
    /// What it says of a renewal, in any of the wordings that Ex Libris and OCLC document; `None` when it is about something else.
    #[must_use]
    pub fn renewal_status(&self) -> Option<RenewalStatus> {
        let says = |words: &str| self.circulation_status.as_ref().is_some_and(|status| status.is(words));
        if says(circulation_status::RENEW_STILL_PENDING) || says(circulation_status::RENEWAL_STILL_PENDING) {
            return Some(RenewalStatus::StillPending);
        }
        says(circulation_status::ITEM_NOT_RENEWED).then_some(RenewalStatus::NotRenewed)
    }
}
