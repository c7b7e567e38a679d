//! Pull slips: one request's, or those of everything that waits to be fetched; as PDF and as a page to print.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lifecycle::Side;
use store::{LibraryId, QueueFilter, QueueOrder, Request};

use super::desk::forms::page;
use super::desk::rows::service_words;
use super::error::PageError;
use super::forms::not_done;
use super::layout::Layout;
use super::visitor::Staff;
use crate::clock::people_time;
use crate::platform::Platform;
use crate::slip::{self, PullSlip};
use crate::work::{Description, description_of, side_of};

/// Slips in one PDF at most; nobody carries more at a time.
const MOST_SLIPS: i64 = 500;

/// The addresses of slips.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/desk/slips.pdf", get(all_slips))
        .route("/desk/requests/{number}/slip.pdf", get(one_slip))
        .route("/desk/requests/{number}/slip", get(slip_page))
}

#[derive(Template)]
#[template(path = "desk/slip.html")]
struct SlipPage {
    layout: Layout,
    slip: PullSlip,
}

async fn all_slips(staff: Staff, State(platform): State<Platform>) -> Result<Response, PageError> {
    let requests = to_fetch(&platform, staff.library_id()).await?;
    if requests.is_empty() {
        return Ok(not_done("/desk?side=supplier", "No item waits to be fetched, so there is no slip to print."));
    }
    let mut slips = Vec::new();
    for request in &requests {
        slips.push(slip_of(&platform, &staff, request).await?);
    }
    pdf("pull-slips.pdf", slips).await
}

async fn one_slip(
    staff: Staff,
    State(platform): State<Platform>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let request = supplier_request(&platform, staff.library_id(), &number).await?;
    let slip = slip_of(&platform, &staff, &request).await?;
    pdf(&format!("pull-slip-{}.pdf", request.number), vec![slip]).await
}

async fn slip_page(
    staff: Staff,
    State(platform): State<Platform>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let request = supplier_request(&platform, staff.library_id(), &number).await?;
    let slip = slip_of(&platform, &staff, &request).await?;
    page(StatusCode::OK, &SlipPage { layout: Layout::new(&staff.visitor, "/desk"), slip })
}

/// Everything promised and not sent, what is wanted soonest first, among equals what waits longest.
async fn to_fetch(platform: &Platform, library: LibraryId) -> Result<Vec<Request>, PageError> {
    let filter = QueueFilter {
        side: Side::Supplier.name().to_owned(),
        states: vec![lifecycle::supplier::State::WillSupply.name().to_owned()],
        order: QueueOrder::MostUrgent,
        limit: MOST_SLIPS,
        ..QueueFilter::default()
    };
    Ok(platform.store().requests().queue(library, &filter).await?.requests)
}

/// Only the supplying library fetches from its shelf.
async fn supplier_request(platform: &Platform, library: LibraryId, number: &str) -> Result<Request, PageError> {
    let request = platform.store().requests().by_number(library, number).await?;
    if side_of(&request) == Side::Supplier { Ok(request) } else { Err(PageError::NotFound) }
}

async fn slip_of(platform: &Platform, staff: &Staff, request: &Request) -> Result<PullSlip, PageError> {
    let wanted = description_of(request);
    let copy = wanted.chosen_copy.clone().unwrap_or_default();
    Ok(PullSlip {
        library: staff.library.name.clone(),
        number: request.number.clone(),
        service: service_words(&request.service_type).to_owned(),
        requesting_library: platform.library_name(&request.requester_symbol).await?,
        title: wanted.title.clone(),
        author: wanted.author.clone(),
        details: details(&wanted, &request.requester_request_id),
        location: copy.location,
        call_number: copy.call_number,
        item_barcode: copy.barcode,
        printed: people_time(platform.now(), staff.zone()),
    })
}

/// What helps to take the right piece from the shelf.
fn details(wanted: &Description, their_number: &str) -> Vec<(String, String)> {
    let urgent = wanted.urgent_level().unwrap_or_default();
    let details = [
        ("Service level", &urgent),
        ("Article or chapter", &wanted.component_title),
        ("Its author", &wanted.component_author),
        ("Volume", &wanted.volume),
        ("Issue", &wanted.issue),
        ("Pages", &wanted.pages),
        ("Edition", &wanted.edition),
        ("Publisher", &wanted.publisher),
        ("Year", &wanted.date),
        ("ISBN", &wanted.isbn),
        ("ISSN", &wanted.issn),
        ("Note", &wanted.requester_note),
    ];
    let said = details.into_iter().filter(|(_, value)| !value.is_empty());
    let mut details: Vec<_> = said.map(|(label, value)| (label.to_owned(), value.clone())).collect();
    details.push(("Their number".to_owned(), their_number.to_owned()));
    details
}

/// Setting the type takes a while for many slips, so it is done beside the other pages.
async fn pdf(filename: &str, slips: Vec<PullSlip>) -> Result<Response, PageError> {
    let made = tokio::task::spawn_blocking(move || slip::pdf(&slips))
        .await
        .map_err(|fault| PageError::Broken(fault.to_string()))?;
    let bytes = made.map_err(|fault| PageError::Broken(fault.to_string()))?;
    let name: String = filename.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_lists_what_is_known_and_nothing_of_the_patron() {
        let wanted = Description {
            volume: "2".into(),
            note: "for my thesis".into(),
            requester_note: "any edition".into(),
            ..Description::default()
        };
        let details = details(&wanted, "EAST-000007");
        let labels: Vec<&str> = details.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["Volume", "Note", "Their number"]);
        assert!(details.iter().all(|(_, value)| value != "for my thesis"));
    }
}
