//! Sorting result sets (Z39.50-1995, 3.2.7 Sort facility).

use super::{OtherInformation, Specification};
use crate::Oid;
use crate::codec::{Explicit, Implicit, Own, choice, codes, sequence};
use crate::query::AttributeElement;
use crate::record::DiagnosticRecord;

sequence! {
    /// Asks for a result set to be sorted, or several to be merged and sorted.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct SortRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Result sets to sort.
        lenient input_result_sets: Vec<String> as Implicit<3>,
        /// Name for the sorted one.
        lenient sorted_result_set: String as Implicit<4>,
        /// Keys, the most important first.
        lenient sequence: Vec<SortKeySpec> as Implicit<5>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// How a sort went.
    pub struct SortStatus {
        SUCCESS = 0, "sorted";
        PARTIAL_1 = 1, "sorted in part";
        FAILURE = 2, "not sorted";
    }
}

codes! {
    /// What became of the result set when a sort failed.
    pub struct SortResultSetStatus {
        EMPTY = 1, "empty";
        INTERIM = 2, "partly sorted";
        UNCHANGED = 3, "unchanged";
        NONE = 4, "no result set";
    }
}

sequence! {
    /// Answers a sort.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct SortResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// How it went.
        lenient status: SortStatus as Implicit<3>,
        /// What became of the result set.
        optional result_set_status: SortResultSetStatus as Implicit<4>,
        /// Why it failed.
        list diagnostics: Vec<DiagnosticRecord> as Implicit<5>,
        /// Records in the sorted set.
        optional result_count: i64 as Implicit<6>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

codes! {
    /// Direction of a key.
    pub struct SortRelation {
        ASCENDING = 0, "ascending";
        DESCENDING = 1, "descending";
        ASCENDING_BY_FREQUENCY = 3, "ascending by frequency";
        DESCENDING_BY_FREQUENCY = 4, "descending by frequency";
    }
}

codes! {
    /// Whether capitals matter.
    pub struct CaseSensitivity {
        SENSITIVE = 0, "case matters";
        INSENSITIVE = 1, "case does not matter";
    }
}

sequence! {
    /// One key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SortKeySpec {
        /// What to sort by.
        required element: SortElement as Own,
        /// Direction.
        lenient relation: SortRelation as Implicit<1>,
        /// Capitals.
        lenient case_sensitivity: CaseSensitivity as Implicit<2>,
        /// What to do with records that lack the element.
        optional missing_value_action: MissingValueAction as Explicit<3>,
    }
}

choice! {
    /// What to sort by.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum SortElement {
        /// The same for all databases.
        Generic(SortKey) as Explicit<1>,
    }
    /// One for each database, as it came.
    else Other if |tag| tag == crate::ber::Tag::context(2)
}

choice! {
    /// A key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum SortKey {
        /// A field of the target's own naming.
        Field(String) as Implicit<0>,
        /// Elements of a schema.
        Elements(Specification) as Implicit<1>,
        /// Search attributes.
        Attributes(SortAttributes) as Implicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| true
}

sequence! {
    /// A key by search attributes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SortAttributes {
        /// Attribute set.
        required attribute_set: Oid as Own,
        /// The attributes.
        lenient attributes: Vec<AttributeElement> as Implicit<44>,
    }
}

choice! {
    /// What to do with records that lack the element.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum MissingValueAction {
        /// Do not sort.
        Abort(()) as Implicit<1>,
        /// Take it for an empty value.
        Null(()) as Implicit<2>,
        /// Take this value.
        Value(Vec<u8>) as Implicit<3>,
    }
    /// Something else, as it came.
    else Other if |_| true
}
