//! Extended services (Z39.50-1995, 3.2.9): tasks such as storing a query or ordering a copy.

use super::OtherInformation;
use crate::Oid;
use crate::ber::Raw;
use crate::codec::{Implicit, codes, sequence};
use crate::record::{DiagnosticRecord, External};

codes! {
    /// What shall be done with a task package.
    pub struct PackageFunction {
        CREATE = 1, "create";
        DELETE = 2, "delete";
        MODIFY = 3, "modify";
    }
}

sequence! {
    /// Asks for a task.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ExtendedServicesRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// What shall be done.
        lenient function: PackageFunction as Implicit<3>,
        /// Which service.
        required package_type: Oid as Implicit<4>,
        /// Name of the package.
        optional package_name: String as Implicit<5>,
        /// Who asks.
        optional user_id: String as Implicit<6>,
        /// How long to keep it: a number with a unit, as it came.
        optional retention_time: Raw as Implicit<7>,
        /// Who may do what with it, as it came.
        optional permissions: Raw as Implicit<8>,
        /// The package in words.
        optional description: String as Implicit<9>,
        /// What the service needs to know.
        optional task_specific_parameters: External as Implicit<10>,
        /// Whether to wait: 1 wait, 2 wait if possible, 3 do not wait, 4 do not return the package.
        lenient wait_action: i64 as Implicit<11>,
        /// Element set of the package that is returned.
        optional elements: String as Implicit<103>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// What became of a task (3.2.9.1.13).
    pub struct OperationStatus {
        DONE = 1, "done";
        ACCEPTED = 2, "accepted";
        FAILURE = 3, "failed";
    }
}

sequence! {
    /// What became of a task.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ExtendedServicesResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// How it went.
        lenient operation_status: OperationStatus as Implicit<3>,
        /// Why it failed.
        list diagnostics: Vec<DiagnosticRecord> as Implicit<4>,
        /// The package.
        optional task_package: External as Implicit<5>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
