//! Ending an association (Z39.50-1995, 3.2.11 Termination facility).

use super::OtherInformation;
use crate::Oid;
use crate::codec::{Explicit, Implicit, codes, sequence};
use crate::record::External;

codes! {
    /// Why an association ends (3.2.11.1.1).
    pub struct CloseReason {
        FINISHED = 0, "finished";
        SHUTDOWN = 1, "shutdown";
        SYSTEM_PROBLEM = 2, "system problem";
        COST_LIMIT = 3, "cost limit";
        RESOURCES = 4, "resources exhausted";
        SECURITY_VIOLATION = 5, "security violation";
        PROTOCOL_ERROR = 6, "protocol error";
        LACK_OF_ACTIVITY = 7, "lack of activity";
        PEER_ABORT = 8, "abort by the peer";
        UNSPECIFIED = 9, "unspecified";
    }
}

sequence! {
    /// Ends the association; the other side answers with a Close of its own.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct Close {
        /// Echo of the reference of a request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Why.
        lenient reason: CloseReason as Implicit<211>,
        /// Why, in words.
        optional diagnostic_information: String as Implicit<3>,
        /// Which resource report is wanted.
        optional resource_report_format: Oid as Implicit<4>,
        /// A resource report.
        optional resource_report: External as Explicit<5>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
