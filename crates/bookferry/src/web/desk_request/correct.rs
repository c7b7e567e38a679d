//! What was wrong in a request is put right, and the call that failed for it is made again with the right words.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use lifecycle::{IlsCall, Side, supplier};
use serde_json::json;
use store::{OutboxRow, Request};

use super::address;
use super::work::{is_waiting, read_call, still_there};
use crate::clock::days_in;
use crate::ils;
use crate::platform::Platform;
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::desk::pretty::pretty;
use crate::web::error::PageError;
use crate::web::forms::done;
use crate::web::layout::Layout;
use crate::web::visitor::{Staff, check_form};
use crate::work::{Cause, ChosenCopy, Description, PatronData, description_of, kind, patron_of, side_of};

/// What of a request can be corrected: the name of the field and its label.
const PATRON: (&str, &str) = ("patron_id", "Identifier of the patron in the library system");
const PICKUP: (&str, &str) = ("pickup_location", "Code of the pickup location");
const TITLE: (&str, &str) = ("title", "Title");
const AUTHOR: (&str, &str) = ("author", "Author");
const CITATION: [(&str, &str); 10] = [
    TITLE,
    AUTHOR,
    ("edition", "Edition"),
    ("date", "Year"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("component_title", "Title of the article or chapter"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("pages", "Pages"),
];
const RECORD: (&str, &str) = ("record_id", "Number of the record in your own catalogue");
/// The barcode of the piece that the call is about.
const BARCODE: (&str, &str) = ("barcode", "Barcode");

#[derive(Template)]
#[template(path = "desk/correct.html")]
struct CorrectPage {
    layout: Layout,
    number: String,
    path: String,
    /// What will be done, and the last answer; empty when no call waits for it.
    call: String,
    error: String,
    /// The message as it would be sent now.
    message: String,
    fields: Vec<Field>,
    problems: Vec<Problem>,
}

/// The form for what a call is made from.
///
/// # Errors
/// [`PageError`] when there is no such call, or nothing of it can be corrected.
pub async fn show_call(
    staff: Staff,
    State(platform): State<Platform>,
    Path((number, row)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    let (request, row) = find(&platform, &staff, &number, row).await?;
    page(StatusCode::OK, &call_page(&platform, &staff, &request, &row).await?)
}

/// Corrects the request, and has the call made again.
///
/// # Errors
/// As [`show_call`], and when the call is being made right now.
pub async fn correct_call(
    staff: Staff,
    State(platform): State<Platform>,
    Path((number, row)): Path<(String, i64)>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let (request, row) = find(&platform, &staff, &number, row).await?;
    let call = read_call(&row)?;
    let errors = missing(&form, &names(side_of(&request), &call));
    if let Some(errors) = errors {
        let mut template = call_page(&platform, &staff, &request, &row).await?;
        template.fields = template.fields.into_iter().map(|field| field.answered(&form, &errors)).collect();
        template.problems = problems(&template.fields);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &template);
    }
    correct_piece(&platform, &staff, &request, &row, &call, &form).await?;
    correct_request(&platform, &staff, &request, &form).await?;
    let outbox = platform.store().outbox();
    still_there(outbox.repeat(staff.library_id(), row.id, platform.now()).await)?;
    Ok(done(&address(&number), "Corrected. It is being sent again: reload the page to see what came of it."))
}

/// The form for the patron and the citation.
///
/// # Errors
/// [`PageError`] when the library has no such request.
pub async fn show_request(
    staff: Staff,
    State(platform): State<Platform>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let request = platform.store().requests().by_number(staff.library_id(), &number).await?;
    page(StatusCode::OK, &request_page(&staff, &request))
}

/// Corrects the patron and the citation.
///
/// # Errors
/// As [`show_request`].
pub async fn correct(
    staff: Staff,
    State(platform): State<Platform>,
    Path(number): Path<String>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let request = platform.store().requests().by_number(staff.library_id(), &number).await?;
    if let Some(errors) = missing(&form, &request_names(&request)) {
        let mut template = request_page(&staff, &request);
        template.fields = template.fields.into_iter().map(|field| field.answered(&form, &errors)).collect();
        template.problems = problems(&template.fields);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &template);
    }
    correct_request(&platform, &staff, &request, &form).await?;
    Ok(done(&address(&number), "Corrected. What is sent from now on says it so."))
}

async fn find(platform: &Platform, staff: &Staff, number: &str, row: i64) -> Result<(Request, OutboxRow), PageError> {
    let request = platform.store().requests().by_number(staff.library_id(), number).await?;
    let rows = platform.store().outbox().of_request(staff.library_id(), request.id).await?;
    let row = rows.into_iter().find(|candidate| candidate.id.0 == row && candidate.kind == kind::CALL);
    let row = row.filter(is_waiting).ok_or(PageError::NotFound)?;
    if names(side_of(&request), &read_call(&row)?).is_empty() {
        return Err(PageError::NotFound);
    }
    Ok((request, row))
}

async fn call_page(
    platform: &Platform,
    staff: &Staff,
    request: &Request,
    row: &OutboxRow,
) -> Result<CorrectPage, PageError> {
    let call = read_call(row)?;
    let barcode = ils::barcode_of(&row.payload).unwrap_or_default();
    let message = ils::message_of(platform, request, &row.payload).await?;
    Ok(CorrectPage {
        layout: Layout::new(&staff.visitor, "/desk"),
        number: request.number.clone(),
        path: format!("{}/calls/{}/correct", address(&request.number), row.id.0),
        call: call.describe(&days_in(staff.zone())),
        error: row.last_error.clone().unwrap_or_default(),
        message: pretty(&message),
        fields: fields(request, &names(side_of(request), &call), &barcode),
        problems: Vec::new(),
    })
}

fn request_page(staff: &Staff, request: &Request) -> CorrectPage {
    CorrectPage {
        layout: Layout::new(&staff.visitor, "/desk"),
        number: request.number.clone(),
        path: format!("{}/correct", address(&request.number)),
        call: String::new(),
        error: String::new(),
        message: String::new(),
        fields: fields(request, &request_names(request), ""),
        problems: Vec::new(),
    }
}

fn request_names(request: &Request) -> Vec<(&'static str, &'static str)> {
    let own: &[_] = if side_of(request) == Side::Requester { &[PATRON, PICKUP] } else { &[RECORD] };
    own.iter().chain(&CITATION).copied().collect()
}

/// What a call is made from, as far as staff can correct it.
pub(super) fn names(side: Side, call: &IlsCall) -> Vec<(&'static str, &'static str)> {
    match (side, call) {
        (Side::Requester, IlsCall::LookupUser | IlsCall::ChargePatron) => vec![PATRON],
        (Side::Requester, IlsCall::AcceptItem { .. } | IlsCall::RequestItem) => vec![PATRON, PICKUP, TITLE, AUTHOR],
        (Side::Supplier, IlsCall::RequestItem) => vec![BARCODE, RECORD],
        (Side::Supplier, IlsCall::CheckOutItem { .. } | IlsCall::CheckInItem { .. } | IlsCall::RenewItem { .. }) => {
            vec![BARCODE]
        }
        _ => Vec::new(),
    }
}

fn fields(request: &Request, names: &[(&'static str, &'static str)], barcode: &str) -> Vec<Field> {
    let (mut description, mut patron) = (description_of(request), patron_of(request));
    let barcode = match barcode.is_empty() {
        true => description.chosen_copy.clone().unwrap_or_default().barcode,
        false => barcode.to_owned(),
    };
    let value = |name: &str, description: &mut Description, patron: &mut PatronData| match name {
        "barcode" => barcode.clone(),
        _ => slot(description, patron, name).cloned().unwrap_or_default(),
    };
    names
        .iter()
        .map(|(name, label)| {
            let field = Field::line(name, label).with_value(value(name, &mut description, &mut patron));
            if is_needed(name) { field.needed() } else { field }
        })
        .collect()
}

fn is_needed(name: &str) -> bool {
    matches!(name, "patron_id" | "title")
}

fn missing(form: &Fields, names: &[(&'static str, &'static str)]) -> Option<FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut is_wrong = false;
    for (name, label) in names.iter().filter(|(name, _)| is_needed(name) && form.text(name).is_empty()) {
        errors.add(name, format!("{label}: this cannot be empty."));
        is_wrong = true;
    }
    is_wrong.then_some(errors)
}

fn slot<'a>(description: &'a mut Description, patron: &'a mut PatronData, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "patron_id" => &mut patron.patron_id,
        "pickup_location" => &mut patron.pickup_location,
        "title" => &mut description.title,
        "author" => &mut description.author,
        "edition" => &mut description.edition,
        "date" => &mut description.date,
        "isbn" => &mut description.isbn,
        "issn" => &mut description.issn,
        "component_title" => &mut description.component_title,
        "volume" => &mut description.volume,
        "issue" => &mut description.issue,
        "pages" => &mut description.pages,
        "record_id" => &mut description.record_id,
        _ => return None,
    })
}

/// The barcode of a piece: in the request, so that later calls name it, and in the call that waits.
async fn correct_piece(
    platform: &Platform,
    staff: &Staff,
    request: &Request,
    row: &OutboxRow,
    call: &IlsCall,
    form: &Fields,
) -> Result<(), PageError> {
    let barcode = form.text("barcode").to_owned();
    let Some(item) = call.item().filter(|_| side_of(request) == Side::Supplier && !barcode.is_empty()) else {
        return Ok(());
    };
    if ils::barcode_of(&row.payload).as_deref() == Some(barcode.as_str()) {
        return Ok(());
    }
    let (cause, command) =
        (Cause::person(&staff.person.username), supplier::Command::CorrectPiece { item, barcode: barcode.clone() });
    platform.command_supplier(request.library_id, request.id, command, cause).await?;
    let mut payload: serde_json::Value =
        serde_json::from_str(&row.payload).map_err(|fault| PageError::Broken(fault.to_string()))?;
    payload["barcode"] = json!(barcode);
    let outbox = platform.store().outbox();
    still_there(outbox.change(staff.library_id(), row.id, &payload.to_string(), platform.now()).await)
}

async fn correct_request(
    platform: &Platform,
    staff: &Staff,
    request: &Request,
    form: &Fields,
) -> Result<(), PageError> {
    let (mut description, mut patron) = (description_of(request), patron_of(request));
    let mut changed = Vec::new();
    for (name, label) in [PATRON, PICKUP, RECORD].into_iter().chain(CITATION) {
        let Some(typed) = form.given(name) else { continue };
        let Some(slot) = slot(&mut description, &mut patron, name).filter(|slot| *slot != typed) else { continue };
        typed.clone_into(slot);
        changed.push(label);
    }
    if let Some(barcode) = form.given("barcode").filter(|_| form.given("record_id").is_some()) {
        let copy = description.chosen_copy.take().unwrap_or_default();
        if copy.barcode != barcode {
            changed.push(BARCODE.1);
        }
        description.chosen_copy = Some(ChosenCopy { barcode: barcode.to_owned(), ..copy });
    }
    if changed.is_empty() {
        return Ok(());
    }
    let words = format!("Corrected: {}.", changed.join(", "));
    let patron = (side_of(request) == Side::Requester).then_some(patron);
    let cause = Cause { description: Some(description), patron, ..Cause::person(&staff.person.username) };
    Ok(platform.note(request, "command.correct", &words, false, cause).await?)
}
