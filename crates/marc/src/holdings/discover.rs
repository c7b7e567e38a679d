//! A mapping for a library that follows no preset, found by what its subfields look like.

use std::collections::BTreeMap;

use super::detect::{is_alma_id, is_barcode};
use super::role::Role;
use super::{FieldMap, Link, Mapping, RoleMap, Values};
use crate::record::{Record, Tag};

/// Standard bibliographic fields hold no inventory, whatever their numbers look like.
const FIRST_LOCAL_TAG: &str = "850";

/// How often the values of one subfield look like something.
#[derive(Default, Clone, Copy)]
struct Looks {
    values: usize,
    barcodes: usize,
    item_ids: usize,
    holdings_ids: usize,
}

type Survey = BTreeMap<Tag, BTreeMap<String, Looks>>;

impl Mapping {
    /// The mapping that the values of a sample suggest: the field with barcodes and Alma item ids holds the items, the other field
    /// with Alma holdings ids the holdings. A person completes it, since a location code looks like any other word. `None` when
    /// no field has barcodes or item ids.
    #[must_use]
    pub fn discover(sample: &[Record]) -> Option<Self> {
        let survey = survey(sample);
        let items = best(&survey, |looks| looks.barcodes + looks.item_ids)?;
        let holdings = survey.iter().filter(|(tag, _)| **tag != items);
        let holdings: Survey = holdings.map(|(tag, codes)| (*tag, codes.clone())).collect();
        let holdings = best(&holdings, |looks| looks.holdings_ids);
        Some(Self {
            name: "discovered".to_owned(),
            description: format!("Found by barcodes and Alma ids in field {items}; to be completed by hand"),
            holdings: holdings.and_then(|tag| field_map(tag, &survey)),
            items: field_map(items, &survey),
            summaries: None,
            link: Link::HoldingsId,
            call_number_from: Vec::new(),
        })
    }
}

fn survey(sample: &[Record]) -> Survey {
    let mut survey = Survey::new();
    for field in sample.iter().flat_map(Record::all_fields).filter(|field| field.tag() >= Tag::from(FIRST_LOCAL_TAG)) {
        for subfield in field.subfields() {
            let value = Some(subfield.value.trim());
            let looks = survey.entry(field.tag()).or_default().entry(subfield.code.to_owned()).or_default();
            looks.values += 1;
            looks.barcodes +=
                usize::from(is_barcode(value) && value.is_some_and(|value| matches!(value.len(), 13 | 14)));
            looks.item_ids += usize::from(is_alma_id(value, "23"));
            looks.holdings_ids += usize::from(is_alma_id(value, "22"));
        }
    }
    survey
}

/// The field with the most of something.
fn best(survey: &Survey, count: impl Fn(&Looks) -> usize) -> Option<Tag> {
    let counted = survey.iter().map(|(tag, codes)| (codes.values().map(&count).sum::<usize>(), *tag));
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count).map(|(_, tag)| tag)
}

/// A role goes to the code of which nearly all values look like it.
fn field_map(tag: Tag, survey: &Survey) -> Option<FieldMap> {
    let codes = survey.get(&tag)?;
    let role = |role: Role, count: fn(&Looks) -> usize| {
        let (code, _) = codes
            .iter()
            .filter(|(_, looks)| count(looks) * 10 > looks.values * 8)
            .max_by_key(|(_, looks)| count(looks))?;
        Some(RoleMap { role, codes: vec![code.clone()], values: Values::First })
    };
    let roles = [
        role(Role::ItemId, |looks| looks.item_ids),
        role(Role::Barcode, |looks| looks.barcodes),
        role(Role::HoldingsId, |looks| looks.holdings_ids),
    ];
    Some(FieldMap { tag, roles: roles.into_iter().flatten().collect() })
}
