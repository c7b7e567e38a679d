//! Leader and control fields 006 to 008 (MARC 21 Format for Bibliographic Data).

use marc::{Leader, Record};

use super::Habits;
use crate::sample::{Material, Title};

/// The leader: type of record (06), bibliographic level (07), descriptive cataloguing form (18: `a` AACR2, `i` ISBD).
pub(super) fn leader(title: &Title, habits: &Habits) -> Leader {
    let kind = match title.material {
        Material::Book | Material::Serial | Material::EBook | Material::ESerial => 'a',
        Material::Thesis => 't',
        Material::Score => 'c',
        Material::Map => 'e',
        Material::Video => 'g',
        Material::Audio => 'j',
    };
    Leader::default()
        .with(6, kind)
        .with(7, if title.material.is_serial() { 's' } else { 'm' })
        .with(18, if habits.rda { 'i' } else { 'a' })
}

/// Appends 006, 007 and 008.
pub(super) fn push(record: &mut Record, title: &Title) {
    if title.material.is_online() {
        record.push_control("006", "m     o  d        ").push_control("007", "cr |||||||||||");
    }
    match title.material {
        Material::Map => drop(record.push_control("007", "aj canzn")),
        Material::Video => drop(record.push_control("007", "vd cvaizu")),
        Material::Audio => drop(record.push_control("007", "sd fsngnnmmned")),
        _ => {}
    }
    record.push_control("008", &fixed_field(title));
}

/// 008: date entered, dates, country, the positions of the material, language, cataloguing source.
fn fixed_field(title: &Title) -> String {
    let (kind, first, last) = dates(title);
    let material = material_positions(title);
    format!("010203{kind}{first}{last}{:<3}{material}{:<3} d", title.country, title.language)
}

/// Type of date (06), date 1 and date 2.
fn dates(title: &Title) -> (char, &str, &str) {
    match title.year.split_once('-') {
        Some((first, "")) => ('c', first, "9999"),
        Some((first, last)) => (if title.material.is_serial() { 'd' } else { 'm' }, first, last),
        None => ('s', &title.year, "    "),
    }
}

/// Positions 18 to 34.
fn material_positions(title: &Title) -> String {
    let form = if title.material.is_online() { 'o' } else { ' ' };
    match title.material {
        Material::Book | Material::EBook => format!("     {form}     000 0 "),
        Material::Thesis => "      m    000 0 ".to_owned(),
        Material::Serial | Material::ESerial => format!("   p {form}     0   a0"),
        Material::Score => "  a         n    ".to_owned(),
        Material::Map => "       a     0   ".to_owned(),
        Material::Video => "               vl".to_owned(),
        Material::Audio => "  n         n    ".to_owned(),
    }
}
