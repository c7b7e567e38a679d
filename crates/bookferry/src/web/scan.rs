//! The scan page: one box for a scanner. A request number or the barcode of an item does the one obvious next step.

mod find;
mod step;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use lifecycle::Side;
use serde::Deserialize;
use store::{LibraryId, Request};

use super::desk::advice::advice;
use super::desk::forms::{Fields, page};
use super::desk::rows::{Row, rows};
use super::desk_request::{NotDone, context, give_requester, give_supplier};
use super::error::PageError;
use super::forms::{Said, done, not_done};
use super::layout::Layout;
use super::visitor::{Staff, check_form};
use crate::platform::Platform;
use crate::settings::Lending;
use crate::work::{AdvanceError, RequestView, side_of};
use find::{Found, find};
use step::{Deed, ScanStep, Scanned, next_step};

/// Scans that stay on the page.
const REMEMBERED: usize = 10;

/// The scan page.
pub fn routes() -> Router<Platform> {
    Router::new().route("/desk/scan", get(show).post(scan))
}

/// What the address of the page carries from one scan to the next.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Carried {
    /// The numbers of the requests that were scanned last, the latest first.
    last: String,
    /// The request that waits for a barcode, a yes or a look.
    at: String,
}

/// The request that a scan stopped at.
struct Stop {
    number: String,
    title: String,
    state: &'static str,
    advice: &'static str,
    question: Option<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "desk/scan.html")]
struct ScanPage {
    layout: Layout,
    stop: Option<Stop>,
    error: Option<String>,
    /// The request whose item is to be scanned next; empty when any label may come.
    fill: String,
    last: String,
    scans: Vec<Row>,
    several: Vec<Row>,
}

/// One scan as the form sends it.
struct Scan<'a> {
    text: &'a str,
    /// The request whose item was asked for.
    fill: &'a str,
    last: Vec<String>,
    confirmed: bool,
}

impl<'a> Scan<'a> {
    fn of(form: &'a Fields) -> Self {
        Self {
            text: form.text("scan"),
            fill: form.text("fill"),
            last: numbers(form.text("last")),
            confirmed: form.is_ticked("confirmed"),
        }
    }

    /// The page after this scan, with the request on top of the last ones.
    fn address_with(&self, number: &str) -> String {
        let others = self.last.iter().map(String::as_str).filter(|other| *other != number);
        let last: Vec<&str> = std::iter::once(number).chain(others).take(REMEMBERED).collect();
        format!("/desk/scan?last={}", super::encode(&last.join(",")))
    }

    /// The page that stops at a request.
    fn address_at(&self, number: &str) -> String {
        format!("/desk/scan?last={}&at={}", super::encode(&self.last.join(",")), super::encode(number))
    }
}

fn numbers(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|number| !number.is_empty()).take(REMEMBERED).map(str::to_owned).collect()
}

async fn show(
    staff: Staff,
    said: Said,
    State(platform): State<Platform>,
    Query(carried): Query<Carried>,
) -> Result<Response, PageError> {
    let library = staff.library_id();
    let last = numbers(&carried.last);
    let stop = match carried.at.as_str() {
        "" => None,
        number => Some(stop_at(&platform.request_view(library, number).await?, last.first().map(String::as_str))),
    };
    let (stop, fill) = stop.unzip();
    let layout = said.on(Layout::new(&staff.visitor, "/desk/scan"));
    let template = ScanPage {
        stop,
        fill: fill.flatten().unwrap_or_default(),
        layout,
        ..empty_page(&platform, &staff, &last).await?
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn empty_page(platform: &Platform, staff: &Staff, last: &[String]) -> Result<ScanPage, PageError> {
    Ok(ScanPage {
        layout: Layout::new(&staff.visitor, "/desk/scan"),
        stop: None,
        error: None,
        fill: String::new(),
        last: last.join(","),
        scans: scanned_rows(platform, staff.library_id(), last).await?,
        several: Vec::new(),
    })
}

/// What the page asks or says about a request that a scan could not simply carry on, and its number when the barcode of its item is
/// wanted. Worked out anew from where the request stands, so an old address asks nothing old.
fn stop_at(view: &RequestView, latest: Option<&str>) -> (Stop, Option<String>) {
    let number = view.request.number.as_str();
    let scanned = Scanned { text: number, is_item: false, just_before: latest == Some(number), confirmed: false };
    let step = next_step(view.state, &view.facts, chosen_barcode(view), &scanned);
    let fill = (step == ScanStep::AskBarcode).then(|| number.to_owned());
    let stop = Stop {
        number: number.to_owned(),
        title: view.description.line(),
        state: view.state.label(),
        advice: advice(view.state, &view.facts),
        question: match step {
            ScanStep::Confirm(deed, doubt) => Some((doubt.words(), deed.label())),
            _ => None,
        },
    };
    (stop, fill)
}

fn chosen_barcode(view: &RequestView) -> &str {
    view.description.chosen_copy.as_ref().map(|copy| copy.barcode.as_str()).unwrap_or_default()
}

async fn scanned_rows(platform: &Platform, library: LibraryId, last: &[String]) -> Result<Vec<Row>, PageError> {
    let mut scanned = Vec::new();
    for number in last {
        match platform.store().requests().by_number(library, number).await {
            Ok(request) => scanned.extend(rows(platform, side_of(&request), std::slice::from_ref(&request)).await?),
            Err(store::Error::NotFound(_)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(scanned)
}

async fn scan(staff: Staff, State(platform): State<Platform>, form: Fields) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let scan = Scan::of(&form);
    if scan.text.is_empty() {
        return refuse(&platform, &staff, &scan, "Scan or type a request number or the barcode of an item.".to_owned())
            .await;
    }
    let found = find(&platform, staff.library_id(), scan.text).await?;
    if let Some(response) = fill(&platform, &staff, &scan, &found).await? {
        return Ok(response);
    }
    match found {
        Found::ByNumber(request) => carry_on(&platform, &staff, &scan, &request, false).await,
        Found::ByItem(request) => carry_on(&platform, &staff, &scan, &request, true).await,
        Found::Several(requests) => choose(&platform, &staff, &scan, &requests).await,
        Found::Ended(request) => {
            let words = format!("Request {} has ended, so there is nothing to do for {}.", request.number, scan.text);
            Ok(not_done(&scan.address_at(&request.number), &words))
        }
        Found::Nothing => {
            let words = format!(
                "No request of this library has the number or item {}. Check the label, or look in the list of requests.",
                scan.text
            );
            refuse(&platform, &staff, &scan, words).await
        }
    }
}

/// The page asked for the item of a request: whatever is scanned now is its barcode, unless it is the number of another request.
async fn fill(
    platform: &Platform,
    staff: &Staff,
    scan: &Scan<'_>,
    found: &Found,
) -> Result<Option<Response>, PageError> {
    if scan.fill.is_empty() || matches!(found, Found::ByNumber(_)) {
        return Ok(None);
    }
    let request = platform.store().requests().by_number(staff.library_id(), scan.fill).await?;
    carry_on(platform, staff, scan, &request, true).await.map(Some)
}

async fn carry_on(
    platform: &Platform,
    staff: &Staff,
    scan: &Scan<'_>,
    request: &Request,
    is_item: bool,
) -> Result<Response, PageError> {
    let view = platform.request_view(staff.library_id(), &request.number).await?;
    let just_before = scan.last.first() == Some(&request.number);
    let scanned = Scanned { text: scan.text, is_item, just_before, confirmed: scan.confirmed };
    let outcome = match next_step(view.state, &view.facts, chosen_barcode(&view), &scanned) {
        ScanStep::Do(deed) => carry_out(platform, staff, &view, deed).await,
        ScanStep::Ship { barcode } => ship(platform, staff, &view, &barcode).await,
        ScanStep::AskBarcode | ScanStep::Confirm(..) | ScanStep::Look => {
            return Ok(Redirect::to(&scan.address_at(&request.number)).into_response());
        }
        ScanStep::WrongItem => {
            let words = format!(
                "The item {} belongs to request {}, but another item was lent for it.",
                scan.text, request.number
            );
            return Ok(not_done(&scan.address_at(&request.number), &words));
        }
    };
    match outcome {
        Ok(words) => Ok(done(&scan.address_with(&request.number), &format!("{}: {words}", request.number))),
        Err(NotDone::Form(errors)) => {
            let words = errors.of("barcodes").or(errors.of("due")).unwrap_or("The item cannot be sent.");
            Ok(not_done(&scan.address_at(&request.number), words))
        }
        Err(NotDone::Advance(AdvanceError::Refused(refusal))) => {
            Ok(not_done(&scan.address_at(&request.number), refusal.words()))
        }
        Err(NotDone::Advance(fault)) => Err(fault.into()),
        Err(NotDone::Page(fault)) => Err(fault),
    }
}

async fn carry_out(platform: &Platform, staff: &Staff, view: &RequestView, deed: Deed) -> Result<String, NotDone> {
    let form = Fields::default();
    match view.side {
        Side::Requester => give_requester(platform, staff, view, deed.command(), &form).await,
        Side::Supplier => give_supplier(platform, staff, view, deed.command(), &form).await,
    }
}

async fn ship(platform: &Platform, staff: &Staff, view: &RequestView, barcode: &str) -> Result<String, NotDone> {
    let lending: Lending = platform.section(staff.library_id()).await?;
    let due = context(view, &lending, platform.now()).default_due_day();
    let form = Fields::from_pairs(&[("barcodes", barcode), ("due", &due)]);
    give_supplier(platform, staff, view, "ship", &form).await
}

async fn choose(
    platform: &Platform,
    staff: &Staff,
    scan: &Scan<'_>,
    requests: &[Request],
) -> Result<Response, PageError> {
    let mut several = Vec::new();
    for request in requests {
        several.extend(rows(platform, side_of(request), std::slice::from_ref(request)).await?);
    }
    page(StatusCode::OK, &ScanPage { several, ..empty_page(platform, staff, &scan.last).await? })
}

/// The box is empty again, so that the next scan is not added to the one that failed.
async fn refuse(platform: &Platform, staff: &Staff, scan: &Scan<'_>, words: String) -> Result<Response, PageError> {
    let template =
        ScanPage { error: Some(words), fill: scan.fill.to_owned(), ..empty_page(platform, staff, &scan.last).await? };
    page(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_scan_stands_on_top_and_the_list_stays_short() {
        let form = Fields::from_pairs(&[("scan", "W-3"), ("last", "W-1,W-2,W-3,W-4,W-5,W-6,W-7,W-8,W-9,W-10,W-11")]);
        let scan = Scan::of(&form);
        assert_eq!(
            scan.address_with("W-3"),
            "/desk/scan?last=W-3%2CW-1%2CW-2%2CW-4%2CW-5%2CW-6%2CW-7%2CW-8%2CW-9%2CW-10"
        );
        assert_eq!(Scan::of(&Fields::default()).address_at("W-1"), "/desk/scan?last=&at=W-1");
    }
}
