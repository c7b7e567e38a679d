//! The facts of a request as lists of label and value.

use lifecycle::{Condition, Side, supplier};

use crate::clock::people_day;
use crate::ils::temporary_barcode;
use crate::web::desk::rows::service_words;
use crate::work::{AnyState, Description, RequestView};

/// A label and what stands beside it.
pub type Detail = (&'static str, String);

/// What the request is about.
#[must_use]
pub fn citation(wanted: &Description) -> Vec<Detail> {
    said([
        ("Title", wanted.title.clone()),
        ("Author", wanted.author.clone()),
        ("Article or chapter", wanted.component_title.clone()),
        ("Its author", wanted.component_author.clone()),
        ("Volume", wanted.volume.clone()),
        ("Issue", wanted.issue.clone()),
        ("Pages", wanted.pages.clone()),
        ("Edition", wanted.edition.clone()),
        ("Published", published(wanted)),
        ("ISBN", wanted.isbn.clone()),
        ("ISSN", wanted.issn.clone()),
        ("OCLC number", wanted.oclc_number.clone()),
        ("Note of the patron", wanted.note.clone()),
        ("Note of the requesting library", wanted.requester_note.clone()),
    ])
}

/// For whom and with whom, and what was agreed.
#[must_use]
pub fn request_facts(view: &RequestView) -> Vec<Detail> {
    let (request, facts) = (&view.request, &view.facts);
    let with_partner = match view.side {
        Side::Requester => [
            ("Patron", patron(view)),
            ("Collected at", collected_at(view)),
            ("Library that is asked", view.partner_name.clone()),
            ("Their number", request.supplier_request_id.clone().unwrap_or_default()),
        ],
        Side::Supplier => [
            ("Library that asks", view.partner_name.clone()),
            ("Their number", request.requester_request_id.clone()),
            ("", String::new()),
            ("", String::new()),
        ],
    };
    let agreed = [
        ("Service", service_words(&request.service_type).to_owned()),
        ("Service level", view.description.service_level.clone()),
        ("Asked on", people_day(request.created_at, &view.zone)),
        ("Conditions to decide", conditions(&facts.conditions_open)),
        ("Conditions agreed", conditions(&facts.conditions_agreed)),
        ("Due back", facts.due.map(|due| people_day(due.0, &view.zone)).unwrap_or_default()),
        ("Renewals", if facts.renewals > 0 { facts.renewals.to_string() } else { String::new() }),
        ("Overdue", if facts.overdue { "yes".to_owned() } else { String::new() }),
        ("Reported", facts.trouble.map(|trouble| trouble.label().to_owned()).unwrap_or_default()),
        ("Wanted back", if facts.recalled { "now: it was recalled".to_owned() } else { String::new() }),
    ];
    said(with_partner.into_iter().chain(agreed))
}

/// The copy that was chosen and the pieces that were sent.
#[must_use]
pub fn items(view: &RequestView) -> Vec<Detail> {
    let copy = view.description.chosen_copy.clone().unwrap_or_default();
    let pieces = view.facts.items.len();
    let mut details = match view.side {
        Side::Supplier => {
            vec![("Location", copy.location), ("Call number", copy.call_number), ("Chosen copy", copy.barcode)]
        }
        Side::Requester => Vec::new(),
    };
    let is_here =
        matches!(view.state, AnyState::Supplier(supplier::State::WillSupply | supplier::State::CancelRequested));
    let label = if is_here { "Item lent, not sent yet" } else { "Item sent" };
    for (number, item) in (1..).zip(&view.facts.items) {
        let title = item.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
        details.push((label, format!("{}{title}", item.barcode)));
        if view.facts.temporary_items.contains(&number) {
            details.push(("Temporary barcode", temporary_barcode(&view.request.number, number, pieces)));
        }
    }
    said(details)
}

/// The code of the pickup location, and what the patron says of it.
fn collected_at(view: &RequestView) -> String {
    let parts = [&view.patron.pickup_location, &view.patron.pickup_words];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn patron(view: &RequestView) -> String {
    match (view.patron.name.as_str(), view.patron.patron_id.as_str()) {
        ("", id) => id.to_owned(),
        (name, "") => name.to_owned(),
        (name, id) => format!("{name} ({id})"),
    }
}

fn published(wanted: &Description) -> String {
    let parts = [&wanted.place, &wanted.publisher, &wanted.date];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn conditions(conditions: &[Condition]) -> String {
    conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn said(details: impl IntoIterator<Item = Detail>) -> Vec<Detail> {
    details.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
