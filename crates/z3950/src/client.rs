//! The origin's side of an association, without I/O.
//!
//! Each request gives bytes to send; bytes that come back go into [`Client::receive`]. One request is on its way at a
//! time, unless the target agreed to concurrent operations: then every request that has a reference of its own may go at
//! once, and [`Client::receive_referenced`] says which answer belongs to which.

mod answer;
mod error;
mod incoming;
mod initialize;

pub use answer::{Answer, Connection, Delivery, Found};
pub use error::{ClientError, Operation};

use crate::Pdu;
use crate::ber::Limits;
use crate::inbox::Inbox;
use crate::pdu::{
    Close, CloseReason, DeleteResultSetRequest, IdAuthentication, Options, PresentRequest, ScanRequest, SearchRequest,
    SortRequest,
};
use crate::record::NamePlusRecord;

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
}
