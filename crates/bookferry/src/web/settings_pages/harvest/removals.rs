//! Removals that wait: many records of a source would disappear at once, and a person says whether they shall.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::{HeldRemoval, Source};

use super::connection::title_of;
use super::pressed::Pressed;
use super::view::SourceView;
use super::words::{counted, grouped};
use super::{own_source, source_path, source_view};
use crate::catalogue::stored_record;
use crate::jobs::{self, FetchSettings, HarvestError};
use crate::platform::Platform;
use crate::web::desk::forms::page;
use crate::web::encode;
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::Administrator;

/// Removals that are shown: enough to see what they have in common.
const SAMPLE: i64 = 50;

/// The page and its two answers.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/settings/harvest/{source}/removals", get(show))
        .route("/settings/harvest/{source}/removals/apply", post(apply))
        .route("/settings/harvest/{source}/removals/drop", post(keep))
}

#[derive(Template)]
#[template(path = "settings/harvest/removals.html")]
struct RemovalsPage {
    layout: Layout,
    source: SourceView,
    headline: String,
    caption: String,
    guard: String,
    rows: Vec<Row>,
}

/// A record that would disappear.
struct Row {
    record: String,
    /// The record as part of an address.
    query: String,
    title: String,
    why: String,
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path(source): Path<String>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let held = platform.store().records().held_removals(source.library_id, source.id, SAMPLE).await?;
    let mut rows = Vec::with_capacity(held.len());
    for removal in &held {
        rows.push(row(&platform, &source, removal).await?);
    }
    let template = RemovalsPage {
        layout: said.on(Layout::new(&administrator.visitor, &format!("{}/removals", source_path(source.id)))),
        headline: headline(&source),
        caption: caption(source.held_removals, rows.len()),
        guard: format!(
            "{} % of the records of the source",
            FetchSettings::read(&source.settings.fetch).removal_guard_percent
        ),
        source: source_view(&platform, &administrator, &source),
        rows,
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn apply(State(platform): State<Platform>, Pressed { source, .. }: Pressed) -> Result<Response, PageError> {
    match jobs::apply_removals(&platform, source.library_id, source.id).await {
        Ok(removed) => Ok(done(&source_path(source.id), &format!("{} removed.", counted(removed, "record")))),
        Err(fault) => not_now(&source, fault),
    }
}

async fn keep(State(platform): State<Platform>, Pressed { source, .. }: Pressed) -> Result<Response, PageError> {
    match jobs::drop_removals(&platform, source.library_id, source.id).await {
        Ok(kept) => {
            let kept = counted(i64::try_from(kept).unwrap_or(i64::MAX), "record");
            Ok(done(&source_path(source.id), &format!("{kept} kept.")))
        }
        Err(fault) => not_now(&source, fault),
    }
}

/// Somebody works on the source at this moment, or the store failed.
fn not_now(source: &Source, fault: HarvestError) -> Result<Response, PageError> {
    match fault {
        HarvestError::Store(fault) => Err(fault.into()),
        other => Ok(not_done(
            &format!("{}/removals", source_path(source.id)),
            &format!("Not now: {other}. Try again when it has ended."),
        )),
    }
}

fn headline(source: &Source) -> String {
    format!("{} of {} would disappear.", grouped(source.held_removals), counted(source.record_count, "record"))
}

fn caption(held: i64, shown: usize) -> String {
    match i64::try_from(shown) {
        Ok(shown) if shown < held => format!("The first {shown} of {}", grouped(held)),
        _ => "All of them".to_owned(),
    }
}

async fn row(platform: &Platform, source: &Source, removal: &HeldRemoval) -> Result<Row, PageError> {
    let record = platform.store().records().of_source(source.id, &removal.source_record_id).await?;
    let title = record.and_then(|record| stored_record(&record.marc)).map(|marc| title_of(&marc));
    Ok(Row {
        record: removal.source_record_id.clone(),
        query: encode(&removal.source_record_id),
        title: title.unwrap_or_default(),
        why: removal.why.clone(),
    })
}
