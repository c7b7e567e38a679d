//! Which mapping a library's records follow, from a sample of them.

use super::inventory::{Holding, Item};
use super::read::holdings;
use super::{Link, Mapping};
use crate::record::Record;

/// How well a mapping fits a sample, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The mapping.
    pub mapping: Mapping,
    /// From 0 (nothing found) to 1 (everything in its place).
    pub score: f64,
    /// Records of the sample in which the mapping finds holdings.
    pub records: usize,
    /// Holdings found.
    pub holdings: usize,
    /// Items found.
    pub items: usize,
    /// What speaks for and against it, in sentences.
    pub evidence: Vec<String>,
}

impl Mapping {
    /// The presets that find anything in the sample, best first. A hundred records are enough for a safe answer.
    #[must_use]
    pub fn detect(sample: &[Record]) -> Vec<Fit> {
        let fits = Self::presets().into_iter().map(|mapping| measure(mapping, sample));
        let mut fits: Vec<Fit> = fits.filter(|fit| fit.score > 0.0).collect();
        // The sort is stable: among equals the more common preset stays in front.
        fits.sort_by(|a, b| b.score.total_cmp(&a.score));
        fits
    }
}

/// What is counted of one mapping.
#[derive(Default)]
struct Tally {
    records: usize,
    holdings: usize,
    located: usize,
    items: usize,
    barcodes: usize,
    item_ids: usize,
    holdings_ids: usize,
    linked: usize,
}

fn measure(mapping: Mapping, sample: &[Record]) -> Fit {
    let mut tally = Tally::default();
    for record in sample {
        let holdings = holdings(record, &mapping);
        tally.records += usize::from(!holdings.is_empty());
        holdings.iter().for_each(|holding| tally.holding(holding));
    }
    let score = tally.score(&mapping, sample.len());
    let evidence = tally.evidence(&mapping, sample.len());
    Fit { mapping, score, records: tally.records, holdings: tally.holdings, items: tally.items, evidence }
}

impl Tally {
    fn holding(&mut self, holding: &Holding) {
        self.holdings += 1;
        self.located += usize::from(is_code(holding.location.as_deref()) || is_code(holding.library.as_deref()));
        self.holdings_ids += usize::from(is_alma_id(holding.id.as_deref(), "22"));
        for item in &holding.items {
            self.item(item, holding);
        }
    }

    fn item(&mut self, item: &Item, holding: &Holding) {
        self.items += 1;
        self.barcodes += usize::from(is_barcode(item.barcode.as_deref()));
        self.item_ids += usize::from(is_alma_id(item.id.as_deref(), "23"));
        self.linked += usize::from(item.holdings_id.is_some() && item.holdings_id == holding.id);
    }

    /// Each thing that the mapping promises weighs the same: coverage, places, barcodes, ids, links.
    fn score(&self, mapping: &Mapping, sample: usize) -> f64 {
        if self.holdings == 0 {
            return 0.0;
        }
        let mut parts = vec![share(self.records, sample), share(self.located, self.holdings)];
        if mapping.items.is_some() {
            parts.push(share(self.barcodes, self.items));
            parts.push(share(self.item_ids, self.items));
        }
        if mapping.holdings.is_some() {
            parts.push(share(self.holdings_ids, self.holdings));
        }
        if mapping.items.is_some() && mapping.link == Link::HoldingsId {
            parts.push(share(self.linked, self.items));
        }
        // Barcodes decide: items are what is lent. A mapping that only counts is the second choice.
        let barcodes = if mapping.items.is_some() { share(self.barcodes, self.items) } else { 0.5 };
        let mean = parts.iter().sum::<f64>() / parts.len() as f64;
        mean * (0.3 + 0.7 * barcodes)
    }

    fn evidence(&self, mapping: &Mapping, sample: usize) -> Vec<String> {
        let mut evidence = vec![format!("{} of {sample} records have holdings by it", self.records)];
        evidence.push(format!("{} of {} holdings state a library or a location", self.located, self.holdings));
        if let Some(map) = &mapping.items {
            evidence.push(format!("{} items in field {}", self.items, map.tag));
            evidence.push(format!("{} of {} items have a barcode", self.barcodes, self.items));
            evidence.push(format!("{} of {} items have an Alma item id (23...)", self.item_ids, self.items));
        }
        if mapping.holdings.is_some() {
            evidence
                .push(format!("{} of {} holdings have an Alma holdings id (22...)", self.holdings_ids, self.holdings));
        }
        if mapping.link == Link::HoldingsId && mapping.items.is_some() {
            evidence.push(format!("{} of {} items name the holding they belong to", self.linked, self.items));
        }
        evidence
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Barcodes of libraries are short labels with many digits and no blanks; Alma ids are not barcodes.
pub(super) fn is_barcode(value: Option<&str>) -> bool {
    value.is_some_and(|value| {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        (5..=20).contains(&value.len())
            && digits * 2 > value.len()
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'$'))
            && !["22", "23", "99"].iter().any(|prefix| is_alma_id(Some(value), prefix))
    })
}

/// Alma ids begin with the kind of thing and end with four digits of the institution.
pub(super) fn is_alma_id(value: Option<&str>, prefix: &str) -> bool {
    value.is_some_and(|value| {
        (15..=19).contains(&value.len()) && value.starts_with(prefix) && value.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Codes of places are short and not numbers of records.
fn is_code(value: Option<&str>) -> bool {
    value.is_some_and(|value| (1..=40).contains(&value.len()) && !value.bytes().all(|byte| byte.is_ascii_digit()))
}
