//! Access control (Z39.50-1995, 3.2.5) and accounting and resource control (3.2.6).

use super::OtherInformation;
use crate::Oid;
use crate::codec::{Explicit, Implicit, Own, choice, codes, sequence};
use crate::record::{DiagnosticRecord, External};

sequence! {
    /// The target wants to know who asks, in the middle of an operation.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AccessControlRequest {
        /// The operation that is held up.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The question.
        required challenge: Challenge as Own,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

choice! {
    /// A question of access control.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Challenge {
        /// Bytes of a private agreement.
        Simple(Vec<u8>) as Implicit<37>,
        /// A value with its type.
        External(External) as Explicit<0>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

sequence! {
    /// The origin's answer.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct AccessControlResponse {
        /// The operation that is held up.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The answer; without one there is a diagnostic.
        optional response: ChallengeResponse as Own,
        /// Why there is no answer (version 3).
        optional diagnostic: DiagnosticRecord as Explicit<223>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

choice! {
    /// The answer to a question of access control.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum ChallengeResponse {
        /// Bytes of a private agreement.
        Simple(Vec<u8>) as Implicit<38>,
        /// A value with its type.
        External(External) as Explicit<0>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

sequence! {
    /// The target says what an operation has cost so far, and may ask whether to go on.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ResourceControlRequest {
        /// The operation.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Whether the operation rests until the answer.
        optional suspended: bool as Implicit<39>,
        /// The report.
        optional resource_report: External as Explicit<40>,
        /// What there is of a result set so far, as in [`super::ResultSetStatus`].
        optional partial_results: i64 as Implicit<41>,
        /// Whether an answer is wanted.
        lenient response_required: bool as Implicit<42>,
        /// Whether the origin's trigger caused this.
        optional triggered: bool as Implicit<43>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// Whether to go on.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ResourceControlResponse {
        /// The operation.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Whether to go on.
        lenient continues: bool as Implicit<44>,
        /// If not: whether what was found shall be kept.
        optional result_set_wanted: bool as Implicit<45>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// What a trigger asks for (3.2.6.2.1).
    pub struct TriggeredAction {
        RESOURCE_REPORT = 1, "resource report";
        RESOURCE_CONTROL = 2, "resource control";
        CANCEL = 3, "cancel";
    }
}

sequence! {
    /// The origin interferes with an operation under way. It has no answer of its own.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct TriggerResourceControlRequest {
        /// The operation.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// What is asked for.
        lenient action: TriggeredAction as Implicit<46>,
        /// Which form of report is wanted.
        optional report_format: Oid as Implicit<47>,
        /// Whether what was found shall be kept.
        optional result_set_wanted: bool as Implicit<48>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// Asks what an operation or the whole association has cost.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ResourceReportRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Reference of the operation; without it the association is meant.
        optional operation: Vec<u8> as Implicit<210>,
        /// Which form of report is wanted.
        optional report_format: Oid as Implicit<49>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// What became of the wish for a report (3.2.6.3.3).
    pub struct ResourceReportStatus {
        SUCCESS = 0, "the report";
        PARTIAL = 1, "a part of the report";
        NO_REPORT = 2, "the target has no report";
        OPERATION_TERMINATED = 3, "the operation was ended by the origin";
        TARGET_TERMINATED = 4, "the operation was ended by the target";
        ACCESS_CONTROL = 5, "access control";
        UNSPECIFIED = 6, "unspecified";
        NO_SUCH_OPERATION = 7, "there is no such operation";
    }
}

sequence! {
    /// The report, or why there is none.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ResourceReportResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// How it went.
        lenient status: ResourceReportStatus as Implicit<50>,
        /// The report.
        optional resource_report: External as Explicit<51>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
