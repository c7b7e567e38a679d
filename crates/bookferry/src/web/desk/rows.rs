//! One request as a line of the work queue.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use lifecycle::Side;
use store::Request;

use super::advice::advice;
use crate::clock::{instant_text, people_day, people_time};
use crate::platform::Platform;
use crate::web::error::PageError;
use crate::work::{AnyState, codec, description_of, patron_of};

/// One line of the work queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The request number.
    pub number: String,
    /// Title and author.
    pub title: String,
    /// Loan or copy, in words.
    pub service: &'static str,
    /// The service level of a request that must not wait.
    pub urgent: Option<String>,
    /// The patron for whom it is, or the library that asks.
    pub for_whom: String,
    /// The library that is asked, on the requesting side.
    pub partner: String,
    /// Where it stands.
    pub state: &'static str,
    /// A class of the design system for the state: `warn`, `good` or empty.
    pub badge: &'static str,
    /// Why staff must look at it.
    pub attention: Option<String>,
    /// When it last moved.
    pub since: When,
    /// When it is due back.
    pub due: Option<When>,
    /// Whether it is overdue.
    pub is_overdue: bool,
    /// Whether the library system has not followed a step.
    pub is_out_of_step: bool,
    /// What to do next.
    pub advice: String,
}

/// A moment for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// As `xs:dateTime`.
    pub machine: String,
    /// As people read it.
    pub people: String,
}

impl When {
    /// The day of a moment in a zone.
    #[must_use]
    pub fn day(milliseconds: i64, zone: &TimeZone) -> Self {
        Self { machine: instant_text(milliseconds), people: people_day(milliseconds, zone) }
    }

    /// A moment in a zone to the minute.
    #[must_use]
    pub fn minute(milliseconds: i64, zone: &TimeZone) -> Self {
        Self { machine: instant_text(milliseconds), people: people_time(milliseconds, zone) }
    }
}

/// When and where a list is looked at.
struct Present {
    now: i64,
    zone: TimeZone,
}

/// The words for a service type as stored.
#[must_use]
pub fn service_words(name: &str) -> &'static str {
    if name == "copy" { "Copy" } else { "Loan" }
}

/// The lines of requests of one library.
///
/// # Errors
/// When the names of libraries or the requests cannot be read.
pub async fn rows(platform: &Platform, side: Side, requests: &[Request]) -> Result<Vec<Row>, PageError> {
    let mut names = BTreeMap::new();
    for symbol in requests.iter().filter_map(|request| partner_symbol(side, request)) {
        if !names.contains_key(symbol) {
            names.insert(symbol.to_owned(), platform.library_name(symbol).await?);
        }
    }
    let Some(first) = requests.first() else { return Ok(Vec::new()) };
    let present = Present { now: platform.now(), zone: platform.zone_of(first.library_id).await? };
    requests.iter().map(|request| row(side, request, &names, &present)).collect()
}

fn partner_symbol(side: Side, request: &Request) -> Option<&str> {
    match side {
        Side::Requester => request.supplier_symbol.as_deref(),
        Side::Supplier => Some(request.requester_symbol.as_str()),
    }
}

fn row(side: Side, request: &Request, names: &BTreeMap<String, String>, present: &Present) -> Result<Row, PageError> {
    let unreadable = |fault: codec::Unreadable| PageError::Broken(format!("request {}: {fault}", request.number));
    let facts = codec::facts(&request.facts).map_err(unreadable)?;
    let state = AnyState::from_name(side, &request.state).ok_or_else(|| {
        PageError::Broken(format!("request {} has the unknown state {}", request.number, request.state))
    })?;
    let partner = partner_symbol(side, request).and_then(|symbol| names.get(symbol)).cloned().unwrap_or_default();
    let (for_whom, partner) = match side {
        Side::Requester => (patron_name(request), partner),
        Side::Supplier => (partner, String::new()),
    };
    let description = description_of(request);
    let out = !state.is_end() && request.due_at.is_some();
    Ok(Row {
        number: request.number.clone(),
        title: description.line(),
        urgent: description.urgent_level().filter(|_| !state.is_end()),
        service: service_words(&request.service_type),
        for_whom,
        partner,
        state: state.label(),
        badge: badge(state, request.attention.is_some()),
        attention: request.attention.clone(),
        since: When::day(request.updated_at, &present.zone),
        due: request.due_at.filter(|_| out).map(|due| When::day(due, &present.zone)),
        is_overdue: out && (facts.overdue || request.due_at.is_some_and(|due| due < present.now)),
        is_out_of_step: !facts.ils_out_of_step.is_empty(),
        advice: request.attention.clone().unwrap_or_else(|| advice(state, &facts).to_owned()),
    })
}

/// The patron's name, or the id when no name is known; erased patrons have neither.
fn patron_name(request: &Request) -> String {
    let patron = patron_of(request);
    if patron.name.is_empty() { patron.patron_id } else { patron.name }
}

/// A class of the design system for a state.
#[must_use]
pub fn badge(state: AnyState, attention: bool) -> &'static str {
    match (attention, state.name()) {
        (true, _) => "warn",
        (false, "completed") => "good",
        (false, "lost") => "bad",
        (false, _) => "",
    }
}
