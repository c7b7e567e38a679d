//! Bibliographic records, holdings and items.

use std::collections::BTreeMap;

use marc::Record;

use super::{Changes, Id, Index, StoredRecord};

/// The catalogue. Children name their parents and parents their children; barcodes are unique.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Bibliographic records by MMS id.
    pub bibs: BTreeMap<Id, Bib>,
    /// Holdings records.
    pub holdings: BTreeMap<Id, Holding>,
    /// Items.
    pub items: BTreeMap<Id, Item>,
    /// Items by barcode.
    barcodes: BTreeMap<String, Id>,
    /// What can be searched.
    pub index: Index,
    /// Which titles were changed, in what order; publishing reads it.
    pub(crate) changes: Changes,
}

/// A bibliographic record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bib {
    /// Title for lists, without the punctuation at its end.
    pub title: String,
    /// The record, without holdings.
    pub marc: StoredRecord,
    /// Holdings in order.
    pub holdings: Vec<Id>,
    /// Whether the library has it online.
    pub online: bool,
    /// Whether it is kept out of discovery.
    pub suppressed: bool,
    /// Whether it is the brief record of an item of another library, never published and removed with it.
    pub brief: bool,
}

/// What a library has of a title at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// MMS id of its record.
    pub bib: Id,
    /// Library code.
    pub library: String,
    /// Location code.
    pub location: String,
    /// First indicator of MARC 21 field 852.
    pub call_number_type: char,
    /// Call number; may be empty.
    pub call_number: String,
    /// What is held, in words.
    pub summary: Option<String>,
    /// Items in order.
    pub items: Vec<Id>,
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its holdings record.
    pub holding: Id,
    /// Its label.
    pub barcode: Option<String>,
    /// Item policy code; may be empty.
    pub policy: String,
    /// Material type code; may be empty.
    pub material_type: String,
    /// Volume.
    pub enumeration: Option<String>,
    /// Year of a volume.
    pub chronology: Option<String>,
    /// Copy number.
    pub copy: Option<String>,
    /// A note for the public.
    pub public_note: Option<String>,
    /// A note that the desk sees when it lends the item.
    pub fulfillment_note: Option<String>,
    /// What is happening to it; nothing when it is on its shelf.
    pub process: Option<ProcessType>,
    /// Where it stands for the time being.
    pub temporary: Option<TemporaryPlace>,
    /// Whether it stands for an item of another library.
    pub is_temporary: bool,
}

/// What is happening to an item, under Alma's codes of process types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessType {
    /// With a user.
    Loan,
    /// On the hold shelf of this library.
    HoldShelf(String),
    /// On its way to this library.
    Transit(String),
    /// Resource sharing: with another library, or here for a user and not received yet.
    ResourceSharing,
    /// Wanted by another library and to be fetched from the shelf.
    Requested,
    /// Not found.
    Missing,
    /// Lost by a user.
    Lost,
}

/// A place for the time being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryPlace {
    /// Library code.
    pub library: String,
    /// Location code.
    pub location: String,
    /// Item policy code that holds there.
    pub policy: Option<String>,
}

impl ProcessType {
    /// Alma's code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Loan => "LOAN",
            Self::HoldShelf(_) => "HOLDSHELF",
            Self::Transit(_) => "TRANSIT",
            Self::ResourceSharing => "ILL",
            Self::Requested => "REQUESTED",
            Self::Missing => "MISSING",
            Self::Lost => "LOST_LOAN",
        }
    }

    /// Alma's words.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Loan => "Loan",
            Self::HoldShelf(_) => "On Hold Shelf",
            Self::Transit(_) => "In Transit",
            Self::ResourceSharing => "Resource Sharing Request",
            Self::Requested => "Requested",
            Self::Missing => "Missing",
            Self::Lost => "Lost",
        }
    }
}

impl Item {
    /// Whether it can be had at its shelf.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.process.is_none()
    }

    /// Volume and year in one text; empty when there are none.
    #[must_use]
    pub fn description(&self) -> String {
        let parts = [self.enumeration.as_deref(), self.chronology.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Catalog {
    /// Adds a record, and makes it findable unless it is a brief one.
    pub fn add_bib(&mut self, id: Id, record: &Record, bib: Bib) {
        if !bib.brief {
            self.index.add(id, record);
            self.changes.note(id);
        }
        self.bibs.insert(id, bib);
    }

    /// Adds holdings to a record.
    pub fn add_holding(&mut self, id: Id, holding: Holding) {
        if let Some(bib) = self.bibs.get_mut(&holding.bib) {
            bib.holdings.push(id);
        }
        self.holdings.insert(id, holding);
    }

    /// Adds an item to its holdings. A barcode that exists already is left out.
    pub fn add_item(&mut self, id: Id, mut item: Item) {
        item.barcode = item.barcode.filter(|barcode| !self.barcodes.contains_key(barcode));
        if let Some(barcode) = &item.barcode {
            self.barcodes.insert(barcode.clone(), id);
        }
        if let Some(holding) = self.holdings.get_mut(&item.holding) {
            holding.items.push(id);
        }
        self.items.insert(id, item);
    }

    /// The item with this barcode.
    #[must_use]
    pub fn by_barcode(&self, barcode: &str) -> Option<(Id, &Item)> {
        let id = *self.barcodes.get(barcode)?;
        Some((id, self.items.get(&id)?))
    }

    /// The holdings and the record of an item.
    #[must_use]
    pub fn parents(&self, item: &Item) -> Option<(&Holding, Id, &Bib)> {
        let holding = self.holdings.get(&item.holding)?;
        Some((holding, holding.bib, self.bibs.get(&holding.bib)?))
    }

    /// The title of an item's record; empty when there is none.
    #[must_use]
    pub fn title_of(&self, item: &Item) -> &str {
        self.parents(item).map_or("", |(_, _, bib)| &bib.title)
    }

    /// The library that owns an item.
    #[must_use]
    pub fn home_library(&self, item: &Item) -> &str {
        self.holdings.get(&item.holding).map_or("", |holding| &holding.library)
    }

    /// Library and location where an item stands now.
    #[must_use]
    pub fn place<'a>(&'a self, item: &'a Item) -> (&'a str, &'a str) {
        match (&item.temporary, self.holdings.get(&item.holding)) {
            (Some(place), _) => (&place.library, &place.location),
            (None, Some(holding)) => (&holding.library, &holding.location),
            (None, None) => ("", ""),
        }
    }

    /// Changes an item; its record counts as changed with it.
    pub(crate) fn change_item(&mut self, id: Id, change: impl FnOnce(&mut Item)) {
        let Some(item) = self.items.get_mut(&id) else { return };
        change(item);
        if let Some(holding) = self.holdings.get(&item.holding) {
            self.changes.note(holding.bib);
        }
    }

    /// Changes a record.
    pub(crate) fn change_bib(&mut self, id: Id, change: impl FnOnce(&mut Bib)) {
        if let Some(bib) = self.bibs.get_mut(&id) {
            change(bib);
            self.changes.note(id);
        }
    }

    /// Removes a record with its holdings and items.
    pub(crate) fn remove_bib(&mut self, id: Id) {
        let Some(bib) = self.bibs.remove(&id) else { return };
        let holdings = bib.holdings.iter().filter_map(|id| self.holdings.remove(id));
        for item in holdings.flat_map(|holding| holding.items).filter_map(|item| self.items.remove(&item)) {
            item.barcode.and_then(|barcode| self.barcodes.remove(&barcode));
        }
        self.changes.note(id);
    }

    /// Takes the label off an item.
    pub(crate) fn take_barcode(&mut self, id: Id) {
        let barcode = self.items.get_mut(&id).and_then(|item| item.barcode.take());
        barcode.into_iter().for_each(|barcode| {
            self.barcodes.remove(&barcode);
        });
    }

    /// Removes an item; holdings and brief record go with the last one.
    pub(crate) fn remove_item(&mut self, id: Id) {
        let Some(item) = self.items.remove(&id) else { return };
        if let Some(barcode) = &item.barcode {
            self.barcodes.remove(barcode);
        }
        let Some(holding) = self.holdings.get_mut(&item.holding) else { return };
        holding.items.retain(|other| *other != id);
        let bib_id = holding.bib;
        if !holding.items.is_empty() || !self.bibs.get(&bib_id).is_some_and(|bib| bib.brief) {
            return;
        }
        self.holdings.remove(&item.holding);
        if let Some(bib) = self.bibs.get_mut(&bib_id) {
            bib.holdings.retain(|other| *other != item.holding);
            if bib.holdings.is_empty() {
                self.bibs.remove(&bib_id);
            }
        }
    }

    /// The holdings of a record in order, each with its items.
    pub fn inventory<'a>(&'a self, bib: &'a Bib) -> impl Iterator<Item = (Id, &'a Holding, Vec<(Id, &'a Item)>)> {
        bib.holdings.iter().filter_map(|id| {
            let holding = self.holdings.get(id)?;
            let items = holding.items.iter().filter_map(|item| Some((*item, self.items.get(item)?))).collect();
            Some((*id, holding, items))
        })
    }

    /// Records that can be found, by one word list.
    #[must_use]
    pub fn find(&self, words: &str) -> Vec<Id> {
        self.visible(self.index.search(super::Searched::Anything, words, false))
    }

    /// Those of these records that discovery shows.
    #[must_use]
    pub fn visible(&self, found: Vec<Id>) -> Vec<Id> {
        let shown = |id: &Id| self.bibs.get(id).is_some_and(|bib| !bib.suppressed);
        found.into_iter().filter(shown).collect()
    }
}
