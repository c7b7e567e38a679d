//! The three libraries of the sample as states. They are configured differently on purpose, as three libraries would be.

use super::people;
use crate::moment::DAY;
use crate::sample::{self, Institution, SampleBib, SampleHolding, SampleItem, Status};
use crate::services::end_of_day;
use crate::state::publishing::{ContentType, Enrichments, Format, ProfileDetails, Publishing, TitleSet};
use crate::state::{
    Bib, Holding, Id, IdentifierType, Item, Kind, Loan, Partner, ProcessType, State, StoredRecord, TemporaryPlace,
};

pub(super) fn state(institution: Institution, now: i64) -> State {
    let mut state = State::new(institution.code(), institution.name(), institution.suffix());
    for place in sample::locations(institution) {
        state.places.add_library(&place.library, &place.library_name);
        state.places.add_location(&place.library, &place.location, &place.location_name, place.lending);
    }
    for (library, code, name) in campuses(institution) {
        state.places.set_campus(library, code, name);
    }
    for (code, name) in policies(institution) {
        state.places.add_policy(code, name);
    }
    for patron in sample::patrons(institution) {
        let user = people::user(patron, now);
        state.users.insert(user.primary_id.clone(), user);
    }
    for bib in sample::collection(institution) {
        add_bib(&mut state, &bib, now);
    }
    configure(&mut state, institution, now);
    state
}

fn add_bib(state: &mut State, sample: &SampleBib, now: i64) {
    let Some(id) = Id::shaped(Kind::Bib, &sample.mms_id) else { return };
    let bib = Bib {
        title: super::marc_file::title_of(&sample.record),
        marc: StoredRecord::new(&sample.record),
        holdings: Vec::new(),
        online: sample.online,
        suppressed: false,
        brief: false,
    };
    state.catalog.add_bib(id, &sample.record, bib);
    for holding in &sample.holdings {
        add_holding(state, id, holding, now);
    }
}

fn add_holding(state: &mut State, bib: Id, sample: &SampleHolding, now: i64) {
    let Some(id) = Id::shaped(Kind::Holding, &sample.holdings_id) else { return };
    let holding = Holding {
        bib,
        library: sample.library.clone(),
        location: sample.location.clone(),
        call_number_type: sample.call_number_type,
        call_number: sample.call_number.clone(),
        summary: None,
        items: Vec::new(),
    };
    state.catalog.add_holding(id, holding);
    for item in &sample.items {
        add_item(state, id, &sample.library, item, now);
    }
}

fn add_item(state: &mut State, holding: Id, library: &str, sample: &SampleItem, now: i64) {
    let Some(id) = Id::shaped(Kind::Item, &sample.item_id) else { return };
    let process = match sample.status {
        Status::InPlace => None,
        Status::OnLoan { .. } => Some(ProcessType::Loan),
        Status::Lost => Some(ProcessType::Lost),
        Status::Missing => Some(ProcessType::Missing),
        Status::InTransit => Some(ProcessType::Transit(library.to_owned())),
    };
    let temporary = sample.temporary_location.as_ref().map(|location| TemporaryPlace {
        library: library.to_owned(),
        location: location.clone(),
        policy: None,
    });
    let item = Item {
        holding,
        barcode: sample.barcode.clone(),
        policy: sample.policy.clone(),
        material_type: sample.material_type.clone(),
        enumeration: sample.enumeration.clone(),
        chronology: sample.chronology.clone(),
        copy: Some(sample.copy.to_string()),
        public_note: None,
        fulfillment_note: None,
        process,
        temporary,
        is_temporary: false,
    };
    state.catalog.add_item(id, item);
    if let Status::OnLoan { due_in_days } = sample.status {
        let due = end_of_day(now + i64::from(due_in_days) * DAY);
        lend(state, id, due);
    }
}

/// The loans of the sample go to its users in turn.
fn lend(state: &mut State, item: Id, due: i64) {
    let able: Vec<&String> = state.users.values().filter(|user| user.active).map(|user| &user.primary_id).collect();
    let turn = state.loans.len() % able.len().max(1);
    let Some(user) = able.get(turn).map(|user| (*user).clone()) else { return };
    let loan_id = state.next_id(Kind::Request);
    state.loans.insert(item, Loan { loan_id, user, lent: due - 28 * DAY, due, renewals: 0 });
}

/// Library, and code and name of the campus where it stands.
fn campuses(institution: Institution) -> &'static [(&'static str, &'static str, &'static str)] {
    match institution {
        Institution::North => &[
            ("zb", "INNENSTADT", "Campus Innenstadt"),
            ("mus", "INNENSTADT", "Campus Innenstadt"),
            ("tech", "HAFEN", "Campus Hafen"),
        ],
        Institution::East | Institution::West => &[],
    }
}

/// Codes and names of item policies.
fn policies(institution: Institution) -> &'static [(&'static str, &'static str)] {
    match institution {
        Institution::East => &[
            ("regular", "Regular Loan"),
            ("3-day", "Three-Day Loan"),
            ("2-hour", "Two-Hour Reserve"),
            ("lib-use", "Library Use Only"),
            ("no-loan", "Non-Circulating"),
            ("ILL", "Resource Sharing"),
        ],
        Institution::West => &[
            ("01", "28 Day Loan"),
            ("03", "3 Day Loan"),
            ("05", "4 Hour Loan"),
            ("07", "No Loan"),
            ("09", "In Library Use"),
            ("ILL", "Interlibrary Loan"),
        ],
        Institution::North => &[
            ("standard", "Standardausleihe"),
            ("kurz", "Kurzausleihe"),
            ("praesenz", "Präsenzbestand"),
            ("ILL", "Fernleihe"),
        ],
    }
}

fn configure(state: &mut State, institution: Institution, now: i64) {
    let (partner, page_size) = match institution {
        Institution::East => (east(), 25),
        Institution::West => (west(), 50),
        Institution::North => (north(), 100),
    };
    state.partners.insert(partner.code.clone(), partner);
    state.publishing.page_size = page_size;
    let publishing = &mut state.publishing;
    match institution {
        Institution::East => {
            super::publish_physical(publishing, "BOOKFERRY", "Bookferry shared index", "alma-900-995", now);
        }
        Institution::West => {
            super::publish_physical(publishing, "RESHARE_WEST", "ReShare West physical titles", "alma-852-876", now);
            publish_for_discovery(publishing, now);
        }
        Institution::North => {
            super::publish_physical(publishing, "verbund", "Verbundindex Bookferry", "alma-hld-itm", now);
        }
    }
}

/// A set for somebody else: records then name two sets.
fn publish_for_discovery(publishing: &mut Publishing, now: i64) {
    let set = publishing.add_set(TitleSet::logical("All titles for discovery", ContentType::AllTitles));
    let details = ProfileDetails::at_once(set, "DISCOVERY", "All titles for discovery", Format::OaiDc);
    publishing.add_profile(details, Enrichments::default(), now);
}

/// Primary identifiers; received at the desk of the main library, where users collect.
fn east() -> Partner {
    Partner {
        default_pickup_library: "MAIN".to_owned(),
        receive_desk: "MAIN_CIRC".to_owned(),
        ..Partner::broker("BOOKFERRY", "Bookferry")
    }
}

/// Barcodes; received at the desk of the central library; loans of six weeks.
fn west() -> Partner {
    Partner {
        user_identifier_type: IdentifierType::Barcode,
        default_pickup_library: "WCL".to_owned(),
        receive_desk: "WCL_CIRC".to_owned(),
        loan_days: 42,
        ..Partner::broker("ReShareWest", "ReShare West through Bookferry")
    }
}

/// University numbers; received in the resource sharing library, so every item goes through transit to its user.
fn north() -> Partner {
    Partner {
        user_identifier_type: IdentifierType::UniversityId,
        default_pickup_library: "zb".to_owned(),
        ..Partner::broker("FERNLEIHE-Nord", "Fernleihe über Bookferry")
    }
}
