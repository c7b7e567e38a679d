//! Fetching records (Z39.50-1995, 3.2.3 Retrieval facility).

use super::OtherInformation;
use crate::Oid;
use crate::ber::Raw;
use crate::codec::{Explicit, Implicit, Own, choice, codes, sequence};
use crate::record::{External, NamePlusRecord, Records};

sequence! {
    /// Asks for records of a result set.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct PresentRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The result set.
        lenient result_set_id: String as Implicit<31>,
        /// Position of the first record, from 1.
        lenient start: i64 as Implicit<30>,
        /// How many records.
        lenient number_of_records: i64 as Implicit<29>,
        /// Further stretches of the set (version 3).
        list additional_ranges: Vec<Range> as Implicit<212>,
        /// What of the records is wanted.
        optional record_composition: RecordComposition as Own,
        /// In which format.
        optional preferred_record_syntax: Oid as Implicit<104>,
        /// Segments at most (version 3, level 1 or 2).
        optional max_segment_count: i64 as Implicit<204>,
        /// Bytes of a record at most (level 2).
        optional max_record_size: i64 as Implicit<206>,
        /// Bytes of a segment at most (level 2).
        optional max_segment_size: i64 as Implicit<207>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

impl PresentRequest {
    /// `count` records from position `start` on, in this syntax and element set.
    #[must_use]
    pub fn new(result_set: &str, start: u32, count: u32, syntax: Oid, element_set: &str) -> Self {
        Self {
            result_set_id: result_set.to_owned(),
            start: start.into(),
            number_of_records: count.into(),
            record_composition: Some(RecordComposition::element_set(element_set)),
            preferred_record_syntax: Some(syntax),
            ..Self::default()
        }
    }
}

sequence! {
    /// A stretch of a result set.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct Range {
        /// Position of the first record, from 1.
        lenient start: i64 as Implicit<1>,
        /// How many records.
        lenient number_of_records: i64 as Implicit<2>,
    }
}

choice! {
    /// What of the records is wanted.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(clippy::large_enum_variant, reason = "there is one in a message")]
    pub enum RecordComposition {
        /// An element set name.
        Simple(ElementSetNames) as Explicit<19>,
        /// A specification with schema and preferred syntaxes (version 3).
        Complex(CompSpec) as Implicit<209>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

choice! {
    /// Names for a selection of a record's fields: `F` (full) and `B` (brief) are known everywhere.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum ElementSetNames {
        /// For all databases.
        Generic(String) as Implicit<0>,
        /// One for each database.
        DatabaseSpecific(Vec<DatabaseSpecific>) as Implicit<1>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

sequence! {
    /// An element set name for one database.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct DatabaseSpecific {
        /// The database.
        lenient database: String as Implicit<105>,
        /// The element set name.
        lenient element_set_name: String as Implicit<103>,
    }
}

sequence! {
    /// What of the records is wanted, in detail (CompSpec).
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct CompSpec {
        /// Whether another syntax will do when none of the list can be had.
        lenient select_alternative_syntax: bool as Implicit<1>,
        /// For all databases.
        optional generic: Specification as Implicit<2>,
        /// For certain databases; as it came.
        optional database_specific: Raw as Implicit<3>,
        /// Formats, the best first.
        list record_syntaxes: Vec<Oid> as Implicit<4>,
    }
}

sequence! {
    /// Schema and elements.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct Specification {
        /// The schema.
        optional schema: Schema as Own,
        /// The elements.
        optional element_spec: ElementSpec as Explicit<2>,
    }
}

choice! {
    /// A schema by identifier or name.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Schema {
        /// An object identifier.
        Oid(Oid) as Implicit<1>,
        /// A URI or short name, such as `marcxml`.
        Uri(String) as Implicit<300>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

choice! {
    /// Elements by name or description.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum ElementSpec {
        /// An element set name.
        Name(String) as Implicit<1>,
        /// A description, usually in eSpec-1.
        External(External) as Implicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

impl RecordComposition {
    /// One element set name for all databases.
    #[must_use]
    pub fn element_set(name: &str) -> Self {
        Self::Simple(ElementSetNames::Generic(name.to_owned()))
    }
}

codes! {
    /// How the delivery of records went (3.2.3.1.10).
    pub struct PresentStatus {
        SUCCESS = 0, "all records that were asked for";
        PARTIAL_1 = 1, "not all records: access control";
        PARTIAL_2 = 2, "not all records: they do not fit in one message";
        PARTIAL_3 = 3, "not all records: stopped by the origin";
        PARTIAL_4 = 4, "not all records: stopped by the target";
        FAILURE = 5, "no records";
    }
}

sequence! {
    /// Answers a present request.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct PresentResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Records in this response (and its segments).
        lenient number_of_records_returned: i64 as Implicit<24>,
        /// Position of the first record that did not come; 0 after the last.
        lenient next_result_set_position: i64 as Implicit<25>,
        /// How it went.
        lenient present_status: PresentStatus as Implicit<27>,
        /// Records or diagnostics.
        optional records: Records as Own,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// Records that go ahead of a present response (3.3.2 level 1 segmentation).
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct Segment {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Records in this segment.
        lenient number_of_records_returned: i64 as Implicit<24>,
        /// The records.
        lenient records: Vec<NamePlusRecord> as Implicit<0>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
