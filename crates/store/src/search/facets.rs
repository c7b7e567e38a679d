//! Counting the values of all facets in one pass over the clusters found.

use std::collections::BTreeMap;

use index::search::FacetKind;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

/// Value and number of clusters, for each of [`FacetKind::ALL`].
pub(super) type Counts = [BTreeMap<String, usize>; 4];

/// Collects [`Counts`].
pub(super) struct FacetCounter;

impl Collector for FacetCounter {
    type Fruit = Counts;
    type Child = SegmentCounter;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounter> {
        let columns = FacetKind::ALL.map(|kind| segment.fast_fields().str(kind.name()));
        let mut counters = Vec::with_capacity(columns.len());
        for column in columns {
            // A segment in which no cluster has a value has no column.
            if let Some(column) = column? {
                let counts = vec![0; column.num_terms()];
                counters.push(Some(ColumnCounter { column, counts }));
            } else {
                counters.push(None);
            }
        }
        Ok(SegmentCounter(counters))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut total = Counts::default();
        for segment in segments {
            for (total, counts) in total.iter_mut().zip(segment?) {
                for (value, count) in counts {
                    *total.entry(value).or_default() += count;
                }
            }
        }
        Ok(total)
    }
}

/// Counts by the numbers that values have in one segment.
pub(super) struct SegmentCounter(Vec<Option<ColumnCounter>>);

struct ColumnCounter {
    column: StrColumn,
    counts: Vec<usize>,
}

impl SegmentCollector for SegmentCounter {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, document: DocId, _: Score) {
        for counter in self.0.iter_mut().flatten() {
            for value in counter.column.term_ords(document) {
                if let Some(count) = counter.counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        let mut named = Counts::default();
        for (named, counter) in named.iter_mut().zip(self.0) {
            if let Some(counter) = counter {
                *named = counter.named()?;
            }
        }
        Ok(named)
    }
}

impl ColumnCounter {
    fn named(self) -> Result<BTreeMap<String, usize>, TantivyError> {
        let mut named = BTreeMap::new();
        for (value, count) in (0..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut name = String::new();
            self.column.ord_to_str(value, &mut name)?;
            named.insert(name, count);
        }
        Ok(named)
    }
}
