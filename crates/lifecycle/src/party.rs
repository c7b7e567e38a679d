//! What the two sides have in common, so that facts, drawings and tests are written once.

use std::fmt::Debug;
use std::hash::Hash;

use crate::decision::{Decision, Refusal};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::words::{Days, Phase, ServiceType, Side};

/// The state of a request on one side.
pub trait PartyState: Copy + Debug + Eq + Ord + Hash + 'static {
    /// Every state, in the order of a usual request.
    fn all() -> &'static [Self];
    /// The stable name.
    fn name(self) -> &'static str;
    /// Words for staff.
    fn label(self) -> &'static str;
    /// How far along.
    fn phase(self) -> Phase;

    /// Whether nothing more will happen.
    fn is_end(self) -> bool {
        self.phase() == Phase::Done
    }
}

/// An event on one side. Everything that one side can do hangs on its event type.
pub trait PartyEvent: Clone + Debug + Eq + Hash + 'static {
    /// The states of this side.
    type State: PartyState;
    /// Which side it is.
    const SIDE: Side;

    /// The first step of a new request.
    fn start(policy: &Policy, service: ServiceType) -> Decision<Self::State>;

    /// What this event leads to. Pure and total: the same arguments give the same answer, and there always is one.
    ///
    /// # Errors
    /// [`Refusal`] when the event leads nowhere.
    fn decide(&self, facts: &Facts, policy: &Policy, state: Self::State) -> Result<Decision<Self::State>, Refusal>;

    /// Writes what this event tells us into the facts, given the state it led to.
    fn record(&self, next: Self::State, facts: &mut Facts);

    /// One event of every kind, with sample payloads; two where a payload decides the road.
    fn samples() -> Vec<Self>;

    /// The stable name, such as `heard.loaned`.
    fn name(&self) -> String;

    /// A sentence for the history of the request; `days` tells the day of a moment where the library is.
    fn describe(&self, days: Days<'_>) -> String;

    /// Whether the usual road, on which nothing goes wrong, leaves this state by this event.
    fn is_usual(&self, from: Self::State) -> bool;
}
