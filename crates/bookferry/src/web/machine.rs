//! Addresses that programs call: ISO 18626 messages, health, metrics, the description of the API.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::partners::{Receipt, receive};
use crate::platform::Platform;

/// The largest message that is read, in bytes.
const MESSAGE_LIMIT: usize = 1 << 20;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/iso18626", post(message).layer(DefaultBodyLimit::max(MESSAGE_LIMIT)))
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
            "/healthz": plain("The process answers"),
            "/readyz": plain("The store answers as well"),
            "/metrics": plain("Counts in the Prometheus text format"),
            "/api/v1/openapi.json": plain("This document")
        }
    });
    ([(header::CONTENT_TYPE, "application/json")], format!("{document:#}\n")).into_response()
}
