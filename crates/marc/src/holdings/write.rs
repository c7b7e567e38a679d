//! Holdings into a record, as a publishing job does it: the other direction of the same mapping.

use super::Mapping;
use super::field_map::{FIRST_INDICATOR, FieldMap, RoleMap, SECOND_INDICATOR, Values};
use super::inventory::{Holding, Item};
use super::role::Role;
use crate::record::Record;

/// Appends the fields of holdings and items to a record: all holdings, their summaries, all items.
///
/// An item inherits what it does not state itself (library, location, call number, holdings id) from its holding, and its
/// current place is its own where it has no temporary one. What the mapping has no subfield for is left out. Values are written
/// as they are, without the mapping's translations.
pub fn write_holdings(record: &mut Record, holdings: &[Holding], mapping: &Mapping) {
    if let Some(map) = &mapping.holdings {
        for holding in holdings {
            write_field(record, map, |role| holding.value(role));
        }
    }
    if let Some(map) = &mapping.summaries {
        for holding in holdings.iter().filter(|holding| holding.summary.is_some()) {
            write_field(record, map, |role| holding.value(role));
        }
    }
    if let Some(map) = &mapping.items {
        for holding in holdings {
            for item in &holding.items {
                write_field(record, map, |role| inherited(item, holding, role));
            }
        }
    }
}

fn inherited<'a>(item: &'a Item, holding: &'a Holding, role: Role) -> Option<&'a str> {
    let own = item.value(role);
    match role {
        Role::HoldingsId | Role::Library | Role::Location | Role::CallNumber | Role::CallNumberType => {
            own.or_else(|| holding.value(role))
        }
        Role::TemporaryLibrary => own.or_else(|| inherited(item, holding, Role::Library)),
        Role::TemporaryLocation => own.or_else(|| inherited(item, holding, Role::Location)),
        _ => own,
    }
}

fn write_field<'a>(record: &mut Record, map: &FieldMap, value: impl Fn(Role) -> Option<&'a str>) {
    let mut indicators = map.indicators.map(|wanted| wanted.unwrap_or(' '));
    let mut subfields: Vec<(&str, &str)> = Vec::new();
    for role in &map.roles {
        let Some(value) = value(role.role) else { continue };
        for (code, part) in parts(role, value) {
            match (code, &mut indicators) {
                (FIRST_INDICATOR, [place, _]) | (SECOND_INDICATOR, [_, place]) => {
                    *place = part.chars().next().unwrap_or(' ');
                }
                _ => subfields.push((code, part)),
            }
        }
    }
    // A tag with wildcards says where to read, not where to write.
    if !subfields.is_empty() && !map.tag.as_str().contains('x') {
        record.push_data(map.tag, &indicators.iter().collect::<String>(), &subfields);
    }
}

/// The subfields of one value. A joined role with several codes is split at the first place where its parts were joined, as a
/// call number into class and item number.
fn parts<'m, 'v>(map: &'m RoleMap, value: &'v str) -> Vec<(&'m str, &'v str)> {
    let mut codes = map.codes.iter().map(String::as_str);
    let Some(first) = codes.next() else { return Vec::new() };
    let Values::Joined(between) = &map.values else { return vec![(first, value)] };
    match (codes.next(), value.split_once(between.as_str()).filter(|(head, _)| !head.is_empty())) {
        (Some(second), Some((head, tail))) => vec![(first, head), (second, tail)],
        _ => vec![(first, value)],
    }
}
