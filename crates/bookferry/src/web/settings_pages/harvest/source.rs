//! One source: what it does now, what it brought, its schedule, and what can be done with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;
use store::{DayCount, Source};

use super::chart::{Chart, first_day};
use super::file_list::FileView;
use super::live::LivePart;
use super::runs::RunView;
use super::schedule;
use super::view::SourceView;
use super::{identity, own_source, source_path, source_view};
use crate::clock::day_text;
use crate::jobs;
use crate::platform::Platform;
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::error::PageError;
use crate::web::forms::Said;
use crate::web::layout::Layout;
use crate::web::visitor::Administrator;

/// Harvests that are listed.
const RUNS: i64 = 20;
/// Files that are listed.
const FILES: i64 = 50;

#[derive(Template)]
#[template(path = "settings/harvest/source.html")]
struct SourcePage {
    layout: Layout,
    source: SourceView,
    /// Where the buttons lead back to.
    back: &'static str,
    live: Option<String>,
    chart: Option<Chart>,
    days: Vec<DayRow>,
    runs: Vec<RunView>,
    /// What came of its files, where it consists of files.
    files: Vec<FileView>,
    identity: Vec<(&'static str, String)>,
    schedule: Vec<Field>,
    file: Vec<Field>,
    problems: Vec<Problem>,
}

/// One day in the table beside the chart.
struct DayRow {
    date: String,
    new: i64,
    changed: i64,
    unchanged: i64,
    deleted: i64,
    bad: i64,
    runs: i64,
    failures: i64,
}

/// The page.
pub async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path(source): Path<String>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let mut template = source_page(&platform, &administrator, &source).await?;
    template.layout = said.on(template.layout);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

/// The page with a schedule that was not accepted.
///
/// # Errors
/// When the store cannot be read.
pub async fn refuse_schedule(
    platform: &Platform,
    administrator: &Administrator,
    source: &Source,
    form: &Fields,
    errors: &FieldErrors,
) -> Result<Response, PageError> {
    let mut template = source_page(platform, administrator, source).await?;
    template.schedule = template.schedule.into_iter().map(|field| field.answered(form, errors)).collect();
    template.problems = problems(&template.schedule);
    page(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

/// The part of the page that renews itself while a harvest is going on.
pub async fn live(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<String>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    let part = LivePart::of(&source, jobs::progress(&platform, source.id).as_ref(), platform.now());
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(part.render()?)).into_response())
}

async fn source_page(
    platform: &Platform,
    administrator: &Administrator,
    source: &Source,
) -> Result<SourcePage, PageError> {
    let (library, now) = (source.library_id, platform.now());
    let live = jobs::progress(platform, source.id);
    let live = live.map(|live| LivePart::of(source, Some(&live), now).render()).transpose()?;
    let days = platform.store().sources().days(library, source.id, first_day(now)).await?;
    let runs = platform.store().sources().runs(library, source.id, RUNS).await?;
    let files = platform.store().files().history(library, source.id, FILES).await?;
    Ok(SourcePage {
        layout: Layout::new(&administrator.visitor, &source_path(source.id)),
        source: source_view(platform, administrator, source),
        back: "source",
        live,
        chart: Chart::of(&days, now),
        days: days.iter().rev().map(DayRow::of).collect(),
        runs: runs.iter().map(|run| RunView::of(run, now, administrator.zone())).collect(),
        files: files.iter().map(|file| FileView::of(file, administrator.zone())).collect(),
        identity: identity::facts(source),
        schedule: schedule::fields(source),
        file: vec![super::upload::field()],
        problems: Vec::new(),
    })
}

impl DayRow {
    fn of(day: &DayCount) -> Self {
        Self {
            date: day_text(day.day, &TimeZone::UTC),
            new: day.counts.new,
            changed: day.counts.changed,
            unchanged: day.counts.unchanged,
            deleted: day.counts.deleted,
            bad: day.bad,
            runs: day.runs,
            failures: day.failures,
        }
    }
}
