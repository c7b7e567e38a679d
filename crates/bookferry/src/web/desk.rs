//! The work queue: what staff see first, with what needs them on top.

pub mod advice;
pub mod field;
pub mod forms;
pub mod pretty;
pub mod rows;

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use lifecycle::Side;
use serde::Deserialize;
use store::{LibraryId, Place, QueueFilter, QueueOrder, Request, RequestId, StateCount};

use self::forms::{Fields, page};
use self::rows::{Row, When, rows};
use super::encode;
use super::error::PageError;
use super::forms::{Said, done};
use super::layout::Layout;
use super::visitor::{Staff, check_form};
use crate::platform::Platform;
use crate::settings::{HostLms, Locations};
use crate::work::{AnyState, kind, lane, side_of};

/// Requests on a page of the queue.
const PAGE: i64 = 50;
/// Requests that must not wait, and as many that need attention, are shown above the first page.
const MOST_URGENT: i64 = 100;
/// A destination that has not answered so many tries, about two minutes, is named above the list.
const TRIES_IN_VAIN: i64 = 6;
/// Requests with work that was given up and that are named above the list.
const MOST_STUCK: usize = 20;

/// The pages of the queue.
pub fn routes() -> Router<Platform> {
    Router::new().route("/desk", get(queue)).route("/desk/repeat", post(repeat))
}

/// What is asked for, from the query of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    side: String,
    state: String,
    q: String,
    attention: String,
    after: String,
}

/// One state in the filter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct StateOption {
    name: &'static str,
    label: &'static str,
    total: i64,
    chosen: bool,
}

/// Somebody who does not answer at present.
struct Silent {
    whom: String,
    rows: i64,
    since: When,
    error: String,
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    layout: Layout,
    lending: bool,
    states: Vec<StateOption>,
    wanted: Wanted,
    rows: Vec<Row>,
    /// Places and policies of the catalogue that nobody has decided about.
    undecided: usize,
    stuck: Vec<String>,
    silent: Vec<Silent>,
    attention: i64,
    to_fetch: i64,
    next: Option<String>,
    everything: bool,
}

impl Wanted {
    fn side(&self) -> Side {
        Side::from_name(&self.side).unwrap_or(Side::Requester)
    }

    fn state(&self) -> Option<AnyState> {
        AnyState::from_name(self.side(), &self.state)
    }

    /// Whether requests that have ended are listed as well. Some of them still need attention.
    fn everything(&self) -> bool {
        self.state == "all" || self.state().is_some() || !self.q.trim().is_empty() || !self.attention.is_empty()
    }

    fn filter(&self) -> QueueFilter {
        QueueFilter {
            side: self.side().name().to_owned(),
            states: self.state().map(|state| state.name().to_owned()).into_iter().collect(),
            text: self.q.clone(),
            attention: !self.attention.is_empty(),
            open: !self.everything(),
            urgent: false,
            order: QueueOrder::Newest,
            after: place(&self.after),
            limit: PAGE,
        }
    }

    /// The first page begins with what must not wait, then with what needs somebody, even when it has ended.
    fn on_top(&self) -> Vec<QueueFilter> {
        let filter = self.filter();
        if filter.after.is_some() {
            return Vec::new();
        }
        let urgent = QueueFilter { urgent: true, order: QueueOrder::MostUrgent, limit: MOST_URGENT, ..filter.clone() };
        let attention = QueueFilter {
            attention: true,
            open: false,
            order: QueueOrder::LongestWaiting,
            limit: MOST_URGENT,
            ..filter
        };
        vec![urgent, attention]
    }

    fn address_after(&self, place: Place) -> String {
        let mut address = format!("/desk?side={}", self.side().name());
        for (name, value) in [("state", &self.state), ("q", &self.q), ("attention", &self.attention)] {
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", encode(value)));
            }
        }
        address.push_str(&format!("&after={}.{}", place.updated_at, place.id));
        address
    }
}

/// Where a page ended, as it stands in the address.
fn place(text: &str) -> Option<Place> {
    let (updated_at, id) = text.split_once('.')?;
    Some(Place { updated_at: updated_at.parse().ok()?, id: RequestId(id.parse().ok()?) })
}

async fn queue(
    staff: Staff,
    said: Said,
    State(platform): State<Platform>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let library = staff.library_id();
    let queue = platform.store().requests().queue(library, &wanted.filter()).await?;
    let mut requests = Vec::new();
    for filter in wanted.on_top() {
        add_others(&mut requests, platform.store().requests().queue(library, &filter).await?.requests);
    }
    add_others(&mut requests, queue.requests);
    let template = QueuePage {
        layout: said.on(Layout::new(&staff.visitor, "/desk")),
        lending: wanted.side() == Side::Supplier,
        states: state_options(&wanted, &queue.counts),
        rows: rows(&platform, wanted.side(), &requests).await?,
        undecided: platform.section::<Locations>(library).await?.undecided(),
        stuck: stuck(&platform, library, wanted.side()).await?,
        silent: silent(&platform, &staff).await?,
        attention: queue.counts.iter().map(|count| count.attention).sum(),
        to_fetch: queue.counts.iter().filter(|count| count.state == "will_supply").map(|count| count.total).sum(),
        next: queue.next.map(|place| wanted.address_after(place)),
        everything: wanted.everything(),
        wanted,
    };
    Ok(said.once(page(StatusCode::OK, &template)?))
}

/// The numbers of the requests for which a call or message was given up.
async fn stuck(platform: &Platform, library: LibraryId, side: Side) -> Result<Vec<String>, PageError> {
    let failed = platform.store().outbox().failed(library).await?;
    let requests: BTreeSet<RequestId> = failed.into_iter().filter_map(|row| row.request_id).collect();
    let mut numbers = Vec::new();
    for id in requests {
        let request = platform.store().requests().by_id(library, id).await?;
        if side_of(&request) == side && numbers.len() < MOST_STUCK {
            numbers.push(request.number);
        }
    }
    Ok(numbers)
}

/// Library systems and libraries that do not answer at present.
async fn silent(platform: &Platform, staff: &Staff) -> Result<Vec<Silent>, PageError> {
    let library = staff.library_id();
    let host_lms: HostLms = platform.section(library).await?;
    let mut silent = Vec::new();
    for silence in platform.store().outbox().silences(library, TRIES_IN_VAIN).await? {
        let whom = match silence.destination.split_once(' ') {
            Some((lane::PEER, symbol)) => platform.library_name(symbol).await?,
            Some((kind::SHELF, _)) => "The catalogue of this library".to_owned(),
            _ => host_lms.host_lms.clone(),
        };
        let since = When::minute(silence.since, staff.zone());
        silent.push(Silent { whom, rows: silence.rows, since, error: silence.last_error });
    }
    Ok(silent)
}

/// Has everything tried again now that was given up or waits after tries in vain.
async fn repeat(staff: Staff, State(platform): State<Platform>, form: Fields) -> Result<Response, PageError> {
    check_form(&staff.person, form.csrf())?;
    let rows = platform.store().outbox().repeat_all(staff.library_id(), platform.now()).await?;
    let words = match rows {
        0 => "Nothing waits any more.".to_owned(),
        1 => "One call or message is being tried again. Reload the page to see what came of it.".to_owned(),
        rows => format!(
            "{rows} calls and messages are being tried again, a few at a time. Reload the page to see what came of them."
        ),
    };
    Ok(done(&format!("/desk?side={}", encode(form.text("side"))), &words))
}

fn add_others(requests: &mut Vec<Request>, others: Vec<Request>) {
    let listed: BTreeSet<RequestId> = requests.iter().map(|request| request.id).collect();
    requests.extend(others.into_iter().filter(|request| !listed.contains(&request.id)));
}

fn state_options(wanted: &Wanted, counts: &[StateCount]) -> Vec<StateOption> {
    let total = |name: &str| counts.iter().find(|count| count.state == name).map_or(0, |count| count.total);
    let options = AnyState::all(wanted.side()).into_iter().map(|state| StateOption {
        name: state.name(),
        label: state.label(),
        total: total(state.name()),
        chosen: wanted.state == state.name(),
    });
    options.filter(|option| option.total > 0 || option.chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(side: &str, state: &str, q: &str) -> Wanted {
        Wanted { side: side.into(), state: state.into(), q: q.into(), ..Wanted::default() }
    }

    #[test]
    fn finished_requests_are_left_out_until_somebody_looks_for_them() {
        assert!(wanted("supplier", "", "").filter().open);
        for wanted in [wanted("supplier", "completed", ""), wanted("supplier", "", "Eliot"), wanted("", "all", "")] {
            assert!(!wanted.filter().open, "{wanted:?}");
        }
    }

    #[test]
    fn a_state_of_the_other_side_filters_nothing() {
        assert_eq!(wanted("supplier", "routing", "").filter().states, Vec::<String>::new());
        assert_eq!(wanted("requester", "routing", "").filter().states, ["routing"]);
    }

    #[test]
    fn the_address_of_the_next_page_keeps_the_filter() {
        let place = Place { updated_at: 17, id: RequestId(4) };
        let address = wanted("supplier", "shipped", "a&b").address_after(place);
        assert_eq!(address, "/desk?side=supplier&state=shipped&q=a%26b&after=17.4");
        assert_eq!(super::place("17.4"), Some(place));
        assert_eq!(super::place("x"), None);
    }
}
