//! Everything that can move a request at the supplying library, and what each event tells.

use super::command::{Command, CommandKind};
use super::road;
use super::state::State;
use crate::decision::{Decision, Refusal};
use crate::facts::Facts;
use crate::ils::IlsAnswer;
use crate::message::FromRequester;
use crate::party::PartyEvent;
use crate::policy::Policy;
use crate::samples;
use crate::words::{Days, LentItem, Moment, Outcome, Reason, ServiceType, Side, unended};

/// Everything that can move a request at the supplying library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A person here wants something.
    Command(Command),
    /// The requesting library says something.
    Heard(FromRequester),
    /// Our library system answers.
    Ils(IlsAnswer),
    /// Our shelf, that is our catalogue, answers.
    Shelf(ShelfAnswer),
}

/// What a look on our own shelf shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ShelfAnswer {
    /// A copy that we lend stands there.
    Available {
        /// The copy to fetch.
        item: ShelfItem,
        /// Until when it is lent if it leaves today.
        due: Option<Moment>,
    },
    /// A copy stands there, but the library has promised today what it can.
    LimitReached {
        /// What the other library is told.
        reason: Reason,
    },
    /// Nobody looked: the library lends and copies nothing at present.
    NotLending {
        /// What the other library is told.
        reason: Reason,
    },
    /// No copy that we lend stands there.
    NotAvailable {
        /// Why not: no such title, on loan, not lent out.
        reason: Reason,
    },
    /// The catalogue gave no clear answer, or none at all.
    Unclear {
        /// What was unclear.
        why: String,
    },
}

/// A copy on the shelf, as far as the catalogue tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ShelfItem {
    /// Its barcode.
    pub barcode: Option<String>,
    /// Its call number.
    pub call_number: Option<String>,
    /// Where it stands.
    pub location: Option<String>,
}

impl ShelfItem {
    /// The piece as it is lent; none without a barcode, by which library systems know it.
    pub(crate) fn lent(&self) -> Option<LentItem> {
        let barcode = self.barcode.clone().filter(|barcode| !barcode.is_empty())?;
        Some(LentItem { barcode, call_number: self.call_number.clone(), title: None })
    }
}

impl ShelfAnswer {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Available { .. } => "available",
            Self::LimitReached { .. } => "limit_reached",
            Self::NotLending { .. } => "not_lending",
            Self::NotAvailable { .. } => "not_available",
            Self::Unclear { .. } => "unclear",
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self) -> String {
        match self {
            Self::Available { item, .. } => {
                let place = [item.location.as_deref(), item.call_number.as_deref(), item.barcode.as_deref()];
                let place: Vec<&str> = place.into_iter().flatten().collect();
                match place.is_empty() {
                    true => "A copy is on the shelf.".into(),
                    false => format!("A copy is on the shelf: {}.", place.join(", ")),
                }
            }
            Self::LimitReached { reason } => format!("A copy is on the shelf, but it is enough for today: {reason}."),
            Self::NotLending { reason } => format!("This library lends nothing at present: {reason}."),
            Self::NotAvailable { reason } => format!("No copy is on the shelf: {reason}."),
            Self::Unclear { why } => format!("The catalogue gave no clear answer: {}.", unended(why)),
        }
    }

    pub(crate) fn samples() -> [Self; 6] {
        let with_barcode = ShelfItem { barcode: Some("39031000123".into()), ..ShelfItem::default() };
        [
            Self::Available { item: ShelfItem::default(), due: None },
            Self::Available { item: with_barcode, due: None },
            Self::LimitReached { reason: Reason::noted("a sample limit") },
            Self::NotLending { reason: Reason::noted("a sample holiday") },
            Self::NotAvailable { reason: Reason::coded("OnLoan") },
            Self::Unclear { why: "a sample reason".into() },
        ]
    }
}

impl PartyEvent for Event {
    type State = State;
    const SIDE: Side = Side::Supplier;

    fn start(policy: &Policy, service: ServiceType) -> Decision<State> {
        road::start(policy, service)
    }

    fn decide(&self, facts: &Facts, policy: &Policy, state: State) -> Result<Decision<State>, Refusal> {
        road::decide(facts, policy, state, self)
    }

    fn record(&self, next: State, facts: &mut Facts) {
        match self {
            Self::Command(command) => record_command(command, facts),
            Self::Heard(message) => record_message(message, facts),
            Self::Ils(answer) => facts.record_ils(answer),
            Self::Shelf(ShelfAnswer::Available { item, due }) if next == State::Shipped => {
                facts.items = item.lent().into_iter().collect();
                facts.due = *due;
            }
            Self::Shelf(_) => {}
        }
        match next {
            State::ConditionPending | State::CancelRequested => {}
            State::WillSupply => facts.record_acceptance(),
            _ => facts.conditions_open.clear(),
        }
        facts.outcome = outcome(next, facts.outcome);
    }

    fn samples() -> Vec<Self> {
        let commands = CommandKind::ALL.iter().map(|kind| Self::Command(kind.sample()));
        let heard = samples::from_requester().into_iter().map(Self::Heard);
        let ils = IlsAnswer::samples().into_iter().map(Self::Ils);
        commands.chain(heard).chain(ils).chain(ShelfAnswer::samples().map(Self::Shelf)).collect()
    }

    fn name(&self) -> String {
        match self {
            Self::Command(command) => format!("command.{}", command.kind().name()),
            Self::Heard(message) => format!("heard.{}", message.name()),
            Self::Ils(answer) => format!("ils.{}", answer.name()),
            Self::Shelf(answer) => format!("shelf.{}", answer.name()),
        }
    }

    fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::Command(command) => command.describe(days),
            Self::Heard(message) => format!("The requesting library {}.", message.predicate()),
            Self::Ils(answer) => answer.describe(days),
            Self::Shelf(answer) => answer.describe(),
        }
    }

    fn is_usual(&self, from: State) -> bool {
        match self {
            Self::Shelf(ShelfAnswer::Available { item, .. }) => from == State::New && item.lent().is_none(),
            Self::Command(Command::Promise) => from == State::New,
            Self::Command(Command::Ship { .. } | Command::SendCopy { .. }) => from == State::WillSupply,
            Self::Heard(FromRequester::ShippedReturn) => from == State::Shipped,
            Self::Command(Command::ReceiveReturn) => from == State::ReturnShipped,
            Self::Command(_) | Self::Heard(_) | Self::Ils(_) | Self::Shelf(_) => false,
        }
    }
}

fn record_command(command: &Command, facts: &mut Facts) {
    match command {
        Command::Promise => facts.conditions_open.clear(),
        Command::AddConditions { condition } => facts.record_condition(condition),
        Command::Fill { items, due } | Command::Ship { items, due } => {
            facts.items = items.clone();
            facts.due = *due;
        }
        Command::SendCopy { document } => facts.document = document.clone(),
        Command::SendOverdue => facts.overdue = true,
        Command::Recall => facts.recalled = true,
        Command::AllowRenew { due } | Command::ChangeDue { due } => facts.record_renewal(*due),
        Command::UndoFill => {
            facts.items.clear();
            facts.due = None;
        }
        Command::CorrectPiece { item, barcode } => {
            let place = usize::from(*item).checked_sub(1).and_then(|place| facts.items.get_mut(place));
            if let Some(piece) = place {
                piece.barcode.clone_from(barcode);
            }
        }
        Command::LookAgain
        | Command::RefuseRenew
        | Command::CannotSupply { .. }
        | Command::AskRetry { .. }
        | Command::AcceptCancel
        | Command::RejectCancel
        | Command::ReceiveReturn
        | Command::Bill { .. }
        | Command::WriteOff
        | Command::SendNote { .. } => {}
    }
}

fn record_message(message: &FromRequester, facts: &mut Facts) {
    match message {
        FromRequester::Received => facts.received = true,
        FromRequester::Renew => facts.renewal_asked = true,
        FromRequester::Trouble { trouble, .. } => facts.trouble = Some(*trouble),
        FromRequester::Request
        | FromRequester::RequestAgain
        | FromRequester::AcceptConditions
        | FromRequester::Cancel
        | FromRequester::ShippedReturn
        | FromRequester::Notification { .. } => {}
    }
}

fn outcome(next: State, known: Option<Outcome>) -> Option<Outcome> {
    match next {
        State::New | State::WillSupply | State::ConditionPending | State::CancelRequested => known,
        State::Shipped | State::ReturnShipped | State::Completed => Some(Outcome::Supplied),
        State::Unfilled | State::RetryAsked => Some(Outcome::Unfilled),
        State::Cancelled => Some(Outcome::Cancelled),
        State::Lost => Some(Outcome::Lost),
    }
}
