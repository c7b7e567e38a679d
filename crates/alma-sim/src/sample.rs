//! The sample collection: three libraries with real titles, invented copies and invented patrons.
//!
//! The facts stand in tab-separated files under `sample/`, each with its columns explained at the top; here they become MARC 21
//! records, holdings and people. Every library catalogues after its own habits, so the same edition looks a little different in
//! each, as it does in life. Days are relative to today; nothing here reads a clock.

mod cataloguing;
mod copies;
mod patrons;
mod rows;
mod title;

use marc::Record;

pub use cataloguing::Habits;
pub use copies::{Location, SampleHolding, SampleItem, Status, locations};
pub use patrons::{SamplePatron, patrons};
pub use title::{Material, OwnScript, Title, titles};

/// One of the three libraries of the sample collection, by its Alma institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Institution {
    /// An American university with a main and a science library.
    East,
    /// An American university strong in East Asian and Slavic languages, with older habits of cataloguing.
    West,
    /// A German university.
    North,
}

impl Institution {
    /// The three institutions.
    pub const ALL: [Institution; 3] = [Institution::East, Institution::West, Institution::North];

    /// Alma's institution code, which is also the Z39.50 database name.
    pub fn code(self) -> &'static str {
        match self {
            Institution::East => "01EAST_INST",
            Institution::West => "01WEST_INST",
            Institution::North => "01NORTH_INST",
        }
    }

    /// The institution with this [`Institution::code`].
    pub fn from_code(code: &str) -> Option<Institution> {
        Institution::ALL.into_iter().find(|institution| institution.code() == code)
    }

    /// The name of the university.
    pub fn name(self) -> &'static str {
        match self {
            Institution::East => "Eastern University",
            Institution::West => "Western University",
            Institution::North => "Universität Nord",
        }
    }

    /// The four digits with which Alma ends every number of this institution: MMS, holdings and item ids.
    pub fn suffix(self) -> &'static str {
        match self {
            Institution::East => "5101",
            Institution::West => "5202",
            Institution::North => "5303",
        }
    }
}

/// One bibliographic record of a library, with what the library holds of it.
#[derive(Debug, Clone)]
pub struct SampleBib {
    /// The row of `titles.tsv` that it describes.
    pub key: String,
    /// MMS id: begins with 99 and ends with [`Institution::suffix`].
    pub mms_id: String,
    /// The bibliographic record with 001 and 005, without holdings.
    pub record: Record,
    /// Physical holdings; none for what is online only.
    pub holdings: Vec<SampleHolding>,
    /// Whether the library has it online (a portfolio, in Alma's words).
    pub online: bool,
}

/// All records of a library, in the order of their titles' keys.
pub fn collection(institution: Institution) -> Vec<SampleBib> {
    let habits = Habits::of(institution);
    let titles = titles();
    let held = copies::held(institution);
    let bib = |title: &Title| {
        let (holdings, online) = held.get(title.key.as_str()).cloned()?;
        let mms_id = number("99", &title.key, institution);
        let print = titles.iter().find(|print| title.is_online_form_of(print));
        let record = cataloguing::catalogued(title, print, &mms_id, &habits);
        Some(SampleBib { key: title.key.clone(), mms_id, record, holdings, online })
    };
    titles.iter().filter_map(bib).collect()
}

/// An Alma number: the prefix of its kind (99 bib, 22 holdings, 23 item), ten digits made from the seed, the institution's suffix.
fn number(kind: &str, seed: &str, institution: Institution) -> String {
    // FNV-1a: the same seed gives the same number in every run and on every machine.
    let hash = seed
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{kind}{:010}{}", hash % 10_000_000_000, institution.suffix())
}

#[cfg(test)]
mod tests;
