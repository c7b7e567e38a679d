//! The buttons of a source: harvest now, stop, pause, resume, read everything again.

use axum::extract::State;
use axum::response::Response;
use store::{LibraryId, SourceId};

use super::pressed::Pressed;
use super::view::is_by_file;
use super::{ADDRESS, source_path};
use crate::jobs::{self, Wanted};
use crate::platform::Platform;
use crate::web::desk::forms::Fields;
use crate::web::error::PageError;
use crate::web::forms::{done, not_done};

/// Harvests what has changed.
pub async fn now(State(platform): State<Platform>, pressed: Pressed) -> Response {
    start(&platform, &pressed, Wanted::Changes)
}

/// Reads everything again.
pub async fn everything(State(platform): State<Platform>, pressed: Pressed) -> Response {
    start(&platform, &pressed, Wanted::Everything)
}

/// Stops the harvest that is going on, after its page.
pub async fn stop(
    State(platform): State<Platform>,
    Pressed { source, form, .. }: Pressed,
) -> Result<Response, PageError> {
    let back = back(&form, source.id);
    match jobs::stop(&platform, source.id) {
        true => {
            Ok(done(&back, "The harvest stops after the page that it is reading. The next one goes on from there."))
        }
        false => Ok(not_done(&back, "No harvest is going on.")),
    }
}

/// Nothing is fetched until somebody resumes the source.
pub async fn pause(
    State(platform): State<Platform>,
    Pressed { source, form, .. }: Pressed,
) -> Result<Response, PageError> {
    jobs::pause(&platform, source.library_id, source.id).await?;
    Ok(done(&back(&form, source.id), "Paused. Nothing is fetched until somebody resumes it."))
}

/// The source follows its schedule again.
pub async fn resume(
    State(platform): State<Platform>,
    Pressed { source, form, .. }: Pressed,
) -> Result<Response, PageError> {
    jobs::resume(&platform, source.library_id, source.id).await?;
    Ok(done(&back(&form, source.id), "Resumed. The source follows its schedule again."))
}

fn start(platform: &Platform, Pressed { source, form, .. }: &Pressed, wanted: Wanted) -> Response {
    let back = back(form, source.id);
    if is_by_file(source) {
        return not_done(&back, "This source has no address. Upload a file on its page.");
    }
    if source.paused {
        return not_done(&back, "The source is paused. Resume it first.");
    }
    if jobs::progress(platform, source.id).is_some() {
        return not_done(&back, "This source is being harvested already.");
    }
    start_harvest(platform, source.library_id, source.id, wanted);
    done(&back, "The harvest was started.")
}

/// Reads the holdings of a source anew; it goes on by itself.
pub fn start_remap(platform: &Platform, library: LibraryId, source: SourceId) {
    let platform = platform.clone();
    tokio::spawn(async move {
        if let Err(fault) = jobs::remap(&platform, library, source).await {
            tracing::warn!(%source, %fault, "holdings could not be read anew");
        }
    });
}

/// The page with the button that was pressed.
fn back(form: &Fields, source: SourceId) -> String {
    if form.text("back") == "list" { ADDRESS.to_owned() } else { source_path(source) }
}

/// Starts a harvest that goes on by itself; what goes wrong is kept with the source.
pub fn start_harvest(platform: &Platform, library: LibraryId, source: SourceId, wanted: Wanted) {
    let platform = platform.clone();
    tokio::spawn(async move {
        if let Err(fault) = jobs::harvest_now(&platform, library, source, wanted).await {
            tracing::warn!(%source, %fault, "a harvest failed");
        }
    });
}
