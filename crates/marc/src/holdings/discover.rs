//! A mapping for a library that follows no preset, found by what its subfields look like.

use std::collections::{BTreeMap, BTreeSet};

use super::Mapping;
use super::field_map::{FieldMap, RoleMap, Values};
use super::lending::Rule;
use super::looks::{FieldLooks, Looks, is_date, share};
use super::role::Role;
use crate::record::{Record, Tag};

/// Standard bibliographic fields hold no inventory, whatever their numbers look like.
const FIRST_LOCAL_TAG: &str = "850";
/// Fields of the bibliographic utilities with numbers and codes of their own: electronic addresses, other scripts, vendors.
const NO_INVENTORY: [&str; 8] = ["856", "859", "880", "886", "938", "994", "AVD", "AVE"];
/// Words by which kinds of material are called, in part or whole.
const MATERIALS: [&str; 14] = [
    "book", "bk", "dvd", "issue", "journal", "serial", "score", "map", "micro", "video", "audio", "cd", "thesis",
    "mono",
];
/// Words by which schemes of call numbers are called.
const SCHEMES: [&str; 6] = ["lc", "dewey", "ddc", "alphanum", "sudoc", "asis"];
/// Words by which loan policies are called.
const POLICIES: [&str; 9] = ["loan", "circ", "reg", "ref", "reserve", "week", "day", "non", "restrict"];

/// Characters of the longest code or name of a place.
const LONGEST_PLACE: usize = 24;
/// Characters of the longest code for a kind of material or a policy.
const LONGEST_WORD: usize = 20;

type Survey = BTreeMap<Tag, FieldLooks>;

impl Mapping {
    /// The mapping that the values of a sample suggest: the field with barcodes and item ids holds the items, another field with
    /// the ids of holdings, or with ids that items name, the holdings; codes that come again and again are places, policies and
    /// kinds of material. A person checks it. `None` when no field looks like items.
    #[must_use]
    pub fn discover(sample: &[Record]) -> Option<Self> {
        let survey = survey(sample);
        let items = best(&survey, item_likeness)?;
        let item_looks = survey.get(&items)?;
        let holdings = holdings_field(&survey, items, item_looks);
        let mut roles = item_roles(item_looks);
        let mut map = holdings.and_then(|tag| Some(field_map(tag, holdings_roles(survey.get(&tag)?))));
        link(&mut roles, &mut map, item_looks, &survey);
        Some(Self {
            name: "discovered".to_owned(),
            description: format!("Found by the look of the values in field {items}; to be checked"),
            source: "Proposed from a sample of records; every meaning is a guess.".to_owned(),
            holdings: map,
            items: Some(field_map(items, roles)),
            lending: vec![Rule { lent: true, conditions: Vec::new(), reason: None }],
            ..Self::default()
        })
    }
}

fn survey(sample: &[Record]) -> Survey {
    let mut survey = Survey::new();
    let fields = sample.iter().flat_map(Record::all_fields).filter(|field| !field.is_control());
    for field in fields.filter(|field| field.tag() >= Tag::from(FIRST_LOCAL_TAG)) {
        if !NO_INVENTORY.contains(&field.tag().as_str()) {
            survey.entry(field.tag()).or_default().add(&field);
        }
    }
    survey
}

/// The field with the most of something.
fn best(survey: &Survey, count: impl Fn(&FieldLooks) -> usize) -> Option<Tag> {
    let counted = survey.iter().map(|(tag, looks)| (count(looks), *tag));
    // Among equals the lower tag: holdings stand before items.
    counted.filter(|(count, _)| *count > 0).rev().max_by_key(|(count, _)| *count).map(|(_, tag)| tag)
}

/// How much a field looks like items: barcodes of the usual length and Alma's item ids are sure signs; other labels count only
/// beside a call number and a code, for many numbers look like them.
fn item_likeness(field: &FieldLooks) -> usize {
    let sure = field.codes.values().map(|looks| {
        let is_label = nearly_all(looks.long_barcodes, looks) && looks.are_unique();
        looks.item_ids + if is_label { looks.long_barcodes } else { 0 }
    });
    let sure: usize = sure.sum();
    let labels = field.codes.values().filter(|looks| nearly_all(looks.barcodes, looks) && looks.are_unique());
    let labels = labels.map(|looks| looks.barcodes).max().unwrap_or_default();
    let has = |is_so: fn(&Looks) -> bool| field.codes.values().any(is_so);
    let is_shelved = has(|looks| nearly_all(looks.call_numbers, looks)) && has(is_place_code);
    sure * 2 + if is_shelved { labels } else { 0 }
}

fn nearly_all(count: usize, looks: &Looks) -> bool {
    share(count, looks.values) > 0.8
}

/// Alma's holdings ids, or values that items name.
fn holdings_field(survey: &Survey, items: Tag, item_looks: &FieldLooks) -> Option<Tag> {
    let others: Survey =
        survey.iter().filter(|(tag, _)| **tag != items).map(|(tag, looks)| (*tag, looks.clone())).collect();
    best(&others, |field| field.codes.values().map(|looks| looks.holdings_ids).sum::<usize>())
        .or_else(|| best(&others, |field| shared_code(field, item_looks).map_or(0, |(_, _, shared)| shared)))
}

/// The subfield of holdings whose values stand in a subfield of items too, with the number of shared values.
fn shared_code(holdings: &FieldLooks, items: &FieldLooks) -> Option<(String, String, usize)> {
    let pairs = holdings.codes.iter().flat_map(|ours| items.codes.iter().map(move |theirs| (ours, theirs)));
    let shared =
        pairs.filter(|((_, ours), _)| ours.are_unique() && ours.distinct.len() > 3).filter_map(|(ours, theirs)| {
            let shared = ours.1.distinct.intersection(&theirs.1.distinct).count();
            let is_link = shared * 10 >= ours.1.distinct.len().min(theirs.1.distinct.len()) * 8;
            // Call numbers and labels stand in both without being a link.
            let is_number = (theirs.1.call_numbers + theirs.1.barcodes) * 2 < theirs.1.values;
            (is_link && is_number).then(|| (ours.0.clone(), theirs.0.clone(), shared))
        });
    shared.max_by_key(|(_, _, shared)| *shared)
}

/// The roles of an item's subfields, each code once.
fn item_roles(looks: &FieldLooks) -> Vec<RoleMap> {
    let mut draft = Draft::new(looks);
    draft.give(Role::ItemId, |looks| looks.item_ids);
    draft.give(Role::HoldingsId, |looks| looks.holdings_ids);
    draft.give(Role::Barcode, |looks| if looks.are_unique() { looks.barcodes } else { 0 });
    draft.give(Role::CallNumber, |looks| looks.call_numbers);
    draft.give(Role::CallNumberType, |looks| words(looks, &SCHEMES));
    draft.give(Role::MaterialType, |looks| words(looks, &MATERIALS));
    draft.places(Role::TemporaryLocation);
    draft.give(Role::Policy, |looks| words(looks, &POLICIES));
    draft.roles
}

fn holdings_roles(looks: &FieldLooks) -> Vec<RoleMap> {
    let mut draft = Draft::new(looks);
    draft.give(Role::HoldingsId, |looks| looks.holdings_ids);
    draft.give(Role::CallNumber, |looks| looks.call_numbers);
    draft.places(Role::LocationName);
    draft.roles
}

/// A short code of which there are few, neither number nor date nor yes or no.
fn is_place_code(looks: &Looks) -> bool {
    let is_flag = |value: &String| matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "y" | "n" | "-");
    nearly_all(looks.short_codes, looks)
        && looks.are_few()
        && !looks.distinct.iter().all(is_flag)
        && !looks.distinct.iter().any(|value| is_date(value) || value.len() > LONGEST_PLACE)
}

/// How many of the values are from a vocabulary, when most of the different ones are.
fn words(looks: &Looks, vocabulary: &[&str]) -> usize {
    let is_word = |value: &&String| {
        value.len() <= LONGEST_WORD && vocabulary.iter().any(|word| value.to_ascii_lowercase().contains(word))
    };
    let known = looks.distinct.iter().filter(is_word).count();
    if looks.are_few() && known * 2 > looks.distinct.len() { looks.values } else { 0 }
}

/// A code of places that has no role yet.
struct Place<'a> {
    code: String,
    values: usize,
    distinct: &'a BTreeSet<String>,
}

/// Roles as they are given out.
struct Draft<'a> {
    free: BTreeMap<&'a str, &'a Looks>,
    roles: Vec<RoleMap>,
}

impl<'a> Draft<'a> {
    fn new(looks: &'a FieldLooks) -> Self {
        Self { free: looks.codes.iter().map(|(code, looks)| (code.as_str(), looks)).collect(), roles: Vec::new() }
    }

    /// A role goes to the free code with the most values of the look, if nearly all of its values have it.
    fn give(&mut self, role: Role, count: impl Fn(&Looks) -> usize) {
        let fitting = self.free.iter().filter(|(_, looks)| nearly_all(count(looks), looks));
        let best = fitting.rev().max_by_key(|(_, looks)| count(looks)).map(|(code, _)| (*code).to_owned());
        if let Some(code) = best {
            self.assign(role, code);
        }
    }

    /// Of the codes that nearly every field has: a pair with the same values is the place where things belong and the place where
    /// they are; else the one with the most different values is the location. The one with the fewest is the library.
    fn places(&mut self, second: Role) {
        let mut places: Vec<Place> = self
            .free
            .iter()
            .filter(|(_, looks)| is_place_code(looks) && words(looks, &POLICIES) == 0)
            .map(|(code, looks)| Place { code: (*code).to_owned(), values: looks.values, distinct: &looks.distinct })
            .collect();
        let most = places.iter().map(|place| place.values).max().unwrap_or_default();
        places.retain(|place| place.values * 10 >= most * 8);
        let twin = |place: &Place| {
            places
                .iter()
                .find(|other| other.code != place.code && other.distinct == place.distinct)
                .map(|other| other.code.clone())
        };
        let rank = |place: &&Place| (twin(place).is_some(), place.distinct.len());
        let Some(location) = places.iter().rev().max_by_key(rank) else { return };
        let library = places.iter().rev().min_by_key(|place| place.distinct.len());
        let library = library.filter(|library| library.distinct.len() < location.distinct.len());
        let found = [
            (Role::Location, Some(location.code.clone())),
            (second, twin(location).filter(|_| second == Role::TemporaryLocation)),
            (Role::Library, library.map(|library| library.code.clone())),
        ];
        found.into_iter().for_each(|(role, code)| code.into_iter().for_each(|code| self.assign(role, code)));
    }

    fn assign(&mut self, role: Role, code: String) {
        self.free.remove(code.as_str());
        // MARC has the class in h and the rest in i.
        let class = self
            .free
            .get("h")
            .filter(|looks| role == Role::CallNumber && code == "i" && !looks.are_few())
            .map(|_| "h".to_owned());
        if let Some(class) = &class {
            self.free.remove(class.as_str());
        }
        // Call numbers come in parts under the same code.
        let values = if role == Role::CallNumber { Values::Joined(" ".to_owned()) } else { Values::First };
        self.roles.push(RoleMap { role, codes: class.into_iter().chain([code]).collect(), values });
    }
}

/// Names the link where items and holdings share values that are no Alma ids.
fn link(roles: &mut Vec<RoleMap>, holdings: &mut Option<FieldMap>, items: &FieldLooks, survey: &Survey) {
    let Some(map) = holdings else { return };
    if map.role(Role::HoldingsId).is_some() && roles.iter().any(|role| role.role == Role::HoldingsId) {
        return;
    }
    let shared = survey.get(&map.tag).and_then(|looks| shared_code(looks, items));
    let Some((ours, theirs, _)) = shared else { return };
    for (roles, code) in [(&mut map.roles, ours), (roles, theirs)] {
        roles.retain(|role| role.role != Role::HoldingsId && !role.codes.contains(&code));
        roles.push(RoleMap { role: Role::HoldingsId, codes: vec![code], values: Values::First });
    }
}

fn field_map(tag: Tag, roles: Vec<RoleMap>) -> FieldMap {
    FieldMap { tag, indicators: [None, None], roles }
}
