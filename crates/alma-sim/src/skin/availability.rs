//! The fields AVA and AVE, which SRU and the REST interface add to a bibliographic record.

use std::collections::BTreeMap;

use marc::Record;

use crate::state::{Bib, Holding, Id, Item, State};

/// Which of them are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// One AVA for each holdings record, and for each temporary place.
    pub(super) physical: bool,
    /// One AVE for each portfolio.
    pub(super) electronic: bool,
}

/// What stands at one place.
pub(super) struct Stand<'a> {
    /// Nothing for a temporary place.
    pub(super) holding: Option<Id>,
    /// Library code.
    pub(super) library: &'a str,
    /// Location code.
    pub(super) location: &'a str,
    /// The holdings record, where the pieces belong.
    pub(super) described: &'a Holding,
    /// The pieces.
    pub(super) items: Vec<(Id, &'a Item)>,
}

/// Adds the fields to a record.
pub(super) fn add(record: &mut Record, state: &State, id: Id, bib: &Bib, wanted: Wanted) {
    if wanted.physical {
        for (priority, stand) in stands(state, bib).iter().enumerate() {
            push_physical(record, state, id, stand, priority + 1);
        }
    }
    if wanted.electronic && bib.online {
        push_electronic(record, state, id, bib);
    }
}

/// Items are told where they stand: those at a temporary place apart from their holdings record, which is not told when none
/// is left at it.
pub(super) fn stands<'a>(state: &'a State, bib: &'a Bib) -> Vec<Stand<'a>> {
    let (mut stands, mut away) = (Vec::new(), BTreeMap::<(&str, &str), Stand<'_>>::new());
    for (id, holding, items) in state.catalog.inventory(bib) {
        let had_items = !items.is_empty();
        let mut at_home = Vec::new();
        for (item_id, item) in items {
            let Some(place) = &item.temporary else {
                at_home.push((item_id, item));
                continue;
            };
            let (library, location) = (place.library.as_str(), place.location.as_str());
            let stand = || Stand { holding: None, library, location, described: holding, items: Vec::new() };
            away.entry((library, location)).or_insert_with(stand).items.push((item_id, item));
        }
        if !had_items || !at_home.is_empty() {
            let (library, location) = (holding.library.as_str(), holding.location.as_str());
            stands.push(Stand { holding: Some(id), library, location, described: holding, items: at_home });
        }
    }
    stands.extend(away.into_values());
    stands
}

fn push_physical(record: &mut Record, state: &State, id: Id, stand: &Stand<'_>, priority: usize) {
    let unavailable = stand.items.iter().filter(|(_, item)| !item.is_available()).count();
    let total = stand.items.len();
    let state_of_it = match total.saturating_sub(unavailable) {
        _ if total == 0 => "check_holdings",
        0 => "unavailable",
        _ => "available",
    };
    let text = |text: &dyn ToString| text.to_string();
    let fields: [(&str, String); 15] = [
        ("0", text(&id)),
        ("8", stand.holding.map(|id| text(&id)).unwrap_or_default()),
        ("a", text(&state.institution)),
        ("b", text(&stand.library)),
        ("c", text(&state.places.location_name(stand.library, stand.location))),
        ("d", text(&stand.described.call_number)),
        ("e", text(&state_of_it)),
        ("f", text(&total)),
        ("g", text(&unavailable)),
        ("h", text(&state.places.campus_of(stand.library).unwrap_or_default())),
        ("j", text(&stand.location)),
        ("k", text(&stand.described.call_number_type)),
        ("p", text(&priority)),
        ("q", text(&state.places.library_name(stand.library))),
        ("v", stand.holding.and(stand.described.summary.clone()).unwrap_or_default()),
    ];
    push(record, "AVA", &fields);
}

fn push_electronic(record: &mut Record, state: &State, id: Id, bib: &Bib) {
    let id = id.to_string();
    // Portfolios have numbers of their own, which begin with 53.
    let portfolio = format!("53{}", id.strip_prefix("99").unwrap_or(&id));
    let fields: [(&str, String); 6] = [
        ("8", portfolio),
        ("e", "Available".to_owned()),
        ("t", bib.title.clone()),
        ("u", electronic_address(bib)),
        ("a", state.institution.clone()),
        ("0", id),
    ];
    push(record, "AVE", &fields);
}

/// Where the library has a title online; empty when its record does not say it.
pub(super) fn electronic_address(bib: &Bib) -> String {
    bib.marc.record().value("856", 'u').map(str::to_owned).unwrap_or_default()
}

fn push(record: &mut Record, tag: &str, fields: &[(&str, String)]) {
    let filled = fields.iter().filter(|(_, value)| !value.is_empty());
    let filled: Vec<(&str, &str)> = filled.map(|(code, value)| (*code, value.as_str())).collect();
    record.push_data(tag, "  ", &filled);
}
