//! The messages (APDUs) of the protocol, one module a service (Z39.50-1995, section 4.1).

mod access;
mod control;
mod duplicates;
mod extended;
mod initialize;
mod other;
mod present;
mod scan;
mod search;
mod sets;
mod sort;

pub use access::{Close, CloseReason};
pub use control::{
    AccessControlRequest, AccessControlResponse, Challenge, ChallengeResponse, ResourceControlRequest,
    ResourceControlResponse, ResourceReportRequest, ResourceReportResponse, ResourceReportStatus,
    TriggerResourceControlRequest, TriggeredAction,
};
pub use duplicates::{DuplicateDetectionRequest, DuplicateDetectionResponse, DuplicateDetectionStatus};
pub use extended::{ExtendedServicesRequest, ExtendedServicesResponse, OperationStatus, PackageFunction};
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

use crate::ber::{Limits, Message, Writer};
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
        /// The target asks who asks.
        AccessControlRequest(AccessControlRequest) as Implicit<28>,
        /// The origin says who asks.
        AccessControlResponse(AccessControlResponse) as Implicit<29>,
        /// The target reports costs, and may ask whether to go on.
        ResourceControlRequest(ResourceControlRequest) as Implicit<30>,
        /// Whether to go on.
        ResourceControlResponse(ResourceControlResponse) as Implicit<31>,
        /// The origin interferes with an operation.
        TriggerResourceControlRequest(TriggerResourceControlRequest) as Implicit<32>,
        /// The origin asks for costs.
        ResourceReportRequest(ResourceReportRequest) as Implicit<33>,
        /// The costs.
        ResourceReportResponse(ResourceReportResponse) as Implicit<34>,
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
        /// A task.
        ExtendedServicesRequest(ExtendedServicesRequest) as Implicit<46>,
        /// What became of a task.
        ExtendedServicesResponse(ExtendedServicesResponse) as Implicit<47>,
        /// Duplicates are to be found.
        DuplicateDetectionRequest(DuplicateDetectionRequest) as Implicit<49>,
        /// Whether they were.
        DuplicateDetectionResponse(DuplicateDetectionResponse) as Implicit<50>,
        /// Either side ends the association.
        Close(Close) as Implicit<48>,
    }
    /// No message has another tag.
    else Other if |_| false
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
        let mut out = Vec::new();
        self.encode_into(&mut out);
        out
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
            Self::AccessControlRequest(_) => "Access-control request",
            Self::AccessControlResponse(_) => "Access-control response",
            Self::ResourceControlRequest(_) => "Resource-control request",
            Self::ResourceControlResponse(_) => "Resource-control response",
            Self::TriggerResourceControlRequest(_) => "Trigger-resource-control request",
            Self::ResourceReportRequest(_) => "Resource-report request",
            Self::ResourceReportResponse(_) => "Resource-report response",
            Self::ExtendedServicesRequest(_) => "Extended-services request",
            Self::ExtendedServicesResponse(_) => "Extended-services response",
            Self::DuplicateDetectionRequest(_) => "Duplicate-detection request",
            Self::DuplicateDetectionResponse(_) => "Duplicate-detection response",
            Self::Other(_) => "unknown message",
        }
    }
}
