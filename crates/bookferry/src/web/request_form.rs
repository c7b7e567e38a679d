//! Asking for something: the form, blank or filled in from a title or a link, and what happens when it is sent.

mod link;
mod show;
mod wish;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use super::desk::forms::{FieldErrors, Fields, page};
use super::error::PageError;
use super::forms::{self, Said};
use super::layout::Layout;
use super::visitor::{Patron, check_form};
use crate::catalogue::TitleView;
use crate::platform::Platform;
use crate::secrets;
use crate::settings::Borrowing;
use crate::work::{AskError, Description, NewAsk, PatronData};
use link::Link;
use show::{Refusal, RequestPage};

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/request/new", get(new))
        .route("/request", post(send))
        .route("/openurl/{library}", get(openurl))
}

/// The form, blank or filled in by the query of its address.
async fn new(
    State(platform): State<Platform>,
    patron: Patron,
    said: Said,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let pairs = oai_pmh::decode_query(&query.unwrap_or_default());
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let filled_in = Fields::from_pairs(&pairs);
    let chosen = chosen_title(&platform, &filled_in).await?;
    let form = form(&platform, &patron, &said, &filled_in, &FieldErrors::default(), chosen.as_ref()).await?;
    Ok(said.once(page(StatusCode::OK, &form)?))
}

/// The form, filled in by a link of a discovery system.
async fn openurl(
    State(platform): State<Platform>,
    patron: Patron,
    said: Said,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let library = platform.store().libraries().by_code(&code).await?.ok_or(PageError::NotFound)?;
    if library.id != patron.library_id() {
        let words = format!(
            "This link is for patrons of {}. Sign out, then sign in with an account of that library.",
            library.name
        );
        return Err(PageError::Refused(words));
    }
    let link = Link::read(&query.unwrap_or_default());
    let chosen = link::matching_title(&platform, &link.description()).await?;
    let form = form(&platform, &patron, &said, &link.fields, &FieldErrors::default(), chosen.as_ref()).await?;
    Ok(said.once(page(StatusCode::OK, &form.after_link(link))?))
}

/// The form was sent.
async fn send(State(platform): State<Platform>, patron: Patron, fields: Fields) -> Result<Response, PageError> {
    check_form(&patron.person, fields.csrf())?;
    let chosen = chosen_title(&platform, &fields).await?;
    let errors = wish::too_long(&fields);
    if errors != FieldErrors::default() {
        return again(&platform, &patron, &fields, &errors, chosen.as_ref(), None).await;
    }
    let ask = new_ask(&platform, &patron, &fields, chosen.as_ref()).await?;
    match platform.ask(ask).await {
        Ok(request) => Ok(forms::done(
            &format!("/my/requests/{}", request.number),
            "Your request was sent. You see here how it goes on.",
        )),
        Err(AskError::Store(fault)) => Err(fault.into()),
        Err(AskError::Missing { field, words }) if show::has_field(field) => {
            again(&platform, &patron, &fields, &FieldErrors::one(field, words), chosen.as_ref(), None).await
        }
        Err(refused) => {
            again(&platform, &patron, &fields, &FieldErrors::default(), chosen.as_ref(), Some(refused.into())).await
        }
    }
}

/// The form once more, with what was typed and what is wrong with it.
async fn again(
    platform: &Platform,
    patron: &Patron,
    fields: &Fields,
    errors: &FieldErrors,
    chosen: Option<&TitleView>,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let form = form(platform, patron, &Said::default(), fields, errors, chosen).await?;
    page(StatusCode::UNPROCESSABLE_ENTITY, &form.refused(refusal))
}

async fn form(
    platform: &Platform,
    patron: &Patron,
    said: &Said,
    fields: &Fields,
    errors: &FieldErrors,
    chosen: Option<&TitleView>,
) -> Result<RequestPage, PageError> {
    let layout = said.on(Layout::new(&patron.visitor, "/search"));
    let borrowing: Borrowing = platform.section(patron.library_id()).await?;
    let form_key = form_key(fields).map_or_else(secrets::token, str::to_owned);
    Ok(RequestPage::new(layout, fields, errors, chosen, &borrowing, form_key))
}

/// The title that the form names, if it names one that is still there.
async fn chosen_title(platform: &Platform, fields: &Fields) -> Result<Option<TitleView>, store::Error> {
    match fields.text("cluster").parse() {
        Ok(cluster) => platform.catalogue().title(platform.store(), cluster).await,
        Err(_) => Ok(None),
    }
}

async fn new_ask(
    platform: &Platform,
    patron: &Patron,
    fields: &Fields,
    chosen: Option<&TitleView>,
) -> Result<NewAsk, PageError> {
    let borrowing: Borrowing = platform.section(patron.library_id()).await?;
    let service_type = wish::service_type(fields);
    Ok(NewAsk {
        library: patron.library_id(),
        patron: PatronData {
            patron_id: patron.person.patron_id.clone().unwrap_or_default(),
            name: patron.person.name.clone(),
            pickup_location: wish::pickup_location(fields, &borrowing.pickup_locations),
            pickup_words: wish::pickup_words(fields, &borrowing),
        },
        service_type,
        description: Description {
            service_level: wish::service_level(fields, &borrowing),
            ..wish::description(fields, chosen, service_type)
        },
        form_key: form_key(fields).ok_or_else(unmarked_form)?.to_owned(),
        actor: patron.person.username.clone(),
    })
}

/// The key that makes two sendings of one form one request; only a key that we made counts.
fn form_key(fields: &Fields) -> Option<&str> {
    let key = fields.text("form_key");
    (key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(key)
}

fn unmarked_form() -> PageError {
    PageError::BadForm("The form did not arrive whole. Go back, reload the page, and send it again.".to_owned())
}
