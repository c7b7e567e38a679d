//! The quarantine of a source: records that could not be read, as they came.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{QuarantineId, Quarantined, Source};

use super::pressed::Pressed;
use super::view::SourceView;
use super::words::{counted, size};
use super::{bytes, own_source, source_path, source_view};
use crate::jobs::{self, HarvestError, Retried};
use crate::platform::Platform;
use crate::web::desk::forms::page;
use crate::web::desk::rows::When;
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::Administrator;

/// Records of one page of the list.
const PAGE: i64 = 50;
/// Bytes of a record that its page shows; the file has them all.
const SHOWN: usize = 16_384;

/// The list, one record, and what can be done with them.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/settings/harvest/{source}/quarantine", get(list))
        .route("/settings/harvest/{source}/quarantine/retry", post(retry_all))
        .route("/settings/harvest/{source}/quarantine/{record}", get(one))
        .route("/settings/harvest/{source}/quarantine/{record}/raw", get(raw))
        .route("/settings/harvest/{source}/quarantine/{record}/retry", post(retry))
        .route("/settings/harvest/{source}/quarantine/{record}/dismiss", post(dismiss))
}

#[derive(Template)]
#[template(path = "settings/harvest/quarantine.html")]
struct QuarantinePage {
    layout: Layout,
    source: SourceView,
    total: String,
    rows: Vec<Row>,
    is_first_page: bool,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "settings/harvest/quarantined.html")]
struct RecordPage {
    layout: Layout,
    source: SourceView,
    row: Row,
    shown: String,
    is_text: bool,
    is_cut_here: bool,
    is_cut_when_kept: bool,
}

/// One record in the list.
struct Row {
    id: i64,
    record: String,
    reason: String,
    at: When,
    size: String,
}

/// From where the list goes on; 0: from the start.
#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: i64,
}

async fn list(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path(source): Path<String>,
    Query(from): Query<After>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let found =
        platform.store().quarantine().of_source(source.library_id, source.id, QuarantineId(from.after), PAGE).await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|rows| rows == PAGE);
    let last = found.last().map(|record| record.id).filter(|_| is_full);
    let address = format!("{}/quarantine", source_path(source.id));
    let template = QuarantinePage {
        layout: said.on(Layout::new(&administrator.visitor, &address)),
        total: format!("{} could not be read.", counted(source.quarantined, "record")),
        source: source_view(&platform, &administrator, &source),
        rows: found.iter().map(|record| Row::of(record, administrator.zone())).collect(),
        is_first_page: from.after == 0,
        next: last.map(|last| format!("{address}?after={last}")),
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn one(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path((source, record)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let record = own_record(&platform, &source, &record).await?;
    let (shown, is_text) = bytes::shown(record.raw.get(..SHOWN).unwrap_or(&record.raw));
    let template = RecordPage {
        layout: said.on(Layout::new(&administrator.visitor, &format!("{}/quarantine", source_path(source.id)))),
        source: source_view(&platform, &administrator, &source),
        row: Row::of(&record, administrator.zone()),
        shown,
        is_text,
        is_cut_here: record.raw.len() > SHOWN,
        is_cut_when_kept: is_cut(&record),
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn raw(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path((source, record)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let record = own_record(&platform, &source, &record).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"record.bin\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, record.raw).into_response())
}

async fn retry(
    State(platform): State<Platform>,
    Path((_, record)): Path<(String, String)>,
    Pressed { source, .. }: Pressed,
) -> Result<Response, PageError> {
    let record = own_record(&platform, &source, &record).await?;
    let list = format!("{}/quarantine", source_path(source.id));
    match jobs::retry_quarantine(&platform, source.library_id, record.id).await {
        Ok(Retried::TakenIn) => Ok(done(&list, "The record can be read now and is in the catalogue.")),
        Ok(Retried::Removed) => Ok(done(&list, "The record can be read now, and says that it is deleted.")),
        Ok(Retried::StillBad(reason)) => {
            Ok(not_done(&format!("{list}/{}", record.id), &format!("Still not readable: {reason}.")))
        }
        Err(HarvestError::Store(fault)) => Err(fault.into()),
        Err(fault) => {
            Ok(not_done(&format!("{list}/{}", record.id), &format!("Not now: {fault}. Try again when it has ended.")))
        }
    }
}

async fn retry_all(State(platform): State<Platform>, Pressed { source, .. }: Pressed) -> Result<Response, PageError> {
    let list = format!("{}/quarantine", source_path(source.id));
    let (mut after, mut healed, mut tried) = (QuarantineId(0), 0, 0);
    loop {
        let found = platform.store().quarantine().of_source(source.library_id, source.id, after, PAGE).await?;
        let Some(last) = found.last() else { break };
        after = last.id;
        for record in &found {
            tried += 1;
            let retried = jobs::retry_quarantine(&platform, source.library_id, record.id).await;
            healed += i64::from(matches!(retried, Ok(Retried::TakenIn | Retried::Removed)));
        }
    }
    let words = format!("{} of {} can be read now.", healed, counted(tried, "record"));
    Ok(if healed > 0 || tried == 0 { done(&list, &words) } else { not_done(&list, &words) })
}

async fn dismiss(
    State(platform): State<Platform>,
    Path((_, record)): Path<(String, String)>,
    Pressed { source, .. }: Pressed,
) -> Result<Response, PageError> {
    let record = own_record(&platform, &source, &record).await?;
    platform.store().quarantine().dismiss(source.library_id, record.id).await?;
    Ok(done(
        &format!("{}/quarantine", source_path(source.id)),
        "The record was dismissed. It comes back here if the source sends it again as it was.",
    ))
}

/// The record of this number, if it came from this source.
async fn own_record(platform: &Platform, source: &Source, record: &str) -> Result<Quarantined, PageError> {
    let id = QuarantineId(record.parse().map_err(|_| PageError::NotFound)?);
    let record = platform.store().quarantine().by_id(source.library_id, id).await?;
    if record.source_id == source.id { Ok(record) } else { Err(PageError::NotFound) }
}

/// Whether the record was longer than what is kept of one.
fn is_cut(record: &Quarantined) -> bool {
    i64::try_from(record.raw.len()).is_ok_and(|kept| kept < record.raw_length)
}

impl Row {
    fn of(record: &Quarantined, zone: &TimeZone) -> Self {
        Self {
            id: record.id.0,
            record: record.source_record_id.clone(),
            reason: record.reason.clone(),
            at: When::minute(record.at, zone),
            size: size(record.raw_length),
        }
    }
}
