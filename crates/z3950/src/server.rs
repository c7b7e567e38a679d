//! The target's side of an association, without I/O.
//!
//! A listener gives what it reads to [`Session::receive`], writes what comes back, and closes when told so. What is
//! searched is behind [`Target`].

mod initialize;
mod refusal;
mod retrieval;
mod search;
mod sets;
mod target;

pub use sets::ResultSets;
pub use target::{Found, Origin, ResultSet, Scan, Search, Sort, Target, Terms, Wanted};

use std::sync::Arc;

use crate::Pdu;
use crate::ber::Limits;
use crate::cql::Mapping;
use crate::inbox::Inbox;
use crate::pdu::{Close, CloseReason, Options, Segment};

/// How a server introduces itself and what it allows.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name and version of the implementation.
    pub implementation: (String, String),
    /// Bytes of records in one response at most, whatever the origin would accept.
    pub message_size: u32,
    /// Result sets of one association at most.
    pub result_sets: usize,
    /// Operators in a query at most.
    pub operators: usize,
    /// Terms of one scan at most.
    pub scan_terms: u32,
    /// Translation of queries in CQL; without it only type-1 queries are understood.
    pub cql: Option<Mapping>,
    /// What is accepted at all.
    pub limits: Limits,
}

impl Default for Settings {
    /// 1 MiB of records a response, 100 result sets, 200 operators, 1000 terms, no CQL.
    fn default() -> Self {
        Self {
            implementation: ("Bookferry".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            message_size: 1 << 20,
            result_sets: 100,
            operators: 200,
            scan_terms: 1000,
            cql: None,
            limits: Limits::REQUEST,
        }
    }
}

/// What to do after some bytes were received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Bytes to send, possibly none.
    pub send: Vec<u8>,
    /// Close the connection after sending.
    pub close: bool,
    /// Requests are left that were not handled, so that the answers do not pile up: send, then call again without
    /// bytes.
    pub more: bool,
}

/// One association with an origin, seen from the target.
#[derive(Debug)]
pub struct Session<S> {
    settings: Arc<Settings>,
    inbox: Inbox,
    state: State,
    sets: ResultSets<S>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open(Agreement),
    Closed,
}

/// What was agreed at the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Agreement {
    options: Options,
    /// Bytes of records in one response.
    preferred: usize,
    /// Bytes of a single large record.
    exceptional: usize,
}

impl<S> Session<S> {
    /// A session before the first byte.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::shared(Arc::new(settings))
    }

    /// A session with settings that others have as well.
    #[must_use]
    pub fn shared(settings: Arc<Settings>) -> Self {
        let (inbox, sets) = (Inbox::new(settings.limits), ResultSets::new(settings.result_sets));
        Self { settings, inbox, state: State::New, sets }
    }

    /// Takes bytes from the origin, in whatever pieces they come, and answers the requests that are complete.
    pub fn receive<T: Target<Set = S>>(&mut self, bytes: &[u8], target: &mut T) -> Outcome {
        if self.state == State::Closed {
            return Outcome { close: true, ..Outcome::default() };
        }
        self.inbox.push(bytes);
        let mut send = Vec::new();
        loop {
            if send.len() >= self.settings.message_size as usize {
                return Outcome { send, close: false, more: true };
            }
            let reply = match self.inbox.next() {
                Ok(None) => return Outcome { send, ..Outcome::default() },
                Ok(Some(pdu)) => self.handle(pdu, target),
                Err(fault) => Reply::Close(close(CloseReason::PROTOCOL_ERROR, &fault.to_string())),
            };
            match reply {
                Reply::None => {}
                Reply::Answer(pdu) => pdu.encode_into(&mut send),
                Reply::Segmented(segments, pdu) => {
                    segments.into_iter().for_each(|segment| Pdu::Segment(segment).encode_into(&mut send));
                    pdu.encode_into(&mut send);
                }
                Reply::Close(pdu) => {
                    pdu.encode_into(&mut send);
                    self.state = State::Closed;
                    return Outcome { send, close: true, more: false };
                }
            }
        }
    }

    /// Ends the association from this side, for example when the server stops or nothing came for a long time.
    pub fn end(&mut self, reason: CloseReason) -> Vec<u8> {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Open(_) => close(reason, "").encode(),
            State::New | State::Closed => Vec::new(),
        }
    }

    fn handle<T: Target<Set = S>>(&mut self, pdu: Pdu, target: &mut T) -> Reply {
        match (self.state, pdu) {
            (_, Pdu::Close(request)) => {
                let reason = CloseReason::FINISHED;
                Reply::Close(Pdu::Close(Close { reference_id: request.reference_id, reason, ..Close::default() }))
            }
            (State::New, Pdu::InitializeRequest(request)) => self.initialize(request, target),
            (State::Open(agreement), pdu) => self.serve(pdu, agreement, target),
            (State::New | State::Closed, pdu) => {
                let words = format!("{} before Initialize request", pdu.name());
                Reply::Close(close(CloseReason::PROTOCOL_ERROR, &words))
            }
        }
    }

    fn serve<T: Target<Set = S>>(&mut self, pdu: Pdu, agreement: Agreement, target: &mut T) -> Reply {
        let name = pdu.name();
        let answer = match pdu {
            Pdu::SearchRequest(request) => Pdu::SearchResponse(self.search(request, agreement, target)),
            Pdu::PresentRequest(request) => return self.present(request, agreement, target),
            Pdu::DeleteResultSetRequest(request) => Pdu::DeleteResultSetResponse(self.sets.delete(request)),
            // Who asks without having negotiated it gets the target's answer, which is a diagnostic if it has none.
            Pdu::ScanRequest(request) => Pdu::ScanResponse(self.scan(request, target)),
            Pdu::SortRequest(request) => Pdu::SortResponse(self.sort(request, target)),
            // Nothing runs that it could stop, and it has no answer of its own.
            Pdu::TriggerResourceControlRequest(_) => return Reply::None,
            Pdu::ResourceReportRequest(request) => Pdu::ResourceReportResponse(refusal::report(request)),
            Pdu::ExtendedServicesRequest(request) => Pdu::ExtendedServicesResponse(refusal::task(request)),
            Pdu::DuplicateDetectionRequest(request) => Pdu::DuplicateDetectionResponse(refusal::duplicates(request)),
            _ => return Reply::Close(close(CloseReason::PROTOCOL_ERROR, &format!("{name} was not negotiated"))),
        };
        Reply::Answer(answer)
    }
}

enum Reply {
    None,
    Answer(Pdu),
    /// Segments, then the answer.
    Segmented(Vec<Segment>, Pdu),
    /// The last answer.
    Close(Pdu),
}

fn close(reason: CloseReason, words: &str) -> Pdu {
    let words = Some(words.to_owned()).filter(|words| !words.is_empty());
    Pdu::Close(Close { reason, diagnostic_information: words, ..Close::default() })
}
