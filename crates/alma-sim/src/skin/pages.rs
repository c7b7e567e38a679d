//! The pages under `/simulator`: what this Alma holds, for people; and `state.json`, for programs.

mod guesses;

use askama::Template;

use super::http::{HttpRequest, HttpResponse, servlet_page};
use super::layout::{Layout, day_of, rendered};
use crate::Alma;
use crate::alma::Exchange;
use crate::desk::Action;
use crate::inspect::{HoldView, Inspection, ItemView};
use crate::moment::readable;
use crate::state::publishing::PublishingProfile;
use crate::state::{Desk, IdentifierType, Letter, Partner, State, User};

/// Items on one page.
const MOST_ITEMS: usize = 100;

#[derive(Template)]
#[template(path = "state.html")]
struct StatePage<'a> {
    layout: Layout<'a>,
    view: Inspection,
    /// Items at the lending location.
    away: Vec<(String, ItemView)>,
    temporary: Vec<(String, ItemView)>,
    letters: Vec<&'a Letter>,
    exchanges: Vec<&'a Exchange>,
    profiles: &'a [PublishingProfile],
    guesses: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    layout: Layout<'a>,
    desks: &'a [Desk],
    holds: Vec<HoldView>,
    said: String,
    refused: String,
}

#[derive(Template)]
#[template(path = "items.html")]
struct ItemsPage<'a> {
    layout: Layout<'a>,
    asked: String,
    items: Vec<(String, ItemView)>,
    more: bool,
}

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage<'a> {
    layout: Layout<'a>,
    users: Vec<&'a User>,
    now: i64,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage<'a> {
    layout: Layout<'a>,
    partners: Vec<&'a Partner>,
    state: &'a State,
}

impl UsersPage<'_> {
    fn has_expired(&self, user: &User) -> bool {
        user.expires <= self.now
    }
}

impl Alma {
    /// Everything under `/simulator`.
    pub(super) fn simulator_page(&mut self, request: &HttpRequest, rest: &[&str], now: i64) -> HttpResponse {
        match rest {
            ["desk", action] if request.is_post() => self.desk_action(request, action, now),
            _ if request.is_post() => servlet_page(405, "HTTP method POST is not supported by this URL"),
            [] => rendered(&self.state_page(request)),
            ["state.json"] => {
                let view = self.inspect(request.fields().get("barcode"));
                HttpResponse::json(200, serde_json::to_vec_pretty(&view).unwrap_or_default())
            }
            ["desk"] => rendered(&self.desk_page(request)),
            ["items"] => rendered(&self.items_page(request)),
            ["users"] => {
                let users = self.state().users.values().collect();
                rendered(&UsersPage { layout: self.layout(request), users, now })
            }
            ["partners"] => {
                let partners = self.state().partners.values().collect();
                rendered(&PartnersPage { layout: self.layout(request), partners, state: self.state() })
            }
            _ => servlet_page(404, "The simulator has no such page."),
        }
    }

    fn layout<'a>(&'a self, request: &'a HttpRequest) -> Layout<'a> {
        Layout::of(self.state(), &request.path)
    }

    fn state_page<'a>(&'a self, request: &'a HttpRequest) -> StatePage<'a> {
        let state = self.state();
        let view = self.inspect(None);
        let pick = |wanted: fn(&ItemView) -> bool| {
            view.items
                .iter()
                .filter(|(_, item)| wanted(item))
                .map(|(code, item)| (code.clone(), item.clone()))
                .collect()
        };
        StatePage {
            layout: self.layout(request),
            away: pick(|item| item.process_type == Some("ILL") && !item.temporary_item),
            temporary: pick(|item| item.temporary_item),
            letters: state.letters.iter().rev().take(20).collect(),
            exchanges: self.exchanges.iter().rev().collect(),
            profiles: &state.publishing.profiles,
            guesses: guesses::GUESSES,
            view,
        }
    }

    fn desk_page<'a>(&'a self, request: &'a HttpRequest) -> DeskPage<'a> {
        let fields = request.fields();
        DeskPage {
            layout: self.layout(request),
            desks: &self.state().places.desks,
            holds: self.inspect(Some("")).holds,
            said: fields.text("said"),
            refused: fields.text("refused"),
        }
    }

    fn items_page<'a>(&'a self, request: &'a HttpRequest) -> ItemsPage<'a> {
        let asked = request.fields().text("q");
        let catalog = &self.state().catalog;
        let found = catalog.find(&asked);
        let wanted = |barcode: &str, bib: Option<crate::state::Id>| {
            asked.is_empty() || barcode == asked || bib.is_some_and(|bib| found.binary_search(&bib).is_ok())
        };
        let items = catalog.items.iter().filter(|(_, item)| {
            let bib = catalog.parents(item).map(|(_, bib, _)| bib);
            wanted(item.barcode.as_deref().unwrap_or_default(), bib)
        });
        let view = |(id, item): (&crate::state::Id, &crate::state::Item)| {
            (item.barcode.clone().unwrap_or_default(), ItemView::of(self.state(), *id, item))
        };
        let mut items: Vec<_> = items.take(MOST_ITEMS + 1).map(view).collect();
        let more = items.len() > MOST_ITEMS;
        items.truncate(MOST_ITEMS);
        ItemsPage { layout: self.layout(request), asked, items, more }
    }

    /// A form is led back to its page, a program is told in JSON: `{"ok": true, "message": "..."}`, or status 409.
    fn desk_action(&mut self, request: &HttpRequest, action: &str, now: i64) -> HttpResponse {
        let fields = super::form::Fields::of_body(&request.body);
        let action = Action::from_fields(action, |name| fields.get(name).map(str::to_owned));
        let done = action.and_then(|action| self.act(action, now));
        let is_program = |header: &str| request.header(header).is_some_and(|value| value.contains("application/json"));
        if is_program("content-type") || is_program("accept") {
            let (status, ok) = if done.is_ok() { (200, true) } else { (409, false) };
            let message = done.unwrap_or_else(|refused| refused.to_string());
            let body = serde_json::json!({ "ok": ok, "message": message });
            return HttpResponse::json(status, body.to_string());
        }
        let (name, words) = match done {
            Ok(words) => ("said", words),
            Err(refused) => ("refused", refused.to_string()),
        };
        let words = oai_pmh::encode_component(&words);
        match fields.get("account") {
            Some(user) => {
                let user = oai_pmh::encode_component(user);
                HttpResponse::see_other(&format!("/primo/account?user={user}&{name}={words}"))
            }
            None => HttpResponse::see_other(&format!("/simulator/desk?{name}={words}")),
        }
    }
}
