//! Searching (Z39.50-1995, 3.2.2 Search facility).

use super::{ElementSetNames, OtherInformation, PresentStatus};
use crate::Oid;
use crate::codec::{Explicit, Implicit, List, Own, choice, codes, sequence};
use crate::query::RpnQuery;
use crate::record::{External, Records};

sequence! {
    /// Asks for a search.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SearchRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Up to this many hits, all records come with the response (3.2.2.1.6).
        lenient small_set_upper_bound: i64 as Implicit<13>,
        /// From this many hits on, no record comes with the response.
        lenient large_set_lower_bound: i64 as Implicit<14>,
        /// Between the two, this many records come.
        lenient medium_set_present_number: i64 as Implicit<15>,
        /// Whether a result set of this name may be replaced.
        lenient replace_indicator: bool as Implicit<16>,
        /// Name for the result set.
        lenient result_set_name: String as Implicit<17>,
        /// Databases to search.
        lenient database_names: Vec<String> as List<18, 105>,
        /// What of the records is wanted when the set is small.
        optional small_set_element_set_names: ElementSetNames as Explicit<100>,
        /// What of the records is wanted when the set is of medium size.
        optional medium_set_element_set_names: ElementSetNames as Explicit<101>,
        /// In which format records are wanted.
        optional preferred_record_syntax: Oid as Implicit<104>,
        /// The query.
        required query: Query as Explicit<21>,
        /// Anything else about the search.
        list additional_search_information: Vec<OtherInformation> as Implicit<203>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

impl SearchRequest {
    /// A search that brings no records along and may replace the result set `default`.
    #[must_use]
    pub fn new(databases: &[&str], query: Query) -> Self {
        Self {
            reference_id: None,
            small_set_upper_bound: 0,
            large_set_lower_bound: 1,
            medium_set_present_number: 0,
            replace_indicator: true,
            result_set_name: "default".to_owned(),
            database_names: databases.iter().map(|&name| name.to_owned()).collect(),
            small_set_element_set_names: None,
            medium_set_element_set_names: None,
            preferred_record_syntax: None,
            query,
            additional_search_information: Vec::new(),
            other_information: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// The same search with up to `count` records in the response, in this syntax and element set.
    #[must_use]
    pub fn with_records(mut self, count: u32, syntax: Oid, element_set: &str) -> Self {
        let names = Some(ElementSetNames::Generic(element_set.to_owned()));
        self.small_set_upper_bound = count.into();
        self.large_set_lower_bound = i64::from(i32::MAX);
        self.medium_set_present_number = count.into();
        self.small_set_element_set_names.clone_from(&names);
        self.medium_set_element_set_names = names;
        self.preferred_record_syntax = Some(syntax);
        self
    }
}

choice! {
    /// A query in one of the standard's languages (3.2.2.1.1).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Query {
        /// Type-1: reverse Polish notation with attributes, the one that every target understands.
        Rpn(RpnQuery) as Implicit<1>,
        /// Type-2: ISO 8777 common command language.
        Ccl(Vec<u8>) as Explicit<2>,
        /// Type-100: Z39.58.
        Z3958(Vec<u8>) as Explicit<100>,
        /// Type-101: as type-1, with proximity and result set restriction also in version 2.
        ExtendedRpn(RpnQuery) as Implicit<101>,
        /// Type-102: ranked list.
        RankedList(Vec<u8>) as Explicit<102>,
        /// Type-104: any language that has an identifier, such as CQL.
        External(External) as Implicit<104>,
    }
    /// Type-0 (private agreement) or one unknown to the standard, as it came.
    else Other if |_| true
}

impl Query {
    /// A query in CQL ([`Oid::CQL`]), sent as type-104.
    #[must_use]
    pub fn cql(text: &str) -> Self {
        Self::External(External::text(Oid::CQL, text))
    }

    /// The text of a CQL query.
    #[must_use]
    pub fn as_cql(&self) -> Option<String> {
        match self {
            Self::External(external) if external.syntax.as_ref() == Some(&Oid::CQL) => {
                String::from_utf8(external.bytes()?).ok()
            }
            _ => None,
        }
    }
}

codes! {
    /// What became of the result set when a search failed (3.2.2.1.9).
    pub struct ResultSetStatus {
        SUBSET = 1, "a part of the results, usable";
        INTERIM = 2, "a part of the results, not usable";
        NONE = 3, "no result set";
        ESTIMATE = 4, "the number of records is an estimate";
    }
}

sequence! {
    /// Answers a search.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct SearchResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Records found.
        lenient result_count: i64 as Implicit<23>,
        /// Records in this response.
        lenient number_of_records_returned: i64 as Implicit<24>,
        /// Position of the first record that did not come; 0 after the last.
        lenient next_result_set_position: i64 as Implicit<25>,
        /// Whether the search was done.
        lenient search_status: bool as Implicit<22>,
        /// What became of the result set, when it was not.
        optional result_set_status: ResultSetStatus as Implicit<26>,
        /// How the delivery of records went, when some were due.
        optional present_status: PresentStatus as Implicit<27>,
        /// Records or diagnostics.
        optional records: Records as Own,
        /// Anything else about the search.
        list additional_search_information: Vec<OtherInformation> as Implicit<203>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}
