//! One event at one request: read, decide, store; again from the start when somebody was faster.

use jiff::tz::TimeZone;
use lifecycle::{PartyState, Refusal, requester, supplier};
use store::{
    Attempt, Change, Item, LibraryId, NewConfirmation, NewDocument, NewEvent, NewNotice, Request, RequestId,
    Settlement, Skip, Step,
};

use super::step::{Setting, step};
use super::{Description, Party, PatronData, codec, policy_of};
use crate::clock::days_in;
use crate::platform::Platform;

/// Two steps of one request that meet are decided one after the other; more collisions than this mean that something is wrong.
const COLLISIONS: usize = 20;

/// Where an event comes from, and what must be stored together with what it leads to.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    /// Who or what: a user name, a partner's symbol, `library system`.
    pub actor: String,
    /// The message that brought it, for the timeline.
    pub message: Option<String>,
    /// The answer to that message.
    pub confirmation: Option<NewConfirmation>,
    /// The outbox row whose result it is.
    pub settles: Option<Settlement>,
    /// The outbox row that a person passes over.
    pub skips: Option<Skip>,
    /// The rota that was built.
    pub attempts: Option<Vec<Attempt>>,
    /// The description, where it grew.
    pub description: Option<Description>,
    /// The patron, where something of them changed.
    pub patron: Option<PatronData>,
    /// More sentences for the timeline, below the event.
    pub told: Vec<String>,
    /// The number that the supplier gave the request.
    pub supplier_request_id: Option<String>,
    /// More barcodes under which the scan page finds the request.
    pub items: Vec<Item>,
    /// A copy to keep.
    pub documents: Vec<NewDocument>,
    /// What staff are told beside what the lifecycle tells them.
    pub notices: Vec<NewNotice>,
}

impl Cause {
    /// A person of this library.
    #[must_use]
    pub fn person(username: &str) -> Self {
        Self { actor: username.to_owned(), ..Self::default() }
    }

    pub(super) fn add_to(self, step: &mut Step) {
        step.confirmation = self.confirmation;
        step.settles = self.settles;
        step.skips = self.skips;
        step.documents = self.documents;
        step.notices.extend(self.notices);
        if let Some(description) = self.description {
            step.changes.search_text = Some(description.search_text());
            step.changes.description = serde_json::to_string(&description).ok();
        }
        if let Some(patron) = self.patron {
            step.changes.patron = serde_json::to_string(&patron).ok();
            step.changes.patron_id = Change::Set(patron.patron_id);
        }
        if let Some(id) = self.supplier_request_id {
            step.changes.supplier_request_id = Change::Set(id);
        }
    }
}

/// Why an event led nowhere.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// The lifecycle refuses it; nothing was stored.
    #[error("{}", .0.words())]
    Refused(Refusal),
    /// The store failed, or has no such request.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What is stored cannot be read.
    #[error(transparent)]
    Unreadable(#[from] codec::Unreadable),
}

impl Platform {
    /// Lets an event move a request of a library. An event that comes too late is put into the history and changes nothing, when
    /// something (a confirmation, an outbox row) must be stored with it.
    ///
    /// # Errors
    /// [`AdvanceError`].
    pub async fn advance<E: Party>(
        &self,
        library: LibraryId,
        id: RequestId,
        event: &E,
        cause: Cause,
    ) -> Result<Request, AdvanceError> {
        let mut collisions = 0;
        loop {
            let request = self.store().requests().by_id(library, id).await?;
            match self.advance_once(&request, event, cause.clone()).await {
                Err(AdvanceError::Store(store::Error::Conflict(_)))
                    if collisions < COLLISIONS && self.has_moved(&request).await? =>
                {
                    collisions += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn has_moved(&self, request: &Request) -> Result<bool, store::Error> {
        let now = self.store().requests().by_id(request.library_id, request.id).await?;
        Ok(now.version != request.version)
    }

    async fn advance_once<E: Party>(
        &self,
        request: &Request,
        event: &E,
        cause: Cause,
    ) -> Result<Request, AdvanceError> {
        let facts = codec::facts(&request.facts)?;
        let state = E::state(&request.state).ok_or_else(|| {
            codec::Unreadable::new(format!("unknown state {} of request {}", request.state, request.number))
        })?;
        let settings = self.settings(request.library_id).await?;
        let policy = policy_of(&settings, self.today(&settings.calendar));
        let zone = self.zone(&settings.calendar);
        let step = match event.decide(&facts, &policy, state) {
            Ok(decision) => {
                let facts = facts.after(event, &decision);
                self.step_of(request, event, state, &decision, &facts, &zone, cause).await?
            }
            Err(refusal) if cause.must_be_stored(refusal) => {
                note_refusal(event, refusal, state, self.now(), &zone, cause)
            }
            Err(refusal) => return Err(AdvanceError::Refused(refusal)),
        };
        Ok(self.store().requests().commit(request, step).await?)
    }

    #[allow(clippy::too_many_arguments)] // what a step is made from
    async fn step_of<E: Party>(
        &self,
        request: &Request,
        event: &E,
        before: E::State,
        decision: &lifecycle::Decision<E::State>,
        facts: &lifecycle::Facts,
        zone: &TimeZone,
        cause: Cause,
    ) -> Result<Step, AdvanceError> {
        let library = self.store().libraries().by_id(request.library_id).await?;
        let attempts = match &cause.attempts {
            Some(attempts) => attempts.clone(),
            None => self.store().requests().attempts(request.library_id, request.id).await?,
        };
        let description = cause.description.clone().unwrap_or_else(|| description_of(request));
        let patron = patron_of(request);
        let new_attempts = cause.attempts.clone();
        let setting = Setting {
            library: &library,
            request,
            description: &description,
            patron: &patron,
            attempts,
            now: self.now(),
            zone,
            by_hand: event.is_command(),
        };
        let mut step = step(setting, event, before, decision, facts, cause);
        if let Some(rota) = new_attempts {
            let moved = std::mem::take(&mut step.attempts);
            let untouched =
                rota.into_iter().filter(|attempt| !moved.iter().any(|other| other.position == attempt.position));
            step.attempts = untouched.chain(moved.clone()).collect();
        }
        Ok(step)
    }

    /// Puts a line into the history of a request that changes nothing else, and draws the attention of staff to it if asked.
    ///
    /// # Errors
    /// [`AdvanceError`].
    pub async fn note(
        &self,
        request: &Request,
        name: &str,
        words: &str,
        attention: bool,
        cause: Cause,
    ) -> Result<(), AdvanceError> {
        let mut collisions = 0;
        let mut request = request.clone();
        loop {
            let step = note_step(&request, name, words, attention, self.now(), cause.clone());
            match self.store().requests().commit(&request, step).await {
                Err(store::Error::Conflict(_)) if collisions < COLLISIONS && self.has_moved(&request).await? => {
                    collisions += 1;
                    request = self.store().requests().by_id(request.library_id, request.id).await?;
                }
                outcome => return Ok(outcome.map(drop)?),
            }
        }
    }

    /// A command of the requesting staff or patron.
    ///
    /// # Errors
    /// [`AdvanceError`].
    pub async fn command_requester(
        &self,
        library: LibraryId,
        id: RequestId,
        command: requester::Command,
        cause: Cause,
    ) -> Result<Request, AdvanceError> {
        self.advance(library, id, &requester::Event::Command(command), cause).await
    }

    /// A command of the supplying staff.
    ///
    /// # Errors
    /// [`AdvanceError`].
    pub async fn command_supplier(
        &self,
        library: LibraryId,
        id: RequestId,
        command: supplier::Command,
        cause: Cause,
    ) -> Result<Request, AdvanceError> {
        self.advance(library, id, &supplier::Event::Command(command), cause).await
    }
}

/// The history gets a line, the request stays as it is.
fn note_refusal<E: Party>(
    event: &E,
    refusal: Refusal,
    state: E::State,
    now: i64,
    zone: &TimeZone,
    cause: Cause,
) -> Step {
    let said = event.describe(&days_in(zone));
    let words = match refusal {
        Refusal::Late => format!("{said} It came too late to change anything."),
        other => format!("{said} Refused: {}", other.words()),
    };
    let mut step = Step {
        at: now,
        events: vec![NewEvent {
            actor: cause.actor.clone(),
            name: format!("{}.{}", event.name(), refusal.name()),
            payload: serde_json::json!({ "told": [], "message": cause.message }).to_string(),
            words,
            next_state: state.name().to_owned(),
        }],
        ..Step::default()
    };
    cause.add_to(&mut step);
    step
}

impl Cause {
    /// Results of our own work are stored whatever the lifecycle thinks of them; messages when they came late. A message that makes no
    /// sense is answered with an error by the listener, which needs the refusal.
    fn must_be_stored(&self, refusal: Refusal) -> bool {
        self.settles.is_some() || self.skips.is_some() || (self.confirmation.is_some() && refusal == Refusal::Late)
    }
}

fn note_step(request: &Request, name: &str, words: &str, attention: bool, at: i64, cause: Cause) -> Step {
    let told: Vec<_> = cause.told.iter().map(|words| serde_json::json!({ "words": words })).collect();
    let payload = serde_json::json!({ "told": told, "message": cause.message }).to_string();
    let event = NewEvent {
        actor: cause.actor.clone(),
        name: name.to_owned(),
        payload,
        words: words.to_owned(),
        next_state: request.state.clone(),
    };
    let mut step = Step { at, events: vec![event], ..Step::default() };
    if attention {
        step.changes.attention = Change::Set(words.to_owned());
    }
    cause.add_to(&mut step);
    step
}

/// What a stored request is about.
pub(crate) fn description_of(request: &Request) -> Description {
    serde_json::from_str(&request.description).unwrap_or_default()
}

/// For whom a stored request is.
pub(crate) fn patron_of(request: &Request) -> PatronData {
    serde_json::from_str(&request.patron).unwrap_or_default()
}
