//! Which mapping a library's records follow, from a sample of them.

use super::alerts::Watch;
use super::field_map::FieldMap;
use super::inventory::{Holding, Item};
use super::looks::{FieldLooks, is_barcode, share};
use super::read::holdings;
use super::role::Role;
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
    /// Copies (items, and holdings without items) that are lent by the mapping's rules.
    pub lent: usize,
    /// Copies that are not.
    pub not_lent: usize,
    /// What speaks for and against it, in sentences.
    pub evidence: Vec<String>,
    /// What somebody should look at, in sentences: records without items, items without barcodes, ids of another institution.
    pub alerts: Vec<String>,
}

/// Roles without which a mapping is of little use: that they are absent counts against it.
const CORE: [Role; 7] = [
    Role::Barcode,
    Role::ItemId,
    Role::HoldingsId,
    Role::Location,
    Role::Library,
    Role::CallNumber,
    Role::MaterialType,
];

impl Mapping {
    /// The presets that find anything in the sample, best first. A hundred records are enough for a safe answer.
    #[must_use]
    pub fn detect(sample: &[Record]) -> Vec<Fit> {
        let fits = Self::presets().into_iter().map(|mapping| mapping.measure(sample));
        let mut fits: Vec<Fit> = fits.filter(|fit| fit.score > 0.0).collect();
        // The sort is stable: among equals the more common preset stays in front.
        fits.sort_by(|a, b| b.score.total_cmp(&a.score));
        fits
    }

    /// How well this mapping fits the sample.
    #[must_use]
    pub fn measure(self, sample: &[Record]) -> Fit {
        let (mut tally, mut watch) = (Tally::default(), Watch::default());
        for record in sample {
            let found = holdings(record, &self);
            tally.record(record, &found, &self);
            watch.record(record, &found, &self);
        }
        let shapes = Shapes::of(sample, &self);
        let score = tally.score(&self, &shapes, sample.len());
        let evidence = tally.evidence(&self, shapes.evidence, sample.len());
        let alerts = watch.sentences(&self);
        let Tally { records, holdings, items, lent, not_lent, .. } = tally;
        Fit { mapping: self, score, records, holdings, items, lent, not_lent, evidence, alerts }
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
    linked: usize,
    lent: usize,
    not_lent: usize,
}

impl Tally {
    fn record(&mut self, record: &Record, holdings: &[Holding], mapping: &Mapping) {
        self.records += usize::from(!holdings.is_empty());
        let judge = mapping.judge(record);
        for holding in holdings {
            self.holding(holding);
            let answers = holding.items.iter().map(|item| judge.item(holding, item));
            let alone = holding.items.is_empty().then(|| judge.holding(holding));
            for answer in answers.chain(alone) {
                *(if answer.lent { &mut self.lent } else { &mut self.not_lent }) += 1;
            }
        }
    }

    fn holding(&mut self, holding: &Holding) {
        self.holdings += 1;
        self.located += usize::from(holding.location.is_some() || holding.library.is_some());
        for item in &holding.items {
            self.item(item, holding);
        }
    }

    fn item(&mut self, item: &Item, holding: &Holding) {
        self.items += 1;
        self.barcodes += usize::from(item.barcode.as_deref().is_some_and(is_barcode));
        self.linked += usize::from(item.holdings_id.is_some() && item.holdings_id == holding.id);
    }

    /// Each thing that the mapping promises weighs the same: coverage, places, links, and what the values look like.
    fn score(&self, mapping: &Mapping, shapes: &Shapes, sample: usize) -> f64 {
        if self.holdings == 0 {
            return 0.0;
        }
        let mut parts = vec![share(self.records, sample), share(self.located, self.holdings)];
        parts.extend([shapes.plausible, shapes.explained]);
        if mapping.items.is_some() && mapping.holdings.is_some() && mapping.link == Link::HoldingsId {
            parts.push(share(self.linked, self.items));
        }
        let mean = parts.iter().sum::<f64>() / parts.len() as f64;
        mean * self.trust(mapping) * (0.4 + 0.6 * share(self.located, self.holdings))
    }

    /// Barcodes decide: items are what is lent. A mapping that only counts is the second choice, one whose items are missing the
    /// third; items without labels are what a former system left behind.
    fn trust(&self, mapping: &Mapping) -> f64 {
        match &mapping.items {
            Some(_) if self.items == 0 => 0.3,
            Some(map) if map.role(Role::Barcode).is_some() => 0.15 + 0.85 * share(self.barcodes, self.items),
            _ => 0.6,
        }
    }

    fn evidence(&self, mapping: &Mapping, shapes: Vec<String>, sample: usize) -> Vec<String> {
        let mut evidence = vec![format!("{} of {sample} records have holdings by it", self.records)];
        evidence.push(format!("{} of {} holdings state a library or a location", self.located, self.holdings));
        if let Some(map) = &mapping.items {
            evidence.push(format!("{} items in field {}", self.items, map.heading()));
        }
        evidence.extend(shapes);
        if mapping.link == Link::HoldingsId && self.items > 0 && mapping.holdings.is_some() {
            evidence.push(format!("{} of {} items name the holding they belong to", self.linked, self.items));
        }
        evidence
    }
}

/// What the values in the mapping's fields look like.
struct Shapes {
    /// Mean over the roles of the share of values that look right.
    plausible: f64,
    /// Share of the values that have a meaning.
    explained: f64,
    evidence: Vec<String>,
}

impl Shapes {
    fn of(sample: &[Record], mapping: &Mapping) -> Self {
        let maps: Vec<&FieldMap> = [&mapping.holdings, &mapping.items].into_iter().flatten().collect();
        let (mut shares, mut explained, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        for map in maps {
            let looks = FieldLooks::of(sample, map);
            if looks.occurrences == 0 {
                shares.push(0.0);
                continue;
            }
            explained.push(looks.explained(map));
            for role in &map.roles {
                let found = best_code(&looks, map, role.role);
                match found {
                    Some((good, values, words)) => {
                        shares.push(share(good, values));
                        evidence.push(words);
                    }
                    None if CORE.contains(&role.role) && !has_values(&looks, map, role.role) => shares.push(0.0),
                    None => {}
                }
            }
        }
        let mean =
            |shares: &[f64]| if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 };
        Self { plausible: mean(&shares), explained: mean(&explained), evidence }
    }
}

fn has_values(looks: &FieldLooks, map: &FieldMap, role: Role) -> bool {
    let codes = map.role(role).map(|map| map.codes.as_slice()).unwrap_or_default();
    codes.iter().any(|code| code.len() > 1 && code.starts_with("ind") || looks.codes.contains_key(code))
}

/// How many values of the role's most used subfield look right, of how many, and that in words.
fn best_code(looks: &FieldLooks, map: &FieldMap, role: Role) -> Option<(usize, usize, String)> {
    let codes = map.role(role)?.codes.iter().filter_map(|code| Some((code, looks.codes.get(code)?)));
    let (code, looks) = codes.max_by_key(|(_, looks)| looks.values)?;
    let (good, are) = looks.plausible(role)?;
    let words = format!("{} ${code} ({}): {good} of {} values {are}", map.tag, role.name(), looks.values);
    Some((good, looks.values, words))
}
