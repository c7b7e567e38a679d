//! The copies: what each library holds where, one item a row of `copies.tsv`, and the locations of `locations.tsv`.

use std::collections::HashMap;

use super::rows::{Row, rows};
use super::{Institution, number};

/// What a library holds of one title at one place under one call number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleHolding {
    /// Holdings id: begins with 22 and ends with [`Institution::suffix`].
    pub holdings_id: String,
    /// Library code.
    pub library: String,
    /// Location code.
    pub location: String,
    /// First indicator of MARC 21 field 852: `0` Library of Congress, `4` shelving control number, `8` other.
    pub call_number_type: char,
    /// Call number.
    pub call_number: String,
    /// The pieces.
    pub items: Vec<SampleItem>,
}

/// One physical piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleItem {
    /// Item id (PID): begins with 23 and ends with [`Institution::suffix`].
    pub item_id: String,
    /// Fourteen digits with a check digit; a few items have none.
    pub barcode: Option<String>,
    /// Item policy code of the institution.
    pub policy: String,
    /// Alma's material type: `BOOK`, `ISSBD`, `DVD`, `CD`, `SCORE`, `MAP`, `THESIS`.
    pub material_type: String,
    /// Where it is.
    pub status: Status,
    /// Volume, `v. 2`.
    pub enumeration: Option<String>,
    /// Year of a volume of a serial.
    pub chronology: Option<String>,
    /// Number of the copy, from 1.
    pub copy: u32,
    /// Location code where it stands for the time being, in the same library.
    pub temporary_location: Option<String>,
}

/// Where an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// On its shelf.
    InPlace,
    /// With a patron.
    OnLoan {
        /// Days from today until it is due; negative when it is overdue.
        due_in_days: i32,
    },
    /// Reported lost.
    Lost,
    /// Not on its shelf and not on loan.
    Missing,
    /// On its way between two desks.
    InTransit,
}

/// A place on which items stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Library code.
    pub library: String,
    /// Library name, as Z39.50 shows it.
    pub library_name: String,
    /// Location code, unique within its library.
    pub location: String,
    /// Location name, as Z39.50 shows it.
    pub location_name: String,
    /// Whether its items may be lent to other libraries.
    pub lending: bool,
}

/// The locations of a library.
pub fn locations(institution: Institution) -> Vec<Location> {
    of(institution, include_str!("../../sample/locations.tsv"))
        .map(|row| Location {
            library: row.text("library").to_owned(),
            library_name: row.text("library_name").to_owned(),
            location: row.text("location").to_owned(),
            location_name: row.text("location_name").to_owned(),
            lending: row.text("lending") == "yes",
        })
        .collect()
}

/// By the key of the title: the holdings, and whether the library has it online.
pub(super) fn held(institution: Institution) -> HashMap<&'static str, (Vec<SampleHolding>, bool)> {
    let mut held: HashMap<&str, (Vec<SampleHolding>, bool)> = HashMap::new();
    for row in of(institution, include_str!("../../sample/copies.tsv")) {
        let (holdings, online) = held.entry(row.text("key")).or_default();
        if row.text("status") == "online" {
            *online = true;
        } else {
            add(holdings, &row, institution);
        }
    }
    held
}

fn of(institution: Institution, file: &'static str) -> impl Iterator<Item = Row> {
    rows(file).filter(move |row| row.text("institution") == institution.code())
}

fn add(holdings: &mut Vec<SampleHolding>, row: &Row, institution: Institution) {
    let [library, location, call_number] = ["library", "location", "call_number"].map(|column| row.text(column));
    let same = |holding: &SampleHolding| {
        holding.library == library && holding.location == location && holding.call_number == call_number
    };
    let place = holdings.iter().position(same).unwrap_or_else(|| {
        let seed = format!("{} {library} {location} {call_number}", row.text("key"));
        holdings.push(SampleHolding {
            holdings_id: number("22", &seed, institution),
            library: library.to_owned(),
            location: location.to_owned(),
            call_number_type: row.text("call_number_type").chars().next().unwrap_or('8'),
            call_number: call_number.to_owned(),
            items: Vec::new(),
        });
        holdings.len() - 1
    });
    if let Some(holding) = holdings.get_mut(place) {
        let seed = format!("{} {}", holding.holdings_id, holding.items.len());
        holding.items.push(item(row, number("23", &seed, institution)));
    }
}

fn item(row: &Row, item_id: String) -> SampleItem {
    SampleItem {
        item_id,
        barcode: row.optional("barcode"),
        policy: row.text("policy").to_owned(),
        material_type: row.text("material_type").to_owned(),
        status: status(row),
        enumeration: row.optional("enumeration"),
        chronology: row.optional("chronology"),
        copy: row.number("copy").and_then(|copy| u32::try_from(copy).ok()).unwrap_or(1),
        temporary_location: row.optional("temporary_location"),
    }
}

fn status(row: &Row) -> Status {
    match row.text("status") {
        "in-place" => Status::InPlace,
        "on-loan" => Status::OnLoan { due_in_days: row.number("days").unwrap_or_default() },
        "lost" => Status::Lost,
        "missing" => Status::Missing,
        "in-transit" => Status::InTransit,
        other => panic!("sample data: no status is called {other}"),
    }
}
