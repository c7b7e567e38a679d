//! Whether an answer says yes.

use crate::{Answer, Body, Message, Problem, Response};

/// What an answer says, whatever the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It will be decided later (RenewItem).
    Pending,
    /// It was not done. The first problem is the one to show; there is always one.
    Refused(Vec<Problem>),
    /// The message is no answer, but a request or something else.
    NotAnAnswer,
}

impl Outcome {
    /// The problem to show.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problems) => problems.first(),
            _ => None,
        }
    }
}

/// What the message answers. Problems count wherever they stand: in the response of the service, in the message itself, or in
/// the bare `Response` that Alma sends in version 1. HTTP says 200 in every case.
#[must_use]
pub fn answer_of(message: &Message) -> Outcome {
    match &message.body {
        Body::Response(Response::RenewItem(Answer::Done(renewal))) if renewal.pending.is_some() => Outcome::Pending,
        Body::Response(response) => match response.problems() {
            problems if problems.is_empty() => Outcome::Done,
            problems => Outcome::Refused(problems),
        },
        Body::Problems(problems) => Outcome::Refused(problems.clone()),
        Body::Request(_) | Body::Other(_) => Outcome::NotAnAnswer,
    }
}
