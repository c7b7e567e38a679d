//! What in a sample somebody should look at before a mapping is trusted.

use std::collections::BTreeMap;

use super::Mapping;
use super::inventory::{Holding, Item};
use super::looks::is_alma_id;
use super::role::Role;
use crate::classify::{Carrier, classify};
use crate::record::Record;

/// Digits at the end of an Alma id that name the institution.
const SUFFIX: usize = 4;

/// What is counted for the alerts of one mapping.
#[derive(Default)]
pub(super) struct Watch {
    printed: usize,
    without_items: usize,
    items: usize,
    without_barcode: usize,
    away: usize,
    homeless: usize,
    suppressed: usize,
    /// Ids by their last digits, with an example.
    suffixes: BTreeMap<String, (usize, String)>,
}

impl Watch {
    /// Looks at a record and what the mapping found in it.
    pub fn record(&mut self, record: &Record, found: &[Holding], mapping: &Mapping) {
        if mapping.suppression(record).is_some() {
            self.suppressed += 1;
            return;
        }
        let is_physical = classify(record).carrier != Carrier::Online;
        self.printed += usize::from(is_physical);
        self.without_items += usize::from(is_physical && found.iter().all(|holding| holding.items.is_empty()));
        for holding in found {
            self.id(holding.id.as_deref());
            for item in &holding.items {
                self.item(item, holding);
            }
        }
    }

    fn item(&mut self, item: &Item, holding: &Holding) {
        self.items += 1;
        self.without_barcode += usize::from(item.barcode.is_none());
        let is_away = item.temporary_location.is_some() || item.temporary_library.is_some();
        self.away += usize::from(is_away);
        self.homeless += usize::from(item.location.is_none() && holding.location.is_none());
        self.id(item.id.as_deref());
    }

    fn id(&mut self, id: Option<&str>) {
        let Some(id) = id.filter(|id| is_alma_id(id, "22") || is_alma_id(id, "23")) else { return };
        let suffix = id.get(id.len().saturating_sub(SUFFIX)..).unwrap_or_default();
        let (count, _) = self.suffixes.entry(suffix.to_owned()).or_insert_with(|| (0, id.to_owned()));
        *count += 1;
    }

    /// What it comes to.
    pub fn sentences(&self, mapping: &Mapping) -> Vec<String> {
        let mut alerts = Vec::new();
        if mapping.items.is_some() {
            alerts.extend(self.about_items());
            alerts.extend(self.about_temporary_places(mapping));
        }
        if self.suppressed > 0 {
            alerts.push(format!("{} records are suppressed and not counted here", self.suppressed));
        }
        alerts.extend(self.strangers());
        alerts
    }

    fn about_items(&self) -> impl Iterator<Item = String> {
        let enrichment = "is the item enrichment switched on, and was everything published again after it?";
        let counted = [
            (self.without_items, self.printed, format!("records that are not online have no items: {enrichment}")),
            (self.without_barcode, self.items, "items have no barcode".to_owned()),
            (self.homeless, self.items, "items name no location".to_owned()),
        ];
        let told = counted.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(count, total, what)| format!("{count} of {total} {what}"))
    }

    /// Where nothing is ever away, items in a temporary location are either missing or shown at home.
    fn about_temporary_places(&self, mapping: &Mapping) -> Option<String> {
        // Only Alma lets a profile choose between the two places.
        let map = mapping.items.as_ref().filter(|_| !self.suffixes.is_empty())?;
        let role = map.role(Role::TemporaryLocation).or(map.role(Role::TemporaryLibrary));
        match role {
            None => Some(
                "The mapping has no subfield for a temporary location: an item that is away seems to be at home"
                    .to_owned(),
            ),
            Some(role) if self.away == 0 && self.items >= 50 => Some(format!(
                "None of {} items is in a temporary location ({} ${}): if some are, the profile publishes only one of the two places",
                self.items,
                map.tag,
                role.codes.join(", $")
            )),
            Some(_) => None,
        }
    }

    /// Ids that end otherwise than most.
    fn strangers(&self) -> Option<String> {
        let (usual, (most, _)) = self.suffixes.iter().max_by_key(|(_, (count, _))| *count)?;
        let others: Vec<&(usize, String)> =
            self.suffixes.iter().filter(|(suffix, _)| *suffix != usual).map(|(_, found)| found).collect();
        let number: usize = others.iter().map(|(count, _)| count).sum();
        let (_, example) = others.first()?;
        let total = most + number;
        Some(format!(
            "{number} of {total} Alma ids do not end with {usual}, such as {example}: they belong to another institution"
        ))
    }
}
