//! A file of records that is loaded into a source.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::pressed::Pressed;
use super::source_path;
use super::words::{counted, grouped};
use crate::jobs::{self, Content, FileCounts, HarvestError};
use crate::platform::Platform;
use crate::web::desk::field::Field;
use crate::web::desk::forms::LARGEST_COPY;
use crate::web::error::PageError;
use crate::web::forms::{done, not_done};

/// The form's address.
pub fn routes() -> Router<Platform> {
    Router::new().route("/settings/harvest/{source}/file", post(load))
}

/// The field for the file.
#[must_use]
pub fn field() -> Field {
    Field::file("file", "File of records")
        .with_hint(format!(
            "ISO 2709 (.mrc), MARCXML, MARC-in-JSON or breaker text, plain, as .gz, .zip or .tar, at most {} MB. Larger files: bookferry index load, on the machine of the platform.",
            LARGEST_COPY >> 20
        ))
        .needed()
}

async fn load(State(platform): State<Platform>, Pressed { source, form, .. }: Pressed) -> Result<Response, PageError> {
    let back = source_path(source.id);
    let Some(file) = form.into_upload().filter(|file| !file.bytes.is_empty()) else {
        return Ok(not_done(&back, "No file was chosen, or it is empty. Choose a file of records and load it."));
    };
    let content = Content::Bytes(file.bytes);
    match jobs::load_file(&platform, source.library_id, source.id, &file.filename, content).await {
        Ok(loaded) => Ok(said(&back, &file.filename, &loaded)),
        Err(HarvestError::Store(fault)) => Err(fault.into()),
        Err(fault) => Ok(not_done(&back, &format!("{} was not loaded: {fault}.", file.filename))),
    }
}

/// What a file brought, with a warning where not all of it could be read.
fn said(back: &str, filename: &str, loaded: &FileCounts) -> Response {
    let counts = &loaded.counts;
    let words = format!(
        "{filename} was loaded: {} new, {} changed, {} unchanged, {} deleted.",
        grouped(counts.new),
        grouped(counts.changed),
        grouped(counts.unchanged),
        grouped(counts.deleted)
    );
    match loaded.bad {
        0 => done(back, &words),
        bad => {
            let bad = counted(i64::try_from(bad).unwrap_or(i64::MAX), "record");
            not_done(back, &format!("{words} {bad} could not be read: see the quarantine."))
        }
    }
}
