//! What the last run of a profile gave out, in the order in which it was given out.
//!
//! Every publication of a title gets the next serial number, so the order of serial numbers is that of datestamps: a page is
//! found without looking at any other, and a title that is published again while somebody harvests moves to the end, where the
//! harvester meets it once more instead of missing it.

use std::collections::BTreeMap;

use marc::Record;

use super::{Format, enriched};
use crate::state::{Id, StoredRecord};

/// The published titles of a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Set Spec at the last run.
    pub set_spec: String,
    /// Set Name at the last run.
    pub set_name: String,
    /// Format at the last run.
    pub format: Format,
    /// When the last run was, in milliseconds.
    pub last_run: Option<i64>,
    /// Up to which change of the catalogue it has looked.
    pub(super) seen: u64,
    /// The set and its edition at the last run.
    pub(super) set: (u32, u32),
    entries: BTreeMap<Id, Entry>,
    order: BTreeMap<u64, Id>,
    /// The first serial number of each second.
    seconds: BTreeMap<i64, u64>,
    last_serial: u64,
}

/// A published title.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the order.
    pub serial: u64,
    /// Its datestamp, in seconds since 1970.
    pub second: i64,
    /// What was published; nothing when it is deleted.
    pub content: Option<Content>,
}

/// A record as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The bibliographic record, shared with the catalogue while neither changes.
    pub(super) marc: StoredRecord,
    /// The fields of holdings and items, packed.
    pub(super) enrichment: Box<str>,
}

/// Which part of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The earliest second, included.
    pub from: Option<i64>,
    /// The latest second, included.
    pub until: Option<i64>,
    /// Only what comes behind this serial number.
    pub after: Option<u64>,
}

impl Default for Published {
    fn default() -> Self {
        Self {
            set_spec: String::new(),
            set_name: String::new(),
            format: Format::Marc21,
            last_run: None,
            seen: 0,
            set: (0, 0),
            entries: BTreeMap::new(),
            order: BTreeMap::new(),
            seconds: BTreeMap::new(),
            last_serial: 0,
        }
    }
}

impl Content {
    /// The record with its holdings and items.
    #[must_use]
    pub fn record(&self) -> Record {
        let mut record = self.marc.record();
        enriched::append(&mut record, &self.enrichment);
        record
    }

    /// Whether both would be published as the same: field 005 does not count.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let without_005 = |stored: &StoredRecord| {
            let mut record = stored.record();
            record.remove("005");
            record
        };
        self.enrichment == other.enrichment
            && (self.marc == other.marc || without_005(&self.marc) == without_005(&other.marc))
    }
}

impl Published {
    /// A title as it was published.
    #[must_use]
    pub fn entry(&self, id: Id) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// How many titles are published, without deleted ones.
    #[must_use]
    pub fn live(&self) -> usize {
        self.entries.values().filter(|entry| entry.content.is_some()).count()
    }

    /// How many are told as deleted.
    #[must_use]
    pub fn deleted(&self) -> usize {
        self.entries.len() - self.live()
    }

    /// The second of the earliest datestamp.
    #[must_use]
    pub fn earliest(&self) -> Option<i64> {
        let (_, id) = self.order.first_key_value()?;
        self.entries.get(id).map(|entry| entry.second)
    }

    /// Titles in the order of publication.
    pub fn titles(&self, span: Span) -> impl Iterator<Item = (Id, &Entry)> {
        let first_of =
            |second: i64| self.seconds.range(second..).next().map_or(self.last_serial + 1, |(_, serial)| *serial);
        let begin = span.from.map_or(0, first_of).max(span.after.map_or(0, |after| after.saturating_add(1)));
        let end = span.until.map_or(u64::MAX, |until| first_of(until.saturating_add(1))).max(begin);
        self.order.range(begin..end).filter_map(|(_, id)| Some((*id, self.entries.get(id)?)))
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        self.entries.keys().copied()
    }

    /// Publishes a title anew, or as deleted. Time that goes backwards counts as standing still.
    pub(super) fn put(&mut self, id: Id, content: Option<Content>, at: i64) {
        let latest = self.seconds.last_key_value().map(|(second, _)| *second);
        let second = latest.map_or(at.div_euclid(1_000), |latest| latest.max(at.div_euclid(1_000)));
        self.last_serial += 1;
        let serial = self.last_serial;
        self.seconds.entry(second).or_insert(serial);
        self.order.insert(serial, id);
        if let Some(before) = self.entries.insert(id, Entry { serial, second, content }) {
            self.order.remove(&before.serial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Kind;

    fn id(number: u64) -> Id {
        Id::new(Kind::Bib, number, "5101")
    }

    fn numbers(published: &Published, span: Span) -> Vec<Id> {
        published.titles(span).map(|(id, _)| id).collect()
    }

    #[test]
    fn a_window_holds_exactly_its_seconds() {
        let mut published = Published::default();
        for (number, at) in [(1, 1_000), (2, 1_999), (3, 5_000), (1, 9_000)] {
            published.put(id(number), None, at);
        }
        let window = |from, until| numbers(&published, Span { from, until, after: None });
        assert_eq!(window(None, None), [id(2), id(3), id(1)]);
        assert_eq!(window(Some(1), Some(1)), [id(2)]);
        assert_eq!(window(Some(2), None), [id(3), id(1)]);
        assert_eq!(window(Some(5), Some(8)), [id(3)]);
        assert_eq!(window(Some(10), None), []);
        assert_eq!(window(Some(9), Some(2)), []);
        assert_eq!(numbers(&published, Span { after: Some(2), ..Span::default() }), [id(3), id(1)]);
        assert_eq!(published.earliest(), Some(1));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_change_the_order() {
        let mut published = Published::default();
        published.put(id(1), None, 9_000);
        published.put(id(2), None, 4_000);
        assert_eq!(published.entry(id(2)).map(|entry| entry.second), Some(9));
    }
}
