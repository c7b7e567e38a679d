//! Addresses that programs call: ISO 18626 messages, NCIP and webhooks of library systems, health, metrics, the description of the API.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use store::Library;

use crate::ils::{Heard, hear_ncip, hear_webhook};
use crate::partners::{Receipt, receive};
use crate::platform::Platform;

/// The largest message that is read, in bytes.
const MESSAGE_LIMIT: usize = 1 << 20;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/iso18626", post(message).layer(DefaultBodyLimit::max(MESSAGE_LIMIT)))
        .route("/ncip/{library}", post(ncip_message).layer(DefaultBodyLimit::max(MESSAGE_LIMIT)))
        .route("/webhooks/alma/{library}", get(challenge).post(webhook).layer(DefaultBodyLimit::max(MESSAGE_LIMIT)))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/api/v1/openapi.json", get(openapi))
}

/// Receives an ISO 18626 message and answers with its confirmation.
async fn message(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.starts_with("application/xml") && !media_type.starts_with("text/xml") {
        let words = "send the message as application/xml; charset=utf-8\n";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, words).into_response();
    }
    match receive(&platform, &body).await {
        Receipt::Confirmation(xml) => ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response(),
        Receipt::TryAgain => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")], "try again later\n").into_response()
        }
    }
}

/// Receives an NCIP message of a library's own system. As Alma does, the type of the content is not looked at.
async fn ncip_message(State(platform): State<Platform>, Path(code): Path<String>, body: Bytes) -> Response {
    match member(&platform, &code).await {
        Ok(Some(library)) => match hear_ncip(&platform, &library, &body).await {
            Ok(xml) => ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response(),
            Err(fault) => try_again(&fault),
        },
        Ok(None) => no_such_library(&code),
        Err(fault) => try_again(&fault),
    }
}

#[derive(Deserialize)]
struct Challenge {
    challenge: String,
}

/// Alma asks once whether the address is ours.
async fn challenge(Query(asked): Query<Challenge>) -> Response {
    let echo = json!({ "challenge": asked.challenge }).to_string();
    ([(header::CONTENT_TYPE, "application/json")], echo).into_response()
}

async fn webhook(
    State(platform): State<Platform>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signature = headers.get("x-exl-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let library = match member(&platform, &code).await {
        Ok(Some(library)) => library,
        Ok(None) => return no_such_library(&code),
        Err(fault) => return try_again(&fault),
    };
    match hear_webhook(&platform, &library, signature, &body).await {
        Ok(Heard::Taken(words)) => format!("{words}\n").into_response(),
        Ok(Heard::Unsigned) => {
            let words = "the signature does not fit the secret that is set here: Settings, Webhooks\n";
            (StatusCode::UNAUTHORIZED, words).into_response()
        }
        Ok(Heard::Unreadable(words)) => (StatusCode::BAD_REQUEST, format!("not an event: {words}\n")).into_response(),
        Err(fault) => try_again(&fault),
    }
}

/// The member with this code, in large or small letters.
async fn member(platform: &Platform, code: &str) -> Result<Option<Library>, store::Error> {
    platform.store().libraries().by_code(&code.to_uppercase()).await
}

fn no_such_library(code: &str) -> Response {
    (StatusCode::NOT_FOUND, format!("no library here has the code {code}\n")).into_response()
}

fn try_again(fault: &store::Error) -> Response {
    tracing::error!(%fault, "a message could not be stored");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")], "try again later\n").into_response()
}

/// Ready when the store answers.
async fn ready(State(platform): State<Platform>) -> Response {
    match platform.store().outbox().backlog().await {
        Ok(_) => "ready\n".into_response(),
        Err(fault) => (StatusCode::SERVICE_UNAVAILABLE, format!("{fault}\n")).into_response(),
    }
}

/// Counts for Prometheus, read from the store at each call: they survive a restart and are the same on every node.
async fn metrics(State(platform): State<Platform>) -> Response {
    match crate::metrics::text(&platform).await {
        Ok(text) => ([(header::CONTENT_TYPE, crate::metrics::MEDIA_TYPE)], text).into_response(),
        Err(fault) => (StatusCode::SERVICE_UNAVAILABLE, format!("{fault}\n")).into_response(),
    }
}

/// The description of the addresses for programs (OpenAPI 3.1).
async fn openapi() -> Response {
    let plain = |words: &str| json!({ "get": { "summary": words, "responses": { "200": { "description": "OK" } } } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Bookferry", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "paths": {
            "/iso18626": { "post": {
                "summary": "Receives one ISO 18626 message (editions 1.1, 1.2, 2021) and answers with its confirmation",
                "requestBody": { "required": true, "content": { "application/xml": { "schema": { "type": "string" } } } },
                "responses": {
                    "200": { "description": "The confirmation, also when its messageStatus is ERROR", "content": { "application/xml": { "schema": { "type": "string" } } } },
                    "413": { "description": "The message is larger than 1 MiB" },
                    "415": { "description": "The message was not sent as XML" },
                    "503": { "description": "The message could not be stored; send it again" }
                }
            } },
            "/ncip/{library}": { "post": {
                "summary": "Receives one NCIP message of a library's own system (RenewItem of Alma) and answers with its response",
                "parameters": [{ "name": "library", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "required": true, "content": { "application/xml": { "schema": { "type": "string" } } } },
                "responses": {
                    "200": { "description": "The response, also when it is a problem" },
                    "404": { "description": "No library has this code" },
                    "503": { "description": "The message could not be stored; send it again" }
                }
            } },
            "/webhooks/alma/{library}": { "post": {
                "summary": "Receives one event of Alma's webhooks, signed in X-Exl-Signature",
                "parameters": [{ "name": "library", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object" } } } },
                "responses": {
                    "200": { "description": "Taken" },
                    "401": { "description": "The signature does not fit" },
                    "503": { "description": "The event could not be stored; send it again" }
                }
            } },
            "/healthz": plain("The process answers"),
            "/readyz": plain("The store answers as well"),
            "/metrics": plain("Counts in the Prometheus text format"),
            "/api/v1/openapi.json": plain("This document")
        }
    });
    ([(header::CONTENT_TYPE, "application/json")], format!("{document:#}\n")).into_response()
}
