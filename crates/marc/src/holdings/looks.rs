//! What the values of subfields look like: barcodes, Alma ids, call numbers, codes of places.

use std::collections::{BTreeMap, BTreeSet};

use super::field_map::FieldMap;
use super::role::Role;
use crate::record::{Field, Record};

/// Different values that are remembered of one subfield; more are many.
const MOST_DISTINCT: usize = 400;

/// The subfields of one kind of field, over a sample.
#[derive(Default, Clone)]
pub(super) struct FieldLooks {
    /// Fields met.
    pub occurrences: usize,
    /// By subfield code.
    pub codes: BTreeMap<String, Looks>,
}

/// The values under one subfield code.
#[derive(Default, Clone)]
pub(super) struct Looks {
    /// Values that are not blank.
    pub values: usize,
    pub barcodes: usize,
    pub long_barcodes: usize,
    pub item_ids: usize,
    pub holdings_ids: usize,
    pub call_numbers: usize,
    pub short_codes: usize,
    pub distinct: BTreeSet<String>,
}

impl FieldLooks {
    /// Takes in the fields of a sample that a map is about.
    pub fn of(sample: &[Record], map: &FieldMap) -> Self {
        let mut looks = Self::default();
        sample.iter().flat_map(Record::all_fields).filter(|field| map.fits(field)).for_each(|field| looks.add(&field));
        looks
    }

    /// Takes in one field.
    pub fn add(&mut self, field: &Field<'_>) {
        self.occurrences += 1;
        for subfield in field.subfields() {
            let value = subfield.value.trim();
            if value.is_empty() {
                continue;
            }
            match self.codes.get_mut(subfield.code) {
                Some(looks) => looks.add(value),
                None => self.codes.entry(subfield.code.to_owned()).or_default().add(value),
            }
        }
    }

    /// The share of all values that a map gives a meaning to.
    pub fn explained(&self, map: &FieldMap) -> f64 {
        let known = self.codes.iter().filter(|(code, _)| map.knows(code)).map(|(_, looks)| looks.values).sum();
        share(known, self.codes.values().map(|looks| looks.values).sum())
    }
}

impl Looks {
    fn add(&mut self, value: &str) {
        self.values += 1;
        let is_barcode = is_barcode(value);
        self.barcodes += usize::from(is_barcode);
        self.long_barcodes += usize::from(is_barcode && matches!(value.len(), 13 | 14));
        self.item_ids += usize::from(is_alma_id(value, "23"));
        self.holdings_ids += usize::from(is_alma_id(value, "22"));
        self.call_numbers += usize::from(is_call_number(value));
        self.short_codes += usize::from(is_place(value));
        if self.distinct.len() < MOST_DISTINCT && !self.distinct.contains(value) {
            self.distinct.insert(value.to_owned());
        }
    }

    /// Whether nearly every value is another.
    pub fn are_unique(&self) -> bool {
        self.distinct.len() * 10 >= self.values.min(MOST_DISTINCT) * 9
    }

    /// Whether a few values come again and again. Of a handful of fields nothing can be said, which speaks for it.
    pub fn are_few(&self) -> bool {
        self.distinct.len() <= 3.max(self.values / 4)
    }

    /// How many values look like what the role means, and what they look like; `None` where anything goes.
    pub fn plausible(&self, role: Role) -> Option<(usize, &'static str)> {
        let all_if = |is_so: bool| if is_so { self.values } else { 0 };
        Some(match role {
            Role::Barcode => (self.barcodes, "look like barcodes"),
            Role::ItemId if self.item_ids > 0 => (self.item_ids, "are item ids of an Alma (23...)"),
            Role::ItemId => (all_if(self.are_unique() && self.call_numbers * 2 < self.values), "are ids, each another"),
            Role::HoldingsId if self.holdings_ids > 0 => (self.holdings_ids, "are holdings ids of an Alma (22...)"),
            Role::CallNumber => (self.call_numbers, "look like call numbers"),
            Role::Location | Role::Library => (self.short_codes, "look like codes or names of places"),
            Role::MaterialType | Role::Policy => (all_if(self.are_few()), "are from a short list"),
            _ => return None,
        })
    }
}

/// `part` of `whole` as a number from 0 to 1.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Barcodes of libraries are short labels with many digits and no blanks; Alma ids are not barcodes.
pub(super) fn is_barcode(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (5..=20).contains(&value.len())
        && digits * 2 > value.len()
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'$'))
        && !["22", "23", "99"].iter().any(|prefix| is_alma_id(value, prefix))
}

/// Alma ids begin with the kind of thing and end with four digits of the institution.
pub(super) fn is_alma_id(value: &str, prefix: &str) -> bool {
    (15..=19).contains(&value.len()) && value.starts_with(prefix) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Call numbers have letters or a decimal class, and digits, and are longer than a code of a place.
fn is_call_number(value: &str) -> bool {
    let has = |is_wanted: fn(&u8) -> bool| value.bytes().any(|byte| is_wanted(&byte));
    (2..=80).contains(&value.len())
        && has(u8::is_ascii_digit)
        && (has(u8::is_ascii_alphabetic) || value.contains('.'))
        && (!is_barcode(value) || is_class(value))
        && !is_date(value)
}

/// `PR1224`: a class of the Library of Congress, which has as many digits as a label.
fn is_class(value: &str) -> bool {
    let digits = value.trim_start_matches(|character: char| character.is_ascii_uppercase());
    value.len() <= 8
        && (1..=3).contains(&(value.len() - digits.len()))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Codes of places are short and not numbers of records.
fn is_place(value: &str) -> bool {
    (1..=40).contains(&value.len())
        && !value.bytes().all(|byte| byte.is_ascii_digit())
        && !is_date(value)
        && value != "-"
}

/// `2017-06-20 13:38:15`, `12/6/2011`, `07-12-21`: digits in three groups or more with one kind of mark between.
pub(super) fn is_date(value: &str) -> bool {
    let day = value.split([' ', 'T']).next().unwrap_or_default();
    ['-', '/'].iter().any(|mark| {
        let mut groups = day.split(*mark);
        let is_group =
            |group: &str| matches!(group.len(), 1 | 2 | 4) && group.bytes().all(|byte| byte.is_ascii_digit());
        groups.clone().count() == 3 && groups.all(is_group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart_by_their_shape() {
        for (value, barcode, call_number, place, date) in [
            ("33151001864364", true, false, false, false),
            ("X001019384", true, false, true, false),
            ("2320300850003569", false, false, false, false),
            ("PR1224", true, true, true, false),
            ("QC16.E5 B4", false, true, true, false),
            ("861.42 C955", false, true, true, false),
            ("STACKS", false, false, true, false),
            ("2017-06-20 13:38:15", false, false, false, true),
            ("12/6/2011", false, false, false, true),
            ("1", false, false, false, false),
        ] {
            let looks = (is_barcode(value), is_call_number(value), is_place(value), is_date(value));
            assert_eq!(looks, (barcode, call_number, place, date), "{value}");
        }
    }
}
