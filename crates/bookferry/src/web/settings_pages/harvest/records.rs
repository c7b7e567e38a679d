//! One record of a source: what it says, what was read from it, what happened to it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use marc::Record as Marc;
use serde::Deserialize;
use store::{Record, RecordEvent, Source};

use super::connection::title_of;
use super::holdings_view::HoldingView;
use super::pressed::Pressed;
use super::view::SourceView;
use super::{own_source, source_path, source_view};
use crate::catalogue::{StoredHolding, stored_record};
use crate::jobs::{self, HarvestError, Retried, SourceKind};
use crate::platform::Platform;
use crate::web::desk::forms::page;
use crate::web::desk::rows::When;
use crate::web::encode;
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::Administrator;

/// The look-up, and the button on it.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/settings/harvest/{source}/records", get(show))
        .route("/settings/harvest/{source}/records/refresh", post(refresh))
}

#[derive(Template)]
#[template(path = "settings/harvest/records.html")]
struct RecordsPage {
    layout: Layout,
    source: SourceView,
    q: String,
    nothing: Option<String>,
    /// What happened to a record that is here no more.
    past: Vec<EventView>,
    record: Option<RecordView>,
}

/// One record.
struct RecordView {
    id: String,
    title: String,
    first_seen: When,
    changed: When,
    datestamp: String,
    /// Where the title is found by everybody.
    title_page: String,
    holdings: Vec<HoldingView>,
    fields: Vec<FieldView>,
    history: Vec<EventView>,
}

/// One field of a record.
struct FieldView {
    tag: String,
    indicators: String,
    /// Subfield codes and values; a control field has one value without a code.
    parts: Vec<(String, String)>,
}

/// Something that happened to a record.
struct EventView {
    at: When,
    words: String,
}

/// What to look up.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path(source): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let q = wanted.q.trim().to_owned();
    let found = find(&platform, &source, &q).await?;
    let record = match &found {
        Some(record) => Some(record_view(&platform, administrator.zone(), &source, record).await?),
        None => None,
    };
    let past = match &found {
        Some(_) => Vec::new(),
        None => history(&platform, administrator.zone(), &source, &q).await?,
    };
    let template = RecordsPage {
        layout: said.on(Layout::new(&administrator.visitor, &format!("{}/records", source_path(source.id)))),
        nothing: (record.is_none() && !q.is_empty()).then(|| nothing_words(&source, &q)),
        source: source_view(&platform, &administrator, &source),
        q,
        past,
        record,
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn refresh(
    State(platform): State<Platform>,
    Pressed { source, form, .. }: Pressed,
) -> Result<Response, PageError> {
    let id = form.text("record");
    let address = format!("{}/records?q={}", source_path(source.id), encode(id));
    match jobs::refresh_record(&platform, source.library_id, source.id, id).await {
        Ok(Retried::TakenIn) => Ok(done(&address, "The source was asked. This is the record as it stands there now.")),
        Ok(Retried::Removed) => Ok(done(&address, "The source says that the record is gone. It was removed here too.")),
        Ok(Retried::StillBad(reason)) => Ok(not_done(
            &address,
            &format!("The source sent a record that cannot be read: {reason}. It is in quarantine."),
        )),
        Err(HarvestError::Store(fault)) => Err(fault.into()),
        Err(fault) => Ok(not_done(&address, &format!("The record was not fetched: {fault}."))),
    }
}

/// The record of this number, or the one with an item of this barcode.
async fn find(platform: &Platform, source: &Source, q: &str) -> Result<Option<Record>, PageError> {
    if q.is_empty() {
        return Ok(None);
    }
    let records = platform.store().records();
    if let Some(record) = records.of_source(source.id, q).await? {
        return Ok(Some(record));
    }
    let items = platform.store().items().by_barcode(source.library_id, q).await?;
    match items.into_iter().find(|found| found.source_id == source.id) {
        Some(found) => Ok(records.of_source(source.id, &found.source_record_id).await?),
        None => Ok(None),
    }
}

fn nothing_words(source: &Source, q: &str) -> String {
    if SourceKind::of(&source.settings) != SourceKind::OaiPmh {
        return format!(
            "{} has no record with the number {q} and no item with the barcode {q}. Look on the page of the source whether the file that has it was read.",
            source.settings.name
        );
    }
    format!(
        "{} has no record with the number {q} and no item with the barcode {q}. Look in Alma whether the title is in the set of the publishing profile, and whether the profile has run since it was added: Resources > Publishing > Publishing Profiles.",
        source.settings.name
    )
}

async fn history(platform: &Platform, zone: &TimeZone, source: &Source, id: &str) -> Result<Vec<EventView>, PageError> {
    let events = platform.store().records().history(source.library_id, id).await?;
    Ok(events.iter().map(|event| EventView::of(event, zone)).collect())
}

async fn record_view(
    platform: &Platform,
    zone: &TimeZone,
    source: &Source,
    record: &Record,
) -> Result<RecordView, PageError> {
    let marc = stored_record(&record.marc);
    Ok(RecordView {
        id: record.source_record_id.clone(),
        title: marc.as_ref().map_or_else(|| "A record that cannot be read".to_owned(), title_of),
        first_seen: When::minute(record.created_at, zone),
        changed: When::minute(record.updated_at, zone),
        datestamp: record.datestamp.clone(),
        title_page: format!("/title/{}", record.cluster_id),
        holdings: HoldingView::all(StoredHolding::read(&record.holdings)),
        fields: marc.iter().flat_map(fields).collect(),
        history: history(platform, zone, source, &record.source_record_id).await?,
    })
}

fn fields(record: &Marc) -> Vec<FieldView> {
    let leader = FieldView {
        tag: "LDR".to_owned(),
        indicators: String::new(),
        parts: vec![(String::new(), record.leader().to_string())],
    };
    std::iter::once(leader).chain(record.all_fields().map(FieldView::of)).collect()
}

impl FieldView {
    fn of(field: marc::Field<'_>) -> Self {
        let tag = field.tag().to_string();
        if field.is_control() {
            return Self { tag, indicators: String::new(), parts: vec![(String::new(), field.text().to_owned())] };
        }
        Self {
            tag,
            indicators: field
                .indicators()
                .iter()
                .map(|indicator| if *indicator == ' ' { '#' } else { *indicator })
                .collect(),
            parts: field.subfields().map(|subfield| (subfield.code.to_string(), subfield.value.to_owned())).collect(),
        }
    }
}

impl EventView {
    fn of(event: &RecordEvent, zone: &TimeZone) -> Self {
        let words = match event.what.as_str() {
            "changed" => "The record changed",
            "holdings changed" => "Its holdings or items changed",
            "deleted" => "It was removed",
            "restored" => "It came back",
            other => other,
        };
        let by = if event.run.is_none() { ", by hand" } else { "" };
        Self { at: When::minute(event.at, zone), words: format!("{words}{by}.") }
    }
}
