//! What a library system says of its shelf, as values, whatever form the answer had.

use std::fmt;

use crate::question::By;

/// An answer of one source: the records that it shows, with their copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The records, in the order of the answer.
    pub hits: Vec<Hit>,
    /// How much there is by the source's own count: records, or items where one page of a longer list was read.
    pub total: Option<u64>,
    /// What could not be read, and what contradicts itself, in sentences.
    pub notes: Vec<String>,
    /// When it was said, in seconds since 1970; the caller's clock.
    pub told_at: Option<i64>,
    /// Which question it answers; the caller knows. Some answers do not describe what they found.
    pub found_by: Option<By>,
}

/// One bibliographic record as the library's system shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hit {
    /// Who says so.
    pub source: Source,
    /// The record's number in the library's system; Alma's MMS id.
    pub record_id: Option<String>,
    /// Other numbers that it answers to: 001, 019 and 035 of the record, and the numbers of members in a network zone.
    pub other_ids: Vec<String>,
    /// ISBNs with 13 digits.
    pub isbns: Vec<String>,
    /// ISSNs as `1234-567X`.
    pub issns: Vec<String>,
    /// The title with its part; empty where the source does not describe the record.
    pub title: String,
    /// Authors and editors, family name first, the main entry before the others.
    pub authors: Vec<String>,
    /// Year of publication.
    pub year: Option<u16>,
    /// The edition, as stated.
    pub edition: Option<String>,
    /// Whether the record describes a serial, whose year is that of its first issue.
    pub is_serial: bool,
    /// Whether the record describes something that is read over the network.
    pub is_electronic: bool,
    /// The copies.
    pub copies: Vec<Copy>,
}

/// Who says something of a shelf. What stands later in this list knows more of the single copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Source {
    /// A description without holdings.
    #[default]
    Record,
    /// The AVA fields of Alma (SRU, REST): one entry a holding, with counts.
    AvailabilityFields,
    /// Holdings in fields of the record, by the mapping of this name.
    MarcHoldings(String),
    /// Holdings by ISO 20775.
    Iso20775,
    /// A Z39.50 OPAC record.
    Opac,
    /// The items of Alma's REST interface.
    AlmaItems,
    /// Several sources, merged.
    Several,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str("a record without holdings"),
            Self::AvailabilityFields => f.write_str("Alma's availability fields"),
            Self::MarcHoldings(name) => write!(f, "holdings in the record ({name})"),
            Self::Iso20775 => f.write_str("holdings by ISO 20775"),
            Self::Opac => f.write_str("the OPAC record"),
            Self::AlmaItems => f.write_str("the items of Alma"),
            Self::Several => f.write_str("several sources"),
        }
    }
}

/// One copy; or, where the source names no single ones, a holding with its counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copy {
    /// The label on the piece. What OPAC records call item id counts as one unless the reader is told otherwise.
    pub barcode: Option<String>,
    /// The item's number in the library's system; Alma's item PID.
    pub item_id: Option<String>,
    /// The number of its holdings record.
    pub holdings_id: Option<String>,
    /// Code or name of the institution.
    pub institution: Option<String>,
    /// The library that owns it.
    pub library: Named,
    /// Its shelving location.
    pub location: Named,
    /// The library where it is for the time being.
    pub temporary_library: Named,
    /// The shelving location where it is for the time being.
    pub temporary_location: Named,
    /// The item policy in force, a temporary one before the permanent.
    pub policy: Named,
    /// The kind of material.
    pub material: Named,
    /// The call number.
    pub call_number: Option<String>,
    /// Volume and part.
    pub enumeration: Option<String>,
    /// Year and month.
    pub chronology: Option<String>,
    /// Copy number.
    pub copy_number: Option<String>,
    /// Whether it stands there.
    pub standing: Standing,
    /// Why the source itself says that it never leaves the house.
    pub not_lent: Option<String>,
    /// People who wait for it; a source that says only that somebody does counts as 1. `None` when nothing is said.
    pub holds: Option<u32>,
    /// A note for the public.
    pub public_note: Option<String>,
    /// What is held, in words.
    pub summary: Option<String>,
    /// Set where this stands for a whole holding.
    pub counts: Option<Counts>,
}

/// A code with its name; either may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named {
    /// The code, for machines.
    pub code: Option<String>,
    /// The name, for people.
    pub name: Option<String>,
}

/// The items of a holding, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: Option<u32>,
    /// Those that are not there.
    pub unavailable: Option<u32>,
}

/// Whether a copy stands on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It stands there.
    OnShelf,
    /// It does not.
    Away {
        /// What keeps it away.
        reason: Absence,
        /// When it is expected: `2026-01-31` where the date can be read in one way only, else as the source writes it.
        due: Option<String>,
    },
    /// The source does not say, or in words that nobody has explained: a person decides.
    Unknown {
        /// Those words; empty when there are none.
        words: String,
    },
}

impl Default for Standing {
    fn default() -> Self {
        Self::Unknown { words: String::new() }
    }
}

/// What keeps a copy from the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Absence {
    /// Somebody has borrowed it.
    OnLoan,
    /// It waits to be picked up.
    OnHoldShelf,
    /// It is being fetched for somebody.
    Requested,
    /// It is on the road between libraries.
    InTransit,
    /// It is being catalogued or treated.
    InProcess,
    /// It has not come yet.
    OnOrder,
    /// It is being bound or mended.
    InRepair,
    /// It cannot be found.
    Missing,
    /// It is lost.
    Lost,
    /// It has left the collection.
    Withdrawn,
    /// The source says no more than that it is not there.
    Unstated,
}

impl Absence {
    /// The words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OnLoan => "on loan",
            Self::OnHoldShelf => "waiting to be picked up",
            Self::Requested => "requested",
            Self::InTransit => "in transit",
            Self::InProcess => "in process",
            Self::OnOrder => "on order",
            Self::InRepair => "being repaired",
            Self::Missing => "missing",
            Self::Lost => "lost",
            Self::Withdrawn => "withdrawn",
            Self::Unstated => "not there",
        }
    }

    /// Whether it will come back to the shelf by itself, so that asking again later makes sense.
    #[must_use]
    pub const fn comes_back(self) -> bool {
        matches!(self, Self::OnLoan | Self::OnHoldShelf | Self::Requested | Self::InTransit | Self::Unstated)
    }
}

impl Standing {
    /// Away for this reason, with no date.
    #[must_use]
    pub const fn away(reason: Absence) -> Self {
        Self::Away { reason, due: None }
    }

    /// Not told, or told in these words.
    #[must_use]
    pub fn unknown(words: &str) -> Self {
        Self::Unknown { words: words.to_owned() }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnShelf => f.write_str("on the shelf"),
            Self::Away { reason, due: Some(due) } => write!(f, "{}, expected {due}", reason.words()),
            Self::Away { reason, due: None } => f.write_str(reason.words()),
            Self::Unknown { words } if words.is_empty() => f.write_str("not said whether it is there"),
            Self::Unknown { words } => write!(f, "not known what \"{words}\" means"),
        }
    }
}

impl Named {
    /// A code without a name.
    #[must_use]
    pub fn code(code: &str) -> Self {
        Self { code: filled(code), name: None }
    }

    /// A name without a code.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self { code: None, name: filled(name) }
    }

    /// Both.
    #[must_use]
    pub fn both(code: &str, name: &str) -> Self {
        Self { code: filled(code), name: filled(name) }
    }

    /// Whether neither is known.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.code.is_none() && self.name.is_none()
    }

    /// Code and name, those that are known.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        [self.code.as_deref(), self.name.as_deref()].into_iter().flatten()
    }

    /// Takes over what is not known here.
    pub fn fill(&mut self, other: &Self) {
        self.code = self.code.take().or_else(|| other.code.clone());
        self.name = self.name.take().or_else(|| other.name.clone());
    }
}

/// The name; the code where there is none.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_deref().or(self.code.as_deref()).unwrap_or_default())
    }
}

impl Copy {
    /// The library where it is now.
    #[must_use]
    pub fn current_library(&self) -> &Named {
        if self.temporary_library.is_empty() { &self.library } else { &self.temporary_library }
    }

    /// The shelving location where it is now.
    #[must_use]
    pub fn current_location(&self) -> &Named {
        if self.temporary_location.is_empty() { &self.location } else { &self.temporary_location }
    }

    /// Volume and date in one text, as far as known.
    #[must_use]
    pub fn volume(&self) -> String {
        let parts = [self.enumeration.as_deref(), self.chronology.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Items of a holding that are there, where they are counted.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        let counts = self.counts?;
        Some(counts.total?.saturating_sub(counts.unavailable.unwrap_or_default()))
    }
}

impl Shelf {
    /// Takes in the next page of the same answer. What the pages have in common counts once: Alma's pages overlap when items
    /// change between two calls.
    pub fn append(&mut self, page: Self) {
        for hit in page.hits {
            let same = |known: &&mut Hit| known.record_id.is_some() && known.record_id == hit.record_id;
            match self.hits.iter_mut().find(same) {
                Some(known) => known.append(hit.copies),
                None => self.hits.push(hit),
            }
        }
        self.total = page.total.or(self.total);
        self.notes.extend(page.notes);
        self.told_at = self.told_at.max(page.told_at);
        self.found_by = self.found_by.or(page.found_by);
    }

    /// How much there is beyond what was read, by the source's own count.
    #[must_use]
    pub fn missing(&self) -> u64 {
        let counts_items = self.hits.iter().all(|hit| hit.source == Source::AlmaItems);
        let seen = if counts_items { self.copies() } else { self.hits.len() };
        self.total.unwrap_or_default().saturating_sub(seen as u64)
    }

    /// Copies in all records.
    #[must_use]
    pub fn copies(&self) -> usize {
        self.hits.iter().map(|hit| hit.copies.len()).sum()
    }
}

impl Hit {
    fn append(&mut self, copies: Vec<Copy>) {
        let mut known: std::collections::HashSet<String> =
            self.copies.iter().filter_map(|copy| copy.item_id.clone()).collect();
        for copy in copies {
            if copy.item_id.as_ref().is_none_or(|id| known.insert(id.clone())) {
                self.copies.push(copy);
            }
        }
    }
}

/// A text that says something; `None` for blanks.
pub(crate) fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
