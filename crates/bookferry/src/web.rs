//! Everything that is reached over HTTP: pages for people, and the addresses that programs call.

pub mod assets;
mod bills;
mod commands;
mod desk;
mod desk_request;
mod documents;
mod error;
mod forms;
mod layout;
mod machine;
mod messages;
mod my_requests;
mod operator;
mod request_form;
mod scan;
mod search;
mod settings_pages;
mod settings_tests;
mod sign_in;
mod slips;
mod start;
mod title;
pub mod visitor;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::platform::Platform;
use error::PageError;

/// The largest form that is read, in bytes; a delivered copy is the largest.
const FORM_LIMIT: usize = 52 << 20;
/// No page loads anything from elsewhere, and none may be framed.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// All addresses of a platform.
pub fn router(platform: Platform) -> Router {
    let pages = Router::new()
        .merge(start::routes())
        .merge(sign_in::routes())
        .merge(search::routes())
        .merge(title::routes())
        .merge(request_form::routes())
        .merge(my_requests::routes())
        .merge(documents::routes())
        .merge(desk::routes())
        .merge(desk_request::routes())
        .merge(messages::routes())
        .merge(bills::routes())
        .merge(scan::routes())
        .merge(slips::routes())
        .merge(settings_pages::routes())
        .merge(settings_tests::routes())
        .merge(operator::routes())
        .route("/assets/{name}", get(assets::serve))
        .layer(middleware::from_fn(refuse_foreign_forms))
        .layer(header_layer(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header_layer(header::REFERRER_POLICY, "same-origin"))
        .layer(DefaultBodyLimit::max(FORM_LIMIT));
    pages
        .merge(machine::routes())
        .fallback(not_found)
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(CompressionLayer::new())
        .with_state(platform)
}

fn header_layer(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// A form that a browser sends from another site does nothing here, whatever cookie comes with it.
async fn refuse_foreign_forms(request: Request, next: Next) -> Response {
    match visitor::check_origin(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

async fn not_found() -> Response {
    PageError::NotFound.into_response()
}

/// A text as it may stand in the query of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    oai_pmh::encode_component(text)
}
