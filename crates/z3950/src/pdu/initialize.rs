//! Opening an association (Z39.50-1995, 3.2.1 Initialization facility).

use super::OtherInformation;
use crate::ber::Tag;
use crate::codec::{Explicit, Implicit, Own, bits, choice, sequence};
use crate::record::External;

bits! {
    /// Versions that a side supports (3.2.1.1.1). Version 1 has no meaning of its own but is always set.
    pub struct ProtocolVersion {
        VERSION_1 = 0, "1";
        VERSION_2 = 1, "2";
        VERSION_3 = 2, "3";
    }
}

bits! {
    /// Services and features that a side wants or offers (3.2.1.1.2).
    pub struct Options {
        SEARCH = 0, "search";
        PRESENT = 1, "present";
        DELETE_RESULT_SET = 2, "delSet";
        RESOURCE_REPORT = 3, "resourceReport";
        TRIGGER_RESOURCE_CONTROL = 4, "triggerResourceCtrl";
        RESOURCE_CONTROL = 5, "resourceCtrl";
        ACCESS_CONTROL = 6, "accessCtrl";
        SCAN = 7, "scan";
        SORT = 8, "sort";
        EXTENDED_SERVICES = 10, "extendedServices";
        LEVEL_1_SEGMENTATION = 11, "level-1Segmentation";
        LEVEL_2_SEGMENTATION = 12, "level-2Segmentation";
        CONCURRENT_OPERATIONS = 13, "concurrentOperations";
        NAMED_RESULT_SETS = 14, "namedResultSets";
        ENCAPSULATION = 15, "encapsulation";
        RESULT_COUNT = 16, "resultCount";
        NEGOTIATION_MODEL = 17, "negotiationModel";
        DUPLICATE_DETECTION = 18, "duplicateDetection";
        QUERY_TYPE_104 = 19, "queryType104";
    }
}

sequence! {
    /// Opens an association and says what the origin wants.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct InitializeRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Versions that the origin speaks.
        lenient protocol_version: ProtocolVersion as Implicit<3>,
        /// Services that the origin would use.
        lenient options: Options as Implicit<4>,
        /// Bytes of records that a response should not pass (3.3.1).
        lenient preferred_message_size: i64 as Implicit<5>,
        /// Bytes that a response with a single large record may have (3.3.1).
        lenient exceptional_record_size: i64 as Implicit<6>,
        /// Who asks.
        optional id_authentication: IdAuthentication as Explicit<7>,
        /// Number of the implementation, assigned by the Maintenance Agency.
        optional implementation_id: String as Implicit<110>,
        /// Name of the implementation.
        optional implementation_name: String as Implicit<111>,
        /// Version of the implementation.
        optional implementation_version: String as Implicit<112>,
        /// Anything else, in a form of its own.
        optional user_information: External as Explicit<11>,
        /// Anything else, such as a proposal for a character set.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// Accepts or refuses an association.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct InitializeResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Versions that both speak.
        lenient protocol_version: ProtocolVersion as Implicit<3>,
        /// Services that are in force.
        lenient options: Options as Implicit<4>,
        /// Bytes of records that the target will not pass.
        lenient preferred_message_size: i64 as Implicit<5>,
        /// Bytes that a response with a single large record may have.
        lenient exceptional_record_size: i64 as Implicit<6>,
        /// Whether the association is accepted.
        lenient result: bool as Implicit<12>,
        /// Number of the implementation.
        optional implementation_id: String as Implicit<110>,
        /// Name of the implementation.
        optional implementation_name: String as Implicit<111>,
        /// Version of the implementation.
        optional implementation_version: String as Implicit<112>,
        /// Often the reason of a refusal.
        optional user_information: External as Explicit<11>,
        /// Anything else, such as the answer to a proposal for a character set.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

choice! {
    /// Who asks (3.2.1.1.4).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum IdAuthentication {
        /// User and password in a sequence.
        IdPass(IdPass) as Own,
        /// Nobody in particular.
        Anonymous(()) as Own,
        /// A form of its own.
        External(External) as Own,
        /// A string, usually `user/password`.
        Open(String) as Own,
    }
    /// Something else, as it came.
    else Other if |tag| tag != Tag::SEQUENCE
}

sequence! {
    /// User and password.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct IdPass {
        /// Group or account.
        optional group_id: String as Implicit<0>,
        /// User.
        optional user_id: String as Implicit<1>,
        /// Password, in clear.
        optional password: String as Implicit<2>,
    }
}
