//! The sources of a library as cards.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::view::SourceView;
use super::{ADDRESS, source_view};
use crate::platform::Platform;
use crate::web::desk::forms::page;
use crate::web::error::PageError;
use crate::web::forms::Said;
use crate::web::layout::Layout;
use crate::web::visitor::Administrator;

#[derive(Template)]
#[template(path = "settings/harvest/list.html")]
struct ListPage {
    layout: Layout,
    sources: Vec<SourceView>,
    /// Where the buttons lead back to.
    back: &'static str,
}

/// The page.
pub async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let sources = platform.store().sources().of_library(administrator.library_id()).await?;
    let template = ListPage {
        layout: said.on(Layout::new(&administrator.visitor, ADDRESS)),
        sources: sources.iter().map(|source| source_view(&platform, &administrator, source)).collect(),
        back: "list",
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}
