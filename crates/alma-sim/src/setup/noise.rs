//! What real published records are like: traces of former systems, and pieces that are missing. Which records get which noise
//! follows from their order, so the same setup gives the same noise.

use marc::Record;

use crate::state::{Id, Index, Item, ProcessType, State, StoredRecord, TemporaryPlace};

/// Every title and item in turn gets its share.
pub(super) fn add(state: &mut State) {
    let bibs: Vec<Id> = state.catalog.bibs.keys().copied().collect();
    state.catalog.index = Index::default();
    for (turn, id) in bibs.into_iter().enumerate() {
        let Some(bib) = state.catalog.bibs.get_mut(&id) else { continue };
        let record = noisy(bib.marc.record(), turn);
        bib.marc = StoredRecord::new(&record);
        let first_holding = bib.holdings.first().copied().filter(|_| turn.is_multiple_of(6));
        state.catalog.index.add(id, &record);
        first_holding.into_iter().for_each(|holding| add_second_copy(state, holding));
    }
    let items: Vec<Id> = state.catalog.items.keys().copied().collect();
    items.into_iter().enumerate().for_each(|(turn, id)| spoil_item(state, turn, id));
    state.publishing.empty_subfields = true;
}

fn noisy(mut record: Record, turn: usize) -> Record {
    if turn % 5 == 1 {
        record.remove("005");
    }
    if turn % 8 == 5 {
        record.remove("020");
    }
    if turn % 7 == 3 {
        blur_indicators(&mut record);
    }
    if turn.is_multiple_of(3) {
        record.push_data("049", "  ", &[("a", "MAIN")]);
    }
    if turn % 6 == 2 {
        record.push_data("035", "  ", &[("9", &format!("{}", 237_303 + turn))]);
        record.push_data("035", "  ", &[("a", &format!("(XX-Leg){}-olddb", 6_360 + turn))]);
    }
    if turn.is_multiple_of(4) {
        push_legacy(&mut record, turn);
    }
    if turn.is_multiple_of(2) {
        record.push_data("500", "  ", &[("a", "")]);
    }
    in_almas_order(&record)
}

/// Fields that a migration from Sierra leaves.
fn push_legacy(record: &mut Record, turn: usize) {
    let number = format!(".b{:07}", 1_000_000 + turn);
    record
        .push_data("902", "  ", &[("a", "100105")])
        .push_data("907", "  ", &[("a", &number), ("b", "09-30-10"), ("c", "01-01-99")])
        .push_data("945", "  ", &[("l", "stk"), ("y", &number.replace(".b", ".i"))])
        .push_data("999", "  ", &[("a", "migrated")]);
}

/// Fill characters in place of the indicators of the title.
fn blur_indicators(record: &mut Record) {
    let title = record.field("245").map(|field| {
        let subfields = field.subfields().map(|part| (part.code.to_owned(), part.value.to_owned()));
        subfields.collect::<Vec<_>>()
    });
    if let Some(title) = title {
        let subfields: Vec<(&str, &str)> = title.iter().map(|(code, value)| (code.as_str(), value.as_str())).collect();
        record.remove("245");
        record.push_data("245", "||", &subfields);
    }
}

/// By tag, but 001 comes after the other control fields, as captured pages have it.
fn in_almas_order(record: &Record) -> Record {
    let mut sorted = record.clone();
    sorted.sort_by_tag();
    let number = sorted.control("001").map(str::to_owned);
    let mut controls = sorted.clone();
    controls.retain(|field| field.is_control() && !field.is("001"));
    let mut ordered = controls;
    number.into_iter().for_each(|number| {
        ordered.push_control("001", &number);
    });
    for field in sorted.all_fields().filter(|field| !field.is_control()) {
        let subfields: Vec<(&str, &str)> = field.subfields().map(|part| (part.code, part.value)).collect();
        ordered.push_data(field.tag(), &field.indicators().iter().collect::<String>(), &subfields);
    }
    ordered
}

fn add_second_copy(state: &mut State, holding: Id) {
    let first = state.catalog.holdings.get(&holding).and_then(|holding| holding.items.first());
    let Some(first) = first.and_then(|id| state.catalog.items.get(id)).cloned() else { return };
    let id = state.next_id(crate::state::Kind::Item);
    let barcode = first.barcode.as_ref().map(|barcode| format!("{barcode}2"));
    let copy = Some("2".to_owned());
    state.catalog.add_item(id, Item { barcode, copy, process: None, temporary: None, ..first });
}

fn spoil_item(state: &mut State, turn: usize, id: Id) {
    let Some(item) = state.catalog.items.get(&id).filter(|item| item.process.is_none()) else { return };
    let library = state.catalog.home_library(item).to_owned();
    let stands = state.catalog.place(item).1.to_owned();
    let mut locations = state.places.locations.iter();
    let other = locations.find(|location| location.library == library && location.code != stands);
    let temporary = other.filter(|_| turn % 9 == 4).map(|location| TemporaryPlace {
        library: library.clone(),
        location: location.code.clone(),
        policy: None,
    });
    if turn % 11 == 3 {
        state.catalog.take_barcode(id);
    }
    state.catalog.change_item(id, |item| {
        if turn % 10 == 6 {
            "EMPTY".clone_into(&mut item.policy);
        }
        if turn % 13 == 5 {
            item.process = Some(ProcessType::Missing);
        }
        item.temporary = temporary.or(item.temporary.take());
    });
}
