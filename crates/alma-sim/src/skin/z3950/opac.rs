//! OPAC records as Alma makes them.

use ::z3950::opac::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord, Volume};
use ::z3950::record::External;
use marc::Record;

use crate::moment;
use crate::state::{Bib, Holding, Id, Item, State};

/// The bibliographic record with an 852 for each holdings record, and 866 where it says what is held.
pub(super) fn merged(state: &State, bib: &Bib) -> Record {
    let mut record = bib.marc.record();
    record.set_leader(record.leader().with(9, 'a'));
    for (id, holding, _) in state.catalog.inventory(bib) {
        let (class, rest) = split_call_number(holding);
        let number = id.to_string();
        let fields =
            [("b", holding.library.as_str()), ("c", &holding.location), ("h", class), ("i", rest), ("8", &number)];
        let fields: Vec<(&str, &str)> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        record.push_data("852", &format!("{} ", holding.call_number_type), &fields);
        if let Some(summary) = &holding.summary {
            record.push_data("866", " 0", &[("8", &number), ("a", summary)]);
        }
    }
    record
}

pub(in crate::skin) fn split_call_number(holding: &Holding) -> (&str, &str) {
    match holding.call_number_type {
        '0' => holding.call_number.split_once(' ').unwrap_or((&holding.call_number, "")),
        _ => (&holding.call_number, ""),
    }
}

pub(super) fn record(state: &State, bib: &Bib, marc: External) -> OpacRecord {
    let holdings = state
        .catalog
        .inventory(bib)
        .map(|(_, holding, items)| HoldingsRecord::HoldingsAndCirculation(Box::new(shown(state, holding, &items))));
    OpacRecord { bibliographic_record: Some(marc), holdings: holdings.collect(), ..OpacRecord::default() }
}

fn shown(state: &State, holding: &Holding, items: &[(Id, &Item)]) -> HoldingsAndCirculation {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let places = &state.places;
    HoldingsAndCirculation {
        encoding_level: text("1"),
        receipt_acq_status: text("2"),
        general_retention: text("8"),
        completeness: text("4"),
        date_of_report: text("000000"),
        local_location: text(places.library_name(&holding.library)),
        shelving_location: text(places.location_name(&holding.library, &holding.location)),
        call_number: text(&holding.call_number),
        copy_number: items.first().and_then(|(_, item)| item.copy.clone()),
        enum_and_chron: holding.summary.clone(),
        volumes: items.iter().map(|(_, item)| volume(item)).collect(),
        circulation_data: items.iter().map(|(id, item)| circulation(state, *id, item)).collect(),
        ..HoldingsAndCirculation::default()
    }
}

fn volume(item: &Item) -> Volume {
    Volume {
        enumeration: Some(item.enumeration.clone().unwrap_or_default()),
        chronology: Some(item.chronology.clone().unwrap_or_default()),
        ..Volume::default()
    }
}

fn circulation(state: &State, id: Id, item: &Item) -> CirculationRecord {
    let policy = item.temporary.as_ref().and_then(|place| place.policy.as_deref()).unwrap_or(&item.policy);
    let named = Some(state.places.policy_name(policy).to_owned()).filter(|name| !name.is_empty());
    CirculationRecord {
        // Alma counts an item at a temporary place as not there.
        available_now: item.is_available() && item.temporary.is_none(),
        availability_date: state.due_date(id).map(moment::day),
        available_thru: named,
        item_id: item.barcode.clone(),
        renewable: false,
        on_hold: false,
        enum_and_chron: Some(item.description()).filter(|text| !text.is_empty()),
        ..CirculationRecord::default()
    }
}
