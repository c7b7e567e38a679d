//! Any MARC file as an Alma.

use marc::Record;
use marc::holdings::{Holding as Found, Item as FoundItem, Mapping, holdings};

use super::people;
use crate::state::{Bib, Holding, Id, Item, Kind, Partner, ProcessType, State, StoredRecord, TemporaryPlace};

/// Records that are looked at to find the mapping.
const SAMPLE: usize = 200;

/// A mapping that scores less is an accident.
const GOOD_ENOUGH: f64 = 0.3;

/// Where items go that name no place.
const MAIN: (&str, &str) = ("MAIN", "stacks");

/// How holdings and items are published from here on.
const PRESET: &str = "alma-900-995";

pub(super) fn state(institution: &str, records: impl IntoIterator<Item = Record>, now: i64) -> State {
    let mut records = records.into_iter();
    let first: Vec<Record> = records.by_ref().take(SAMPLE).collect();
    let mapping =
        Mapping::detect(&first).into_iter().next().filter(|fit| fit.score >= GOOD_ENOUGH).map(|fit| fit.mapping);
    let mut state = State::new(institution, institution, &suffix_of(&first, institution));
    state.places.add_library(MAIN.0, "Main Library");
    state.places.add_location(MAIN.0, MAIN.1, "Stacks", true);
    state.places.add_policy("ILL", "Resource Sharing");
    for user in people::invented(now) {
        state.users.insert(user.primary_id.clone(), user);
    }
    for record in first.into_iter().chain(records) {
        add_record(&mut state, record, mapping.as_ref());
    }
    configure(&mut state, now);
    state
}

/// The four digits at the end of the file's own numbers, where it comes from an Alma; else some that the name gives.
fn suffix_of(records: &[Record], institution: &str) -> String {
    let mut ids = records.iter().filter_map(|record| Id::shaped(Kind::Bib, record.control("001")?));
    let number = match ids.next() {
        Some(id) => id.to_string(),
        None => format!("{:04}", institution.bytes().fold(7_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 10_000)),
    };
    number.get(number.len().saturating_sub(4)..).unwrap_or("0000").to_owned()
}

fn configure(state: &mut State, now: i64) {
    let library = state.places.main_library().map_or(MAIN.0, |library| &library.code).to_owned();
    let partner = Partner {
        receive_desk: crate::state::desk_of(&library),
        default_pickup_library: library,
        ..Partner::broker("BOOKFERRY", "Bookferry")
    };
    state.partners.insert(partner.code.clone(), partner);
    super::publish_physical(&mut state.publishing, "BOOKFERRY", "Bookferry shared index", PRESET, now);
}

fn add_record(state: &mut State, mut record: Record, mapping: Option<&Mapping>) {
    let found = mapping.map(|mapping| holdings(&record, mapping)).unwrap_or_default();
    let known = record.control("001").and_then(|number| Id::shaped(Kind::Bib, number));
    let id = known.filter(|id| !state.catalog.bibs.contains_key(id)).unwrap_or_else(|| state.next_id(Kind::Bib));
    strip(&mut record, mapping, id);
    let title = title_of(&record);
    let (online, suppressed, brief) = (false, false, false);
    let marc = StoredRecord::new(&record);
    let bib = Bib { title, marc, holdings: Vec::new(), online, suppressed, brief };
    state.catalog.add_bib(id, &record, bib);
    match found.is_empty() {
        true => add_made_copy(state, id, &record),
        false => found.into_iter().for_each(|holding| add_holding(state, id, holding)),
    }
}

/// Inventory lives in holdings and items from now on, and the number is the MMS id.
fn strip(record: &mut Record, mapping: Option<&Mapping>, id: Id) {
    let number = id.to_string();
    let tags = mapping.iter().flat_map(|mapping| [&mapping.holdings, &mapping.items]).flatten();
    let tags: Vec<String> = tags.map(|map| map.tag.as_str().to_owned()).collect();
    record.retain(|field| !tags.iter().any(|tag| field.is(tag)));
    if record.control("001") == Some(&number) {
        return;
    }
    if let Some(former) = record.control("001").map(str::to_owned) {
        record.push_data("035", "  ", &[("a", &former)]);
    }
    record.remove("001");
    record.push_control("001", &number);
    record.sort_by_tag();
}

fn add_holding(state: &mut State, bib: Id, found: Found) {
    let text = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
    let item = found.items.first();
    let library = text(&found.library).or_else(|| text(&item?.library)).unwrap_or_else(|| MAIN.0.to_owned());
    let location = text(&found.location).or_else(|| text(&item?.location)).unwrap_or_else(|| MAIN.1.to_owned());
    state.places.add_library(&library, &library);
    state.places.add_location(&library, &location, found.location_name.as_deref().unwrap_or(&location), true);
    let known = found.id.as_deref().and_then(|id| Id::shaped(Kind::Holding, id));
    let known = known.filter(|id| !state.catalog.holdings.contains_key(id));
    let id = known.unwrap_or_else(|| state.next_id(Kind::Holding));
    let call_number = text(&found.call_number).or_else(|| text(&item?.call_number)).unwrap_or_default();
    let call_number_type = found.call_number_type.as_deref().and_then(|kind| kind.chars().next()).unwrap_or('8');
    let holding = Holding {
        bib,
        library: library.clone(),
        location,
        call_number_type,
        call_number,
        summary: text(&found.summary),
        items: Vec::new(),
    };
    state.catalog.add_holding(id, holding);
    for item in found.items {
        add_item(state, id, &library, item);
    }
}

fn add_item(state: &mut State, holding: Id, library: &str, found: FoundItem) {
    let known = found.id.as_deref().and_then(|id| Id::shaped(Kind::Item, id));
    let known = known.filter(|id| !state.catalog.items.contains_key(id));
    let id = known.unwrap_or_else(|| state.next_id(Kind::Item));
    let policy = found.policy.unwrap_or_default();
    state.places.add_policy(&policy, &policy);
    let temporary = found.temporary_location.filter(|place| !place.trim().is_empty()).map(|location| TemporaryPlace {
        library: found.temporary_library.unwrap_or_else(|| library.to_owned()),
        location,
        policy: None,
    });
    let item = Item {
        holding,
        barcode: found.barcode.filter(|barcode| !barcode.trim().is_empty()),
        policy,
        material_type: found.material_type.unwrap_or_default(),
        enumeration: found.enumeration.or(found.description),
        chronology: found.chronology,
        copy: found.copy,
        public_note: found.public_note,
        fulfillment_note: None,
        process: found.status.as_deref().and_then(|status| process_of(status, library)),
        temporary,
        is_temporary: false,
    };
    state.catalog.add_item(id, item);
}

/// The process type that a published status means. Loans have no user here, so they count as missing from their shelf.
fn process_of(status: &str, library: &str) -> Option<ProcessType> {
    match status.trim().to_uppercase().replace(' ', "_").as_str() {
        "TRANSIT" | "IN_TRANSIT" => Some(ProcessType::Transit(library.to_owned())),
        "LOST_LOAN" | "LOST_ILL" | "LOST" => Some(ProcessType::Lost),
        "LOAN" | "ON_LOAN" | "ILL" | "MISSING" => Some(ProcessType::Missing),
        _ => None,
    }
}

/// One holdings record and one item for a record that tells of none.
fn add_made_copy(state: &mut State, bib: Id, record: &Record) {
    let call_number = record.field("050").or_else(|| record.field("090")).map(|field| field.join("ab"));
    let holding_id = state.next_id(Kind::Holding);
    let holding = Holding {
        bib,
        library: MAIN.0.to_owned(),
        location: MAIN.1.to_owned(),
        call_number_type: if call_number.is_some() { '0' } else { '8' },
        call_number: call_number.unwrap_or_default(),
        summary: None,
        items: Vec::new(),
    };
    state.catalog.add_holding(holding_id, holding);
    let id = state.next_id(Kind::Item);
    let item = Item {
        holding: holding_id,
        barcode: Some(format!("3{:013}", state.counter)),
        policy: String::new(),
        material_type: "BOOK".to_owned(),
        enumeration: None,
        chronology: None,
        copy: Some("1".to_owned()),
        public_note: None,
        fulfillment_note: None,
        process: None,
        temporary: None,
        is_temporary: false,
    };
    state.catalog.add_item(id, item);
}

/// Title proper and remainder, without the punctuation in front of the statement of responsibility.
pub(super) fn title_of(record: &Record) -> String {
    let title = record.field("245").map(|field| field.join("abnp")).unwrap_or_default();
    title.trim_end_matches([' ', '/', ':', ';', ',', '=']).to_owned()
}
