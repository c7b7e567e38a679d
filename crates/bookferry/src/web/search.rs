//! The shared index as patrons search it. Open to everybody.

mod asked;
pub mod labels;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use index::search::{Facet, FacetKind, Hits, Order, Query, Summary};
use store::{ClusterId, Record};

use super::desk::forms::page;
use super::error::PageError;
use super::forms::Said;
use super::layout::Layout;
use super::visitor::Visitor;
use crate::catalogue::StoredHolding;
use crate::platform::Platform;
use asked::Asked;

/// Values of one facet that are shown; the rest are rare.
const FACET_VALUES: usize = 12;
/// Authors of one result that are named.
const AUTHORS: usize = 3;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new().route("/search", get(search))
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    layout: Layout,
    typed: String,
    total: usize,
    first: usize,
    results: Vec<ResultRow>,
    chosen: Vec<Link>,
    facets: Vec<FacetView>,
    orders: Vec<Link>,
    previous: Option<String>,
    next: Option<String>,
    page: usize,
    pages: usize,
    /// The blank request form, with the words that were searched for.
    blank_form: String,
}

struct ResultRow {
    cluster: i64,
    title: String,
    vernacular_title: Option<String>,
    authors: String,
    imprint: String,
    format: String,
    holders: String,
    shelf: ShelfHint,
}

/// A link among others of its kind.
struct Link {
    href: String,
    label: String,
    /// Whether it is the present choice.
    current: bool,
}

struct FacetView {
    heading: &'static str,
    values: Vec<(Link, usize)>,
}

/// What the catalogues said about the copies of a title when they were last read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ShelfHint {
    copies: usize,
    on_shelf: usize,
}

impl ShelfHint {
    fn add(&mut self, record: &Record) {
        let holdings = StoredHolding::read(&record.holdings);
        let items: Vec<_> = holdings.iter().flat_map(|holding| &holding.items).collect();
        self.copies += items.len();
        self.on_shelf += items.iter().filter(|item| item.seems_available()).count();
    }

    fn words(self) -> String {
        match (self.copies, self.on_shelf) {
            (0, _) => "No copies listed".to_owned(),
            (1, 1) => "On the shelf".to_owned(),
            (_, 0) => "Not on the shelf now".to_owned(),
            (copies, on_shelf) => format!("{on_shelf} of {copies} copies on the shelf"),
        }
    }

    fn class(self) -> &'static str {
        match (self.copies, self.on_shelf) {
            (0, _) => "",
            (_, 0) => "warn",
            _ => "good",
        }
    }
}

async fn search(
    State(platform): State<Platform>,
    visitor: Visitor,
    said: Said,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::of(&query.unwrap_or_default());
    let hits = platform.catalogue().search(asked.query()).await?;
    let libraries = library_names(&platform).await?;
    let shelves = shelf_hints(&platform, &hits).await?;
    let layout = said.on(Layout::new(&visitor, "/search"));
    Ok(said.once(page(StatusCode::OK, &SearchPage::new(layout, &asked, &hits, &libraries, &shelves))?))
}

/// The names of the libraries by the text under which the index knows them.
async fn library_names(platform: &Platform) -> Result<HashMap<String, String>, store::Error> {
    let all = platform.store().libraries().all().await?;
    Ok(all.into_iter().map(|library| (library.id.to_string(), library.name)).collect())
}

async fn shelf_hints(platform: &Platform, hits: &Hits) -> Result<HashMap<i64, ShelfHint>, store::Error> {
    let clusters: Vec<ClusterId> = hits.hits.iter().map(|hit| ClusterId(hit.summary.cluster_id)).collect();
    let mut hints: HashMap<i64, ShelfHint> = HashMap::new();
    for record in platform.store().records().of_clusters(&clusters).await? {
        hints.entry(record.cluster_id.0).or_default().add(&record);
    }
    Ok(hints)
}

impl SearchPage {
    fn new(
        layout: Layout,
        asked: &Asked,
        hits: &Hits,
        libraries: &HashMap<String, String>,
        shelves: &HashMap<i64, ShelfHint>,
    ) -> Self {
        let pages = hits.total.div_ceil(Query::PAGE);
        let neighbour = |page: usize| asked.at_page(page).address();
        let row = |summary: &Summary| {
            ResultRow::new(summary, libraries, shelves.get(&summary.cluster_id).copied().unwrap_or_default())
        };
        Self {
            layout,
            typed: asked.typed.clone(),
            total: hits.total,
            first: (asked.page - 1) * Query::PAGE + 1,
            results: hits.hits.iter().map(|hit| row(&hit.summary)).collect(),
            chosen: chosen(asked, libraries),
            facets: hits
                .facets
                .iter()
                .map(|facet| facet_view(asked, facet, libraries))
                .filter(|facet| !facet.values.is_empty())
                .collect(),
            orders: orders(asked),
            previous: (asked.page > 1).then(|| neighbour(asked.page - 1)),
            next: (asked.page < pages).then(|| neighbour(asked.page + 1)),
            page: asked.page,
            pages,
            blank_form: format!("/request/new?title={}", super::encode(&asked.typed)),
        }
    }
}

impl ResultRow {
    fn new(summary: &Summary, libraries: &HashMap<String, String>, shelf: ShelfHint) -> Self {
        let imprint = [summary.edition.clone(), summary.publisher.clone(), summary.year.map(|year| year.to_string())];
        let holders = summary.members.iter().map(|member| libraries.get(member).cloned().unwrap_or_default());
        Self {
            cluster: summary.cluster_id,
            title: if summary.title.is_empty() { "Without a title".to_owned() } else { summary.title.clone() },
            vernacular_title: summary.vernacular_title.clone(),
            authors: authors(&summary.authors),
            imprint: imprint.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            format: labels::format(&summary.format),
            holders: holders.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", "),
            shelf,
        }
    }
}

fn authors(all: &[String]) -> String {
    let named = all.iter().take(AUTHORS).map(String::as_str).collect::<Vec<_>>().join("; ");
    if all.len() > AUTHORS { format!("{named} and others") } else { named }
}

fn chosen(asked: &Asked, libraries: &HashMap<String, String>) -> Vec<Link> {
    let link = |filter: &index::search::Filter| Link {
        href: asked.address_without(filter.kind, &filter.value),
        label: value_label(filter.kind, &filter.value, libraries),
        current: true,
    };
    asked.filters.iter().map(link).collect()
}

fn facet_view(asked: &Asked, facet: &Facet, libraries: &HashMap<String, String>) -> FacetView {
    let open = facet.counts.iter().filter(|(value, _)| !asked.has(facet.kind, value)).take(FACET_VALUES);
    let link = |value: &str| Link {
        href: asked.address_with(facet.kind, value),
        label: value_label(facet.kind, value, libraries),
        current: false,
    };
    FacetView { heading: heading(facet.kind), values: open.map(|(value, count)| (link(value), *count)).collect() }
}

fn heading(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Format => "Kind",
        FacetKind::Language => "Language",
        FacetKind::Library => "Held by",
        FacetKind::Decade => "Published",
    }
}

fn value_label(kind: FacetKind, value: &str, libraries: &HashMap<String, String>) -> String {
    match kind {
        FacetKind::Format => labels::format(value),
        FacetKind::Language => labels::language(value),
        FacetKind::Library => libraries.get(value).cloned().unwrap_or_else(|| value.to_owned()),
        FacetKind::Decade => format!("{value}s"),
    }
}

fn orders(asked: &Asked) -> Vec<Link> {
    let present = asked.query().order;
    let all = [(Order::Relevance, "Best match"), (Order::Newest, "Newest"), (Order::Title, "Title")];
    // Nothing matches better than anything else when no words were given.
    let useful = all.into_iter().filter(|(order, _)| *order != Order::Relevance || !asked.typed.is_empty());
    useful
        .map(|(order, label)| Link {
            href: asked.address_sorted(order),
            label: label.to_owned(),
            current: order == present,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_hint_says_what_a_patron_wants_to_know() {
        for (copies, on_shelf, words, class) in [
            (0, 0, "No copies listed", ""),
            (1, 1, "On the shelf", "good"),
            (1, 0, "Not on the shelf now", "warn"),
            (3, 2, "2 of 3 copies on the shelf", "good"),
        ] {
            let hint = ShelfHint { copies, on_shelf };
            assert_eq!((hint.words().as_str(), hint.class()), (words, class));
        }
    }

    #[test]
    fn a_result_names_three_authors_at_most() {
        let names: Vec<String> = ["A", "B", "C", "D"].map(String::from).to_vec();
        assert_eq!(authors(&names), "A; B; C and others");
        assert_eq!(authors(&names[..2]), "A; B");
    }
}
