//! The rules of the supplying library, one table for each kind of event.

use State::*;

use super::command::{Command, CommandKind};
use super::event::{Event, ShelfAnswer};
use super::state::State;
use crate::decision::{Decision, Refusal, go};
use crate::effect::{Effect, IlsCall, Notice};
use crate::facts::Facts;
use crate::ils::IlsAnswer;
use crate::message::{FromRequester, FromSupplier};
use crate::policy::{AutoResponder, Policy};
use crate::words::{LentItem, Moment, Reason, ServiceType};

type Answer = Result<Decision<State>, Refusal>;

/// The first step of a request that has come in.
pub fn start(policy: &Policy, service: ServiceType) -> Decision<State> {
    match policy.auto_responder(service) {
        AutoResponder::Off if !policy.suspended => go(New).staff(Notice::NewRequest),
        _ => go(New).cause(Effect::LookOnShelf),
    }
}

/// What an event leads to at the supplying library. Pure and total.
///
/// # Errors
/// [`Refusal`] when the event leads nowhere.
pub fn decide(facts: &Facts, policy: &Policy, state: State, event: &Event) -> Answer {
    match event {
        Event::Command(command) => on_command(facts, policy, state, command),
        Event::Heard(message) => on_message(facts, policy, state, message),
        Event::Ils(answer) => on_library_system(state, answer),
        Event::Shelf(answer) => on_shelf(facts, policy, state, answer),
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
        (_, Command::Ship { .. } | Command::Fill { .. } | Command::UndoFill) if !facts.is_loan() => {
            return Err(Refusal::WrongService);
        }
        (_, Command::SendCopy { .. }) if facts.is_loan() => return Err(Refusal::WrongService),

        // answers, as long as nothing has been sent
        (New | WillSupply | ConditionPending, Command::LookAgain) => go(state).cause(Effect::LookOnShelf),
        (New | ConditionPending, Command::Promise) => {
            go(WillSupply).ils(reserve(facts, policy)).say(FromSupplier::WillSupply)
        }
        (_, Command::AddConditions { .. } | Command::AskRetry { .. } | Command::Fill { .. })
            if is_at_hand(facts, state) =>
        {
            return Err(Refusal::Policy("The item is lent already. Take it back first."));
        }
        (New | WillSupply | ConditionPending, Command::AddConditions { condition }) => {
            go(ConditionPending).say(FromSupplier::Conditional { condition: condition.clone() })
        }
        (New | WillSupply | ConditionPending, Command::CannotSupply { reason }) => unfilled(facts, reason),
        (New | WillSupply | ConditionPending, Command::AskRetry { reason, after }) => go(RetryAsked)
            .ils(release(facts))
            .say(FromSupplier::RetryPossible { reason: reason.clone(), after: *after }),
        (CancelRequested, Command::AcceptCancel) => cancelled(facts),
        (CancelRequested, Command::RejectCancel) => {
            go(WillSupply).ils(reserve(facts, policy)).say(FromSupplier::CancelReply { yes: false })
        }

        // the item goes out; with the item in hand no promise is needed first
        (ConditionPending, Command::Fill { .. } | Command::Ship { .. } | Command::SendCopy { .. }) => {
            return Err(Refusal::Policy(
                "The requesting library has not accepted the condition yet. Wait, or take it back.",
            ));
        }
        (CancelRequested, Command::Fill { .. } | Command::Ship { .. } | Command::SendCopy { .. }) => {
            return Err(Refusal::Policy("The requesting library wants to cancel. Answer the cancel first."));
        }
        (New | WillSupply, Command::Fill { items, due }) => {
            let decision = go(WillSupply).ils(lend(facts, policy, items, *due)?);
            if state == New { decision.say(FromSupplier::WillSupply) } else { decision }
        }
        (WillSupply, Command::UndoFill) if is_at_hand(facts, state) => go(WillSupply).check_in(&facts.on_loan),
        (WillSupply, Command::Ship { items, due }) if is_at_hand(facts, state) => {
            return ship_at_hand(facts, items, *due);
        }
        (New | WillSupply, Command::Ship { items, due }) => return ship(facts, policy, items, *due),
        (New | WillSupply, Command::SendCopy { document }) => {
            go(Completed).ils(release(facts)).say(FromSupplier::CopyCompleted { document: document.clone() })
        }

        // the item is out
        (Shipped, Command::SendOverdue) => go(Shipped).say(FromSupplier::Overdue),
        (Shipped, Command::Recall) if !facts.recalled => go(Shipped).say(FromSupplier::Recalled),
        (Shipped, Command::AllowRenew { due }) if facts.renewal_asked => {
            go(Shipped).renew(&facts.on_loan, *due).say(FromSupplier::RenewReply { yes: true, due: *due })
        }
        (Shipped, Command::RefuseRenew) if facts.renewal_asked => {
            go(Shipped).say(FromSupplier::RenewReply { yes: false, due: None })
        }
        // The other library hears it as a renewal that it did not ask for: a moved due date.
        (Shipped, Command::ChangeDue { due }) => {
            go(Shipped).renew(&facts.on_loan, *due).say(FromSupplier::RenewReply { yes: true, due: *due })
        }
        (Shipped, Command::CorrectPiece { item, .. }) if facts.item(*item).is_some() => go(Shipped),
        // It may come home before its message does.
        (Shipped | ReturnShipped, Command::ReceiveReturn) => {
            go(Completed).check_in(&facts.on_loan).say(FromSupplier::LoanCompleted)
        }
        // Written off, and here all the same: the request stays ended, and the other library hears of it.
        (Lost, Command::ReceiveReturn) if !facts.on_loan.is_empty() => {
            let note = "The item that was written off has turned up.".to_owned();
            go(Lost).check_in(&facts.on_loan).say(FromSupplier::Notification { note })
        }
        // The loan stays in the library system, which bills for lost items.
        (Shipped | ReturnShipped, Command::WriteOff) => go(Lost).say(FromSupplier::CompletedWithoutReturn),

        // Damage shows when it is home, and a copy is paid for when it was sent.
        (Shipped | ReturnShipped | Completed | Lost, Command::Bill { cost, why }) => {
            go(state).say(FromSupplier::Bill { cost: cost.clone(), why: why.clone() })
        }

        (_, Command::SendNote { note }) => go(state).say(FromSupplier::Notification { note: note.clone() }),
        _ => return Err(Refusal::NotNow),
    })
}

fn on_message(facts: &Facts, policy: &Policy, state: State, message: &FromRequester) -> Answer {
    use FromRequester as Says;
    Ok(match (state, message) {
        // A request opens a record of its own; it never belongs to one that is there already.
        (_, Says::Request | Says::RequestAgain) => return Err(Refusal::NotNow),
        (_, Says::Received | Says::Renew | Says::ShippedReturn) if !facts.is_loan() => {
            return Err(Refusal::WrongService);
        }
        (_, Says::Notification { .. }) => go(state).staff(Notice::NoteArrived),
        (_, Says::Trouble { .. }) => go(state).staff(Notice::TroubleReported),

        // Accepts everything that was offered, as the message does not say which conditions it has seen.
        (ConditionPending, Says::AcceptConditions) => {
            go(WillSupply).ils(reserve(facts, policy)).staff(Notice::PullSlip)
        }
        (WillSupply | CancelRequested | Shipped | ReturnShipped, Says::AcceptConditions) => return Err(Refusal::Late),

        (New | WillSupply | ConditionPending, Says::Cancel) if policy.answer_cancels => {
            cancelled(facts).staff(Notice::CancelledByRequester)
        }
        (New | WillSupply | ConditionPending, Says::Cancel) => go(CancelRequested).staff(Notice::CancelAsked),
        (CancelRequested, Says::Cancel) => return Err(Refusal::Late),
        (Shipped | ReturnShipped, Says::Cancel) => go(state).say(FromSupplier::CancelReply { yes: false }),

        (Shipped, Says::Received) => go(Shipped),
        (Shipped, Says::Renew) if facts.renewals >= policy.renewals => {
            go(Shipped).say(FromSupplier::RenewReply { yes: false, due: None })
        }
        (Shipped, Says::Renew) => go(Shipped).staff(Notice::RenewalAsked),
        (Shipped, Says::ShippedReturn) => go(ReturnShipped),
        (ReturnShipped, Says::Received | Says::Renew | Says::ShippedReturn) => return Err(Refusal::Late),

        _ if state.is_end() => return Err(Refusal::Late),
        _ => return Err(Refusal::NotNow),
    })
}

fn on_shelf(facts: &Facts, policy: &Policy, state: State, answer: &ShelfAnswer) -> Answer {
    use AutoResponder as Auto;
    use ShelfAnswer as Shelf;
    Ok(match (state, answer, policy.auto_responder(facts.service_type)) {
        (New, Shelf::Available { item, due }, Auto::LoanedAndCannotSupply) if facts.is_loan() => match item.lent() {
            Some(item) => return Ok(ship(facts, policy, &[item], *due)?.staff(Notice::LentAtOnce)),
            None => promise(facts, policy),
        },
        (New, Shelf::Available { .. }, auto) if auto != Auto::Off => promise(facts, policy),
        (New, Shelf::NotAvailable { reason } | Shelf::LimitReached { reason }, auto) if auto.says_no() => {
            unfilled(facts, reason)
        }
        // Staff have said so in the settings, whatever may be answered without them.
        (New, Shelf::NotLending { reason }, _) => unfilled(facts, reason),
        (New, Shelf::Unclear { why }, auto) if auto.says_no() && policy.unclear_is_no => {
            unfilled(facts, &Reason::noted(why))
        }
        // What staff have promised, staff take back; and a switched-off responder only reports.
        (New | WillSupply | ConditionPending, Shelf::Available { .. }, _) => go(state).staff(Notice::OnShelf),
        (New | WillSupply | ConditionPending, Shelf::LimitReached { .. }, _) => go(state).staff(Notice::LimitReached),
        (New | WillSupply | ConditionPending, Shelf::NotAvailable { .. } | Shelf::NotLending { .. }, _) => {
            go(state).staff(Notice::NotOnShelf)
        }
        (New | WillSupply | ConditionPending, Shelf::Unclear { .. }, _) => go(state).staff(Notice::ShelfUnclear),
        _ => return Err(Refusal::Late),
    })
}

fn on_library_system(state: State, answer: &IlsAnswer) -> Answer {
    match answer {
        // Nobody has been told yet.
        IlsAnswer::LentUntil { .. } if state == WillSupply => Ok(go(state)),
        IlsAnswer::LentUntil { due } if state == Shipped => {
            Ok(go(Shipped).say(FromSupplier::RenewReply { yes: true, due: Some(*due) }))
        }
        IlsAnswer::LentUntil { .. } => Err(Refusal::Late),
        // Calls that mirror what happened at the desk never hold anybody up.
        IlsAnswer::Done { .. } | IlsAnswer::Failed { .. } | IlsAnswer::Skipped { .. } => Ok(go(state)),
        // The supplier asks about no patron.
        IlsAnswer::PatronFound
        | IlsAnswer::PatronBlocked { .. }
        | IlsAnswer::PatronUnknown
        | IlsAnswer::Unreachable { .. } => Err(Refusal::NotNow),
    }
}

/// Whether pieces are lent in the library system and have not left yet.
fn is_at_hand(facts: &Facts, state: State) -> bool {
    matches!(state, WillSupply | CancelRequested) && !facts.items.is_empty()
}

fn ship(facts: &Facts, policy: &Policy, items: &[LentItem], due: Option<Moment>) -> Answer {
    let calls = lend(facts, policy, items, due)?;
    Ok(go(Shipped).ils(calls).say(FromSupplier::Loaned { due, items: items.to_vec() }))
}

/// They are lent already; only the other library is told.
fn ship_at_hand(facts: &Facts, items: &[LentItem], due: Option<Moment>) -> Answer {
    let are_the_same = items.iter().map(|item| &item.barcode).eq(facts.items.iter().map(|item| &item.barcode));
    if !are_the_same {
        return Err(Refusal::Policy("Other pieces are lent already. Take them back first, then ship these."));
    }
    Ok(go(Shipped).say(FromSupplier::Loaned { due, items: items.to_vec() }))
}

fn lend(facts: &Facts, policy: &Policy, items: &[LentItem], due: Option<Moment>) -> Result<Vec<IlsCall>, Refusal> {
    if items.is_empty() {
        return Err(Refusal::Policy("Nothing was scanned. Scan at least one piece, then ship."));
    }
    Ok(match policy.library_system {
        // Lending the piece uses the hold up.
        true => (1..).zip(items).map(|(item, _)| IlsCall::CheckOutItem { item, due }).collect(),
        false => release(facts).into_iter().collect(),
    })
}

fn promise(facts: &Facts, policy: &Policy) -> Decision<State> {
    go(WillSupply).ils(reserve(facts, policy)).say(FromSupplier::WillSupply).staff(Notice::PullSlip)
}

fn unfilled(facts: &Facts, reason: &Reason) -> Decision<State> {
    go(Unfilled).ils(release(facts)).check_in(&facts.on_loan).say(FromSupplier::Unfilled { reason: reason.clone() })
}

fn cancelled(facts: &Facts) -> Decision<State> {
    go(Cancelled).ils(release(facts)).check_in(&facts.on_loan).say(FromSupplier::CancelReply { yes: true })
}

fn reserve(facts: &Facts, policy: &Policy) -> Option<IlsCall> {
    let wanted = facts.is_loan() && policy.library_system && policy.place_hold;
    (wanted && !facts.hold && facts.items.is_empty()).then_some(IlsCall::RequestItem)
}

fn release(facts: &Facts) -> Option<IlsCall> {
    facts.hold.then_some(IlsCall::CancelRequestItem)
}
