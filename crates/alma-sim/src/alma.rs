//! The value that a host holds: state, faults, journal, last messages.

use std::collections::VecDeque;

use crate::configuration::{Change, Done, FieldError, IntegrationChange};
use crate::desk::{Action, ActionRefused};
use crate::fault::{Fault, Place, Rule};
use crate::journal::{Act, Line, ReplayError};
use crate::outgoing::Outgoing;
use crate::setup::{Setup, Surroundings};
use crate::skin::rest::Calls;
use crate::state::State;
use crate::webhooks::Watch;

/// Exchanges that the page shows.
const MOST_EXCHANGES: usize = 40;

/// Characters of a message that are kept for the page.
const LONGEST_MESSAGE: usize = 20_000;

/// A simulated Alma.
#[derive(Debug, Clone)]
pub struct Alma {
    pub(crate) state: State,
    pub(crate) surroundings: Surroundings,
    pub(crate) exchanges: VecDeque<Exchange>,
    /// The page of a list that OAI-PMH gave out last, for the fault that repeats it.
    pub(crate) last_page: Option<Vec<u8>>,
    pub(crate) outgoing: Vec<Outgoing>,
    /// Calls of the REST interface.
    pub(crate) calls: Calls,
    /// What listeners were told last.
    pub(crate) watch: Watch,
    founded: i64,
    faults: Vec<Rule>,
    journal: Vec<String>,
}

/// A message that came in and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// When.
    pub at: i64,
    /// `NCIP`, `OAI-PMH`, `Z39.50`, `SRU`, `REST` or `Webhook`.
    pub protocol: &'static str,
    /// One line.
    pub summary: String,
    /// What came, as text.
    pub received: String,
    /// What was answered, as text; empty when nothing was.
    pub sent: String,
}

impl Alma {
    /// An Alma in its first state. Its journal begins with the founding.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let Setup { state, surroundings, faults, founded } = setup;
        let founding = Line::written(founded, Act::Founding { institution: state.institution.clone() });
        Self {
            state,
            surroundings,
            exchanges: VecDeque::new(),
            last_page: None,
            outgoing: Vec::new(),
            calls: Calls::default(),
            watch: Watch::default(),
            founded,
            faults,
            journal: vec![founding],
        }
    }

    /// What it knows.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Replaces the rules by which requests go wrong.
    pub fn set_faults(&mut self, faults: Vec<Rule>) {
        self.faults = faults;
    }

    /// The rules by which requests go wrong.
    pub(crate) fn faults(&self) -> &[Rule] {
        &self.faults
    }

    /// Lines that the host has not written yet, oldest first, without line ends. They are to be kept before an answer leaves.
    pub fn take_journal(&mut self) -> Vec<String> {
        std::mem::take(&mut self.journal)
    }

    /// Does again what a line of the journal says; see [`crate::journal`]. The line does not enter the journal once more.
    ///
    /// # Errors
    /// When the line cannot be read or does not fit this state.
    pub fn replay(&mut self, line: &str) -> Result<(), ReplayError> {
        let line: Line = serde_json::from_str(line).map_err(|error| ReplayError::Unreadable(error.to_string()))?;
        let at = line.at;
        match line.act {
            Act::Founding { institution } => {
                let is_ours = institution == self.state.institution && line.at == self.founded;
                // What was founded here is in the file already.
                self.journal.clear();
                is_ours.then_some(()).ok_or(ReplayError::OtherFounding)?;
            }
            Act::Ncip { message } => self.replay_ncip(&message, at)?,
            Act::Desk(action) => {
                let done = action.perform(&mut self.state, at);
                done.map_err(|refused| ReplayError::Refused(refused.to_string()))?;
            }
            Act::Configuration(change) => {
                let words = |broken: Vec<FieldError>| broken.into_iter().map(|error| error.words).collect::<Vec<_>>();
                change.perform(&mut self.state, at).map_err(|broken| ReplayError::Refused(words(broken).join(" ")))?;
            }
        }
        self.state.publish_at_once(at);
        Ok(())
    }

    /// Changes the configuration of publishing, or runs a profile.
    ///
    /// # Errors
    /// The rules that it would break.
    pub fn configure(&mut self, change: Change, now: i64) -> Result<Done, Vec<FieldError>> {
        let done = change.perform(&mut self.state, now)?;
        let is_new_listener = matches!(change, Change::Integration(IntegrationChange::SaveWebhooks { .. }));
        self.record(now, Act::Configuration(change));
        if is_new_listener {
            self.challenge(now);
        }
        Ok(done)
    }

    /// Runs the profiles whose hour has come since the last request.
    pub(crate) fn keep_schedules(&mut self, now: i64) {
        for number in self.state.due_profiles(now) {
            // A profile that cannot run, for its set is gone, waits until somebody changes it.
            let _ = self.configure(Change::RunBySchedule { number }, now);
        }
    }

    /// Does what staff do. The words tell what was done.
    ///
    /// # Errors
    /// When Alma would refuse it.
    pub fn act(&mut self, action: Action, now: i64) -> Result<String, ActionRefused> {
        self.watch(now);
        let words = action.perform(&mut self.state, now)?;
        if let Action::Renew { barcode } = &action {
            self.ask_broker(barcode, now);
        }
        self.record(now, Act::Desk(action));
        Ok(words)
    }

    /// Writes down what was done, and publishes where a profile asks for it.
    pub(crate) fn record(&mut self, at: i64, act: Act) {
        self.state.publish_at_once(at);
        self.announce(at);
        self.journal.push(Line::written(at, act));
    }

    /// The fault for a request at these places, if one is due. Every rule counts the request.
    pub(crate) fn fault_at(&mut self, places: &[Place]) -> Option<Fault> {
        let met: Vec<Fault> = self.faults.iter_mut().filter_map(|rule| rule.meets(places)).collect();
        met.into_iter().next()
    }

    /// The fault for a connection of Z39.50, if one is due.
    pub(crate) fn fault_of_connection(&mut self) -> Option<Fault> {
        let rules = self.faults.iter_mut().filter(|rule| rule.is_for_connections());
        let met: Vec<Fault> = rules.filter_map(|rule| rule.meets(&[Place::Z3950Connection])).collect();
        met.into_iter().next()
    }

    pub(crate) fn remember(&mut self, mut exchange: Exchange) {
        for text in [&mut exchange.received, &mut exchange.sent] {
            if let Some((at, _)) = text.char_indices().nth(LONGEST_MESSAGE) {
                text.truncate(at);
                text.push_str(" [...]");
            }
        }
        if self.exchanges.len() >= MOST_EXCHANGES {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(exchange);
    }
}
