//! The start page of the demonstration: what it is, a walk through it, and everybody who can sign in.

use askama::Template;
use index::search::{FacetKind, Query};
use store::Library;

use super::Catalogues;
use crate::demo::{Actor, Tour, TourLibrary};
use crate::platform::Platform;
use crate::web::encode;
use crate::web::layout::Layout;
use crate::work::Description;

/// Titles of the lending library among which one for the tour is looked for.
const CANDIDATES: usize = 200;

/// The start page of the demonstration.
#[derive(Template)]
#[template(path = "tour.html")]
pub struct TourPage {
    layout: Layout,
    catalogues: Catalogues,
    libraries: Vec<LibraryCard>,
    walk: Option<Walk>,
    password: String,
    operator: Option<Link>,
}

/// A library with everybody who can sign in there.
struct LibraryCard {
    name: String,
    institution: String,
    alma: String,
    z3950: String,
    actors: Vec<ActorRow>,
}

struct ActorRow {
    name: String,
    role: String,
    note: String,
    sign_in: Link,
}

struct Link {
    href: String,
    label: String,
}

/// The guided walk: the first library borrows, the second lends.
struct Walk {
    borrower: Party,
    lender: Party,
    example: Option<Example>,
}

struct Party {
    name: String,
    alma: String,
    /// Signs a patron in and leads to the search.
    patron_search: String,
    /// Signs a patron in and leads to the list of own requests.
    patron_requests: String,
    /// Signs staff in and leads to the requests of other libraries.
    staff_queue: String,
    /// Signs staff in and leads to the scan page.
    staff_scan: String,
    /// Signs an administrator in and leads to the settings.
    settings: String,
}

/// A book that only the lending library has, and has on its shelf.
struct Example {
    title: String,
    request: String,
}

impl TourPage {
    /// The page with the present state of the catalogues.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn new(
        layout: Layout,
        platform: &Platform,
        tour: &Tour,
        catalogues: Catalogues,
    ) -> Result<Self, store::Error> {
        let walk = match tour.libraries.as_slice() {
            [borrower, lender, ..] => Some(walk(platform, borrower, lender, &catalogues).await?),
            _ => None,
        };
        Ok(Self {
            layout,
            libraries: tour.libraries.iter().map(card).collect(),
            walk,
            password: tour.password.clone(),
            operator: (!tour.operator.is_empty()).then(|| sign_in(&tour.operator, "/operator")),
            catalogues,
        })
    }
}

fn card(library: &TourLibrary) -> LibraryCard {
    LibraryCard {
        name: library.name.clone(),
        institution: library.institution.clone(),
        alma: library.alma_address.clone(),
        z3950: library.z3950_address.clone(),
        actors: library.actors.iter().map(actor_row).collect(),
    }
}

fn actor_row(actor: &Actor) -> ActorRow {
    ActorRow {
        name: actor.name.clone(),
        role: actor.role.clone(),
        note: actor.note.clone(),
        sign_in: sign_in(&actor.username, home(&actor.role)),
    }
}

fn home(role: &str) -> &'static str {
    match role {
        "staff" => "/desk",
        "administrator" => "/settings",
        _ => "/search",
    }
}

/// The sign-in page with the user name filled in.
fn sign_in(username: &str, next: &str) -> Link {
    Link { href: format!("/sign-in?user={}&next={}", encode(username), encode(next)), label: username.to_owned() }
}

async fn walk(
    platform: &Platform,
    borrower: &TourLibrary,
    lender: &TourLibrary,
    catalogues: &Catalogues,
) -> Result<Walk, store::Error> {
    let lending = catalogues.rows.iter().map(|row| &row.library).find(|library| library.code == lender.code);
    let patron = first(borrower, "patron");
    let example = match lending {
        Some(library) => example(platform, library, patron).await?,
        None => None,
    };
    Ok(Walk { borrower: party(borrower), lender: party(lender), example })
}

fn party(library: &TourLibrary) -> Party {
    let link = |role: &str, next: &str| sign_in(first(library, role), next).href;
    Party {
        name: library.name.clone(),
        alma: library.alma_address.clone(),
        patron_search: link("patron", "/search"),
        patron_requests: link("patron", "/my/requests"),
        staff_queue: link("staff", "/desk?side=supplier"),
        staff_scan: link("staff", "/desk/scan"),
        settings: link("administrator", "/settings"),
    }
}

/// The user name of the first actor in a role.
fn first<'a>(library: &'a TourLibrary, role: &str) -> &'a str {
    let actor = library.actors.iter().find(|actor| actor.role == role);
    actor.map(|actor| actor.username.as_str()).unwrap_or_default()
}

async fn example(platform: &Platform, lender: &Library, patron: &str) -> Result<Option<Example>, store::Error> {
    let own = lender.id.to_string();
    let query = Query { limit: CANDIDATES, ..Query::parse("") };
    let query = query.filtered(FacetKind::Library, own.clone()).filtered(FacetKind::Format, "book");
    let found = platform.catalogue().search(query).await?;
    let only_there = found.hits.into_iter().map(|hit| hit.summary).filter(|summary| summary.members == [own.clone()]);
    for summary in only_there {
        let wanted = Description { cluster_id: Some(summary.cluster_id), ..Description::default() };
        let holders = platform.catalogue().holders(platform.store(), &wanted).await?;
        if holders.iter().any(|holder| holder.available_copies.is_some_and(|copies| copies > 0)) {
            let request = sign_in(patron, &format!("/title/{}", summary.cluster_id)).href;
            return Ok(Some(Example { title: summary.title, request }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_is_done_by_the_first_person_in_each_role() {
        let actor =
            |username: &str, role: &str| Actor { username: username.into(), role: role.into(), ..Actor::default() };
        let actors = vec![actor("reader", "patron"), actor("blocked", "patron"), actor("desk", "staff")];
        let library = TourLibrary { actors, ..TourLibrary::default() };
        assert_eq!(first(&library, "patron"), "reader");
        assert_eq!(first(&library, "staff"), "desk");
        assert_eq!(first(&library, "administrator"), "");
    }

    #[test]
    fn a_sign_in_link_leads_on_to_its_page() {
        assert_eq!(
            sign_in("east-patron", "/desk?state=new&side=supplier").href,
            "/sign-in?user=east-patron&next=%2Fdesk%3Fstate%3Dnew%26side%3Dsupplier"
        );
    }
}
