//! What the first page of a source holds, before anything is loaded.

use index::bibliographic::Bibliographic;
use marc::Record;
use marc::holdings::{Fit, Mapping, holdings};

use super::super::holdings_view::HoldingView;
use super::super::words::counted;
use crate::catalogue::StoredHolding;
use crate::jobs::DryRun;

/// Records that are shown.
const RECORDS: usize = 5;
/// Layouts that are shown.
const LAYOUTS: usize = 3;
/// Records that could not be read and are named.
const NAMED: usize = 5;

/// The first page of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// A class of the design system.
    pub kind: &'static str,
    /// What came, in one line.
    pub headline: String,
    /// What to know before loading.
    pub sentences: Vec<String>,
    /// The layouts that fit, best first.
    pub layouts: Vec<LayoutView>,
    /// The first records.
    pub sample: Vec<SampleView>,
}

/// A layout of holdings and items, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutView {
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub description: String,
    /// What speaks for and against it.
    pub evidence: Vec<String>,
    /// Whether it is the one in the form.
    pub is_chosen: bool,
}

/// A record as it would be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleView {
    /// Its number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its holdings by the chosen layout.
    pub holdings: Vec<HoldingView>,
}

impl Look {
    /// What a dry run brought, read by this layout, which has this name in the form.
    #[must_use]
    pub fn of(found: &DryRun, mapping: &Mapping, chosen: &str) -> Self {
        let sentences = sentences(found, without_items(found, mapping));
        let sample = found.sample.iter().take(RECORDS).map(|(id, record)| SampleView {
            id: id.clone(),
            title: title_of(record),
            holdings: HoldingView::all(StoredHolding::of(record, mapping)),
        });
        Self {
            kind: if sentences.is_empty() { "good" } else { "warn" },
            headline: headline(found),
            sentences,
            layouts: found.fits.iter().take(LAYOUTS).map(|fit| layout_view(fit, chosen)).collect(),
            sample: sample.collect(),
        }
    }
}

/// The title of a record for people.
#[must_use]
pub fn title_of(record: &Record) -> String {
    let title = Bibliographic::from_record(record).title;
    if title.is_empty() { "A record without a title".to_owned() } else { title }
}

fn headline(found: &DryRun) -> String {
    let records = counted(i64::try_from(found.records).unwrap_or(i64::MAX), "record");
    let begin = match &found.file {
        Some(file) => format!("{file} begins with {records}"),
        None => format!("The first page has {records}"),
    };
    match found.deleted {
        0 => begin,
        deleted => format!("{begin}, and tells of {deleted} that were deleted"),
    }
}

/// What is wrong or doubtful.
fn sentences(found: &DryRun, without_items: usize) -> Vec<String> {
    let mut sentences = Vec::new();
    if found.records == 0 && found.file.is_some() {
        sentences.push("There is no record to look at.".to_owned());
    } else if found.records == 0 {
        sentences.push("There is no record to look at. Check in Alma whether the publishing profile has run: Resources > Publishing > Publishing Profiles, row actions > Run.".to_owned());
    }
    if without_items > 0 {
        sentences.push(format!(
            "{} of the first {} records have no items: nobody could borrow them. In Alma: Resources > Publishing > Publishing Profiles, the profile's step Data Enrichment, add Items Information with a subfield for barcode, location, policy and status; then Republish. Or choose another layout below.",
            without_items,
            found.sample.len()
        ));
    }
    for (record, reason) in found.bad.iter().take(NAMED) {
        sentences.push(format!("Record {record} cannot be read: {reason}."));
    }
    if found.bad.len() > NAMED {
        sentences.push(format!("{} more records cannot be read.", found.bad.len() - NAMED));
    }
    sentences
}

/// Records of the sample in which this layout finds no item.
fn without_items(found: &DryRun, mapping: &Mapping) -> usize {
    let has_items = |record: &Record| holdings(record, mapping).iter().any(|holding| !holding.items.is_empty());
    found.sample.iter().filter(|(_, record)| !has_items(record)).count()
}

fn layout_view(fit: &Fit, chosen: &str) -> LayoutView {
    LayoutView {
        name: fit.mapping.name.clone(),
        description: fit.mapping.description.clone(),
        evidence: fit.evidence.clone(),
        is_chosen: fit.mapping.name == chosen,
    }
}
