//! The test buttons of the settings: one real call with the values in the form, which are not saved.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;

use super::desk::forms::{FieldErrors, Fields, page};
use super::error::PageError;
use super::settings_pages::section::{FormSection, SectionPage};
use super::visitor::{Administrator, check_form};
use crate::ils::{TryOut, try_ncip, try_shelf};
use crate::platform::Platform;
use crate::settings::{AutoResponder, Availability, HostLms, LibrarySettings, LocalNcip, Section, Way, Z3950};

/// What the tests of the shelf need.
const WANTED: &str = "Enter an ISBN or a title.";

/// The addresses behind the test buttons.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route(&format!("/settings/{}/test", HostLms::NAME), post(test_host_lms))
        .route(&format!("/settings/{}/test", LocalNcip::NAME), post(test_local_ncip))
        .route(&format!("/settings/{}/test", Z3950::NAME), post(test_z3950))
        .route(&format!("/settings/{}/test", Availability::NAME), post(test_availability))
        .route(&format!("/settings/{}/test", AutoResponder::NAME), post(test_auto_responder))
}

async fn test_host_lms(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    let (host_lms, patron_id) = match typed::<HostLms>(&administrator, &form, "patron_id", "Enter the id of a patron.")?
    {
        Ok(typed) => typed,
        Err(errors) => return refuse::<HostLms>(&administrator, &form, &errors),
    };
    if host_lms.host_lms == "None" {
        return refuse::<HostLms>(
            &administrator,
            &form,
            &FieldErrors::one("host_lms", "Without a library system there is nothing to test."),
        );
    }
    let local_ncip: LocalNcip = platform.section(administrator.library_id()).await?;
    let outcome = try_ncip(&platform, &host_lms, &local_ncip, &patron_id).await;
    show::<HostLms>(&administrator, &form, outcome)
}

async fn test_local_ncip(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    let (local_ncip, patron_id) =
        match typed::<LocalNcip>(&administrator, &form, "patron_id", "Enter the id of a patron.")? {
            Ok(typed) => typed,
            Err(errors) => return refuse::<LocalNcip>(&administrator, &form, &errors),
        };
    let host_lms: HostLms = platform.section(administrator.library_id()).await?;
    let outcome = try_ncip(&platform, &host_lms, &local_ncip, &patron_id).await;
    show::<LocalNcip>(&administrator, &form, outcome)
}

async fn test_z3950(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    let (z3950, query) = match typed::<Z3950>(&administrator, &form, "query", WANTED)? {
        Ok(typed) => typed,
        Err(errors) => return refuse::<Z3950>(&administrator, &form, &errors),
    };
    let kept = platform.settings(administrator.library_id()).await?;
    let availability = Availability { order: vec![Way::Z3950], ..Availability::default() };
    let outcome =
        try_shelf(&platform, administrator.library_id(), &LibrarySettings { z3950, availability, ..kept }, &query)
            .await;
    show::<Z3950>(&administrator, &form, outcome)
}

async fn test_availability(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    let (typed, query) = match typed::<Availability>(&administrator, &form, "query", WANTED)? {
        Ok(typed) => typed,
        Err(errors) => return refuse::<Availability>(&administrator, &form, &errors),
    };
    let kept = platform.settings(administrator.library_id()).await?;
    let availability = typed.with_secrets_of(&kept.availability);
    let outcome =
        try_shelf(&platform, administrator.library_id(), &LibrarySettings { availability, ..kept }, &query).await;
    show::<Availability>(&administrator, &form, outcome)
}

async fn test_auto_responder(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    let words = "Enter an ISBN, a title or the number of a request.";
    let (auto_responder, query) = match typed::<AutoResponder>(&administrator, &form, "query", words)? {
        Ok(typed) => typed,
        Err(errors) => return refuse::<AutoResponder>(&administrator, &form, &errors),
    };
    let kept = platform.settings(administrator.library_id()).await?;
    let outcome =
        try_shelf(&platform, administrator.library_id(), &LibrarySettings { auto_responder, ..kept }, &query).await;
    show::<AutoResponder>(&administrator, &form, outcome)
}

/// The section as typed, and what the test is to look for.
fn typed<S: FormSection>(
    administrator: &Administrator,
    form: &Fields,
    question: &'static str,
    words: &str,
) -> Result<Result<(S, String), FieldErrors>, PageError> {
    check_form(&administrator.person, form.csrf())?;
    Ok(match (S::read(form), form.text(question)) {
        (Err(errors), _) => Err(errors),
        (Ok(_), "") => Err(FieldErrors::one(question, words)),
        (Ok(section), text) => Ok((section, text.to_owned())),
    })
}

fn refuse<S: FormSection>(
    administrator: &Administrator,
    form: &Fields,
    errors: &FieldErrors,
) -> Result<Response, PageError> {
    page(StatusCode::UNPROCESSABLE_ENTITY, &SectionPage::answered::<S>(administrator, form, errors))
}

/// The form as it was typed, with what the test showed. Nothing was changed, so there is no other page to go to.
fn show<S: FormSection>(administrator: &Administrator, form: &Fields, outcome: TryOut) -> Result<Response, PageError> {
    page(
        StatusCode::OK,
        &SectionPage::answered::<S>(administrator, form, &FieldErrors::default()).with_outcome(outcome),
    )
}
