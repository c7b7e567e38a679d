//! Holdings and items out of bibliographic records, by a mapping that is data.
//!
//! Every library system puts its inventory into other fields, and every Alma library into fields of its own choice (Publishing
//! Profile, Data Enrichment). A [`Mapping`] says which; presets are in [`Mapping::presets`], [`Mapping::detect`] ranks them for
//! a sample, and [`Mapping::discover`] makes a first draft for a library that follows none.

mod detect;
mod discover;
mod inventory;
mod presets;
mod read;
mod role;
mod write;

pub use detect::Fit;
pub use inventory::{Holding, Item};
pub use read::holdings;
pub use role::Role;
pub use write::write_holdings;

use crate::record::Tag;

/// Where a library's records keep holdings and items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// A short name, unique among the presets.
    pub name: String,
    /// What it is, for a person who chooses.
    pub description: String,
    /// The field that is repeated for each holding.
    pub holdings: Option<FieldMap>,
    /// The field that is repeated for each item.
    pub items: Option<FieldMap>,
    /// The field that says in words what a holding has, with the holdings id where there are several.
    pub summaries: Option<FieldMap>,
    /// How items find their holding.
    pub link: Link,
    /// Specifications of bibliographic fields (`050ab`) that give a call number where inventory has none; the first that is there.
    pub call_number_from: Vec<String>,
}

/// The meaning of the subfields of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    /// The field.
    pub tag: Tag,
    /// What its subfields mean.
    pub roles: Vec<RoleMap>,
}

/// The subfields that play one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMap {
    /// The role.
    pub role: Role,
    /// Subfield codes of any length; [`FIRST_INDICATOR`] and [`SECOND_INDICATOR`] stand for the indicators.
    pub codes: Vec<String>,
    /// How several values become one.
    pub values: Values,
}

/// In place of a subfield code: the first indicator.
pub const FIRST_INDICATOR: &str = "ind1";
/// In place of a subfield code: the second indicator.
pub const SECOND_INDICATOR: &str = "ind2";

/// How the values of a role's subfields become one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// The first that is not empty, in the order of the codes.
    First,
    /// All of them in the order of the field, with a blank between.
    Joined,
}

/// How items find their holding. Where the rule leaves an item without one, the holding of the same library and location takes
/// it; failing that, the only holding, or a new one made from what the item says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The item states the holdings id. Sequence numbers as in MARC 21 field 876 (`1.2` belongs to `1`) count as ids.
    HoldingsId,
    /// The item follows its holding in the record.
    Order,
}

impl Mapping {
    /// The preset of this name.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        Self::presets().into_iter().find(|mapping| mapping.name == name)
    }
}

impl FieldMap {
    /// The subfields that play a role, if any do.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<&RoleMap> {
        self.roles.iter().find(|map| map.role == role)
    }
}
