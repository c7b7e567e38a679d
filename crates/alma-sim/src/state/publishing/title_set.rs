//! Sets of titles, as Manage Sets makes them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::state::index::words;
use crate::state::{Bib, Catalog, Id};

/// A set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitleSet {
    /// Set name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Set content type.
    pub content: ContentType,
    /// Set type, with what it needs.
    pub members: Members,
}

/// What a set is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentType {
    /// Titles of which the library holds something.
    PhysicalTitles,
    /// Titles that the library has online.
    ElectronicTitles,
    /// Every title.
    AllTitles,
}

/// How the members of a set are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Members {
    /// What a search finds whenever it is asked.
    Logical(Query),
    /// A list of MMS ids.
    Itemized {
        /// The MMS ids.
        titles: BTreeSet<String>,
    },
}

/// The search of a logical set. Empty conditions are none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Words of the title, all of them.
    pub title: String,
    /// Library code of holdings.
    pub library: String,
    /// Location code of the same holdings.
    pub location: String,
    /// Material type code of an item of the same holdings.
    pub material_type: String,
    /// Whether suppressed titles are left out.
    pub without_suppressed: bool,
}

impl ContentType {
    /// Each with its code in forms and Alma's words.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::PhysicalTitles, "physical-titles", "Physical titles"),
        (Self::ElectronicTitles, "electronic-titles", "Electronic titles"),
        (Self::AllTitles, "all-titles", "All titles"),
    ];

    /// Alma's words.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(_, _, label)| label)
    }

    fn takes(self, bib: &Bib) -> bool {
        match self {
            Self::PhysicalTitles => !bib.holdings.is_empty(),
            Self::ElectronicTitles => bib.online,
            Self::AllTitles => true,
        }
    }
}

impl TitleSet {
    /// A logical set without conditions.
    #[must_use]
    pub fn logical(name: &str, content: ContentType) -> Self {
        let (name, description) = (name.to_owned(), String::new());
        Self { name, description, content, members: Members::Logical(Query::default()) }
    }

    /// Alma's words for the set type.
    #[must_use]
    pub fn type_label(&self) -> &'static str {
        match self.members {
            Members::Logical(_) => "Logical",
            Members::Itemized { .. } => "Itemized",
        }
    }

    /// Whether a title is in the set now. Brief records of borrowed items never are.
    #[must_use]
    pub fn contains(&self, catalog: &Catalog, id: Id, bib: &Bib) -> bool {
        if bib.brief || !self.content.takes(bib) {
            return false;
        }
        match &self.members {
            Members::Logical(query) => query.finds(catalog, bib),
            Members::Itemized { titles } => titles.contains(&id.to_string()),
        }
    }
}

impl Query {
    fn finds(&self, catalog: &Catalog, bib: &Bib) -> bool {
        !(self.without_suppressed && bib.suppressed) && self.finds_title(bib) && self.finds_inventory(catalog, bib)
    }

    fn finds_title(&self, bib: &Bib) -> bool {
        let of_title = || words(&bib.title).into_iter().collect::<BTreeSet<_>>();
        self.title.is_empty() || words(&self.title).iter().all(|word| of_title().contains(word))
    }

    fn finds_inventory(&self, catalog: &Catalog, bib: &Bib) -> bool {
        let fits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        if self.library.is_empty() && self.location.is_empty() && self.material_type.is_empty() {
            return true;
        }
        catalog.inventory(bib).any(|(_, holding, items)| {
            fits(&self.library, &holding.library)
                && fits(&self.location, &holding.location)
                && (self.material_type.is_empty()
                    || items.iter().any(|(_, item)| item.material_type == self.material_type))
        })
    }
}
