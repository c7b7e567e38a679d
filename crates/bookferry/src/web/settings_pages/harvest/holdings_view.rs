//! Holdings as they were read from a record, for tables.

use crate::catalogue::{HeldItem, StoredHolding};

/// Items shown of one holding; a newspaper may have thousands.
const ITEMS: usize = 50;

/// Copies at one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldingView {
    /// Library and location.
    pub place: String,
    /// Call number.
    pub call_number: String,
    /// What is held of a serial or set.
    pub summary: String,
    /// Why a holding without items is not lent; empty when it is.
    pub not_lent: String,
    /// The first items.
    pub items: Vec<HeldItem>,
    /// Items that are not shown.
    pub more: usize,
}

impl HoldingView {
    /// One view a holding.
    #[must_use]
    pub fn all(holdings: Vec<StoredHolding>) -> Vec<Self> {
        holdings.into_iter().map(Self::of).collect()
    }

    fn of(mut holding: StoredHolding) -> Self {
        let parts = [holding.library.as_str(), holding.location.as_str()];
        let place = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let more = holding.items.len().saturating_sub(ITEMS);
        holding.items.truncate(ITEMS);
        Self {
            place: if place.is_empty() { "No location".to_owned() } else { place },
            call_number: holding.call_number,
            summary: holding.summary,
            not_lent: holding.not_lent,
            items: holding.items,
            more,
        }
    }
}
