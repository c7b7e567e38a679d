//! The log of messages: what was said to other systems and by them, to be searched.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{KeptMessage, MessageDirection, MessageFilter, MessageId, MessageOutcome};

use super::desk::forms::page;
use super::desk::pretty::pretty;
use super::desk::rows::When;
use super::encode;
use super::error::PageError;
use super::layout::Layout;
use super::visitor::Staff;
use crate::message_log::Protocol;
use crate::platform::Platform;
use crate::settings::MessageLog;

/// Where the list is.
const ADDRESS: &str = "/desk/messages";
/// Messages on a page.
const PAGE: i64 = 50;

/// The pages of the log.
pub fn routes() -> Router<Platform> {
    Router::new().route(ADDRESS, get(list)).route("/desk/messages/{id}", get(one))
}

/// What is asked for, from the query of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
    protocol: String,
    outcome: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/messages.html")]
struct ListPage {
    layout: Layout,
    wanted: Wanted,
    protocols: [Protocol; 4],
    outcomes: [(&'static str, &'static str); 3],
    rows: Vec<Row>,
    older: Option<String>,
    keep_days: u16,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct OnePage {
    layout: Layout,
    row: Row,
    sent: String,
    received: String,
}

/// One message as a line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: i64,
    at: When,
    took: String,
    /// The two sides with an arrow between them, in words for who cannot see it.
    way: &'static str,
    protocol: String,
    service: String,
    partner: String,
    request: Option<String>,
    outcome: &'static str,
    badge: &'static str,
    words: String,
}

async fn list(
    staff: Staff,
    State(platform): State<Platform>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let filter = MessageFilter {
        text: wanted.q.clone(),
        protocol: wanted.protocol.clone(),
        outcome: MessageOutcome::from_name(&wanted.outcome),
        request: None,
        before: wanted.before.map(MessageId),
        limit: PAGE,
    };
    let kept = platform.store().messages().page(staff.library_id(), &filter).await?;
    let is_full = i64::try_from(kept.len()).is_ok_and(|count| count == PAGE);
    let older = kept.last().filter(|_| is_full).map(|last| wanted.older_than(last.id));
    let settings: MessageLog = platform.section(staff.library_id()).await?;
    let template = ListPage {
        layout: Layout::new(&staff.visitor, ADDRESS),
        wanted,
        protocols: Protocol::ALL,
        outcomes: MessageOutcome::ALL.map(|outcome| (outcome.name(), label(outcome))),
        rows: kept.into_iter().map(|kept| row(kept, staff.zone())).collect(),
        older,
        keep_days: settings.keep_days,
    };
    page(StatusCode::OK, &template)
}

async fn one(staff: Staff, State(platform): State<Platform>, Path(id): Path<i64>) -> Result<Response, PageError> {
    let kept = platform.store().messages().by_id(staff.library_id(), MessageId(id)).await?;
    let template = OnePage {
        layout: Layout::new(&staff.visitor, ADDRESS),
        sent: pretty(&kept.message.sent),
        received: pretty(&kept.message.received),
        row: row(kept, staff.zone()),
    };
    page(StatusCode::OK, &template)
}

impl Wanted {
    fn older_than(&self, last: MessageId) -> String {
        let (q, protocol, outcome) = (encode(&self.q), encode(&self.protocol), encode(&self.outcome));
        format!("{ADDRESS}?q={q}&protocol={protocol}&outcome={outcome}&before={last}")
    }
}

fn row(kept: KeptMessage, zone: &TimeZone) -> Row {
    let message = kept.message;
    Row {
        id: kept.id.0,
        at: When::minute(message.at, zone),
        took: format!("{} ms", message.took),
        way: match message.direction {
            MessageDirection::Out => "sent",
            MessageDirection::In => "received",
        },
        protocol: message.protocol,
        service: message.service,
        partner: message.partner,
        request: kept.request_number,
        outcome: label(message.outcome),
        badge: match message.outcome {
            MessageOutcome::Done => "good",
            MessageOutcome::Refused => "bad",
            MessageOutcome::NoAnswer => "warn",
        },
        words: message.words,
    }
}

fn label(outcome: MessageOutcome) -> &'static str {
    match outcome {
        MessageOutcome::Done => "done",
        MessageOutcome::Refused => "refused",
        MessageOutcome::NoAnswer => "no answer",
    }
}
