//! What a server needs from whatever is searched.

use super::ResultSets;
use crate::pdu::{IdAuthentication, Schema, SortKeySpec, TermInfo};
use crate::query::{AttributesPlusTerm, RpnQuery};
use crate::record::External;
use crate::{Diagnostic, Oid};

/// A catalogue, as the protocol sees it. Failures are Bib-1 diagnostics ([`Diagnostic::new`]).
pub trait Target {
    /// What is remembered of a search, enough to fetch its records later.
    type Set;

    /// Whether this origin may come in.
    ///
    /// # Errors
    /// The reason for a refusal, such as diagnostic 1011 (bad user or password) or 1016 (blocked address).
    fn open(&mut self, origin: &Origin<'_>) -> Result<(), Diagnostic> {
        let _ = origin;
        Ok(())
    }

    /// Whether this database can be searched.
    ///
    /// # Errors
    /// Diagnostic 109 (unavailable) or 235 (does not exist), for example.
    fn check_database(&self, name: &str) -> Result<(), Diagnostic>;

    /// Record syntaxes that can be had; the first is for an origin that has no preference.
    fn syntaxes(&self) -> &[Oid];

    /// Element set names that are understood; case does not matter.
    fn element_sets(&self) -> &[&str] {
        &["F", "B"]
    }

    /// Searches. Databases were checked, result sets that the query names exist.
    ///
    /// # Errors
    /// Diagnostic 114 (Use attribute), for example; see [`crate::bib1::Profile`].
    fn search(&mut self, search: &Search<'_, Self::Set>) -> Result<ResultSet<Self::Set>, Diagnostic>;

    /// One record of a result set; `position` is from 1 to the number of hits.
    ///
    /// # Errors
    /// A diagnostic that stands in this record's place, such as 238 (not available in this syntax).
    fn record(&mut self, set: &Self::Set, position: u64, wanted: &Wanted<'_>) -> Result<Found, Diagnostic>;

    /// Whether [`Target::scan`] is offered.
    fn offers_scan(&self) -> bool {
        false
    }

    /// Browses terms.
    ///
    /// # Errors
    /// Diagnostic 232 (no such list), for example.
    fn scan(&mut self, scan: &Scan<'_>) -> Result<Terms, Diagnostic> {
        let _ = scan;
        Err(Diagnostic::new(232, ""))
    }

    /// Whether [`Target::sort`] is offered.
    fn offers_sort(&self) -> bool {
        false
    }

    /// Sorts result sets into one.
    ///
    /// # Errors
    /// Diagnostic 207 (cannot sort by that), for example.
    fn sort(&mut self, sort: &Sort<'_, Self::Set>) -> Result<ResultSet<Self::Set>, Diagnostic> {
        let _ = sort;
        Err(Diagnostic::new(207, ""))
    }
}

/// Who opens an association.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// User and password, if given.
    pub authentication: Option<&'a IdAuthentication>,
    /// Name of its software.
    pub implementation_name: Option<&'a str>,
    /// Version of its software.
    pub implementation_version: Option<&'a str>,
}

/// A search to be done.
#[derive(Debug)]
pub struct Search<'a, S> {
    /// Databases, at least one.
    pub databases: &'a [String],
    /// The query.
    pub query: &'a RpnQuery,
    /// Result sets that the query may name.
    pub sets: &'a ResultSets<S>,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultSet<S> {
    /// Records found.
    pub hits: u64,
    /// What is needed to fetch them.
    pub set: S,
}

/// How a record is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The syntax, one of [`Target::syntaxes`].
    pub syntax: &'a Oid,
    /// The element set name, one of [`Target::element_sets`].
    pub element_set: Option<&'a str>,
    /// The schema.
    pub schema: Option<&'a Schema>,
}

/// A record and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The database.
    pub database: String,
    /// The record.
    pub record: External,
}

/// A scan to be done.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    /// Databases, at least one.
    pub databases: &'a [String],
    /// Attribute set of the attributes.
    pub attribute_set: &'a Oid,
    /// Which list, and where to start.
    pub start: &'a AttributesPlusTerm,
    /// How many terms.
    pub count: u32,
    /// Where among them the starting point should stand, from 1; 0 is before the first.
    pub position: u32,
}

/// Terms of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The terms.
    pub terms: Vec<TermInfo>,
    /// Where among them the starting point stands, from 1.
    pub position: u32,
}

/// A sort to be done.
#[derive(Debug)]
pub struct Sort<'a, S> {
    /// The result sets to sort into one.
    pub sets: &'a [&'a ResultSet<S>],
    /// Keys, the most important first.
    pub keys: &'a [SortKeySpec],
}
