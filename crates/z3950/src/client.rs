//! The origin's side of an association, without I/O.
//!
//! Each request gives bytes to send; bytes that come back go into [`Client::receive`]. One request is on its way at a
//! time.

mod answer;

use std::fmt;

pub use answer::{Answer, Connection, Delivery, Found};

use crate::ber::Limits;
use crate::charset::CharsetNegotiation;
use crate::inbox::Inbox;
use crate::pdu::{
    Close, CloseReason, DeleteResultSetRequest, IdAuthentication, InitializeRequest, InitializeResponse, Options,
    PresentRequest, ProtocolVersion, ScanRequest, SearchRequest, SortRequest,
};
use crate::record::NamePlusRecord;
use crate::{DecodeError, Pdu, diag1};

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
    /// Records of segments that came ahead of their present response.
    segments: Vec<NamePlusRecord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// An answer to this request is due.
    Waiting(Operation),
    Idle,
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
        Self { settings, state: State::New, inbox, options: Options::default(), segments: Vec::new() }
    }

    /// Opens the association.
    ///
    /// # Errors
    /// When it was opened before.
    pub fn connect(&mut self) -> Result<Vec<u8>, ClientError> {
        match self.state {
            State::New => {}
            State::Waiting(operation) => return Err(ClientError::Busy(operation)),
            State::Idle | State::Closing | State::Closed => return Err(ClientError::NotOpen),
        }
        self.state = State::Waiting(Operation::Initialize);
        Ok(Pdu::InitializeRequest(self.introduction()).encode())
    }

    /// Searches.
    ///
    /// # Errors
    /// When the association is not open or busy.
    pub fn search(&mut self, request: SearchRequest) -> Result<Vec<u8>, ClientError> {
        self.send(Operation::Search, Options::SEARCH, Pdu::SearchRequest(request))
    }

    /// Fetches records.
    ///
    /// # Errors
    /// As [`Client::search`].
    pub fn present(&mut self, request: PresentRequest) -> Result<Vec<u8>, ClientError> {
        self.segments.clear();
        self.send(Operation::Present, Options::PRESENT, Pdu::PresentRequest(request))
    }

    /// Browses terms.
    ///
    /// # Errors
    /// As [`Client::search`], and when the target does not offer it.
    pub fn scan(&mut self, request: ScanRequest) -> Result<Vec<u8>, ClientError> {
        self.send(Operation::Scan, Options::SCAN, Pdu::ScanRequest(request))
    }

    /// Sorts a result set.
    ///
    /// # Errors
    /// As [`Client::scan`].
    pub fn sort(&mut self, request: SortRequest) -> Result<Vec<u8>, ClientError> {
        self.send(Operation::Sort, Options::SORT, Pdu::SortRequest(request))
    }

    /// Deletes result sets.
    ///
    /// # Errors
    /// As [`Client::scan`].
    pub fn delete(&mut self, request: DeleteResultSetRequest) -> Result<Vec<u8>, ClientError> {
        self.send(Operation::Delete, Options::DELETE_RESULT_SET, Pdu::DeleteResultSetRequest(request))
    }

    /// Ends the association. The connection may be closed at once or after the target's own Close.
    pub fn close(&mut self) -> Vec<u8> {
        match self.state {
            State::New | State::Closing | State::Closed => return Vec::new(),
            State::Waiting(_) | State::Idle => {}
        }
        self.state = State::Closing;
        Pdu::Close(Close { reason: CloseReason::FINISHED, ..Close::default() }).encode()
    }

    /// Takes bytes from the target, in whatever pieces they come.
    ///
    /// # Errors
    /// When the target refuses the association or does not keep to the protocol; then the connection should be closed.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Vec<Answer>, ClientError> {
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

    /// The connection has ended.
    ///
    /// # Errors
    /// When an answer was still due, or a message was cut off.
    pub fn ended(&mut self) -> Result<(), ClientError> {
        let before = std::mem::replace(&mut self.state, State::Closed);
        match before {
            State::Waiting(operation) => Err(ClientError::Ended(operation)),
            State::Idle if self.inbox.is_in_the_middle() => Err(ClientError::NotOpen),
            State::New | State::Idle | State::Closing | State::Closed => Ok(()),
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

    fn send(&mut self, operation: Operation, option: Options, pdu: Pdu) -> Result<Vec<u8>, ClientError> {
        match self.state {
            State::Idle if self.options.contains(option) => {}
            State::Idle => return Err(ClientError::NotOffered(operation)),
            State::Waiting(operation) => return Err(ClientError::Busy(operation)),
            State::New | State::Closing | State::Closed => return Err(ClientError::NotOpen),
        }
        self.state = State::Waiting(operation);
        Ok(pdu.encode())
    }

    fn handle(&mut self, pdu: Pdu) -> Result<Option<Answer>, ClientError> {
        let operation = match self.state {
            State::Waiting(operation) => Some(operation),
            State::Closing | State::Closed if !matches!(pdu, Pdu::Close(_)) => return Ok(None),
            _ => None,
        };
        let answer = match (operation, pdu) {
            (_, Pdu::Close(close)) => {
                self.state = State::Closed;
                return Ok(Some(Answer::Closed(close)));
            }
            (Some(Operation::Present), Pdu::Segment(segment)) => {
                self.segments.extend(segment.records);
                return Ok(None);
            }
            (Some(Operation::Initialize), Pdu::InitializeResponse(response)) => self.connected(response)?,
            (Some(Operation::Search), Pdu::SearchResponse(response)) => answer::found(response),
            (Some(Operation::Present), Pdu::PresentResponse(response)) => {
                answer::delivered(std::mem::take(&mut self.segments), response)
            }
            (Some(Operation::Scan), Pdu::ScanResponse(response)) => answer::scanned(response),
            (Some(Operation::Sort), Pdu::SortResponse(response)) => answer::sorted(response),
            (Some(Operation::Delete), Pdu::DeleteResultSetResponse(response)) => Answer::Deleted(response),
            (operation, pdu) => return Err(ClientError::Unexpected(pdu.name(), operation)),
        };
        self.state = State::Idle;
        Ok(Some(answer))
    }

    fn connected(&mut self, response: InitializeResponse) -> Result<Answer, ClientError> {
        if !response.result {
            let reasons = response.user_information.as_ref().map(diag1::reasons).unwrap_or_default();
            return Err(ClientError::Refused(reasons.join("; ")));
        }
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
    .union(Options::NAMED_RESULT_SETS);
