//! Browsing lists of terms (Z39.50-1995, 3.2.8 Browse facility).

use super::OtherInformation;
use crate::Oid;
use crate::ber::Raw;
use crate::codec::{Explicit, Implicit, List, Own, choice, codes, sequence};
use crate::query::{AttributeElement, AttributesPlusTerm, Term};
use crate::record::DiagnosticRecord;

sequence! {
    /// Asks for terms around a starting point.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ScanRequest {
        /// Echoed by the response.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// The databases.
        lenient database_names: Vec<String> as List<3, 105>,
        /// Attribute set of the attributes.
        optional attribute_set: Oid as Own,
        /// Which list (by attributes) and where to start (the term).
        required term_list_and_start_point: AttributesPlusTerm as Implicit<102>,
        /// Terms to leave out between two that are sent.
        optional step_size: i64 as Implicit<5>,
        /// How many terms.
        lenient number_of_terms_requested: i64 as Implicit<6>,
        /// Where among them the starting point should stand, from 1.
        optional preferred_position_in_response: i64 as Implicit<7>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

impl ScanRequest {
    /// `count` terms from `start` on, whose attributes are of Bib-1.
    #[must_use]
    pub fn new(databases: &[&str], start: AttributesPlusTerm, count: u32) -> Self {
        Self {
            reference_id: None,
            database_names: databases.iter().map(|&name| name.to_owned()).collect(),
            attribute_set: Some(Oid::BIB1),
            term_list_and_start_point: start,
            step_size: None,
            number_of_terms_requested: count.into(),
            preferred_position_in_response: Some(1),
            other_information: Vec::new(),
            unknown: Vec::new(),
        }
    }
}

codes! {
    /// How a scan went (3.2.8.1.6).
    pub struct ScanStatus {
        SUCCESS = 0, "all terms that were asked for";
        PARTIAL_1 = 1, "not all terms: access control";
        PARTIAL_2 = 2, "not all terms: they do not fit in one message";
        PARTIAL_3 = 3, "not all terms: stopped by the origin";
        PARTIAL_4 = 4, "not all terms: stopped by the target";
        PARTIAL_5 = 5, "not all terms: beginning or end of the list";
        FAILURE = 6, "no terms";
    }
}

sequence! {
    /// Answers a scan.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ScanResponse {
        /// Echo of the request.
        optional reference_id: Vec<u8> as Implicit<2>,
        /// Terms left out between two that are sent.
        optional step_size: i64 as Implicit<3>,
        /// How it went.
        lenient status: ScanStatus as Implicit<4>,
        /// How many entries follow.
        lenient number_of_entries_returned: i64 as Implicit<5>,
        /// Where among them the starting point stands.
        optional position_of_term: i64 as Implicit<6>,
        /// The entries.
        optional entries: ListEntries as Implicit<7>,
        /// Attribute set of the attributes in the entries.
        optional attribute_set: Oid as Implicit<8>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

sequence! {
    /// The terms, or why there are none.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ListEntries {
        /// The terms.
        list entries: Vec<Entry> as Implicit<1>,
        /// Why there are none, or not all.
        list diagnostics: Vec<DiagnosticRecord> as Implicit<2>,
    }
}

choice! {
    /// One place in the list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Entry {
        /// A term.
        Term(TermInfo) as Implicit<1>,
        /// Why there is none.
        Diagnostic(DiagnosticRecord) as Explicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| true
}

sequence! {
    /// A term and what is known about it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TermInfo {
        /// The term.
        required term: Term as Own,
        /// The term as people should see it.
        optional display_term: String as Implicit<0>,
        /// Attributes to search it with.
        list suggested_attributes: Vec<AttributeElement> as Implicit<44>,
        /// Terms to use instead.
        list alternative_terms: Vec<Raw> as Implicit<4>,
        /// Records with this term.
        optional global_occurrences: i64 as Implicit<2>,
        /// Records with this term, by attributes and database; as it came.
        optional by_attributes: Raw as Implicit<3>,
        /// Anything else.
        list other_information: Vec<OtherInformation> as Implicit<201>,
    }
}

impl TermInfo {
    /// A term that so many records have.
    #[must_use]
    pub fn new(term: &str, occurrences: i64) -> Self {
        Self {
            term: Term::General(term.as_bytes().to_vec()),
            display_term: None,
            suggested_attributes: Vec::new(),
            alternative_terms: Vec::new(),
            global_occurrences: Some(occurrences),
            by_attributes: None,
            other_information: Vec::new(),
            unknown: Vec::new(),
        }
    }
}
