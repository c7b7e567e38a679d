//! The origin's side of an association, without I/O.
//!
//! Each request gives bytes to send; bytes that come back go into [`Client::receive`]. One request is on its way at a
//! time, unless the target agreed to concurrent operations: then every request that has a reference of its own may go at
//! once, and [`Client::receive_referenced`] says which answer belongs to which.

mod answer;

use std::fmt;

pub use answer::{Answer, Connection, Delivery, Found};

use crate::ber::Limits;
use crate::charset::CharsetNegotiation;
use crate::inbox::Inbox;
use crate::pdu::{
    AccessControlResponse, Close, CloseReason, DeleteResultSetRequest, IdAuthentication, InitializeRequest,
    InitializeResponse, Options, PresentRequest, ProtocolVersion, ResourceControlResponse, ScanRequest, SearchRequest,
    SortRequest,
};
use crate::record::{DiagnosticRecord, NamePlusRecord};
use crate::{DecodeError, Diagnostic, Pdu, diag1};

/// How a client introduces itself and what it accepts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name and version of the implementation.
    pub implementation: (String, String),
    /// Who asks, when the target wants to know.
    pub authentication: Option<IdAuthentication>,
    /// Whether to propose UTF-8 for names and messages. Some old targets refuse an association over it.
    pub propose_utf8: bool,
    /// Bytes of records wanted in one response, and accepted for a single record.
    pub message_size: u32,
    /// What is accepted at all.
    pub limits: Limits,
}

impl Default for Settings {
    /// Nobody in particular, nothing negotiated, 1 MiB of records a response.
    fn default() -> Self {
        Self {
            implementation: ("Bookferry".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            authentication: None,
            propose_utf8: false,
            message_size: 1 << 20,
            limits: Limits::RESPONSE,
        }
    }
}

/// One association with a target, seen from the origin.
#[derive(Debug)]
pub struct Client {
    settings: Settings,
    state: State,
    inbox: Inbox,
    options: Options,
    /// Requests whose answers are due, the oldest first.
    pending: Vec<Pending>,
    /// Answers to questions of the target, to be sent.
    replies: Vec<u8>,
}

#[derive(Debug)]
struct Pending {
    reference_id: Option<Vec<u8>>,
    operation: Operation,
    /// Records of segments that came ahead of their present response.
    segments: Vec<NamePlusRecord>,
}

/// An answer with the reference of its request.
pub type Referenced = (Option<Vec<u8>>, Answer);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Opening,
    Open,
    Closing,
    Closed,
}

/// A request that has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Opening the association.
    Initialize,
    /// A search.
    Search,
    /// Fetching records.
    Present,
    /// Browsing terms.
    Scan,
    /// Sorting a result set.
    Sort,
    /// Deleting result sets.
    Delete,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initialize => "Initialize",
            Self::Search => "Search",
            Self::Present => "Present",
            Self::Scan => "Scan",
            Self::Sort => "Sort",
            Self::Delete => "Delete",
        })
    }
}

/// Why a client cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The target did not accept the association; in its own words, if it had any.
    Refused(String),
    /// What came is not a Z39.50 message.
    Decode(DecodeError),
    /// A message that is no answer to what was asked: what came, and what was waited for.
    Unexpected(&'static str, Option<Operation>),
    /// The target does not offer this service.
    NotOffered(Operation),
    /// The association is not open (any more).
    NotOpen,
    /// The answer to an earlier request is still due.
    Busy(Operation),
    /// The connection ended while an answer was due.
    Ended(Operation),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) if reason.is_empty() => f.write_str("the target refused the association"),
            Self::Refused(reason) => write!(f, "the target refused the association: {reason}"),
            Self::Decode(fault) => write!(f, "the target's answer cannot be read: {fault}"),
            Self::Unexpected(name, Some(operation)) => write!(f, "the target sent {name} in answer to {operation}"),
            Self::Unexpected(name, None) => write!(f, "the target sent {name} without being asked"),
            Self::NotOffered(operation) => write!(f, "the target does not offer {operation}"),
            Self::NotOpen => f.write_str("the association is not open"),
            Self::Busy(operation) => write!(f, "the answer to {operation} is still due"),
            Self::Ended(operation) => write!(f, "the connection ended before the answer to {operation}"),
        }
    }
}

impl std::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(fault) => Some(fault),
            _ => None,
        }
    }
}

impl Client {
    /// A client before its first message.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let inbox = Inbox::new(settings.limits);
        let (pending, replies) = (Vec::new(), Vec::new());
        Self { settings, state: State::New, inbox, options: Options::default(), pending, replies }
    }

    /// Opens the association.
    ///
    /// # Errors
    /// When it was opened before.
    pub fn connect(&mut self) -> Result<Vec<u8>, ClientError> {
        match self.state {
            State::New => {}
            State::Opening => return Err(ClientError::Busy(Operation::Initialize)),
            State::Open | State::Closing | State::Closed => return Err(ClientError::NotOpen),
        }
        self.state = State::Opening;
        self.expect(Operation::Initialize, None);
        Ok(Pdu::InitializeRequest(self.introduction()).encode())
    }

    /// Searches.
    ///
    /// # Errors
    /// When the association is not open or busy.
    pub fn search(&mut self, request: SearchRequest) -> Result<Vec<u8>, ClientError> {
        self.admit(Operation::Search, Options::SEARCH, request.reference_id.as_ref())?;
        Ok(Pdu::SearchRequest(request).encode())
    }

    /// Fetches records.
    ///
    /// # Errors
    /// As [`Client::search`].
    pub fn present(&mut self, request: PresentRequest) -> Result<Vec<u8>, ClientError> {
        self.admit(Operation::Present, Options::PRESENT, request.reference_id.as_ref())?;
        Ok(Pdu::PresentRequest(request).encode())
    }

    /// Browses terms.
    ///
    /// # Errors
    /// As [`Client::search`], and when the target does not offer it.
    pub fn scan(&mut self, request: ScanRequest) -> Result<Vec<u8>, ClientError> {
        self.admit(Operation::Scan, Options::SCAN, request.reference_id.as_ref())?;
        Ok(Pdu::ScanRequest(request).encode())
    }

    /// Sorts a result set.
    ///
    /// # Errors
    /// As [`Client::scan`].
    pub fn sort(&mut self, request: SortRequest) -> Result<Vec<u8>, ClientError> {
        self.admit(Operation::Sort, Options::SORT, request.reference_id.as_ref())?;
        Ok(Pdu::SortRequest(request).encode())
    }

    /// Deletes result sets.
    ///
    /// # Errors
    /// As [`Client::scan`].
    pub fn delete(&mut self, request: DeleteResultSetRequest) -> Result<Vec<u8>, ClientError> {
        self.admit(Operation::Delete, Options::DELETE_RESULT_SET, request.reference_id.as_ref())?;
        Ok(Pdu::DeleteResultSetRequest(request).encode())
    }

    /// Ends the association. The connection may be closed at once or after the target's own Close.
    pub fn close(&mut self) -> Vec<u8> {
        match self.state {
            State::New | State::Closing | State::Closed => return Vec::new(),
            State::Opening | State::Open => {}
        }
        self.state = State::Closing;
        Pdu::Close(Close { reason: CloseReason::FINISHED, ..Close::default() }).encode()
    }

    /// Takes bytes from the target, in whatever pieces they come.
    ///
    /// # Errors
    /// When the target refuses the association or does not keep to the protocol; then the connection should be closed.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Vec<Answer>, ClientError> {
        Ok(self.receive_referenced(bytes)?.into_iter().map(|(_, answer)| answer).collect())
    }

    /// As [`Client::receive`], each answer with the reference of its request.
    ///
    /// # Errors
    /// As [`Client::receive`].
    pub fn receive_referenced(&mut self, bytes: &[u8]) -> Result<Vec<Referenced>, ClientError> {
        self.inbox.push(bytes);
        let mut answers = Vec::new();
        loop {
            let next = self.inbox.next().map_err(ClientError::Decode).and_then(|next| match next {
                Some(pdu) => self.handle(pdu).map(Some),
                None => Ok(None),
            });
            match next {
                Ok(Some(answer)) => answers.extend(answer),
                Ok(None) => return Ok(answers),
                Err(error) => {
                    self.state = State::Closed;
                    return Err(error);
                }
            }
        }
    }

    /// What to send because the target asked in the middle of an operation, for example whether to go on in spite of the
    /// costs; empty nearly always.
    pub fn take_replies(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.replies)
    }

    /// Whether several requests may be on their way at once.
    #[must_use]
    pub fn is_concurrent(&self) -> bool {
        self.options.contains(Options::CONCURRENT_OPERATIONS)
    }

    /// The connection has ended.
    ///
    /// # Errors
    /// When an answer was still due, or a message was cut off.
    pub fn ended(&mut self) -> Result<(), ClientError> {
        let before = std::mem::replace(&mut self.state, State::Closed);
        let due = self.pending.first().map(|pending| pending.operation);
        match (before, due) {
            (State::Opening | State::Open, Some(operation)) => Err(ClientError::Ended(operation)),
            (State::Open, None) if self.inbox.is_in_the_middle() => Err(ClientError::NotOpen),
            _ => Ok(()),
        }
    }

    fn introduction(&self) -> InitializeRequest {
        let proposal =
            self.settings.propose_utf8.then(|| CharsetNegotiation::utf8(false).to_other_information()).flatten();
        let (name, version) = self.settings.implementation.clone();
        InitializeRequest {
            protocol_version: VERSIONS,
            options: if proposal.is_some() { OPTIONS.union(Options::NEGOTIATION_MODEL) } else { OPTIONS },
            preferred_message_size: self.settings.message_size.into(),
            exceptional_record_size: self.settings.message_size.into(),
            id_authentication: self.settings.authentication.clone(),
            implementation_name: Some(name),
            implementation_version: Some(version),
            other_information: proposal.into_iter().collect(),
            ..InitializeRequest::default()
        }
    }

    /// Whether this request may be sent now; if so, its answer is expected.
    fn admit(
        &mut self,
        operation: Operation,
        option: Options,
        reference_id: Option<&Vec<u8>>,
    ) -> Result<(), ClientError> {
        match self.state {
            State::Open if !self.options.contains(option) => return Err(ClientError::NotOffered(operation)),
            State::Open => {}
            State::Opening => return Err(ClientError::Busy(Operation::Initialize)),
            State::New | State::Closing | State::Closed => return Err(ClientError::NotOpen),
        }
        let is_distinct = |pending: &Pending| pending.reference_id.as_ref() != reference_id;
        let may_join = self.is_concurrent() && reference_id.is_some() && self.pending.iter().all(is_distinct);
        match self.pending.first() {
            Some(pending) if !may_join => Err(ClientError::Busy(pending.operation)),
            _ => {
                self.expect(operation, reference_id.cloned());
                Ok(())
            }
        }
    }

    fn expect(&mut self, operation: Operation, reference_id: Option<Vec<u8>>) {
        self.pending.push(Pending { reference_id, operation, segments: Vec::new() });
    }

    fn handle(&mut self, pdu: Pdu) -> Result<Option<Referenced>, ClientError> {
        if let Pdu::Close(close) = pdu {
            self.state = State::Closed;
            return Ok(Some((None, Answer::Closed(close))));
        }
        if matches!(self.state, State::Closing | State::Closed) {
            return Ok(None);
        }
        let answer = match pdu {
            Pdu::InitializeResponse(response) => {
                let pending = self.due(Operation::Initialize, None, "Initialize response")?;
                (pending.reference_id, self.connected(response)?)
            }
            Pdu::SearchResponse(response) => {
                let pending = self.due(Operation::Search, response.reference_id.as_ref(), "Search response")?;
                (pending.reference_id, answer::found(response))
            }
            Pdu::Segment(segment) => {
                self.expecting(Operation::Present, segment.reference_id.as_ref(), "Segment request")?
                    .segments
                    .extend(segment.records);
                return Ok(None);
            }
            Pdu::PresentResponse(response) => {
                let pending = self.due(Operation::Present, response.reference_id.as_ref(), "Present response")?;
                (pending.reference_id, answer::delivered(pending.segments, response))
            }
            Pdu::ScanResponse(response) => {
                let pending = self.due(Operation::Scan, response.reference_id.as_ref(), "Scan response")?;
                (pending.reference_id, answer::scanned(response))
            }
            Pdu::SortResponse(response) => {
                let pending = self.due(Operation::Sort, response.reference_id.as_ref(), "Sort response")?;
                (pending.reference_id, answer::sorted(response))
            }
            Pdu::DeleteResultSetResponse(response) => {
                let pending = self.due(Operation::Delete, response.reference_id.as_ref(), "Delete response")?;
                (pending.reference_id, Answer::Deleted(response))
            }
            other => return self.asked(other).map(|()| None),
        };
        Ok(Some(answer))
    }

    /// A question of the target in the middle of an operation.
    fn asked(&mut self, pdu: Pdu) -> Result<(), ClientError> {
        let operation = self.pending.first().map(|pending| pending.operation);
        let reply = match pdu {
            // Costs are a matter of the contract with the target; to stop an operation half way helps nobody.
            Pdu::ResourceControlRequest(request) if operation.is_some() => {
                let reply = ResourceControlResponse {
                    reference_id: request.reference_id,
                    continues: true,
                    ..ResourceControlResponse::default()
                };
                request.response_required.then_some(Pdu::ResourceControlResponse(reply))
            }
            Pdu::AccessControlRequest(request) if operation.is_some() => {
                let diagnostic = Diagnostic::new(NO_CREDENTIALS, "");
                let reply = AccessControlResponse {
                    reference_id: request.reference_id,
                    diagnostic: Some(DiagnosticRecord::Default(diagnostic)),
                    ..AccessControlResponse::default()
                };
                Some(Pdu::AccessControlResponse(reply))
            }
            other => return Err(ClientError::Unexpected(other.name(), operation)),
        };
        if let Some(reply) = reply {
            reply.encode_into(&mut self.replies);
        }
        Ok(())
    }

    fn due(
        &mut self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<Pending, ClientError> {
        let place = self.place_of(operation, reference_id, name)?;
        Ok(self.pending.remove(place))
    }

    fn expecting(
        &mut self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<&mut Pending, ClientError> {
        let place = self.place_of(operation, reference_id, name)?;
        let first = self.pending.first().map(|pending| pending.operation);
        self.pending.get_mut(place).ok_or(ClientError::Unexpected(name, first))
    }

    /// The request that an answer belongs to: by its reference, or the oldest one when the target does not echo it.
    fn place_of(
        &self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<usize, ClientError> {
        let same = |pending: &Pending| pending.operation == operation && pending.reference_id.as_ref() == reference_id;
        let place = self.pending.iter().position(same).or_else(|| match self.pending.as_slice() {
            [only] if only.operation == operation => Some(0),
            _ => None,
        });
        place.ok_or_else(|| ClientError::Unexpected(name, self.pending.first().map(|pending| pending.operation)))
    }

    fn connected(&mut self, response: InitializeResponse) -> Result<Answer, ClientError> {
        if !response.result {
            let reasons = response.user_information.as_ref().map(diag1::reasons).unwrap_or_default();
            return Err(ClientError::Refused(reasons.join("; ")));
        }
        self.state = State::Open;
        self.options = response.options;
        Ok(Answer::Connected(Connection::new(response)))
    }
}

const VERSIONS: ProtocolVersion =
    ProtocolVersion::VERSION_1.union(ProtocolVersion::VERSION_2).union(ProtocolVersion::VERSION_3);

const OPTIONS: Options = Options::SEARCH
    .union(Options::PRESENT)
    .union(Options::DELETE_RESULT_SET)
    .union(Options::SCAN)
    .union(Options::SORT)
    .union(Options::LEVEL_1_SEGMENTATION)
    .union(Options::CONCURRENT_OPERATIONS)
    .union(Options::NAMED_RESULT_SETS);

/// Bib-1: access-control failure.
const NO_CREDENTIALS: i64 = 1010;
