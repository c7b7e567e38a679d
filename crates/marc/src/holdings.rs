//! Holdings and items out of bibliographic records, by a mapping that is data.
//!
//! Every library system puts its inventory into other fields, and every Alma library into fields of its own choice (Publishing
//! Profile, Data Enrichment). A [`Mapping`] says which, and which copies are lent; it has a text form that people edit
//! ([`std::str::FromStr`], [`std::fmt::Display`]). Presets are in [`Mapping::presets`], [`Mapping::detect`] ranks them for
//! a sample, and [`Mapping::discover`] makes a first draft for a library that follows none.
//!
//! ```
//! use marc::holdings::{Mapping, holdings};
//!
//! let mapping: Mapping = "items 995  barcode=s location=aa\nlend no location RES* \"Reserves stay here\"".parse()?;
//! let mut record = marc::Record::new();
//! record.push_data("995", "  ", &[("s", "31234000000001"), ("aa", "RESERVE")]);
//! let found = holdings(&record, &mapping);
//! let answer = mapping.judge(&record).item(&found[0], &found[0].items[0]);
//! assert_eq!((answer.lent, answer.reason.as_str()), (false, "Reserves stay here"));
//! # Ok::<(), marc::holdings::MappingError>(())
//! ```

mod alerts;
mod detect;
mod discover;
mod field_map;
mod inventory;
mod lending;
mod looks;
mod mapping_error;
mod parse;
mod pattern;
mod presets;
mod print;
mod read;
mod role;
mod suppression;
mod tokens;
mod write;

pub use detect::Fit;
pub use field_map::{FIRST_INDICATOR, FieldMap, RoleMap, SECOND_INDICATOR, Values};
pub use inventory::{Holding, Item};
pub use lending::{Condition, Judge, Lendable, Rule, Subject};
pub use mapping_error::MappingError;
pub use pattern::Pattern;
pub use read::holdings;
pub use role::Role;
pub use suppression::Suppression;
pub use write::write_holdings;

use crate::record::Record;
use crate::spec::Spec;

/// Where a library's records keep holdings and items, and what of it is lent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// A short name, unique among the presets; empty for one that a library made.
    pub name: String,
    /// What it is, for a person who chooses.
    pub description: String,
    /// Where it is known from, and what of it is a guess.
    pub source: String,
    /// The field that is repeated for each holding.
    pub holdings: Option<FieldMap>,
    /// The field that is repeated for each item.
    pub items: Option<FieldMap>,
    /// The field that says in words what a holding has, with the holdings id where there are several.
    pub summaries: Option<FieldMap>,
    /// How items find their holding.
    pub link: Link,
    /// Specification of the field with the record's number in the library's system (`907a`); field 001 when there is none.
    pub record_id_from: Option<String>,
    /// Specifications of bibliographic fields (`050ab`) that give a call number where inventory has none; the first that is there.
    pub call_number_from: Vec<String>,
    /// Records that are not for the index.
    pub suppressed: Vec<Suppression>,
    /// What values mean, where a system writes other codes than people know.
    pub translations: Vec<Translation>,
    /// Which copies are lent: the first rule that fits decides. Without one that fits, a copy is lent.
    pub lending: Vec<Rule>,
}

/// How items find their holding. Where the rule leaves an item without one, the holding of the same library and location takes
/// it; failing that, the only holding, or a new one made from what the item says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// The item states the holdings id. Sequence numbers as in MARC 21 field 876 (`1.2` belongs to `1`) count as ids.
    #[default]
    HoldingsId,
    /// The item follows its holding in the record.
    Order,
}

/// The meaning of one value of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The role.
    pub role: Role,
    /// The value as it stands in the record.
    pub from: Pattern,
    /// What it means; nothing at all when empty.
    pub to: String,
}

impl Mapping {
    /// The number of a record in the library's own system, by [`Mapping::record_id_from`].
    #[must_use]
    pub fn record_id(&self, record: &Record) -> Option<String> {
        let id = match &self.record_id_from {
            Some(spec) => Spec::parse(spec)?.first(record)?,
            None => record.control("001")?.to_owned(),
        };
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// Why a record is not for the index, in words; `None` when it is. Leader position 05 `d` (deleted) counts with every mapping.
    #[must_use]
    pub fn suppression(&self, record: &Record) -> Option<String> {
        if record.leader().status() == 'd' {
            return Some("the leader says deleted (position 05 is d)".to_owned());
        }
        self.suppressed.iter().find(|rule| rule.fits(record)).map(|rule| format!("the record says so: {rule}"))
    }

    /// What a value of a role means.
    fn translated(&self, role: Role, value: String) -> Option<String> {
        let found = self.translations.iter().find(|known| known.role == role && known.from.fits(&value));
        Some(found.map_or(value, |known| known.to.clone())).filter(|value| !value.is_empty())
    }
}
