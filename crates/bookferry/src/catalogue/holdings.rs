//! Holdings as the store keeps them beside a record: read once at harvest, by the mapping of the source.

use marc::holdings::{Holding, Item, Judge, Lendable, Mapping, holdings};
use serde::{Deserialize, Serialize};

use crate::jobs::DEFAULT_MAPPING;

/// The mapping that a source's settings tell of: its text, or the name of a preset. Text that cannot be read, which the settings
/// page does not let through, gives the default and a warning in the log.
#[must_use]
pub fn mapping_of(text: &str) -> Mapping {
    let error = match text.parse() {
        Ok(mapping) => return mapping,
        Err(error) => error,
    };
    tracing::warn!(%error, "a holdings mapping cannot be read; {DEFAULT_MAPPING} is used in its place");
    // The presets are compiled in; the default is among them, and a test says so.
    Mapping::preset(DEFAULT_MAPPING).unwrap_or_default()
}

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
    /// Why it is not lent to other libraries, where no pieces are known; empty when it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub not_lent: String,
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
    /// Where it is for the time being; empty when it is in its place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub temporary_location: String,
    /// Why it is not lent to other libraries; empty when it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub not_lent: String,
}

impl StoredHolding {
    /// The holdings in a record.
    #[must_use]
    pub fn of(record: &marc::Record, mapping: &Mapping) -> Vec<Self> {
        let judge = mapping.judge(record);
        holdings(record, mapping).into_iter().map(|holding| Self::judged(holding, &judge)).collect()
    }

    fn judged(holding: Holding, judge: &Judge<'_>) -> Self {
        let items: Vec<HeldItem> =
            holding.items.iter().map(|item| HeldItem::judged(item, &judge.item(&holding, item))).collect();
        let not_lent = if items.is_empty() { reason(&judge.holding(&holding)) } else { String::new() };
        Self {
            library: holding.library.unwrap_or_default(),
            location: holding.location.or(holding.location_name).unwrap_or_default(),
            call_number: holding.call_number.unwrap_or_default(),
            summary: holding.summary.unwrap_or_default(),
            not_lent,
            items,
        }
    }

    /// Whether some copy is lent to other libraries.
    #[must_use]
    pub fn has_lent_copy(&self) -> bool {
        match self.items.as_slice() {
            [] => self.not_lent.is_empty(),
            items => items.iter().any(HeldItem::is_lent),
        }
    }

    /// Why nothing of it is lent; `None` when something is.
    #[must_use]
    pub fn why_not_lent(&self) -> Option<&str> {
        let first = self.items.first().map_or(&self.not_lent, |item| &item.not_lent);
        (!self.has_lent_copy()).then_some(first)
    }

    /// From the store's JSON; nothing when it cannot be read.
    #[must_use]
    pub fn read(json: &str) -> Vec<Self> {
        serde_json::from_str(json).unwrap_or_default()
    }
}

/// Why not, in words that are never empty; nothing for what is lent.
fn reason(answer: &Lendable) -> String {
    match (answer.lent, answer.reason.trim()) {
        (true, _) => String::new(),
        (false, "") => "Not lent".to_owned(),
        (false, words) => words.to_owned(),
    }
}

impl HeldItem {
    fn judged(item: &Item, answer: &Lendable) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            barcode: text(&item.barcode),
            description: item.description.as_ref().or(item.enumeration.as_ref()).cloned().unwrap_or_default(),
            policy: text(&item.policy),
            status: text(&item.status),
            material: text(&item.material_type),
            temporary_location: text(&item.temporary_location),
            not_lent: reason(answer),
        }
    }

    /// Whether it is lent to other libraries, as far as the library's rules tell.
    #[must_use]
    pub fn is_lent(&self) -> bool {
        self.not_lent.is_empty()
    }

    /// Whether nothing was known to keep the piece from the shelf when it was harvested.
    #[must_use]
    pub fn seems_available(&self) -> bool {
        matches!(
            self.status.trim().to_ascii_lowercase().as_str(),
            "" | "item in place" | "in place" | "available" | "1"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(mapping: &str) -> Vec<StoredHolding> {
        let mut record = marc::Record::new();
        record.push_data("995", "  ", &[("s", "1"), ("aa", "STACKS"), ("z", "DESK")]);
        record.push_data("995", "  ", &[("s", "2"), ("aa", "RES")]);
        StoredHolding::of(&record, &mapping_of(mapping))
    }

    #[test]
    fn what_the_rules_decide_is_kept_with_the_copies() {
        let found = stored("items 995 barcode=s location=aa temporary_location=z\nlend no location RES \"Reserves\"");
        let copies: Vec<(&str, &str, bool)> = found
            .iter()
            .flat_map(|holding| &holding.items)
            .map(|item| (item.temporary_location.as_str(), item.not_lent.as_str(), item.is_lent()))
            .collect();
        assert_eq!(copies, [("DESK", "", true), ("", "Reserves", false)]);
        assert_eq!(found.iter().map(StoredHolding::why_not_lent).collect::<Vec<_>>(), [None, Some("Reserves")]);
        assert_eq!(StoredHolding::read(&serde_json::to_string(&found).unwrap()), found);
    }

    #[test]
    fn a_rule_without_words_still_keeps_the_copy() {
        let found = stored("items 995 barcode=s location=aa\nlend no otherwise \"\"");
        assert!(found.iter().all(|holding| holding.why_not_lent() == Some("Not lent")));
    }

    #[test]
    fn what_was_stored_before_there_were_rules_is_lent() {
        let old =
            r#"[{"library":"MAIN","location":"","call_number":"","summary":"","items":[{"barcode":"1","status":""}]}]"#;
        assert!(StoredHolding::read(old)[0].has_lent_copy());
    }

    #[test]
    fn a_mapping_that_cannot_be_read_gives_the_default() {
        assert_eq!(mapping_of("itms 995").name, DEFAULT_MAPPING);
        assert_eq!(mapping_of("koha-952").name, "koha-952");
    }
}
