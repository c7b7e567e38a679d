//! The page of one request: where it stands, what can be done now, and everything that happened.

mod correct;
mod details;
mod show;
mod work;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use lifecycle::{LentItem, Refusal, Side, requester, supplier};
use store::{Change, NewDocument, NewEvent, Request, Step};

use super::commands::{CommandContext, SentCopy, named_copy, requester_command, supplier_command};
use super::desk::forms::{FieldErrors, Fields, LARGEST_COPY, Upload, page};
use super::error::PageError;
use super::forms::{Said, done, not_done};
use super::visitor::{Staff, check_form};
use crate::clock::days_in;
use crate::ils::chosen_item;
use crate::platform::Platform;
use crate::secrets;
use crate::settings::Lending;
use crate::work::{AdvanceError, Cause, ChosenCopy, Description, RequestView};
use show::{Refused, request_page};

/// The pages of a request.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/desk/requests/{number}", get(show_request))
        .route("/desk/requests/{number}/commands/{command}", post(command))
        .route("/desk/requests/{number}/correct", get(correct::show_request).post(correct::correct))
        .route("/desk/requests/{number}/calls/{row}/correct", get(correct::show_call).post(correct::correct_call))
        .route("/desk/requests/{number}/calls/{row}/{deed}", post(work::settle))
        .route("/desk/requests/{number}/seen", post(seen))
}

/// The address of a request's page.
#[must_use]
pub fn address(number: &str) -> String {
    format!("/desk/requests/{}", super::encode(number))
}

async fn show_request(
    staff: Staff,
    said: Said,
    State(platform): State<Platform>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let view = platform.request_view(staff.library_id(), &number).await?;
    let mut template = request_page(&platform, &staff, &view, None).await?;
    template.layout = said.on(template.layout);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

/// What needed attention was seen, and nothing has to be done about it.
async fn seen(
    staff: Staff,
    State(platform): State<Platform>,
    Path(number): Path<String>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let request = platform.store().requests().by_number(staff.library_id(), &number).await?;
    let event = NewEvent {
        actor: staff.person.username.clone(),
        name: "command.seen".to_owned(),
        words: format!("Seen: {}", request.attention.as_deref().unwrap_or("nothing needed attention.")),
        payload: "{}".to_owned(),
        next_state: request.state.clone(),
    };
    let mut step = Step { at: platform.now(), events: vec![event], ..Step::default() };
    step.changes.attention = Change::Clear;
    platform.store().requests().commit(&request, step).await?;
    Ok(done(&address(&number), "Noted: it needs no more attention."))
}

/// Why a command was not done.
#[derive(Debug)]
pub enum NotDone {
    /// The form is not filled in well.
    Form(FieldErrors),
    /// The request does not take the command.
    Advance(AdvanceError),
    /// There is no such command, or the store failed.
    Page(PageError),
}

impl From<FieldErrors> for NotDone {
    fn from(errors: FieldErrors) -> Self {
        Self::Form(errors)
    }
}

impl From<AdvanceError> for NotDone {
    fn from(fault: AdvanceError) -> Self {
        Self::Advance(fault)
    }
}

impl From<store::Error> for NotDone {
    fn from(fault: store::Error) -> Self {
        Self::Page(fault.into())
    }
}

async fn command(
    staff: Staff,
    State(platform): State<Platform>,
    Path((number, command)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let view = platform.request_view(staff.library_id(), &number).await?;
    let outcome = match view.side {
        Side::Requester => give_requester(&platform, &staff, &view, &command, &form).await,
        Side::Supplier => give_supplier(&platform, &staff, &view, &command, &form).await,
    };
    match outcome {
        Ok(words) => Ok(done(&address(&number), &words)),
        // Its form is no longer on the page, so there is no place for its errors.
        Err(NotDone::Form(_)) if !view.commands.iter().any(|offered| offered.name == command) => {
            Ok(not_done(&address(&number), Refusal::NotNow.words()))
        }
        Err(NotDone::Form(errors)) => {
            let refused = Refused { command: &command, form: &form, errors: &errors };
            page(StatusCode::UNPROCESSABLE_ENTITY, &request_page(&platform, &staff, &view, Some(refused)).await?)
        }
        Err(NotDone::Advance(AdvanceError::Refused(refusal))) => Ok(not_done(&address(&number), refusal.words())),
        Err(NotDone::Advance(fault)) => Err(fault.into()),
        Err(NotDone::Page(fault)) => Err(fault),
    }
}

/// Gives a command of the requesting side; returns what was done, in words.
///
/// # Errors
/// [`NotDone`].
pub async fn give_requester(
    platform: &Platform,
    staff: &Staff,
    view: &RequestView,
    name: &str,
    form: &Fields,
) -> Result<String, NotDone> {
    let kind = requester::CommandKind::from_name(name).ok_or(NotDone::Page(PageError::NotFound))?;
    let command = requester_command(kind, form)?;
    let words = command.describe();
    platform
        .command_requester(staff.library_id(), view.request.id, command, Cause::person(&staff.person.username))
        .await?;
    Ok(words)
}

/// Gives a command of the supplying side; returns what was done, in words.
///
/// # Errors
/// [`NotDone`].
pub async fn give_supplier(
    platform: &Platform,
    staff: &Staff,
    view: &RequestView,
    name: &str,
    form: &Fields,
) -> Result<String, NotDone> {
    let kind = supplier::CommandKind::from_name(name).ok_or(NotDone::Page(PageError::NotFound))?;
    let lending: Lending = platform.section(staff.library_id()).await?;
    let mut cause = Cause::person(&staff.person.username);
    let copy = match form.upload() {
        Some(upload) if kind == supplier::CommandKind::SendCopy => Some(keep_copy(platform, upload, &mut cause)?),
        _ => None,
    };
    let command = supplier_command(kind, form, copy, &context(view, &lending, platform.now()))?;
    if let supplier::Command::Ship { items, .. } = &command {
        refuse_lent_items(platform, &view.request, items).await?;
    }
    let is_promise = kind == supplier::CommandKind::Promise;
    // As with the look on the shelf: one promise at a time is looked over and made.
    let _turn = if is_promise { Some(platform.shelves().promises().await) } else { None };
    if let Some(copy) = named_copy(form, &context(view, &lending, platform.now())).filter(|_| is_promise) {
        refuse_promised_copy(platform, &view.request, &copy).await?;
        cause.items.extend(chosen_item(&copy));
        cause.description = Some(Description { chosen_copy: Some(copy), ..view.description.clone() });
    }
    let words = command.describe(&days_in(staff.zone()));
    platform.command_supplier(staff.library_id(), view.request.id, command, cause).await?;
    Ok(words)
}

/// What the forms of a request's commands are filled in with.
#[must_use]
pub fn context<'a>(view: &'a RequestView, lending: &Lending, now: i64) -> CommandContext<'a> {
    CommandContext {
        facts: &view.facts,
        chosen_copy: view.description.chosen_copy.as_ref(),
        loan_days: lending.loan_days,
        now,
        zone: &view.zone,
    }
}

/// The copy goes into the store with the step itself; the message carries an address that nobody can guess.
fn keep_copy(platform: &Platform, upload: &Upload, cause: &mut Cause) -> Result<SentCopy, FieldErrors> {
    if upload.bytes.is_empty() {
        return Err(FieldErrors::one("copy", "The file is empty. Choose another one."));
    }
    if upload.bytes.len() > LARGEST_COPY {
        return Err(FieldErrors::one(
            "copy",
            "The file is larger than 50 MB. Choose a smaller one, or scan at a lower resolution.",
        ));
    }
    let token = secrets::token();
    cause.documents.push(NewDocument {
        token_hash: secrets::digest(&token),
        filename: upload.filename.clone(),
        media_type: upload.media_type.clone(),
        bytes: upload.bytes.clone(),
    });
    Ok(SentCopy { address: format!("{}/documents/{token}", platform.options().public_address) })
}

/// A copy that is promised to another library is not promised again.
async fn refuse_promised_copy(platform: &Platform, request: &Request, copy: &ChosenCopy) -> Result<(), NotDone> {
    let promised = platform.promised_copies(request.library_id, Some(request.id)).await?;
    match !copy.barcode.is_empty() && promised.contains(&copy.barcode) {
        true => {
            Err(FieldErrors::one("barcode", "This copy is promised for another request. Choose another one.").into())
        }
        false => Ok(()),
    }
}

/// A piece that is out for another request cannot leave again: the wrong barcode was scanned.
async fn refuse_lent_items(platform: &Platform, request: &Request, items: &[LentItem]) -> Result<(), NotDone> {
    for item in items {
        let requests = platform.store().requests().by_barcode(request.library_id, &item.barcode).await?;
        let other =
            requests.iter().find(|other| other.outcome.is_none() && other.id != request.id && is_out(&other.state));
        if let Some(other) = other {
            let words = format!(
                "The item {} is out for request {}. Scan its return first, or another barcode.",
                item.barcode, other.number
            );
            return Err(FieldErrors::one("barcodes", words).into());
        }
    }
    Ok(())
}

/// Whether an item of a request in this state is away from the supplier.
#[must_use]
pub fn is_out(state: &str) -> bool {
    matches!(supplier::State::from_name(state), Some(supplier::State::Shipped | supplier::State::ReturnShipped))
}
