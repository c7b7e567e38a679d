//! Holdings as the store keeps them beside a record: read once at harvest, by the mapping of the source.

use marc::holdings::{Mapping, holdings};
use serde::{Deserialize, Serialize};

/// A library's copies of a title at one location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredHolding {
    /// Code of the library within the institution.
    pub library: String,
    /// Code of the location.
    pub location: String,
    /// Call number.
    pub call_number: String,
    /// What the run of a serial or set comprises, in words.
    pub summary: String,
    /// The pieces.
    pub items: Vec<HeldItem>,
}

/// One piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeldItem {
    /// Its label.
    pub barcode: String,
    /// Which volume or issue.
    pub description: String,
    /// Item policy code.
    pub policy: String,
    /// What keeps it from the shelf, in the library system's word; empty when nothing does.
    pub status: String,
    /// Kind of material.
    pub material: String,
}

impl StoredHolding {
    /// The holdings in a record.
    #[must_use]
    pub fn of(record: &marc::Record, mapping: &Mapping) -> Vec<Self> {
        let text = |value: Option<String>| value.unwrap_or_default();
        holdings(record, mapping)
            .into_iter()
            .map(|holding| Self {
                library: text(holding.library),
                location: text(holding.location.or(holding.location_name)),
                call_number: text(holding.call_number),
                summary: text(holding.summary),
                items: holding
                    .items
                    .into_iter()
                    .map(|item| HeldItem {
                        barcode: text(item.barcode),
                        description: text(item.description.or(item.enumeration)),
                        policy: text(item.policy),
                        status: text(item.status),
                        material: text(item.material_type),
                    })
                    .collect(),
            })
            .collect()
    }

    /// From the store's JSON; nothing when it cannot be read.
    #[must_use]
    pub fn read(json: &str) -> Vec<Self> {
        serde_json::from_str(json).unwrap_or_default()
    }
}

impl HeldItem {
    /// Whether nothing was known to keep the piece from the shelf when it was harvested.
    #[must_use]
    pub fn seems_available(&self) -> bool {
        matches!(
            self.status.trim().to_ascii_lowercase().as_str(),
            "" | "item in place" | "in place" | "available" | "1"
        )
    }
}
