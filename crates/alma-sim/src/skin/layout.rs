//! What every page shows around its content.

use askama::Template;

use super::http::{HttpResponse, servlet_page};
use crate::state::State;

/// The frame of a page.
pub(super) struct Layout<'a> {
    pub(super) institution: &'a str,
    pub(super) name: &'a str,
    path: &'a str,
}

const MENU: [(&str, &str); 8] = [
    ("/simulator", "State"),
    ("/alma", "Publishing"),
    ("/simulator/desk", "Desk"),
    ("/simulator/items", "Items"),
    ("/simulator/users", "Users"),
    ("/simulator/partners", "Partners"),
    ("/primo/search", "Primo search"),
    ("/primo/account", "My Account"),
];

impl<'a> Layout<'a> {
    pub(super) fn of(state: &'a State, path: &'a str) -> Self {
        Self { institution: &state.institution, name: &state.name, path }
    }

    pub(super) fn menu(&self) -> [(&'static str, &'static str); 8] {
        MENU
    }

    pub(super) fn is_current(&self, address: &str) -> bool {
        let path = self.path.trim_end_matches('/');
        path == address || (address == "/alma" && path.starts_with("/alma/"))
    }

    /// A value inside an address.
    pub(super) fn encoded(&self, value: &str) -> String {
        oai_pmh::encode_component(value)
    }
}

/// A page as a response.
pub(super) fn rendered(page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(html) => HttpResponse::html(200, html),
        Err(error) => servlet_page(500, &error.to_string()),
    }
}

/// A due date of the views as a day.
pub(super) fn day_of(date: &Option<String>) -> &str {
    date.as_deref().and_then(|date| date.get(..10)).unwrap_or("")
}
