//! Two answers about the same shelf become one.
//!
//! Sources know different things: SRU has codes and counts, OPAC records have barcodes and policies. Records are paired by number,
//! else by ISBN and title; copies by barcode, item or holdings number, else by place and call number. Where two sources contradict
//! each other the later one counts; of the same age, the one that knows more of the single copy. Each contradiction is noted.

mod copies;

use index::text::letters;

use crate::places::Places;
use crate::shelf::{Hit, Shelf, Source};
use copies::{Side, merge_copies};

/// Seconds by which two answers differ before their age counts.
const SAME_MOMENT: i64 = 60;

/// Merges two answers. The places of both are learnt from each other first, beside those that are known.
#[must_use]
pub fn merge(first: Shelf, second: Shelf, places: &Places) -> Shelf {
    let mut places = places.clone();
    places.learn(&first);
    places.learn(&second);
    let age = match first.told_at.zip(second.told_at) {
        Some((first, second)) if first.saturating_sub(second) > SAME_MOMENT => Some(Side::First),
        Some((first, second)) if second.saturating_sub(first) > SAME_MOMENT => Some(Side::Second),
        _ => None,
    };
    let missing = first.missing().max(second.missing());
    let mut merged = Shelf {
        told_at: first.told_at.max(second.told_at),
        total: None,
        found_by: first.found_by.into_iter().chain(second.found_by).min(),
        notes: first.notes,
        hits: first.hits.into_iter().map(|hit| resolved(hit, &places)).collect(),
    };
    merged.notes.extend(second.notes);
    for hit in second.hits {
        let hit = resolved(hit, &places);
        match merged.hits.iter_mut().find(|known| is_same_record(known, &hit)) {
            Some(known) => merge_hits(known, hit, age, &mut merged.notes),
            None => merged.hits.push(hit),
        }
    }
    merged.total = Some(missing + merged.hits.len() as u64);
    merged
}

fn resolved(mut hit: Hit, places: &Places) -> Hit {
    hit.copies.iter_mut().for_each(|copy| places.resolve(copy));
    hit
}

fn is_same_record(one: &Hit, other: &Hit) -> bool {
    match (&one.record_id, &other.record_id) {
        (Some(one), Some(other)) => letters(one) == letters(other),
        _ => {
            let shares_isbn = one.isbns.iter().any(|isbn| other.isbns.contains(isbn));
            let has_title = !one.title.is_empty() && letters(&one.title) == letters(&other.title);
            shares_isbn && has_title && one.is_electronic == other.is_electronic
        }
    }
}

fn merge_hits(known: &mut Hit, hit: Hit, age: Option<Side>, notes: &mut Vec<String>) {
    let wins = age.unwrap_or(if hit.source > known.source { Side::Second } else { Side::First });
    let record = known.record_id.clone().or_else(|| hit.record_id.clone()).unwrap_or_default();
    let mut told = Vec::new();
    known.copies = merge_copies(std::mem::take(&mut known.copies), hit.copies, wins, &mut told);
    let sources = format!("{} and {}", known.source, hit.source);
    notes.extend(told.into_iter().map(|note| format!("Record {record}, {sources}: {note}")));
    if known.source != hit.source {
        known.source = Source::Several;
    }
    known.record_id = known.record_id.take().or(hit.record_id);
    for (ours, theirs) in [
        (&mut known.other_ids, hit.other_ids),
        (&mut known.isbns, hit.isbns),
        (&mut known.issns, hit.issns),
        (&mut known.authors, hit.authors),
    ] {
        let new: Vec<String> = theirs.into_iter().filter(|value| !ours.contains(value)).collect();
        ours.extend(new);
    }
    if known.title.is_empty() {
        known.title = hit.title;
    }
    known.year = known.year.or(hit.year);
    known.edition = known.edition.take().or(hit.edition);
    known.is_serial |= hit.is_serial;
    known.is_electronic = known.copies.is_empty() && (known.is_electronic || hit.is_electronic);
}
