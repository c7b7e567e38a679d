//! A decision as one transaction: the next state, the history, the messages and calls to make.

use jiff::tz::TimeZone;
use lifecycle::{Decision, Effect, Facts, IlsCall, PartyState, Side, Whom};
use serde_json::{Value, json};
use store::{Attempt, Audience, Change, Library, NewEvent, NewNotice, NewOutboxRow, NewRequest, Request, Step};

use super::{Cause, Description, Party, PatronData, codec, kind, lane};
use crate::clock::days_in;
use crate::partners::{EDITION, Envelope, Symbol};

/// What a step is made from.
pub(super) struct Setting<'a> {
    pub(super) library: &'a Library,
    pub(super) request: &'a Request,
    pub(super) description: &'a Description,
    pub(super) patron: &'a PatronData,
    pub(super) attempts: Vec<Attempt>,
    pub(super) now: i64,
    /// The zone of the library.
    pub(super) zone: &'a TimeZone,
    /// Whether a person wanted the step.
    pub(super) by_hand: bool,
}

/// The parts of a step that its effects add.
#[derive(Default)]
struct Caused {
    outbox: Vec<NewOutboxRow>,
    notices: Vec<NewNotice>,
    attention: Option<String>,
    /// What the timeline shows below the event.
    told: Vec<Value>,
    supplier_symbol: Option<String>,
}

/// The step of a decision.
pub(super) fn step<E: Party>(
    setting: Setting<'_>,
    event: &E,
    before: E::State,
    decision: &Decision<E::State>,
    facts: &Facts,
    cause: Cause,
) -> Step {
    let mut attempts = setting.attempts.clone();
    note_answer(&mut attempts, event, &setting);
    let mut caused = Caused::default();
    for effect in &decision.effects {
        carry_out::<E>(&setting, &mut attempts, &mut caused, effect, before, decision.next, Some(facts));
    }
    caused.told.extend(cause.told.iter().map(|words| json!({ "words": words })));
    let changed_attempts = attempts.into_iter().filter(|attempt| !setting.attempts.contains(attempt)).collect();
    let name = event.name();
    let mut step = Step {
        at: setting.now,
        events: vec![NewEvent {
            actor: cause.actor.clone(),
            payload: json!({ "told": caused.told, "message": cause.message }).to_string(),
            words: event.describe(&days_in(setting.zone)),
            next_state: decision.next.name().to_owned(),
            name,
        }],
        attempts: changed_attempts,
        items: event.items(),
        outbox: caused.outbox,
        notices: caused.notices,
        bills: event.bill(setting.request).into_iter().collect(),
        ..Step::default()
    };
    step.items.extend(cause.items.iter().cloned());
    step.changes.state = Some(decision.next.name().to_owned());
    step.changes.facts = Some(codec::facts_json(facts).to_string());
    step.changes.outcome =
        facts.outcome.filter(|_| decision.next.is_end()).map(|outcome| outcome.name().to_owned()).into();
    step.changes.due_at = facts.due.map(|due| due.0).into();
    step.changes.attention = attention(event, decision.next.is_end(), caused.attention);
    if let Some(symbol) = caused.supplier_symbol {
        step.changes.supplier_symbol = Change::Set(symbol);
        step.changes.supplier_request_id = Change::Clear;
    }
    cause.add_to(&mut step);
    step
}

/// A person's command answers what staff were asked to look at; whatever needs them next takes its place.
fn attention<E: Party>(event: &E, ended: bool, wanted: Option<String>) -> Change<String> {
    match wanted {
        Some(words) => Change::Set(words),
        None if ended || event.is_command() => Change::Clear,
        None => Change::Keep,
    }
}

fn note_answer<E: Party>(attempts: &mut [Attempt], event: &E, setting: &Setting<'_>) {
    let Some(word) = event.ends_attempt() else { return };
    if let Some(current) = attempts.iter_mut().rfind(|attempt| attempt.state == "asked") {
        current.state = word.to_owned();
        current.answered_at = Some(setting.now);
        current.reason = Some(event.describe(&days_in(setting.zone)));
    }
}

fn carry_out<E: Party>(
    setting: &Setting<'_>,
    attempts: &mut [Attempt],
    caused: &mut Caused,
    effect: &Effect,
    before: E::State,
    after: E::State,
    after_facts: Option<&Facts>,
) {
    let words = effect.describe(&days_in(setting.zone));
    match effect {
        Effect::NextSupplier => {
            if let Some(next) = attempts.iter_mut().find(|attempt| attempt.state == "waiting") {
                next.state = "asked".to_owned();
                next.asked_at = Some(setting.now);
                caused.supplier_symbol = Some(next.supplier_symbol.clone());
            }
            caused.told.push(json!({ "words": words }));
        }
        Effect::SayToSupplier(_) | Effect::SayToRequester(_) => {
            say::<E>(setting, attempts, caused, effect, before, after)
        }
        Effect::Ils(call) => {
            let destination = format!("{} {}", lane::ILS, setting.library.code);
            let mut payload = codec::call_json(call);
            if let Some(barcode) = own_barcode::<E>(setting, after_facts, call) {
                payload["barcode"] = json!(barcode);
            }
            caused.outbox.push(row(setting, lane::ILS, destination, kind::CALL, payload));
            caused.told.push(json!({ "words": words }));
        }
        Effect::BuildRota => {
            caused.outbox.push(row(setting, lane::SELF, lane::SELF.to_owned(), kind::ROTA, json!({})));
        }
        Effect::LookOnShelf => {
            let destination = format!("{} {}", kind::SHELF, setting.library.code);
            caused.outbox.push(row(
                setting,
                lane::SELF,
                destination,
                kind::SHELF,
                json!({ "by_hand": setting.by_hand }),
            ));
        }
        Effect::Notify(Whom::Staff, notice) => {
            caused.notices.push(NewNotice { to: Audience::Staff, words: notice.words().to_owned() });
            caused.attention = Some(notice.words().to_owned());
            caused.told.push(json!({ "words": words }));
        }
        Effect::Notify(Whom::Patron, notice) => {
            let to = Audience::Patron(setting.patron.patron_id.clone());
            caused.notices.push(NewNotice { to, words: notice.words().to_owned() });
            caused.told.push(json!({ "words": words }));
        }
    }
}

/// The barcode of our own piece as it is at this moment: by the time of the call another piece may bear its number.
fn own_barcode<E: Party>(setting: &Setting<'_>, after: Option<&Facts>, call: &IlsCall) -> Option<String> {
    let item = call.item().filter(|_| E::SIDE == Side::Supplier)?;
    let before = codec::facts(&setting.request.facts).ok()?;
    let piece = before.item(item).or_else(|| after?.item(item))?;
    Some(piece.barcode.clone())
}

fn say<E: Party>(
    setting: &Setting<'_>,
    attempts: &[Attempt],
    caused: &mut Caused,
    effect: &Effect,
    before: E::State,
    after: E::State,
) {
    let request = setting.request;
    let supplier = caused.supplier_symbol.as_ref().or(request.supplier_symbol.as_ref()).cloned().unwrap_or_default();
    let record_id = attempts
        .iter()
        .rfind(|attempt| attempt.supplier_symbol == supplier)
        .and_then(|attempt| attempt.supplier_record_id.clone());
    let asked_anew = caused.supplier_symbol.is_some();
    let (requester, supplier) = (Symbol::parse(&request.requester_symbol), Symbol::parse(&supplier));
    let envelope = Envelope {
        requester: &requester,
        supplier: &supplier,
        own_name: &setting.library.name,
        requester_request_id: &request.requester_request_id,
        supplier_request_id: request.supplier_request_id.as_deref().filter(|_| !asked_anew),
        supplier_record_id: record_id.as_deref(),
        service_type: lifecycle::ServiceType::from_name(&request.service_type).unwrap_or(lifecycle::ServiceType::Loan),
        description: setting.description,
        // Messages of one step follow each other by a millisecond, so that no two bear the same time.
        at: setting.now + caused.outbox.len() as i64,
    };
    let Some(message) = E::message(&envelope, effect, before, after) else { return };
    let to = if E::SIDE == Side::Requester { &supplier } else { &requester };
    let xml = message.encode(EDITION);
    caused.told.push(json!({ "words": effect.describe(&days_in(setting.zone)), "message": xml }));
    // A lane a partner: a message that one library refuses does not hold up those for the next.
    let lane = format!("{} {to}", lane::PEER);
    caused.outbox.push(row(setting, &lane, lane.clone(), kind::MESSAGE, json!({ "to": to.to_string(), "xml": xml })));
}

/// `destination`: whose answer is waited for.
fn row(setting: &Setting<'_>, lane: &str, destination: String, kind: &str, payload: Value) -> NewOutboxRow {
    let (lane, kind) = (lane.to_owned(), kind.to_owned());
    NewOutboxRow { lane, destination, kind, payload: payload.to_string(), run_at: setting.now }
}

/// The first step of a request that is about to be made.
#[allow(clippy::too_many_arguments)] // the parts of a row that is not there yet
pub(crate) fn unborn_step<E: Party>(
    library: &Library,
    new: &NewRequest,
    description: &Description,
    patron: &PatronData,
    decision: &Decision<E::State>,
    words: String,
    cause: Cause,
    now: i64,
) -> Step {
    let request = super::ask::unborn(new);
    // No first step tells a day.
    let zone = &TimeZone::UTC;
    let setting =
        Setting { library, request: &request, description, patron, attempts: Vec::new(), now, zone, by_hand: false };
    first_step::<E>(&setting, decision, words, cause)
}

fn first_step<E: Party>(setting: &Setting<'_>, decision: &Decision<E::State>, words: String, cause: Cause) -> Step {
    let mut caused = Caused::default();
    let mut attempts = setting.attempts.clone();
    for effect in &decision.effects {
        carry_out::<E>(setting, &mut attempts, &mut caused, effect, decision.next, decision.next, None);
    }
    let mut step = Step {
        at: setting.now,
        events: vec![NewEvent {
            actor: cause.actor.clone(),
            name: "created".to_owned(),
            payload: json!({ "told": caused.told, "message": cause.message }).to_string(),
            words,
            next_state: decision.next.name().to_owned(),
        }],
        outbox: caused.outbox,
        notices: caused.notices,
        ..Step::default()
    };
    if let Some(words) = caused.attention {
        step.changes.attention = Change::Set(words);
    }
    cause.add_to(&mut step);
    step
}
