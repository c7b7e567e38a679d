//! The member libraries and their groups, for the operator: names, symbols, and who belongs together.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::{Branch, GroupId, Library, LibraryGroup, LibraryId};

use crate::platform::Platform;
use crate::web::desk::forms::{Fields, page};
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::{Operator, check_form};

/// Where the page is.
const ADDRESS: &str = "/operator/libraries";
/// The longest name of a library or a group, in characters.
const LONGEST_NAME: usize = 200;

/// The page and its forms.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route(ADDRESS, get(show))
        .route("/operator/libraries/{library}", post(change))
        .route("/operator/groups", post(put_group))
        .route("/operator/groups/{group}/remove", post(remove_group))
}

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    layout: Layout,
    members: Vec<MemberRow>,
    groups: Vec<GroupRow>,
}

/// A member library.
struct MemberRow {
    library: Library,
    groups: String,
    branches: Vec<Branch>,
}

/// A group, with a box for each library.
struct GroupRow {
    id: GroupId,
    name: String,
    boxes: Vec<MemberBox>,
}

/// Whether a library belongs to a group.
struct MemberBox {
    library: LibraryId,
    name: String,
    is_member: bool,
}

async fn show(operator: Operator, said: Said, State(platform): State<Platform>) -> Result<Response, PageError> {
    let libraries = platform.store().libraries();
    let (all, groups) = (libraries.all().await?, libraries.groups().await?);
    let mut members = Vec::new();
    for library in all.clone() {
        let branches = libraries.branches(library.id).await?;
        members.push(MemberRow { groups: groups_of(library.id, &groups), branches, library });
    }
    let template = MembersPage {
        layout: said.on(Layout::new(&operator.visitor, "/operator")),
        members,
        groups: groups.into_iter().map(|group| group_row(group, &all)).collect(),
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

fn groups_of(library: LibraryId, groups: &[LibraryGroup]) -> String {
    let of_library = groups.iter().filter(|group| group.members.contains(&library));
    of_library.map(|group| group.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn group_row(group: LibraryGroup, all: &[Library]) -> GroupRow {
    let boxes = all.iter().map(|library| MemberBox {
        library: library.id,
        name: library.name.clone(),
        is_member: group.members.contains(&library.id),
    });
    GroupRow { id: group.id, boxes: boxes.collect(), name: group.name }
}

async fn change(
    operator: Operator,
    State(platform): State<Platform>,
    Path(library): Path<i64>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&operator.person, form.csrf())?;
    let (name, symbol) = (form.text("name"), form.text("symbol"));
    if let Err(words) = check_name(name).and_then(|()| check_symbol(symbol)) {
        return Ok(not_done(ADDRESS, &format!("Nothing was changed: {words}")));
    }
    match platform.store().libraries().change(LibraryId(library), name, symbol).await {
        Ok(()) => Ok(done(ADDRESS, &format!("{name} is saved, with the symbol {symbol}."))),
        Err(store::Error::Conflict(_)) => {
            Ok(not_done(ADDRESS, &format!("Nothing was changed: another library has the symbol {symbol} already.")))
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn put_group(operator: Operator, State(platform): State<Platform>, form: Fields) -> Result<Response, PageError> {
    check_form(&operator.person, form.csrf())?;
    let name = form.text("name");
    if let Err(words) = check_name(name) {
        return Ok(not_done(ADDRESS, &format!("No group was made: {words}")));
    }
    let libraries = platform.store().libraries();
    let all: HashMap<LibraryId, String> = libraries.all().await?.into_iter().map(|one| (one.id, one.name)).collect();
    let mut members: Vec<LibraryId> =
        all.keys().copied().filter(|id| form.is_ticked(&format!("member_{id}"))).collect();
    members.sort_unstable();
    libraries.put_group(name, &members, platform.now()).await?;
    let names: Vec<&str> = members.iter().filter_map(|id| all.get(id)).map(String::as_str).collect();
    let words = if names.is_empty() { "nobody yet".to_owned() } else { names.join(", ") };
    Ok(done(ADDRESS, &format!("The group {name} is saved: {words}.")))
}

async fn remove_group(
    operator: Operator,
    State(platform): State<Platform>,
    Path(group): Path<i64>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&operator.person, form.csrf())?;
    platform.store().libraries().remove_group(GroupId(group)).await?;
    Ok(done(ADDRESS, "The group is removed. Its libraries are still here."))
}

fn check_name(name: &str) -> Result<(), String> {
    match name.chars().count() {
        0 => Err("write a name.".to_owned()),
        length if length > LONGEST_NAME => Err(format!("write a name of {LONGEST_NAME} characters at most.")),
        _ => Ok(()),
    }
}

/// ISO 18626 names a library by an agency id type and a value; both stand in one text here.
fn check_symbol(symbol: &str) -> Result<(), String> {
    let is_word = |text: &str| !text.is_empty() && !text.chars().any(|letter| letter.is_whitespace() || letter == ':');
    match symbol.split_once(':') {
        Some((scheme, value)) if is_word(scheme) && is_word(value) => Ok(()),
        _ => Err("write the symbol as scheme and value without blanks, such as ISIL:DE-101.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_has_a_scheme_and_a_value() {
        for (symbol, is_good) in [
            ("ISIL:DE-101", true),
            ("OCLC:ABC", true),
            ("DE-101", false),
            (":x", false),
            ("ISIL:", false),
            ("A:b c", false),
        ] {
            assert_eq!(check_symbol(symbol).is_ok(), is_good, "{symbol}");
        }
    }
}
