//! The few static files, compiled in and served under a name that changes with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::secrets;

const STYLESHEET: &str = include_str!("../../assets/bookferry.css");
const HTMX: &str = include_str!("../../assets/htmx-4.0.1.min.js");
const SCRIPT: &str = include_str!("../../assets/bookferry.js");
const ICON: &str = include_str!("../../assets/icon.svg");

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset { name: "bookferry.css", media_type: "text/css; charset=utf-8", content: STYLESHEET },
    Asset { name: "htmx.js", media_type: "text/javascript; charset=utf-8", content: HTMX },
    Asset { name: "bookferry.js", media_type: "text/javascript; charset=utf-8", content: SCRIPT },
    Asset { name: "icon.svg", media_type: "image/svg+xml", content: ICON },
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all: String = ASSETS.iter().map(|asset| asset.content).collect();
    secrets::digest(&all).chars().take(12).collect()
});

/// The address of an asset, with the version that lets browsers keep it.
#[must_use]
pub fn address(name: &str) -> String {
    format!("/assets/{name}?v={}", *VERSION)
}

/// The stylesheet, for hosts of other pages such as the simulated Alma's.
#[must_use]
pub fn stylesheet() -> &'static str {
    STYLESHEET
}

/// Serves one asset.
pub async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
