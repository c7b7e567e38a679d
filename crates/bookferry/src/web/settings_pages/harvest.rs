//! Harvest: where the records of a library come from, how far they are, and what to do when something stands in the way.

mod actions;
mod bytes;
mod chart;
mod connection;
mod file_list;
mod holdings_view;
mod identity;
mod list;
mod live;
mod pressed;
mod quarantine;
mod records;
mod removals;
mod runs;
mod schedule;
mod source;
mod upload;
mod view;
mod words;

use axum::Router;
use axum::routing::{get, post};
use store::{Source, SourceId};

use crate::jobs;
use crate::platform::Platform;
use crate::web::error::PageError;
use crate::web::visitor::Administrator;

pub use actions::start_remap;
pub use view::SourceView;

/// The address of the list of sources.
const ADDRESS: &str = "/settings/harvest";

/// The harvest pages and their forms.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route(ADDRESS, get(list::show))
        .route("/settings/harvest/{source}", get(source::show))
        .route("/settings/harvest/{source}/live", get(source::live))
        .route("/settings/harvest/{source}/now", post(actions::now))
        .route("/settings/harvest/{source}/everything", post(actions::everything))
        .route("/settings/harvest/{source}/stop", post(actions::stop))
        .route("/settings/harvest/{source}/pause", post(actions::pause))
        .route("/settings/harvest/{source}/resume", post(actions::resume))
        .route("/settings/harvest/{source}/schedule", post(schedule::save))
        .merge(upload::routes())
        .merge(connection::routes())
        .merge(quarantine::routes())
        .merge(removals::routes())
        .merge(records::routes())
}

/// The source of this number, if it is the library's own.
async fn own_source(platform: &Platform, administrator: &Administrator, source: &str) -> Result<Source, PageError> {
    let id = SourceId(source.parse().map_err(|_| PageError::NotFound)?);
    Ok(platform.store().sources().by_id(administrator.library_id(), id).await?)
}

/// The address of a source's page.
fn source_path(source: SourceId) -> String {
    format!("{ADDRESS}/{source}")
}

/// A source as pages show it at this moment.
fn source_view(platform: &Platform, administrator: &Administrator, source: &Source) -> SourceView {
    SourceView::of(source, jobs::progress(platform, source.id).as_ref(), platform.now(), administrator.zone())
}
