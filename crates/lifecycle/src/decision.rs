//! The result of deciding: where the request goes and what that causes, or why not.

use crate::effect::{Effect, IlsCall, Notice, Whom};
use crate::words::Moment;

/// A step of a request: the next state and what to cause, in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decision<State> {
    /// The state after the step; often the same as before.
    pub next: State,
    /// What to cause once the step is stored.
    pub effects: Vec<Effect>,
}

/// Begins a decision; effects are added with the methods of [`Decision`].
pub(crate) fn go<State>(next: State) -> Decision<State> {
    Decision { next, effects: Vec::new() }
}

impl<State> Decision<State> {
    pub(crate) fn cause(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    pub(crate) fn say(self, message: impl Into<Effect>) -> Self {
        self.cause(message.into())
    }

    pub(crate) fn ils(mut self, calls: impl IntoIterator<Item = IlsCall>) -> Self {
        self.effects.extend(calls.into_iter().map(Effect::Ils));
        self
    }

    pub(crate) fn check_in(self, items: &[u16]) -> Self {
        self.ils(items.iter().map(|&item| IlsCall::CheckInItem { item }))
    }

    pub(crate) fn renew(self, items: &[u16], due: Option<Moment>) -> Self {
        self.ils(items.iter().map(|&item| IlsCall::RenewItem { item, due }))
    }

    pub(crate) fn patron(self, notice: Notice) -> Self {
        self.cause(Effect::Notify(Whom::Patron, notice))
    }

    pub(crate) fn staff(self, notice: Notice) -> Self {
        self.cause(Effect::Notify(Whom::Staff, notice))
    }
}

/// Why an event is not acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// True, but overtaken by something else. A message is acknowledged as well received and logged; nothing is wrong.
    Late,
    /// It makes no sense at this point. A message is answered with an error.
    NotNow,
    /// A step of a loan in a request for a copy, or the other way round.
    WrongService,
    /// The library's own rule, or something still missing; the words say what.
    Policy(&'static str),
}

impl Refusal {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::NotNow => "not_now",
            Self::WrongService => "wrong_service",
            Self::Policy(_) => "policy",
        }
    }

    /// What to tell the person who wanted it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Late => "The request has already moved on, so there is nothing to do.",
            Self::NotNow => "This cannot be done at this point of the request. Open the request again to see what can.",
            Self::WrongService => {
                "Loans are shipped and returned, copies are delivered: this step belongs to the other kind."
            }
            Self::Policy(words) => words,
        }
    }
}
