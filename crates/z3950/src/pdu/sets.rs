//! Deleting result sets (Z39.50-1995, 3.2.4 Result-set-delete facility).

use super::OtherInformation;
use crate::codec::{Implicit, UniversalList, codes, sequence};

codes! {
    /// Which result sets to delete (3.2.4.1.1).
    pub struct DeleteFunction {
        LIST = 0, "those listed";
        ALL = 1, "all of this association";
    }
}

codes! {
    /// What became of a result set (3.2.4.1.4).
    pub struct DeleteSetStatus {
        SUCCESS = 0, "deleted";
        DID_NOT_EXIST = 1, "it did not exist";
        PREVIOUSLY_DELETED = 2, "the target had deleted it already";
        SYSTEM_PROBLEM = 3, "system problem at the target";
        ACCESS_NOT_ALLOWED = 4, "access not allowed";
        RESOURCE_CONTROL_AT_ORIGIN = 5, "stopped by the origin";
        RESOURCE_CONTROL_AT_TARGET = 6, "stopped by the target";
        BULK_DELETE_NOT_SUPPORTED = 7, "deleting all is not supported";
        NOT_ALL_DELETED_ON_BULK_DELETE = 8, "not all were deleted";
        NOT_ALL_REQUESTED_DELETED = 9, "not all of those listed were deleted";
        IN_USE = 10, "in use";
    }
}

sequence! {
    /// Asks for the deletion of result sets.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct DeleteResultSetRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Which.
        lenient function: DeleteFunction as Implicit<32>,
        /// Their names.
        list result_sets: Vec<String> as UniversalList<31>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// Answers a request for deletion.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct DeleteResultSetResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The outcome on the whole.
        lenient status: DeleteSetStatus as Implicit<0>,
        /// The outcome for each result set listed.
        list list_statuses: Vec<ListStatus> as Implicit<1>,
        /// Result sets that are still there, after a request to delete all.
        optional number_not_deleted: i64 as Implicit<34>,
        /// Why those are still there.
        list bulk_statuses: Vec<ListStatus> as Implicit<35>,
        /// Something in words.
        optional message: String as Implicit<36>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// What became of one result set.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ListStatus {
        /// Its name.
        lenient result_set_id: String as Implicit<31>,
        /// The outcome.
        lenient status: DeleteSetStatus as Implicit<33>,
    }
}
