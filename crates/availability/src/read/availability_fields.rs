//! AVA, AVE and AVD: the fields that Alma adds to records in SRU and in its REST interface (Alma, "SRU/SRW Search", and
//! `expand=p_avail,e_avail,d_avail` of "Retrieve Bibs").
//!
//! AVA stands for a holding, AVE for a portfolio, AVD for a digital representation. AVA: 0 MMS id, 8 holdings id (absent in a
//! temporary location), a institution, b library code, q library name, j location code, c location name, d call number, e
//! availability, f items, g items that are not there, t and v what is held.

use marc::{Field, Record};

use crate::read::Reading;
use crate::shelf::{Absence, Copy, Counts, Hit, Named, Source, Standing, filled};

/// Whether a record has such fields.
pub(super) fn has_any(record: &Record) -> bool {
    ["AVA", "AVE", "AVD"].iter().any(|tag| record.field(tag).is_some())
}

/// Fills in what the fields say.
pub(super) fn read_into(hit: &mut Hit, record: &Record, reading: &Reading) {
    hit.source = Source::AvailabilityFields;
    hit.copies = record.fields("AVA").map(|field| holding(&field, reading)).collect();
    if hit.record_id.is_none() {
        hit.record_id = record.value("AVA", '0').and_then(filled);
    }
    let is_online = record.field("AVE").is_some() || record.field("AVD").is_some();
    hit.is_electronic = hit.copies.is_empty() && (hit.is_electronic || is_online);
}

fn holding(field: &Field<'_>, reading: &Reading) -> Copy {
    let text = |code: char| field.subfield(code).and_then(filled);
    let named = |code: char, name: char| Named { code: text(code), name: text(name) };
    let number = |code: char| text(code).and_then(|number| number.parse().ok());
    let counts = Counts { total: number('f'), unavailable: number('g') };
    Copy {
        holdings_id: text('8'),
        institution: text('a'),
        library: named('b', 'q'),
        location: named('j', 'c'),
        call_number: text('d'),
        standing: standing(&text('e').unwrap_or_default(), counts, reading),
        summary: text('v').or_else(|| text('t')),
        counts: Some(counts),
        ..Copy::default()
    }
}

/// The words decide; counts that contradict them make it unknown. `check_holdings` says that Alma cannot tell.
fn standing(words: &str, counts: Counts, reading: &Reading) -> Standing {
    let left = counts.total.map(|total| total.saturating_sub(counts.unavailable.unwrap_or_default()));
    let known = reading.words.understand(words).map(|understood| understood.standing());
    match (known, left) {
        (Some(Standing::OnShelf), Some(0)) => Standing::unknown(&format!("{words}, but no item is left")),
        (Some(Standing::Away { reason: Absence::Unstated, .. }), Some(1..)) => {
            Standing::unknown(&format!("{words}, but items are left"))
        }
        (Some(known), _) => known,
        (None, _) => Standing::unknown(words),
    }
}
