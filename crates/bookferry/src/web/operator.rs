//! The operator's page: how all libraries of the installation are doing, in numbers. No request, no patron.

mod members;

use std::cmp::Reverse;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use lifecycle::{Phase, Side};
use store::{Library, Source, Total};

use super::desk::forms::page;
use super::desk::rows::When;
use super::error::PageError;
use super::layout::Layout;
use super::settings_pages::SourceView;
use super::visitor::Operator;
use crate::jobs;
use crate::platform::Platform;
use crate::work::AnyState;

/// The operator's pages.
pub fn routes() -> Router<Platform> {
    Router::new().route("/operator", get(show)).merge(members::routes())
}

#[derive(Template)]
#[template(path = "operator.html")]
struct OperatorPage {
    layout: Layout,
    counts: Vec<CountRow>,
    open: i64,
    failed: i64,
    oldest: Option<When>,
    titles: i64,
    failures: Vec<(String, usize)>,
    sources: Vec<SourceRow>,
}

/// The requests of one side of a library, by phase.
#[derive(Debug, PartialEq, Eq)]
struct CountRow {
    library: String,
    side: &'static str,
    /// In the order of the phases.
    by_phase: Vec<i64>,
}

/// A source of records.
struct SourceRow {
    library: String,
    source: SourceView,
}

impl OperatorPage {
    fn phases(&self) -> [&'static str; 6] {
        ["Asking", "Answered", "On its way", "At the requester", "Going back", "Done"]
    }
}

async fn show(operator: Operator, State(platform): State<Platform>) -> Result<Response, PageError> {
    let store = platform.store();
    let libraries = store.libraries().all().await?;
    let totals = store.requests().totals().await?;
    let backlog = store.outbox().backlog().await?;
    let (mut failures, mut sources) = (Vec::new(), Vec::new());
    for library in &libraries {
        failures.push((library.name.clone(), store.outbox().failed(library.id).await?.len()));
        let rows = store.sources().of_library(library.id).await?;
        sources.extend(rows.iter().map(|source| source_row(&platform, library, source)));
    }
    by_trouble(&mut sources);
    let zone = &platform.options().time_zone;
    let template = OperatorPage {
        layout: Layout::new(&operator.visitor, "/operator"),
        counts: libraries.iter().flat_map(|library| count_rows(library, &totals)).collect(),
        open: backlog.open,
        failed: backlog.failed,
        oldest: backlog.oldest.map(|at| When::minute(at, zone)),
        titles: store.records().cluster_count().await?,
        failures: failures.into_iter().filter(|(_, count)| *count > 0).collect(),
        sources,
    };
    page(StatusCode::OK, &template)
}

fn count_rows(library: &Library, totals: &[Total]) -> Vec<CountRow> {
    let of_side = |side: Side| {
        let totals: Vec<&Total> =
            totals.iter().filter(|total| total.library_id == library.id && total.side == side.name()).collect();
        let in_phase = |phase: Phase| {
            totals.iter().filter(|total| phase_of(side, total) == Some(phase)).map(|total| total.count).sum()
        };
        CountRow {
            library: library.name.clone(),
            side: if side == Side::Requester { "Borrowing" } else { "Lending" },
            by_phase: Phase::ALL.iter().copied().map(in_phase).collect(),
        }
    };
    vec![of_side(Side::Requester), of_side(Side::Supplier)]
}

fn phase_of(side: Side, total: &Total) -> Option<Phase> {
    AnyState::from_name(side, &total.state).map(AnyState::phase)
}

fn source_row(platform: &Platform, library: &Library, source: &Source) -> SourceRow {
    let live = jobs::progress(platform, source.id);
    SourceRow {
        library: library.name.clone(),
        source: SourceView::of(source, live.as_ref(), platform.now(), &platform.options().time_zone),
    }
}

/// What needs somebody comes first: failures, then removals that wait, then what is late; among equals, the larger quarantine.
fn by_trouble(rows: &mut [SourceRow]) {
    rows.sort_by_key(|row| (row.source.standing.state, Reverse(row.source.quarantined)));
}

#[cfg(test)]
mod tests {
    use store::LibraryId;

    use super::*;

    #[test]
    fn requests_are_counted_by_side_and_phase_of_their_own_library() {
        let library = Library {
            id: LibraryId(1),
            code: "EAST".into(),
            name: "East".into(),
            symbol: "ISIL:EAST".into(),
            created_at: 0,
        };
        let total = |library: i64, side: &str, state: &str, count: i64| Total {
            library_id: LibraryId(library),
            side: side.into(),
            state: state.into(),
            outcome: None,
            count,
        };
        let totals = [
            total(1, "requester", "sent", 2),
            total(1, "requester", "routing", 3),
            total(1, "supplier", "shipped", 4),
            total(2, "requester", "sent", 100),
        ];
        let rows = count_rows(&library, &totals);
        assert_eq!(
            rows.iter().map(|row| row.by_phase.clone()).collect::<Vec<_>>(),
            [vec![5, 0, 0, 0, 0, 0], vec![0, 0, 4, 0, 0, 0]]
        );
    }
}
