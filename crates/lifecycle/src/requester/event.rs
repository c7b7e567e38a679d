//! Everything that can move a request at the requesting library, and what each event tells.

use super::command::{Command, CommandKind};
use super::road;
use super::state::State;
use crate::decision::{Decision, Refusal};
use crate::facts::{CancelIntent, Facts};
use crate::ils::{IlsAnswer, IlsNews};
use crate::message::FromSupplier;
use crate::party::PartyEvent;
use crate::policy::Policy;
use crate::samples;
use crate::supplier::ShelfAnswer;
use crate::words::{Days, LentItem, Outcome, ServiceType, Side};

/// Everything that can move a request at the requesting library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A person here wants something.
    Command(Command),
    /// The library that is being asked says something. Messages of libraries asked earlier do not belong here.
    Heard(FromSupplier),
    /// Our library system answers.
    Ils(IlsAnswer),
    /// The look-up of possible suppliers answers.
    Rota(RotaAnswer),
    /// Our library system tells something by itself.
    News(IlsNews),
    /// Our own shelf answers, before another library is asked.
    Shelf(ShelfAnswer),
}

/// Which libraries may supply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RotaAnswer {
    /// Some may.
    Found {
        /// How many, at least 1.
        suppliers: u16,
    },
    /// None may.
    Empty,
}

impl RotaAnswer {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Found { .. } => "found",
            Self::Empty => "empty",
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self) -> String {
        match self {
            Self::Found { suppliers: 1 } => "One library may have it.".into(),
            Self::Found { suppliers } => format!("{suppliers} libraries may have it."),
            Self::Empty => "No library on our list has it.".into(),
        }
    }
}

impl PartyEvent for Event {
    type State = State;
    const SIDE: Side = Side::Requester;

    fn start(policy: &Policy, service: ServiceType) -> Decision<State> {
        road::start(policy, service)
    }

    fn decide(&self, facts: &Facts, policy: &Policy, state: State) -> Result<Decision<State>, Refusal> {
        road::decide(facts, policy, state, self)
    }

    fn record(&self, next: State, facts: &mut Facts) {
        match self {
            Self::Command(command) => record_command(command, facts),
            Self::Heard(message) => record_message(message, next, facts),
            Self::Ils(answer) => facts.record_ils(answer),
            Self::Rota(RotaAnswer::Found { suppliers }) => facts.suppliers_left = *suppliers,
            Self::News(news) => record_news(*news, facts),
            Self::Rota(RotaAnswer::Empty) | Self::Shelf(_) => {}
        }
        if next != State::CancelPending {
            facts.cancel_intent = None;
        }
        match next {
            State::ConditionPending | State::CancelPending => {}
            // Whoever sends the item without waiting for our answer sends it under the conditions named so far.
            State::WillSupply | State::Shipped | State::CopyDelivered => facts.record_acceptance(),
            _ => facts.conditions_open.clear(),
        }
        facts.outcome = outcome(next, facts.outcome);
    }

    fn samples() -> Vec<Self> {
        let commands = CommandKind::ALL.iter().map(|kind| Self::Command(kind.sample()));
        let heard = samples::from_supplier().into_iter().map(Self::Heard);
        let ils = IlsAnswer::samples().into_iter().map(Self::Ils);
        let rota = [RotaAnswer::Found { suppliers: 1 }, RotaAnswer::Found { suppliers: 2 }, RotaAnswer::Empty];
        let shelf = ShelfAnswer::samples().map(Self::Shelf);
        let ils = ils.chain(IlsNews::ALL.map(Self::News));
        commands.chain(heard).chain(ils).chain(rota.map(Self::Rota)).chain(shelf).collect()
    }

    fn name(&self) -> String {
        match self {
            Self::Command(command) => format!("command.{}", command.kind().name()),
            Self::Heard(message) => format!("heard.{}", message.name()),
            Self::Ils(answer) => format!("ils.{}", answer.name()),
            Self::Rota(answer) => format!("rota.{}", answer.name()),
            Self::Shelf(answer) => format!("shelf.{}", answer.name()),
            Self::News(news) => format!("news.{}", news.name()),
        }
    }

    fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::Command(command) => command.describe(),
            Self::Heard(message) => format!("The supplying library {}.", message.predicate(days)),
            Self::Ils(answer) => answer.describe(days),
            Self::Rota(answer) => answer.describe(),
            Self::Shelf(answer) => answer.describe(),
            Self::News(news) => news.describe(),
        }
    }

    fn is_usual(&self, from: State) -> bool {
        match self {
            Self::Ils(answer) => from == State::New && *answer == IlsAnswer::PatronFound,
            Self::Rota(answer) => from == State::Routing && *answer != RotaAnswer::Empty,
            Self::Command(Command::Receive) => from == State::Shipped,
            Self::Command(Command::ShipReturn) => from == State::Received,
            Self::Command(Command::Downloaded) => from == State::CopyDelivered,
            Self::Heard(FromSupplier::WillSupply) => from == State::Sent,
            Self::Heard(FromSupplier::Loaned { .. } | FromSupplier::CopyCompleted { .. }) => from == State::WillSupply,
            Self::Heard(FromSupplier::LoanCompleted) => from == State::ReturnShipped,
            Self::Command(_) | Self::Heard(_) | Self::Shelf(_) | Self::News(_) => false,
        }
    }
}

fn record_command(command: &Command, facts: &mut Facts) {
    match command {
        Command::Cancel => facts.cancel_intent = Some(CancelIntent::EndRequest),
        Command::TryNext | Command::RejectConditions => facts.cancel_intent = Some(CancelIntent::TryNext),
        Command::Renew => facts.renewal_asked = true,
        Command::ReportTrouble { trouble, .. } => facts.trouble = Some(*trouble),
        Command::CheckPatron
        | Command::Approve
        | Command::FillHere
        | Command::Refuse { .. }
        | Command::AcceptConditions
        | Command::AskAgain
        | Command::GiveUp
        | Command::Receive
        | Command::ShipReturn
        | Command::TakeBack
        | Command::Deliver
        | Command::Downloaded
        | Command::SendNote { .. }
        | Command::Close => {}
    }
}

fn record_news(news: IlsNews, facts: &mut Facts) {
    match news {
        IlsNews::RenewalWanted => (facts.renewal_asked, facts.renewal_from_ils) = (true, true),
        IlsNews::Borrowed => facts.with_patron = true,
        IlsNews::BroughtBack => facts.with_patron = false,
        IlsNews::DeclaredLost => {}
    }
}

fn record_message(message: &FromSupplier, next: State, facts: &mut Facts) {
    match message {
        FromSupplier::Conditional { condition } => facts.record_condition(condition),
        // A plain promise takes the conditions back.
        FromSupplier::WillSupply => facts.conditions_open.clear(),
        FromSupplier::Loaned { due, items } if next == State::Shipped => {
            facts.due = *due;
            facts.items = if items.is_empty() { vec![LentItem::default()] } else { items.clone() };
        }
        FromSupplier::CopyCompleted { document } if next == State::CopyDelivered => facts.document = document.clone(),
        FromSupplier::Overdue => facts.overdue = true,
        FromSupplier::Recalled => facts.recalled = true,
        FromSupplier::RenewReply { yes: true, due } => facts.record_renewal(*due),
        FromSupplier::RenewReply { yes: false, .. } => {
            (facts.renewal_asked, facts.renewal_from_ils) = (false, false);
        }
        FromSupplier::ExpectToSupply
        | FromSupplier::Loaned { .. }
        | FromSupplier::CopyCompleted { .. }
        | FromSupplier::Unfilled { .. }
        | FromSupplier::RetryPossible { .. }
        | FromSupplier::CancelReply { .. }
        | FromSupplier::Notification { .. }
        | FromSupplier::Bill { .. }
        | FromSupplier::LoanCompleted
        | FromSupplier::CompletedWithoutReturn => {}
    }
}

/// What is known once a request is in this state. What was supplied stays supplied, however the request ends, unless it is
/// lost.
fn outcome(next: State, known: Option<Outcome>) -> Option<Outcome> {
    match next {
        State::Received | State::Returned | State::CopyDelivered => Some(Outcome::Supplied),
        State::Completed | State::Closed => known.or(Some(Outcome::Unknown)),
        State::Unfilled => Some(Outcome::Unfilled),
        State::Cancelled => Some(Outcome::Cancelled),
        State::Refused => Some(Outcome::Refused),
        State::FilledHere => Some(Outcome::FilledHere),
        State::Lost => Some(Outcome::Lost),
        State::New
        | State::NeedsReview
        | State::Routing
        | State::Sent
        | State::Expected
        | State::WillSupply
        | State::ConditionPending
        | State::RetryPending
        | State::CancelPending
        | State::Shipped
        | State::ReturnShipped => known,
    }
}
