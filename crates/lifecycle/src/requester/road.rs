//! The rules of the requesting library, one table for each kind of event.

use State::*;

use super::command::{Command, CommandKind};
use super::event::{Event, RotaAnswer};
use super::state::State;
use crate::decision::{Decision, Refusal, go};
use crate::effect::{Effect, IlsCall, Notice};
use crate::facts::{CancelIntent, Facts};
use crate::ils::{IlsAnswer, IlsNews};
use crate::message::{FromRequester, FromSupplier};
use crate::policy::{PatronTrouble, Policy};
use crate::supplier::ShelfAnswer;
use crate::words::ServiceType;

type Answer = Result<Decision<State>, Refusal>;

/// The first step of a new request.
pub fn start(policy: &Policy, service: ServiceType) -> Decision<State> {
    match policy {
        Policy { check_patron: true, .. } => go(New).ils([IlsCall::LookupUser]),
        Policy { review_every_request: true, .. } => go(NeedsReview).staff(Notice::NeedsReview),
        _ => seek(&Facts::new(service), policy),
    }
}

/// Nothing speaks against the request: our own shelf is looked at, or other libraries are looked for.
fn seek(facts: &Facts, policy: &Policy) -> Decision<State> {
    let next = if policy.local_review { Effect::LookOnShelf } else { Effect::BuildRota };
    go(Routing).ils(note_request(facts, policy)).cause(next)
}

fn note_request(facts: &Facts, policy: &Policy) -> Option<IlsCall> {
    let wanted = facts.is_loan() && policy.library_system && policy.note_request;
    (wanted && !facts.hold).then_some(IlsCall::RequestItem)
}

/// What an event leads to at the requesting library. Pure and total.
///
/// # Errors
/// [`Refusal`] when the event leads nowhere.
pub fn decide(facts: &Facts, policy: &Policy, state: State, event: &Event) -> Answer {
    let decision = match event {
        Event::Command(command) => on_command(facts, policy, state, command),
        Event::Heard(message) => on_message(facts, policy, state, message),
        Event::Ils(answer) => on_library_system(facts, policy, state, answer),
        Event::Rota(answer) => on_rota(state, answer),
        Event::Shelf(answer) => on_shelf(state, answer),
        Event::News(news) => on_news(facts, policy, state, *news),
    }?;
    Ok(without_noted_request(facts, decision))
}

/// A request that ends without an item leaves nothing behind in the library system.
fn without_noted_request(facts: &Facts, decision: Decision<State>) -> Decision<State> {
    match facts.hold && decision.next.is_end() {
        true => decision.ils([IlsCall::CancelRequestItem]),
        false => decision,
    }
}

/// What people can do now: the commands that [`decide`] accepts.
pub fn available(facts: &Facts, policy: &Policy, state: State) -> Vec<CommandKind> {
    CommandKind::ALL.iter().copied().filter(|&kind| why_not(facts, policy, state, kind).is_none()).collect()
}

/// Why a command cannot be given now; `None` when it can.
pub fn why_not(facts: &Facts, policy: &Policy, state: State, kind: CommandKind) -> Option<Refusal> {
    decide(facts, policy, state, &Event::Command(kind.sample())).err()
}

fn on_command(facts: &Facts, policy: &Policy, state: State, command: &Command) -> Answer {
    Ok(match (state, command) {
        // nobody has been asked yet
        (NeedsReview, Command::CheckPatron) if policy.check_patron => go(New).ils([IlsCall::LookupUser]),
        (NeedsReview, Command::CheckPatron) => return Err(Refusal::Policy("Patrons are not checked at this library.")),
        (NeedsReview, Command::Approve) => go(Routing).ils(note_request(facts, policy)).cause(Effect::BuildRota),
        (NeedsReview, Command::FillHere) => go(FilledHere).patron(Notice::FilledHere),
        (NeedsReview, Command::Refuse { .. }) => go(Refused).patron(Notice::RequestRefused),
        (New | NeedsReview | Routing, Command::Cancel) => go(Cancelled).patron(Notice::Cancelled),

        // a library has been asked
        (ConditionPending, Command::AcceptConditions) => go(WillSupply).say(FromRequester::AcceptConditions),
        (ConditionPending, Command::RejectConditions) => go(CancelPending).say(FromRequester::Cancel),
        (Sent | Expected | WillSupply | ConditionPending, Command::Cancel) => {
            go(CancelPending).say(FromRequester::Cancel)
        }
        (Sent | Expected | WillSupply | ConditionPending | RetryPending, Command::TryNext)
            if facts.suppliers_left == 0 =>
        {
            return Err(Refusal::Policy("No other library is left on the list."));
        }
        (Sent | Expected | WillSupply | ConditionPending, Command::TryNext) => {
            go(CancelPending).say(FromRequester::Cancel)
        }
        // The supplier need not hear twice; only what follows its answer changes.
        (CancelPending, Command::Cancel) if facts.cancel_intent == Some(CancelIntent::TryNext) => go(CancelPending),
        (RetryPending, Command::AskAgain) => go(Sent).say(FromRequester::RequestAgain),
        (RetryPending, Command::TryNext) => next_supplier_or_unfilled(facts),
        (RetryPending, Command::GiveUp) => go(Unfilled).patron(Notice::NotFilled),
        (RetryPending, Command::Cancel) => go(Cancelled).patron(Notice::Cancelled),

        // the item is here or on its way
        (Shipped, Command::Receive) => {
            let calls = accept_items(facts, policy).into_iter().chain(fee(facts, policy));
            go(Received).ils(calls).say(FromRequester::Received).patron(Notice::Ready)
        }
        (Received, Command::Renew) => return renew(facts, policy),
        // An item that is wrong or damaged goes home without having been received.
        (Shipped | Received | Returned, Command::ShipReturn) => {
            go(ReturnShipped).check_in(&facts.temporary_items).say(FromRequester::ShippedReturn)
        }
        // The patron is rid of it at once, whenever the parcel leaves.
        (Received, Command::TakeBack) => go(Returned).check_in(&facts.temporary_items),
        // What follows is for the owner to say: it writes the item off, or waits.
        (Shipped | Received | Returned | ReturnShipped, Command::ReportTrouble { trouble, note }) => {
            go(state).say(FromRequester::Trouble { trouble: *trouble, note: note.clone() })
        }
        (CopyDelivered, Command::Deliver | Command::Downloaded | Command::Close) => go(Completed),

        // at any time
        (_, Command::SendNote { note }) if facts.suppliers_asked > 0 => {
            go(state).say(FromRequester::Notification { note: note.clone() })
        }
        (Sent | Expected | WillSupply | ConditionPending, Command::Close) => go(Closed).say(FromRequester::Cancel),
        (CancelPending | Shipped | Received | Returned | ReturnShipped, Command::Close) => {
            go(Closed).check_in(&facts.temporary_items)
        }
        _ => return Err(Refusal::NotNow),
    })
}

fn on_message(facts: &Facts, policy: &Policy, state: State, message: &FromSupplier) -> Answer {
    use FromSupplier as Says;
    let asking = matches!(state, Sent | Expected | WillSupply | ConditionPending);
    let out = matches!(state, Shipped | Received | Returned | ReturnShipped);
    Ok(match (state, message) {
        (_, Says::Loaned { .. } | Says::Overdue | Says::Recalled | Says::RenewReply { .. }) if !facts.is_loan() => {
            return Err(Refusal::WrongService);
        }
        (_, Says::LoanCompleted | Says::CompletedWithoutReturn) if !facts.is_loan() => {
            return Err(Refusal::WrongService);
        }
        (_, Says::CopyCompleted { .. }) if facts.is_loan() => return Err(Refusal::WrongService),
        (_, _) if facts.suppliers_asked == 0 => return Err(Refusal::NotNow),
        (_, Says::Notification { .. }) => go(state).staff(Notice::NoteArrived),
        (_, Says::Bill { .. }) => go(state).staff(Notice::BillArrived),

        // promises
        (Sent | Expected, Says::ExpectToSupply) => go(Expected),
        (_, Says::WillSupply) if asking => go(WillSupply),
        (_, Says::Conditional { .. }) if asking => go(ConditionPending).staff(Notice::ConditionOffered),
        (CancelPending, Says::ExpectToSupply | Says::WillSupply | Says::Conditional { .. }) => {
            return Err(Refusal::Late);
        }
        (WillSupply | ConditionPending, Says::ExpectToSupply) => return Err(Refusal::Late),

        // the supplier is out; a cancel that nobody asked for is its way of saying no
        (_, Says::Unfilled { .. } | Says::CancelReply { yes: true }) if asking => next_supplier_or_unfilled(facts),
        (_, Says::RetryPossible { .. }) if asking => go(RetryPending).staff(Notice::RetryOffered),
        (CancelPending, Says::Unfilled { .. } | Says::RetryPossible { .. } | Says::CancelReply { yes: true }) => {
            after_cancel(facts)
        }
        (CancelPending, Says::CancelReply { yes: false }) => go(WillSupply).staff(Notice::CancelRefused),
        (_, Says::CancelReply { yes: false }) if asking || out => return Err(Refusal::Late),

        // the item travels; a shipment always wins over a pending cancel
        (CancelPending, Says::Loaned { .. }) => go(Shipped).patron(Notice::OnItsWay).staff(Notice::SentDespiteCancel),
        (_, Says::Loaned { .. }) if asking || state == RetryPending => go(Shipped).patron(Notice::OnItsWay),
        (_, Says::CopyCompleted { .. }) if asking || matches!(state, CancelPending | RetryPending) => {
            go(CopyDelivered).ils(fee(facts, policy)).patron(Notice::DocumentReady)
        }
        (Shipped, Says::Loaned { .. }) | (CopyDelivered, Says::CopyCompleted { .. }) => return Err(Refusal::Late),
        (Shipped | Received, Says::Overdue) => go(state).patron(Notice::Overdue).staff(Notice::Overdue),
        (Shipped | Received, Says::Recalled) => {
            let recalls = facts.temporary_items.iter().map(|&item| IlsCall::RecallItem { item });
            go(state).ils(recalls).patron(Notice::Recalled).staff(Notice::Recalled)
        }
        (Shipped | Received, Says::RenewReply { yes: true, due }) => {
            go(state).renew(&facts.temporary_items, *due).patron(Notice::Renewed)
        }
        (Shipped | Received, Says::RenewReply { yes: false, .. }) => {
            let told = facts.temporary_items.iter().filter(|_| facts.renewal_from_ils);
            go(state).ils(told.map(|&item| IlsCall::RenewalRefused { item })).patron(Notice::NotRenewed)
        }
        // The patron has done their part.
        (Returned, Says::Overdue) => go(state).staff(Notice::Overdue),
        (Returned, Says::Recalled) => go(state).staff(Notice::Recalled),
        (Returned, Says::RenewReply { .. })
        | (ReturnShipped, Says::Overdue | Says::Recalled | Says::RenewReply { .. }) => return Err(Refusal::Late),
        // The supplier may have it back before anybody here has said so.
        (_, Says::LoanCompleted) if out => go(Completed).check_in(&facts.temporary_items),
        (_, Says::CompletedWithoutReturn) if out => go(Lost).check_in(&facts.temporary_items).staff(Notice::WrittenOff),

        (Closed | Cancelled | Unfilled, Says::Loaned { .. } | Says::CopyCompleted { .. }) => {
            go(state).staff(Notice::SentAfterEnd)
        }
        _ if state.is_end() => return Err(Refusal::Late),
        _ => return Err(Refusal::NotNow),
    })
}

fn on_library_system(facts: &Facts, policy: &Policy, state: State, answer: &IlsAnswer) -> Answer {
    use IlsAnswer as Ils;
    Ok(match (state, answer) {
        (New, Ils::PatronFound) if policy.review_every_request => go(NeedsReview).staff(Notice::NeedsReview),
        // In review: the call that failed was repeated, and the patron is fine.
        (NeedsReview, Ils::PatronFound) if policy.review_every_request => return Err(Refusal::Late),
        (New | NeedsReview, Ils::PatronFound) => seek(facts, policy),
        (New, Ils::PatronBlocked { .. }) => in_trouble(policy.blocked_patron),
        (New, Ils::PatronUnknown) => in_trouble(policy.unknown_patron),
        (New, Ils::Unreachable { .. } | Ils::Failed { call: IlsCall::LookupUser, .. }) => {
            in_trouble(PatronTrouble::Review)
        }
        // Calls that mirror what happened at the desk never hold anybody up.
        (_, Ils::Done { .. } | Ils::Failed { .. } | Ils::Skipped { .. }) => go(state),
        _ => return Err(Refusal::Late),
    })
}

fn on_news(facts: &Facts, policy: &Policy, state: State, news: IlsNews) -> Answer {
    Ok(match (state, news) {
        (Received, IlsNews::RenewalWanted) => {
            let pending = facts.temporary_items.iter().map(|&item| IlsCall::RenewalPending { item });
            renew(facts, policy)?.ils(pending)
        }
        (Received, IlsNews::Borrowed) => go(Received),
        (Received, IlsNews::BroughtBack) => go(Received).staff(Notice::BroughtBack),
        (Received, IlsNews::DeclaredLost) => go(Received).staff(Notice::DeclaredLost),
        _ if state >= Received => return Err(Refusal::Late),
        _ => return Err(Refusal::NotNow),
    })
}

/// Only a copy that stands there holds the request back; whatever else our own shelf says, others may have it.
fn on_shelf(state: State, answer: &ShelfAnswer) -> Answer {
    Ok(match (state, answer) {
        (Routing, ShelfAnswer::Available { .. } | ShelfAnswer::LimitReached { .. }) => {
            go(NeedsReview).staff(Notice::HeldHere)
        }
        (Routing, _) => go(Routing).cause(Effect::BuildRota),
        _ => return Err(Refusal::Late),
    })
}

fn on_rota(state: State, answer: &RotaAnswer) -> Answer {
    Ok(match (state, answer) {
        (Routing, RotaAnswer::Found { suppliers: 1.. }) => {
            go(Sent).cause(Effect::NextSupplier).say(FromRequester::Request)
        }
        (Routing, RotaAnswer::Found { .. } | RotaAnswer::Empty) => {
            go(Unfilled).patron(Notice::NotFilled).staff(Notice::EndOfRota)
        }
        _ => return Err(Refusal::Late),
    })
}

fn in_trouble(policy: PatronTrouble) -> Decision<State> {
    match policy {
        PatronTrouble::Review => go(NeedsReview).staff(Notice::NeedsReview),
        PatronTrouble::Refuse => go(Refused).patron(Notice::RequestRefused),
    }
}

fn next_supplier_or_unfilled(facts: &Facts) -> Decision<State> {
    match facts.suppliers_left {
        0 => go(Unfilled).patron(Notice::NotFilled).staff(Notice::EndOfRota),
        _ => go(Sent).cause(Effect::NextSupplier).say(FromRequester::Request),
    }
}

/// The supplier is out while its answer to our cancel was awaited: what the cancel was for decides.
fn after_cancel(facts: &Facts) -> Decision<State> {
    match facts.cancel_intent {
        Some(CancelIntent::TryNext) => next_supplier_or_unfilled(facts),
        Some(CancelIntent::EndRequest) | None => go(Cancelled).patron(Notice::Cancelled),
    }
}

fn accept_items(facts: &Facts, policy: &Policy) -> Vec<IlsCall> {
    if !policy.library_system {
        return Vec::new();
    }
    (1..).zip(&facts.items).map(|(item, _)| IlsCall::AcceptItem { item }).collect()
}

fn fee(facts: &Facts, policy: &Policy) -> Option<IlsCall> {
    (policy.library_system && policy.charges(facts.service_type)).then_some(IlsCall::ChargePatron)
}

fn renew(facts: &Facts, policy: &Policy) -> Answer {
    if facts.renewal_asked {
        return Err(Refusal::Policy("A renewal was asked already; the supplying library has not answered yet."));
    }
    if facts.recalled {
        return Err(Refusal::Policy("The supplying library wants the item back, so it cannot be renewed."));
    }
    if facts.renewals >= policy.renewals {
        return Err(Refusal::Policy("The item has been renewed as often as the rules allow."));
    }
    Ok(go(Received).say(FromRequester::Renew))
}
