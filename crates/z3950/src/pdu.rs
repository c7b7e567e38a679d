//! The messages (APDUs) of the protocol, one module a service (Z39.50-1995, section 4.1).

mod access;
mod initialize;
mod other;
mod present;
mod scan;
mod search;
mod sets;
mod sort;

pub use access::{Close, CloseReason};
pub use initialize::{IdAuthentication, IdPass, InitializeRequest, InitializeResponse, Options, ProtocolVersion};
pub use other::{InfoCategory, Information, OtherInformation};
pub use present::{
    CompSpec, DatabaseSpecific, ElementSetNames, ElementSpec, PresentRequest, PresentResponse, PresentStatus, Range,
    RecordComposition, Schema, Segment, Specification,
};
pub use scan::{Entry, ListEntries, ScanRequest, ScanResponse, ScanStatus, TermInfo};
pub use search::{Query, ResultSetStatus, SearchRequest, SearchResponse};
pub use sets::{DeleteFunction, DeleteResultSetRequest, DeleteResultSetResponse, DeleteSetStatus, ListStatus};
pub use sort::{
    CaseSensitivity, MissingValueAction, SortAttributes, SortElement, SortKey, SortKeySpec, SortRelation, SortRequest,
    SortResponse, SortResultSetStatus, SortStatus,
};

use crate::ber::{Limits, Message, Tag, Writer};
use crate::codec::{Implicit, Tagged, choice};
use crate::{DecodeError, DecodeErrorKind};

choice! {
    /// One message.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Pdu {
        /// The origin opens the association.
        InitializeRequest(InitializeRequest) as Implicit<20>,
        /// The target accepts or refuses.
        InitializeResponse(InitializeResponse) as Implicit<21>,
        /// A query.
        SearchRequest(SearchRequest) as Implicit<22>,
        /// How many records a query found.
        SearchResponse(SearchResponse) as Implicit<23>,
        /// Records of a result set are wanted.
        PresentRequest(PresentRequest) as Implicit<24>,
        /// Records.
        PresentResponse(PresentResponse) as Implicit<25>,
        /// Result sets are no longer needed.
        DeleteResultSetRequest(DeleteResultSetRequest) as Implicit<26>,
        /// Which were deleted.
        DeleteResultSetResponse(DeleteResultSetResponse) as Implicit<27>,
        /// A list of terms is wanted.
        ScanRequest(ScanRequest) as Implicit<35>,
        /// Terms.
        ScanResponse(ScanResponse) as Implicit<36>,
        /// A result set is to be sorted.
        SortRequest(SortRequest) as Implicit<43>,
        /// Whether it was.
        SortResponse(SortResponse) as Implicit<44>,
        /// Records ahead of a present response (level 1 segmentation).
        Segment(Segment) as Implicit<45>,
        /// Either side ends the association.
        Close(Close) as Implicit<48>,
    }
    /// Access control, resource control, extended services, duplicate detection: as it came.
    else Other if |tag| matches!(tag, Tag { class: crate::ber::Class::Context, number: 28..=34 | 46 | 47 | 49 | 50 })
}

impl Pdu {
    /// Reads one message, which must take up all of `bytes`.
    ///
    /// # Errors
    /// When it is not valid BER, passes a limit or lacks what the standard demands.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let message = Message::parse(bytes, limits)?;
        let root = message.root();
        if !Self::accepts_tag(root.tag()) {
            return Err(DecodeError::new(0, DecodeErrorKind::UnexpectedTag(root.tag())));
        }
        Self::read_tagged(&root)
    }

    /// The message as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write_tagged(&mut writer);
        writer.finish()
    }

    /// Appends the message to `out`.
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        let mut writer = Writer::appending(std::mem::take(out));
        self.write_tagged(&mut writer);
        *out = writer.finish();
    }

    /// The standard's name of the service, such as `Search request`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::InitializeRequest(_) => "Initialize request",
            Self::InitializeResponse(_) => "Initialize response",
            Self::SearchRequest(_) => "Search request",
            Self::SearchResponse(_) => "Search response",
            Self::PresentRequest(_) => "Present request",
            Self::PresentResponse(_) => "Present response",
            Self::DeleteResultSetRequest(_) => "Delete request",
            Self::DeleteResultSetResponse(_) => "Delete response",
            Self::ScanRequest(_) => "Scan request",
            Self::ScanResponse(_) => "Scan response",
            Self::SortRequest(_) => "Sort request",
            Self::SortResponse(_) => "Sort response",
            Self::Segment(_) => "Segment request",
            Self::Close(_) => "Close",
            Self::Other(raw) => other_name(raw.tag().number),
        }
    }
}

fn other_name(number: u32) -> &'static str {
    match number {
        28 => "Access-control request",
        29 => "Access-control response",
        30 => "Resource-control request",
        31 => "Resource-control response",
        32 => "Trigger-resource-control request",
        33 => "Resource-report request",
        34 => "Resource-report response",
        46 => "Extended-services request",
        47 => "Extended-services response",
        49 => "Duplicate-detection request",
        50 => "Duplicate-detection response",
        _ => "unknown message",
    }
}
