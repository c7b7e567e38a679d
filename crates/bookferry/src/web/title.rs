//! The page of one title: what it is, and which member library has it where.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use index::bibliographic::Bibliographic;
use jiff::tz::TimeZone;
use store::LibraryId;

use super::desk::forms::page;
use super::error::PageError;
use super::forms::Said;
use super::layout::Layout;
use super::search::labels;
use super::visitor::{Role, Visitor};
use crate::catalogue::{HeldItem, Member, StoredHolding};
use crate::clock::{DAY, instant_text, people_time};
use crate::platform::Platform;

/// Pieces of one holding that are listed; a long run of a journal is summed up by its statement.
const PIECES: usize = 40;

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new().route("/title/{cluster}", get(title))
}

#[derive(Template)]
#[template(path = "title.html")]
struct TitlePage {
    layout: Layout,
    cluster: i64,
    title: String,
    vernacular_title: Option<String>,
    authors: String,
    format: String,
    electronic: bool,
    facts: Vec<(&'static str, String)>,
    holders: Vec<HolderView>,
    /// The visitor's own library, when it has a copy on the shelf.
    at_home: Option<HomeCopy>,
    /// Whether the visitor is signed in with an account that cannot ask for things.
    cannot_request: bool,
}

struct HolderView {
    library: String,
    read_at: String,
    read_at_text: String,
    age: String,
    holdings: Vec<HoldingView>,
}

struct HoldingView {
    place: String,
    call_number: String,
    summary: String,
    /// Why it is not lent, where no pieces are known.
    not_lent: String,
    pieces: Vec<PieceView>,
    more: usize,
}

impl HoldingView {
    fn is_described(&self) -> bool {
        [&self.place, &self.call_number, &self.summary].into_iter().any(|text| !text.is_empty())
    }
}

struct PieceView {
    description: String,
    barcode: String,
    status: String,
    on_shelf: bool,
    /// Why it is not lent to other libraries; empty when it is.
    not_lent: String,
}

struct HomeCopy {
    place: String,
    call_number: String,
}

async fn title(
    State(platform): State<Platform>,
    visitor: Visitor,
    said: Said,
    Path(cluster): Path<String>,
) -> Result<Response, PageError> {
    let wanted: i64 = cluster.parse().map_err(|_| PageError::NotFound)?;
    let found = platform.catalogue().title(platform.store(), wanted).await?.ok_or(PageError::NotFound)?;
    if found.cluster != wanted {
        return Ok(Redirect::to(&format!("/title/{}", found.cluster)).into_response());
    }
    let about = &found.bibliographic;
    let home = visitor.person().and_then(|person| person.library.as_ref()).map(|library| library.id);
    let view = TitlePage {
        layout: said.on(Layout::new(&visitor, "/search")),
        cluster: found.cluster,
        title: about.title.clone(),
        vernacular_title: about.vernacular_title.clone(),
        authors: about.authors.join("; "),
        format: labels::format(about.format.name()),
        electronic: about.format.name().starts_with("e-"),
        facts: facts(about),
        holders: found.members.iter().map(|member| holder(member, platform.now(), &visitor.zone(&platform))).collect(),
        at_home: home.and_then(|home| home_copy(&found.members, home)),
        cannot_request: visitor.role().is_some_and(|role| role != Role::Patron),
    };
    Ok(said.once(page(StatusCode::OK, &view)?))
}

fn facts(about: &Bibliographic) -> Vec<(&'static str, String)> {
    let one = |value: &Option<String>| value.clone().unwrap_or_default();
    let many = |values: &[String]| values.join("; ");
    let imprint = [about.place.clone(), about.publisher.clone(), about.year.map(|year| year.to_string())];
    let all = [
        ("Statement", one(&about.responsibility)),
        ("Edition", one(&about.edition)),
        ("Published", imprint.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        ("Extent", one(&about.extent)),
        ("Series", many(&about.series)),
        ("Language", about.language.as_deref().map(labels::language).unwrap_or_default()),
        ("Other titles", many(&about.other_titles)),
        ("Subjects", many(&about.subjects)),
        ("ISBN", many(&about.isbns)),
        ("ISSN", many(&about.issns)),
        ("OCLC number", about.oclc_numbers.first().cloned().unwrap_or_default()),
        ("LCCN", one(&about.lccn)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn holder(member: &Member, now: i64, zone: &TimeZone) -> HolderView {
    HolderView {
        library: member.library.name.clone(),
        read_at: instant_text(member.updated_at),
        read_at_text: people_time(member.updated_at, zone),
        age: age(now - member.updated_at),
        holdings: member.holdings.iter().map(|stored| holding(stored, member)).collect(),
    }
}

fn holding(stored: &StoredHolding, member: &Member) -> HoldingView {
    HoldingView {
        place: place(stored, member),
        call_number: stored.call_number.clone(),
        summary: stored.summary.clone(),
        not_lent: stored.not_lent.clone(),
        pieces: stored.items.iter().take(PIECES).map(piece).collect(),
        more: stored.items.len().saturating_sub(PIECES),
    }
}

fn piece(item: &HeldItem) -> PieceView {
    let on_shelf = item.seems_available();
    let status = if on_shelf { "On the shelf".to_owned() } else { item.status.trim().to_owned() };
    PieceView {
        description: item.description.clone(),
        barcode: item.barcode.clone(),
        status,
        on_shelf,
        not_lent: item.not_lent.clone(),
    }
}

/// Library and location, as the catalogue names them; the library by the name that people know, where one was given.
fn place(holding: &StoredHolding, member: &Member) -> String {
    let library = member.branch_names.get(&holding.library).unwrap_or(&holding.library);
    let parts = [library.as_str(), holding.location.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn home_copy(members: &[Member], home: LibraryId) -> Option<HomeCopy> {
    let on_shelf = |holding: &&StoredHolding| holding.items.iter().any(HeldItem::seems_available);
    let ours = members.iter().filter(|member| member.library.id == home);
    let (member, found) = ours.into_iter().find_map(|member| Some((member, member.holdings.iter().find(on_shelf)?)))?;
    Some(HomeCopy { place: place(found, member), call_number: found.call_number.clone() })
}

/// How old something is, in words.
fn age(milliseconds: i64) -> String {
    const MINUTE: i64 = 60_000;
    let (count, unit) = match milliseconds {
        less if less < 2 * MINUTE => return "just now".to_owned(),
        minutes if minutes < 120 * MINUTE => (minutes / MINUTE, "minutes"),
        hours if hours < 2 * DAY => (hours / (60 * MINUTE), "hours"),
        days => (days / DAY, "days"),
    };
    format!("{count} {unit} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_unit_that_people_would_use() {
        for (milliseconds, words) in [
            (-5_000, "just now"),
            (119_999, "just now"),
            (120_000, "2 minutes ago"),
            (119 * 60_000, "119 minutes ago"),
            (120 * 60_000, "2 hours ago"),
            (47 * 3_600_000, "47 hours ago"),
            (2 * DAY, "2 days ago"),
        ] {
            assert_eq!(age(milliseconds), words);
        }
    }

    #[test]
    fn a_copy_that_is_out_is_no_copy_at_home() {
        let item = |status: &str| HeldItem { status: status.to_owned(), ..HeldItem::default() };
        let holding = |items| StoredHolding {
            library: "MAIN".into(),
            location: "stacks".into(),
            items,
            ..StoredHolding::default()
        };
        let library = |id| store::Library {
            id: LibraryId(id),
            code: String::new(),
            name: String::new(),
            symbol: String::new(),
            created_at: 0,
        };
        let member = |id, items| Member {
            library: library(id),
            record_id: String::new(),
            updated_at: 0,
            holdings: vec![holding(items)],
            branch_names: [("MAIN".to_owned(), "Main Library".to_owned())].into(),
        };
        let members = [member(1, vec![item("LOAN")]), member(2, vec![item("")])];
        assert!(home_copy(&members, LibraryId(1)).is_none());
        assert_eq!(home_copy(&members, LibraryId(2)).unwrap().place, "Main Library, stacks");
    }
}
