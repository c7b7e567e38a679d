//! Fields in which catalogues show copies to those who search them, which are others than those of exports.
//!
//! Beside these the presets of [`marc::holdings`] are tried, since some systems answer with what they export.

use marc::Record;
use marc::holdings::{Fit, Mapping, Role};

/// The mappings, in the text form of [`marc::holdings`], with a blank line between.
const MAPPINGS: &str = include_str!("live.txt");
/// Records that are looked at; a hundred are enough for a safe answer.
pub(crate) const SAMPLE: usize = 100;
/// Fits below are chance: a field of the same tag that means something else.
const LEAST_SCORE: f64 = 0.4;

/// The mappings of answers over Z39.50 and SRU.
#[must_use]
pub fn mappings() -> Vec<Mapping> {
    MAPPINGS.split("\n\n").filter_map(|text| text.trim_end().parse().ok()).collect()
}

/// These, and then the presets of [`marc::holdings`].
#[must_use]
pub fn all() -> Vec<Mapping> {
    mappings().into_iter().chain(Mapping::presets()).collect()
}

/// The mapping of this name among [`all`].
#[must_use]
pub fn mapping(name: &str) -> Option<Mapping> {
    all().into_iter().find(|mapping| mapping.name == name)
}

/// The one of the candidates that the records follow; `None` when no holdings are seen in them.
///
/// Where two fit equally well the one that tells whether a copy is there comes first, then the order of the candidates.
#[must_use]
pub fn recognise(records: &[Record], candidates: &[Mapping]) -> Option<Mapping> {
    let candidates = candidates.iter().filter(|mapping| has_fields(records, mapping));
    let fits = candidates.map(|mapping| mapping.clone().measure(records)).filter(|fit| fit.score >= LEAST_SCORE);
    // Of equals the first stays.
    let better = |best: Fit, fit: Fit| if rank(&fit) > rank(&best) { fit } else { best };
    fits.reduce(better).map(|fit| fit.mapping)
}

/// Whether any record has a field that the mapping is about: most mappings are done with so.
fn has_fields(records: &[Record], mapping: &Mapping) -> bool {
    let maps = || [&mapping.items, &mapping.holdings].into_iter().flatten();
    records.iter().flat_map(Record::all_fields).any(|field| maps().any(|map| map.fits(&field)))
}

/// The score in steps of a twentieth, so that what a mapping tells decides among near equals.
fn rank(fit: &Fit) -> (u32, bool) {
    let tells = fit.mapping.items.as_ref().is_some_and(|map| map.role(Role::Status).is_some());
    ((fit.score.clamp(0.0, 1.0) * 20.0) as u32, tells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapping_can_be_read_and_says_where_it_is_known_from() {
        let found = mappings();
        assert_eq!(found.len(), MAPPINGS.matches("\nabout ").count());
        for mapping in &found {
            assert!(!mapping.description.is_empty() && mapping.source.len() > 20, "{}", mapping.name);
            assert!(mapping.name.starts_with("live-"), "{}", mapping.name);
        }
    }
}
