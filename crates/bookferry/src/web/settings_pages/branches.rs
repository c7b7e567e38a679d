//! The libraries within an institution, as its items name them, and what people call them.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use store::Branch;

use crate::platform::Platform;
use crate::web::desk::forms::{Fields, page};
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};

/// Where the page is.
const ADDRESS: &str = "/settings/branches";
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// The page and its form.
pub fn routes() -> Router<Platform> {
    Router::new().route(ADDRESS, get(show).post(save))
}

#[derive(Template)]
#[template(path = "settings/branches.html")]
struct BranchesPage {
    layout: Layout,
    branches: Vec<Branch>,
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let template = BranchesPage {
        branches: platform.store().libraries().branches(administrator.library_id()).await?,
        layout: said.on(Layout::new(&administrator.visitor, "/settings")),
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn save(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let (library, libraries) = (administrator.library_id(), platform.store().libraries());
    let mut changed = 0;
    for branch in libraries.branches(library).await? {
        let typed = form.text(&format!("name_{}", branch.code));
        if typed.chars().count() > LONGEST_NAME {
            let words = format!("The name of {} is too long: {LONGEST_NAME} characters at most.", branch.code);
            return Ok(not_done(ADDRESS, &words));
        }
        let name = Some(typed).filter(|name| !name.is_empty());
        if name != branch.name.as_deref() {
            libraries.name_branch(library, &branch.code, name).await?;
            changed += 1;
        }
    }
    Ok(done(ADDRESS, &format!("Saved. Names that changed: {changed}.")))
}
