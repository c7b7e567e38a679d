//! A patron's own requests: where they stand, in words that need no explanation, and what the patron can do about them.

mod show;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use lifecycle::requester::{Command, CommandKind};
use lifecycle::{Refusal, Side};
use store::Notice;

use super::desk::forms::{Fields, page};
use super::error::PageError;
use super::forms::{self, Said};
use super::layout::Layout;
use super::visitor::{Patron, check_form};
use crate::platform::Platform;
use crate::settings::Borrowing;
use crate::work::{AdvanceError, Cause, RequestView};
use show::{ListPage, RequestPage, Row};

/// Notices that the page of a request shows.
const NOTICES: i64 = 50;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/my/requests", get(list))
        .route("/my/requests/{number}", get(show))
        .route("/my/requests/{number}/{command}", post(command))
}

async fn list(State(platform): State<Platform>, patron: Patron, said: Said) -> Result<Response, PageError> {
    let requests = platform.store().requests().for_patron(patron.library_id(), patron_id(&patron)?).await?;
    let rows: Vec<Row> = requests.iter().filter_map(|request| Row::of(request, patron.zone())).collect();
    let layout = said.on(Layout::new(&patron.visitor, "/my/requests"));
    Ok(said.once(page(StatusCode::OK, &ListPage::new(layout, rows))?))
}

async fn show(
    State(platform): State<Platform>,
    patron: Patron,
    said: Said,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let view = own_request(&platform, &patron, &number).await?;
    let notices = notices(&platform, &patron, &view).await?;
    let borrowing: Borrowing = platform.section(patron.library_id()).await?;
    let layout = said.on(Layout::new(&patron.visitor, "/my/requests"));
    Ok(said.once(page(StatusCode::OK, &RequestPage::new(layout, &view, &notices, &borrowing, platform.now()))?))
}

/// The patron wants something done: cancel or renew. Fetching the document is a page of its own.
async fn command(
    State(platform): State<Platform>,
    patron: Patron,
    Path((number, command)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    check_form(&patron.person, fields.csrf())?;
    let view = own_request(&platform, &patron, &number).await?;
    let (command, words) = wanted(&command).ok_or(PageError::NotFound)?;
    let back = format!("/my/requests/{}", view.request.number);
    let cause = Cause::person(&patron.person.username);
    match platform.command_requester(patron.library_id(), view.request.id, command, cause).await {
        Ok(_) => Ok(forms::done(&back, words)),
        Err(AdvanceError::Refused(refusal)) => Ok(forms::not_done(&back, words_for_patron(refusal))),
        Err(fault) => Err(fault.into()),
    }
}

fn wanted(name: &str) -> Option<(Command, &'static str)> {
    match CommandKind::from_name(name)? {
        CommandKind::Cancel => Some((Command::Cancel, "You asked to cancel this request.")),
        CommandKind::Renew => Some((
            Command::Renew,
            "You asked to keep it longer. The library that lent it decides; you see the answer here.",
        )),
        _ => None,
    }
}

fn words_for_patron(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Policy(words) => words,
        _ => "This is no longer possible: the request has moved on in the meantime. You see below where it stands now.",
    }
}

/// The patron's own request. Somebody else's is as if it did not exist.
///
/// # Errors
/// [`PageError::NotFound`].
pub async fn own_request(platform: &Platform, patron: &Patron, number: &str) -> Result<RequestView, PageError> {
    let view = platform.request_view(patron.library_id(), number).await?;
    let is_own = view.side == Side::Requester && view.request.patron_id.as_deref() == Some(patron_id(patron)?);
    if is_own { Ok(view) } else { Err(PageError::NotFound) }
}

/// The id of the patron in the library system; an account without one has no requests.
fn patron_id(patron: &Patron) -> Result<&str, PageError> {
    let known = patron.person.patron_id.as_deref().filter(|id| !id.is_empty());
    known.ok_or(PageError::Forbidden)
}

/// What the patron was told, newest first; read from now on.
async fn notices(platform: &Platform, patron: &Patron, view: &RequestView) -> Result<Vec<Notice>, PageError> {
    let library = patron.library_id();
    let all = platform.store().notices().of_request(library, view.request.id, NOTICES).await?;
    let own: Vec<Notice> = all.into_iter().filter(|notice| notice.patron_id == patron.person.patron_id).collect();
    for notice in own.iter().filter(|notice| notice.read_at.is_none()) {
        platform.store().notices().mark_read(library, notice.id, platform.now()).await?;
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patrons_can_send_only_what_is_meant_for_them() {
        for kind in CommandKind::ALL {
            let by_form = wanted(kind.name()).is_some();
            let expected = kind.is_for_patron() && *kind != CommandKind::Downloaded;
            assert_eq!(by_form, expected, "{}", kind.name());
        }
        assert!(wanted("nonsense").is_none());
    }
}
