//! Holdings out of a record.

use super::field_map::{FIRST_INDICATOR, FieldMap, RoleMap, SECOND_INDICATOR, Values};
use super::inventory::{Holding, Item};
use super::role::Role;
use super::{Link, Mapping};
use crate::record::{Field, Record};
use crate::spec::Spec;

/// The holdings of a record with their items, in the order of the record.
#[must_use]
pub fn holdings(record: &Record, mapping: &Mapping) -> Vec<Holding> {
    let mut holdings = Vec::new();
    let mut items = Vec::new();
    let mut summaries = Vec::new();
    for field in record.all_fields() {
        if let Some(map) = of(mapping.holdings.as_ref(), &field) {
            holdings.push(read_holding(&field, map, mapping));
        }
        if let Some(map) = of(mapping.items.as_ref(), &field) {
            items.push((holdings.len().checked_sub(1), read_item(&field, map, mapping)));
        }
        if let Some(map) = of(mapping.summaries.as_ref(), &field) {
            summaries.push((holdings.len().checked_sub(1), read_holding(&field, map, mapping)));
        }
    }
    for (before, summary) in summaries {
        attach_summary(summary, before, &mut holdings);
    }
    let published = holdings.len();
    for (before, item) in items {
        place(item, before, published, mapping.link, &mut holdings);
    }
    fill_call_numbers(record, mapping, &mut holdings);
    holdings
}

fn of<'a>(map: Option<&'a FieldMap>, field: &Field<'_>) -> Option<&'a FieldMap> {
    map.filter(|map| map.fits(field))
}

fn read_holding(field: &Field<'_>, map: &FieldMap, mapping: &Mapping) -> Holding {
    let mut holding = Holding::default();
    for role in &map.roles {
        if let Some(slot) = holding.slot(role.role) {
            *slot = value(field, role, mapping);
        }
    }
    holding
}

/// Gives a summary to the holding that it names; to the one before it when it names none. A holding may have several.
fn attach_summary(found: Holding, before: Option<usize>, holdings: &mut [Holding]) {
    let position = match &found.id {
        Some(id) => by_id(id, holdings),
        None => before,
    };
    let Some((holding, text)) = position.and_then(|position| holdings.get_mut(position)).zip(found.summary) else {
        return;
    };
    match &mut holding.summary {
        Some(before) => {
            before.push_str("; ");
            before.push_str(&text);
        }
        none => *none = Some(text),
    }
}

fn read_item(field: &Field<'_>, map: &FieldMap, mapping: &Mapping) -> Item {
    let mut item = Item::default();
    for role in &map.roles {
        if let Some(slot) = item.slot(role.role) {
            *slot = value(field, role, mapping);
        }
    }
    let home = (item.library.clone(), item.location.clone());
    forget_place_at_home(&mut item, &home.0, &home.1);
    item
}

/// Alma always publishes a current place; it is a temporary one only where it differs.
fn forget_place_at_home(item: &mut Item, library: &Option<String>, location: &Option<String>) {
    let stays = item.temporary_library.is_none() || item.temporary_library == *library;
    if stays {
        item.temporary_library = None;
        item.temporary_location = item.temporary_location.take().filter(|place| Some(place) != location.as_ref());
    }
}

/// The value of a role in a field; what is blank or means nothing counts as absent.
fn value(field: &Field<'_>, map: &RoleMap, mapping: &Mapping) -> Option<String> {
    let meaning = |value: &str| mapping.translated(map.role, value.trim().to_owned());
    match &map.values {
        Values::First => map.codes.iter().find_map(|code| first(field, code, meaning)),
        Values::Joined(between) => {
            let values = field.subfields().filter(|subfield| map.codes.iter().any(|wanted| wanted == subfield.code));
            let values: Vec<String> = values.filter_map(|subfield| meaning(subfield.value)).collect();
            (!values.is_empty()).then(|| values.join(between))
        }
    }
}

fn first(field: &Field<'_>, code: &str, meaning: impl Fn(&str) -> Option<String>) -> Option<String> {
    let indicator = match code {
        FIRST_INDICATOR => field.indicator1(),
        SECOND_INDICATOR => field.indicator2(),
        _ => return field.values(code).find_map(meaning),
    };
    meaning(&indicator.to_string())
}

/// Gives an item to its holding. `before` is the last holding that stood before it; only the first `published` holdings are
/// fields of their own.
fn place(mut item: Item, before: Option<usize>, published: usize, link: Link, holdings: &mut Vec<Holding>) {
    let by_rule = match link {
        Link::HoldingsId => item.holdings_id.as_deref().and_then(|id| by_id(id, holdings)),
        Link::Order => before,
    };
    let found = by_rule
        .or_else(|| by_place(&item, holdings))
        .or((published == 1 && !contradicts(&item, holdings)).then_some(0));
    match found.and_then(|found| holdings.get_mut(found)) {
        Some(holding) => {
            // An item that names no place of its own is at home where its holding is.
            let library = item.library.clone().or_else(|| holding.library.clone());
            let location = item.location.clone().or_else(|| holding.location.clone());
            forget_place_at_home(&mut item, &library, &location);
            holding.items.push(item);
        }
        None => holdings.push(holding_of(item)),
    }
}

/// The holding that an item speaks of which no field tells of.
fn holding_of(item: Item) -> Holding {
    Holding {
        id: item.holdings_id.clone(),
        library: item.library.clone(),
        location: item.location.clone(),
        call_number: item.call_number.clone(),
        call_number_type: item.call_number_type.clone(),
        items: vec![item],
        ..Holding::default()
    }
}

fn by_id(id: &str, holdings: &[Holding]) -> Option<usize> {
    let position = |id: &str| holdings.iter().position(|holding| holding.id.as_deref() == Some(id));
    // A linking number of MARC 21, subfield 8: the part behind the point is a sequence.
    position(id).or_else(|| id.split_once('.').and_then(|(id, _)| position(id)))
}

/// The one holding at the item's library and location.
fn by_place(item: &Item, holdings: &[Holding]) -> Option<usize> {
    let agrees = |ours: &Option<String>, theirs: &Option<String>| ours.is_none() || ours == theirs;
    let stated = item.library.is_some() || item.location.is_some();
    let mut fitting = holdings.iter().enumerate().filter(|(_, holding)| {
        stated
            && agrees(&item.library, &holding.library)
            && agrees(&item.location, &holding.location)
            && (item.holdings_id.is_none() || holding.id.is_none() || holding.id == item.holdings_id)
    });
    let (found, _) = fitting.next()?;
    fitting.next().is_none().then_some(found)
}

/// Whether the item says that it belongs elsewhere than to the only holding.
fn contradicts(item: &Item, holdings: &[Holding]) -> bool {
    let differs = |ours: &Option<String>, theirs: &Option<String>| ours.is_some() && theirs.is_some() && ours != theirs;
    holdings.first().is_none_or(|holding| {
        differs(&item.library, &holding.library)
            || differs(&item.location, &holding.location)
            || differs(&item.holdings_id, &holding.id)
    })
}

fn fill_call_numbers(record: &Record, mapping: &Mapping, holdings: &mut [Holding]) {
    let specs = mapping.call_number_from.iter().filter_map(|spec| Spec::parse(spec));
    let Some(call_number) = specs.flat_map(|spec| spec.extract(record)).next() else { return };
    for holding in holdings {
        let unknown =
            holding.value(Role::CallNumber).is_none() && holding.items.iter().all(|item| item.call_number.is_none());
        if unknown {
            holding.call_number = Some(call_number.clone());
        }
    }
}
