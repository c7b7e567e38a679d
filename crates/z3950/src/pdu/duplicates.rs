//! Duplicate detection (Z39.50-2003, 3.2.12): a result set in which the same thing stands once.

use super::OtherInformation;
use crate::ber::Raw;
use crate::codec::{Implicit, codes, sequence};
use crate::record::{DiagnosticRecord, External};

sequence! {
    /// Asks for duplicates to be found.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct DuplicateDetectionRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The result sets to look through.
        lenient input_result_sets: Vec<String> as Implicit<3>,
        /// Name for the result.
        lenient output_result_set: String as Implicit<4>,
        /// Which part of the records counts.
        optional applicable_portion: External as Implicit<5>,
        /// When two records are the same, as it came.
        list detection_criteria: Vec<Raw> as Implicit<6>,
        /// Whether duplicates stand together instead of being left out.
        optional clustering: bool as Implicit<7>,
        /// Which of the same records stay, as it came.
        lenient retention_criteria: Vec<Raw> as Implicit<8>,
        /// Which comes first, as it came.
        list sort_criteria: Vec<Raw> as Implicit<9>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// Whether duplicates were found out.
    pub struct DuplicateDetectionStatus {
        SUCCESS = 0, "done";
        FAILURE = 1, "failed";
    }
}

sequence! {
    /// What became of it.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct DuplicateDetectionResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// How it went.
        lenient status: DuplicateDetectionStatus as Implicit<3>,
        /// Records in the result.
        optional result_set_count: i64 as Implicit<4>,
        /// Why it failed.
        list diagnostics: Vec<DiagnosticRecord> as Implicit<5>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
