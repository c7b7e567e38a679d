//! A request as pages and the API show it: what can be done now, and everything that happened.

use jiff::tz::TimeZone;
use lifecycle::{Facts, Phase, Policy, Refusal, Side, requester, supplier};
use serde_json::Value;
use store::{Attempt, LibraryId, OutboxRow, OutboxState, Request, RequestEvent};

use super::advance::{description_of, patron_of};
use super::{AdvanceError, Description, PatronData, codec, policy_of};
use crate::clock::days_in;
use crate::platform::Platform;

/// The state of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnyState {
    /// The requesting side.
    Requester(requester::State),
    /// The supplying side.
    Supplier(supplier::State),
}

impl AnyState {
    /// The state with this stored name on a side.
    #[must_use]
    pub fn from_name(side: Side, name: &str) -> Option<Self> {
        match side {
            Side::Requester => requester::State::from_name(name).map(Self::Requester),
            Side::Supplier => supplier::State::from_name(name).map(Self::Supplier),
        }
    }

    /// The stored name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Requester(state) => state.name(),
            Self::Supplier(state) => state.name(),
        }
    }

    /// Words for staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Requester(state) => state.label(),
            Self::Supplier(state) => state.label(),
        }
    }

    /// Words for the patron; staff words on the supplying side, which has no patron.
    #[must_use]
    pub fn patron_label(self) -> &'static str {
        match self {
            Self::Requester(state) => state.patron_label(),
            Self::Supplier(state) => state.label(),
        }
    }

    /// How far along.
    #[must_use]
    pub fn phase(self) -> Phase {
        match self {
            Self::Requester(state) => state.phase(),
            Self::Supplier(state) => state.phase(),
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_end(self) -> bool {
        self.phase() == Phase::Done
    }

    /// Every state of a side, in the order of a usual request.
    #[must_use]
    pub fn all(side: Side) -> Vec<Self> {
        match side {
            Side::Requester => requester::State::ALL.iter().copied().map(Self::Requester).collect(),
            Side::Supplier => supplier::State::ALL.iter().copied().map(Self::Supplier).collect(),
        }
    }
}

/// One thing that can be done now, or cannot and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandView {
    /// The stable name, part of the form's address.
    pub name: &'static str,
    /// Words for the button.
    pub label: &'static str,
    /// Whether patrons may want it themselves.
    pub for_patron: bool,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who or what caused it.
    pub actor: String,
    /// What happened, in a sentence.
    pub words: String,
    /// A class of the design system: `said`, `heard`, `trouble` or empty.
    pub class: &'static str,
    /// The message that brought it, as received.
    pub message: Option<String>,
    /// What it caused, in sentences, each with the message that was sent for it.
    pub told: Vec<Told>,
    /// Where the request stood afterwards, in words.
    pub state: &'static str,
}

/// One thing that an event caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In a sentence.
    pub words: String,
    /// The message sent, if one was.
    pub message: Option<String>,
}

/// A call or message that waits, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingWork {
    /// The outbox row.
    pub id: i64,
    /// What it is, in a sentence.
    pub words: String,
    /// What the last try said.
    pub error: Option<String>,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried again; `None` when it was given up and waits for staff.
    pub next_try: Option<i64>,
}

/// A request with everything that its page shows.
#[derive(Debug, Clone)]
pub struct RequestView {
    /// The stored row.
    pub request: Request,
    /// Which side we are.
    pub side: Side,
    /// Where it stands.
    pub state: AnyState,
    /// What the lifecycle knows.
    pub facts: Facts,
    /// What it is about.
    pub description: Description,
    /// For whom, on the requesting side.
    pub patron: PatronData,
    /// The other library's name; empty while nobody was asked.
    pub partner_name: String,
    /// What can be done now.
    pub commands: Vec<CommandView>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The libraries of the rota, with their names.
    pub attempts: Vec<(String, Attempt)>,
    /// Calls and messages that wait or were given up.
    pub pending: Vec<PendingWork>,
    /// The zone of the library whose view it is.
    pub zone: TimeZone,
}

impl Platform {
    /// The view of a library's request.
    ///
    /// # Errors
    /// [`AdvanceError::Store`] when the library has no such request.
    pub async fn request_view(&self, library: LibraryId, number: &str) -> Result<RequestView, AdvanceError> {
        let request = self.store().requests().by_number(library, number).await?;
        let side = side_of(&request);
        let facts = codec::facts(&request.facts)?;
        let state = AnyState::from_name(side, &request.state)
            .ok_or_else(|| codec::Unreadable::new(format!("unknown state {}", request.state)))?;
        let settings = self.settings(library).await?;
        let policy = policy_of(&settings, self.today(&settings.calendar));
        let zone = self.zone(&settings.calendar);
        let partner = match side {
            Side::Requester => request.supplier_symbol.clone().unwrap_or_default(),
            Side::Supplier => request.requester_symbol.clone(),
        };
        let mut attempts = Vec::new();
        for attempt in self.store().requests().attempts(library, request.id).await? {
            attempts.push((self.library_name(&attempt.supplier_symbol).await?, attempt));
        }
        let events = self.store().requests().events(library, request.id).await?;
        let outbox = self.store().outbox().of_request(library, request.id).await?;
        Ok(RequestView {
            zone: zone.clone(),
            partner_name: if partner.is_empty() { partner } else { self.library_name(&partner).await? },
            commands: commands(&facts, &policy, state),
            timeline: events.iter().map(|event| entry(side, event)).collect(),
            pending: outbox.iter().filter_map(|row| pending(row, &zone)).collect(),
            description: description_of(&request),
            patron: patron_of(&request),
            request,
            side,
            state,
            facts,
            attempts,
        })
    }
}

/// The side of a stored request.
#[must_use]
pub fn side_of(request: &Request) -> Side {
    Side::from_name(&request.side).unwrap_or(Side::Requester)
}

/// What can be done now: exactly what the lifecycle accepts.
#[must_use]
pub fn commands(facts: &Facts, policy: &Policy, state: AnyState) -> Vec<CommandView> {
    match state {
        AnyState::Requester(state) => requester::available(facts, policy, state)
            .into_iter()
            .map(|kind| CommandView { name: kind.name(), label: kind.label(), for_patron: kind.is_for_patron() })
            .collect(),
        AnyState::Supplier(state) => supplier::available(facts, policy, state)
            .into_iter()
            .map(|kind| CommandView { name: kind.name(), label: kind.label(), for_patron: false })
            .collect(),
    }
}

fn entry(side: Side, event: &RequestEvent) -> TimelineEntry {
    let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let told = payload["told"].as_array().into_iter().flatten();
    TimelineEntry {
        at: event.at,
        actor: event.actor.clone(),
        words: event.words.clone(),
        class: class(&event.name),
        message: text(&payload["message"]),
        told: told
            .map(|told| Told { words: text(&told["words"]).unwrap_or_default(), message: text(&told["message"]) })
            .collect(),
        state: AnyState::from_name(side, &event.next_state).map_or("", AnyState::label),
    }
}

fn class(name: &str) -> &'static str {
    let refused = [Refusal::NotNow, Refusal::WrongService].iter().any(|refusal| name.ends_with(refusal.name()));
    if refused || name.contains("failed") || name.contains("unreachable") || name.starts_with("message.") {
        "trouble"
    } else if name.starts_with("heard.") {
        "heard"
    } else if name.starts_with("command.") {
        "said"
    } else {
        ""
    }
}

fn pending(row: &OutboxRow, zone: &TimeZone) -> Option<PendingWork> {
    let next_try = match row.state {
        OutboxState::Waiting | OutboxState::Leased => Some(row.run_at),
        OutboxState::Failed => None,
        OutboxState::Done | OutboxState::Skipped => return None,
    };
    Some(PendingWork {
        id: row.id.0,
        words: words(row, zone),
        error: row.last_error.clone(),
        tries: row.attempts,
        next_try,
    })
}

fn words(row: &OutboxRow, zone: &TimeZone) -> String {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    match row.kind.as_str() {
        super::kind::CALL => codec::call(&payload).map(|call| call.describe(&days_in(zone))).unwrap_or_default(),
        super::kind::MESSAGE => format!("Message to {}.", payload["to"].as_str().unwrap_or_default()),
        super::kind::ROTA => "Looking for libraries that may have it.".to_owned(),
        super::kind::SHELF => "Looking on our own shelf.".to_owned(),
        other => other.to_owned(),
    }
}
