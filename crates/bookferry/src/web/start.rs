//! The first page, and what this installation is. In the demonstration the first page is a guided tour.

mod tour;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use store::{Library, Source};

use super::desk::forms::page;
use super::error::PageError;
use super::forms::Said;
use super::layout::Layout;
use super::visitor::Visitor;
use crate::platform::Platform;
use tour::TourPage;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new().route("/", get(start)).route("/about", get(about))
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    layout: Layout,
    catalogues: Catalogues,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    layout: Layout,
    catalogues: Catalogues,
    public_address: String,
    contact: String,
    demo: bool,
}

/// The catalogues of the member libraries, as far as they have been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogues {
    /// One for each library.
    pub rows: Vec<CatalogueRow>,
    /// Titles in the shared index.
    pub titles: i64,
}

/// One library's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueRow {
    /// The library.
    pub library: Library,
    /// Records read and kept.
    pub records: i64,
    /// How its harvest is.
    pub harvest: Harvest,
}

/// How the harvest of a catalogue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harvest {
    /// No source is set up.
    None,
    /// It has not begun.
    Waiting,
    /// It runs.
    Running,
    /// It was complete.
    Complete,
    /// The last one stopped early.
    Failed,
}

impl Harvest {
    fn of(sources: &[Source]) -> Self {
        let waits =
            |source: &Source| source.record_count == 0 && source.watermark.is_none() && source.next_run_at.is_some();
        if sources.is_empty() {
            Self::None
        } else if sources.iter().any(|source| source.status == "running") {
            Self::Running
        } else if sources.iter().any(|source| source.last_error.is_some()) {
            Self::Failed
        } else if sources.iter().any(waits) {
            Self::Waiting
        } else {
            Self::Complete
        }
    }

    /// Whether the numbers will soon be others.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "no catalogue connected",
            Self::Waiting => "about to be read",
            Self::Running => "being read now",
            Self::Complete => "read",
            Self::Failed => "reading stopped early; it will be tried again",
        }
    }
}

impl Catalogues {
    async fn read(platform: &Platform) -> Result<Self, store::Error> {
        let mut rows = Vec::new();
        for library in platform.store().libraries().all().await? {
            let sources = platform.store().sources().of_library(library.id).await?;
            let records = sources.iter().map(|source| source.record_count).sum();
            rows.push(CatalogueRow { library, records, harvest: Harvest::of(&sources) });
        }
        Ok(Self { rows, titles: platform.store().records().cluster_count().await? })
    }

    /// Whether a catalogue is being read.
    #[must_use]
    pub fn under_way(&self) -> bool {
        self.rows.iter().any(|row| row.harvest.is_under_way())
    }

    /// Records of all libraries.
    #[must_use]
    pub fn records(&self) -> i64 {
        self.rows.iter().map(|row| row.records).sum()
    }
}

async fn start(State(platform): State<Platform>, visitor: Visitor, said: Said) -> Result<Response, PageError> {
    let layout = said.on(Layout::new(&visitor, "/"));
    let catalogues = Catalogues::read(&platform).await?;
    let response = match &platform.options().demo {
        Some(tour) => page(StatusCode::OK, &TourPage::new(layout, &platform, tour, catalogues).await?),
        None => page(StatusCode::OK, &StartPage { layout, catalogues }),
    };
    Ok(said.once(response?))
}

async fn about(State(platform): State<Platform>, visitor: Visitor) -> Result<Response, PageError> {
    let options = platform.options();
    let view = AboutPage {
        layout: Layout::new(&visitor, "/about"),
        catalogues: Catalogues::read(&platform).await?,
        public_address: options.public_address.clone(),
        contact: options.contact.clone(),
        demo: options.demo.is_some(),
    };
    page(StatusCode::OK, &view)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(status: &str, record_count: i64, last_error: Option<&str>) -> Source {
        Source {
            status: status.to_owned(),
            last_error: last_error.map(str::to_owned),
            record_count,
            next_run_at: Some(0),
            ..Source::default()
        }
    }

    #[test]
    fn the_harvest_of_a_library_is_as_far_as_its_slowest_source() {
        for (sources, expected) in [
            (vec![], Harvest::None),
            (vec![source("idle", 0, None)], Harvest::Waiting),
            (vec![source("idle", 9, None), source("running", 0, None)], Harvest::Running),
            (vec![source("idle", 9, None)], Harvest::Complete),
            (vec![source("idle", 9, None), source("failed", 3, Some("the server is away"))], Harvest::Failed),
        ] {
            assert_eq!(Harvest::of(&sources), expected);
        }
    }
}
