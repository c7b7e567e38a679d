//! What an answer of the library system means for the call that was made.

use lifecycle::{IlsAnswer, IlsCall};
use ncip::{DecodeError, Message, Outcome, Problem, ProblemKind, answer_of};

/// What to do with a call after its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is settled; this is what the request hears.
    Settled(IlsAnswer),
    /// It will not work without a person; this is what the request hears, the words are for staff.
    GivenUp(IlsAnswer, String),
    /// It may work later.
    TryLater(String),
}

/// Judges the body of an answer. Of a patron only that the library system has told of them: the module `patron` measures the rest.
#[must_use]
pub fn judge(call: &IlsCall, body: &[u8]) -> Verdict {
    let message = match Message::decode(body) {
        Ok(decoded) => decoded.message,
        // A web page or nothing at all: a proxy, a maintenance page, a wrong address. Half an answer: the call is perhaps done. It may pass.
        Err(fault @ (DecodeError::WebPage | DecodeError::Empty | DecodeError::Xml(_))) => {
            return Verdict::TryLater(fault.to_string());
        }
        Err(fault) => return given_up(call, fault.to_string()),
    };
    match answer_of(&message) {
        Outcome::Done | Outcome::Pending => Verdict::Settled(done(call)),
        Outcome::Refused(problems) => judge_problem(call, problems.first()),
        Outcome::NotAnAnswer => given_up(call, "the library system did not send an answer of NCIP".to_owned()),
    }
}

fn judge_problem(call: &IlsCall, problem: Option<&Problem>) -> Verdict {
    let Some(problem) = problem else { return given_up(call, "refused without a reason".to_owned()) };
    match (call, problem.kind()) {
        (_, ProblemKind::TemporaryFailure) => Verdict::TryLater(problem.line()),
        (IlsCall::LookupUser, ProblemKind::UnknownUser) => Verdict::Settled(IlsAnswer::PatronUnknown),
        (IlsCall::LookupUser, ProblemKind::UserIneligible) => {
            Verdict::Settled(IlsAnswer::PatronBlocked { why: problem.line() })
        }
        (call, kind) if is_done_already(call, kind) => Verdict::Settled(done(call)),
        _ => given_up(call, explained(problem)),
    }
}

/// Problems that say: what you ask for is so already. An earlier try reached the library system and its answer was lost.
fn is_done_already(call: &IlsCall, kind: ProblemKind) -> bool {
    match call {
        // The barcode of a temporary item is our request number, so an item that bears it is ours.
        IlsCall::AcceptItem { .. } => kind == ProblemKind::ItemBarcodeExists,
        IlsCall::CheckOutItem { .. } => kind == ProblemKind::NoChangeInDueDate,
        IlsCall::CheckInItem { .. } => matches!(kind, ProblemKind::UnknownItem | ProblemKind::ItemNotCheckedOut),
        IlsCall::RequestItem => kind == ProblemKind::DuplicateRequest,
        IlsCall::CancelRequestItem => kind == ProblemKind::UnknownRequest,
        IlsCall::RenewItem { .. } => kind == ProblemKind::NoChangeInDueDate,
        IlsCall::LookupUser
        | IlsCall::RenewalPending { .. }
        | IlsCall::RenewalRefused { .. }
        | IlsCall::ChargePatron
        | IlsCall::RecallItem { .. } => false,
    }
}

/// The problem with its usual cause and what to do.
fn explained(problem: &Problem) -> String {
    let explanation = problem.kind().explanation();
    let screen = explanation.alma_screen.map(|screen| format!(" In Alma: {screen}.")).unwrap_or_default();
    format!("{}. {} {}{screen}", problem.line(), explanation.cause, explanation.remedy)
}

fn done(call: &IlsCall) -> IlsAnswer {
    match call {
        IlsCall::LookupUser => IlsAnswer::PatronFound,
        call => IlsAnswer::Done { call: call.clone() },
    }
}

fn given_up(call: &IlsCall, why: String) -> Verdict {
    Verdict::GivenUp(failed(call, &why), why)
}

/// What the request hears of a call that is given up.
pub(super) fn failed(call: &IlsCall, why: &str) -> IlsAnswer {
    match call {
        IlsCall::LookupUser => IlsAnswer::Unreachable { why: why.to_owned() },
        _ => IlsAnswer::Failed { call: call.clone(), why: why.to_owned() },
    }
}
