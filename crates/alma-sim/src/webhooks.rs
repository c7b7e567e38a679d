//! Webhooks: what happens to loans and requests is told to a listener, signed, and told again when the listener is down.
//!
//! A listener is first asked to echo a challenge; until it has done so it is told nothing. What waits to be told is no part of the
//! state: it is forgotten when the simulator stops.

mod sign;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Alma;
use crate::configuration::{Change, IntegrationChange};
use crate::moment;
use crate::outgoing::{Outgoing, OutgoingReply, Purpose};
use crate::skin::rest::{hold_json, loan_json};
use crate::state::{Id, Loan, State, WebhookProfile};

/// The header with the signature.
const SIGNATURE: &str = "X-Exl-Signature";

const HOUR: i64 = 3_600_000;
/// After each of them a message is sent again that met no listener or an error of the server.
const RETRIES: [i64; 3] = [HOUR, 3 * HOUR, 6 * HOUR];

/// What was there when it was last looked; nothing while nobody is told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    known: Option<Known>,
    told: u64,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Loans by item, as they are and as they are told.
    loans: BTreeMap<Id, (Loan, Value)>,
    /// Borrowed items that wait for their users, by request.
    holds: BTreeMap<Id, Value>,
}

/// Something to be told.
struct Event {
    action: &'static str,
    name: &'static str,
    words: &'static str,
    about: &'static str,
    object: Value,
}

impl Known {
    fn of(state: &State, base: &str, now: i64) -> Self {
        let loans = state.loans.iter().filter_map(|(item, loan)| {
            let told = loan_json(state, base, *item, loan, now)?;
            Some((*item, (loan.clone(), told)))
        });
        let holds = state.borrowing.iter().filter(|(_, request)| !request.items.is_empty());
        let holds = holds.filter_map(|(id, request)| Some((*id, hold_json(state, base, *id, request)?)));
        Self { loans: loans.collect(), holds: holds.collect() }
    }

    fn loan_events(&self, before: &Self) -> Vec<Event> {
        let event = |name, words, object: &Value| Event {
            action: "LOAN",
            name,
            words,
            about: "item_loan",
            object: object.clone(),
        };
        let mut events = Vec::new();
        for (item, (loan, told)) in &before.loans {
            if self.loans.get(item).is_none_or(|(now, _)| now.loan_id != loan.loan_id) {
                let mut told = told.clone();
                told["loan_status"] = json!("COMPLETE");
                events.push(event("LOAN_RETURNED", "Loan returned", &told));
            }
        }
        for (item, (loan, told)) in &self.loans {
            match before.loans.get(item).map(|(loan, _)| loan).filter(|known| known.loan_id == loan.loan_id) {
                None => events.push(event("LOAN_CREATED", "Loan created", told)),
                Some(known) if known.renewals != loan.renewals => {
                    events.push(event("LOAN_RENEWED", "Loan renewed", told))
                }
                Some(known) if known.due != loan.due => events.push(event("LOAN_DUE_DATE", "Due date changed", told)),
                Some(_) => {}
            }
        }
        events
    }

    fn request_events(&self, before: &Self) -> Vec<Event> {
        let event = |name, words, object: &Value| Event {
            action: "REQUEST",
            name,
            words,
            about: "user_request",
            object: object.clone(),
        };
        let is_on_shelf = |told: &Value| told["request_status"] == "ON_HOLD_SHELF";
        let mut events = Vec::new();
        for (id, told) in &self.holds {
            let known = before.holds.get(id);
            if known.is_none() {
                events.push(event("REQUEST_CREATED", "Request created", told));
            }
            if is_on_shelf(told) && !known.is_some_and(is_on_shelf) {
                events.push(event("REQUEST_PLACED_ON_SHELF", "Request placed on hold shelf", told));
            }
        }
        let closed = before.holds.iter().filter(|(id, _)| !self.holds.contains_key(id));
        events.extend(closed.map(|(_, told)| event("REQUEST_CLOSED", "Request closed", told)));
        events
    }
}

impl Alma {
    /// Takes note of what is there, before something happens.
    pub(crate) fn watch(&mut self, now: i64) {
        let is_told = self.state.webhooks.as_ref().is_some_and(WebhookProfile::is_told);
        match (is_told, &self.watch.known) {
            (false, _) => self.watch.known = None,
            (true, None) => self.watch.known = Some(Known::of(&self.state, &self.webhook_base(), now)),
            (true, Some(_)) => {}
        }
    }

    /// Tells what has happened since it was last looked.
    pub(crate) fn announce(&mut self, now: i64) {
        let Some(before) = self.watch.known.take() else { return };
        let Some(profile) = self.state.webhooks.clone().filter(WebhookProfile::is_told) else { return };
        let after = Known::of(&self.state, &self.webhook_base(), now);
        let loans = if profile.details.loans { after.loan_events(&before) } else { Vec::new() };
        let requests = if profile.details.requests { after.request_events(&before) } else { Vec::new() };
        self.watch.known = Some(after);
        for event in loans.into_iter().chain(requests) {
            self.tell(&profile, &event, now);
        }
    }

    fn tell(&mut self, profile: &WebhookProfile, event: &Event, now: i64) {
        self.watch.told += 1;
        let body = json!({
            "id": format!("{now}{:04}", self.watch.told),
            "action": event.action,
            "institution": { "value": self.state.institution, "desc": self.state.name },
            "time": moment::iso(now),
            "event": { "value": event.name, "desc": event.words },
            event.about: event.object,
        });
        let body = body.to_string();
        let signature = sign::signature(&profile.details.secret, body.as_bytes());
        let headers = vec![
            ("Content-Type".to_owned(), "application/json;charset=UTF-8".to_owned()),
            (SIGNATURE.to_owned(), signature),
        ];
        let purpose = Purpose::Webhook { event: event.name, attempt: 0 };
        self.outgoing.push(Outgoing {
            method: "POST",
            url: profile.details.url.clone(),
            headers,
            body,
            due: now,
            purpose,
        });
    }

    /// The listener is asked to echo a challenge.
    pub(crate) fn challenge(&mut self, now: i64) {
        let Some(profile) = self.state.webhooks.as_ref().filter(|profile| profile.details.active) else { return };
        let url = &profile.details.url;
        let challenge = format!("{}-{now}", self.state.institution);
        let joint = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{joint}challenge={}", oai_pmh::encode_component(&challenge));
        let (headers, body, purpose) = (Vec::new(), String::new(), Purpose::Challenge { challenge });
        self.outgoing.push(Outgoing { method: "GET", url, headers, body, due: now, purpose });
    }

    /// What a listener said to its challenge: the same text as JSON, `{"challenge": "..."}`.
    pub(crate) fn challenge_answered(&mut self, challenge: &str, reply: &OutgoingReply, now: i64) {
        let echoed = match reply {
            OutgoingReply::Answered { status: 200..=299, body } => serde_json::from_slice(body).unwrap_or(Value::Null),
            _ => Value::Null,
        };
        let passed = echoed["challenge"] == challenge;
        // Refused when the profile is gone meanwhile.
        let _ = self.configure(Change::Integration(IntegrationChange::WebhookChallenged { passed }), now);
    }

    /// A message that met no listener, or an error of the server, is sent again later; one that was refused is not.
    pub(crate) fn webhook_answered(&mut self, outgoing: &Outgoing, attempt: usize, reply: &OutgoingReply, now: i64) {
        let is_final = matches!(reply, OutgoingReply::Answered { status: 0..=499, .. });
        let Some(wait) = RETRIES.get(attempt).filter(|_| !is_final) else { return };
        let Purpose::Webhook { event, .. } = outgoing.purpose else { return };
        let purpose = Purpose::Webhook { event, attempt: attempt + 1 };
        self.outgoing.push(Outgoing { due: now + wait, purpose, ..outgoing.clone() });
    }

    fn webhook_base(&self) -> String {
        format!("{}/almaws/v1", self.surroundings.base_url.as_deref().unwrap_or("http://alma.example"))
    }
}
