//! A server without I/O: the query part of an address in, a document out. What is searched is behind
//! [`Target`], as for Z39.50.

mod echo;

use super::explain::{self, Abilities};
use super::{
    Escaping, Explain, ExplainResponse, MARCXML, Record, Refusal, Request, Response, ScanRequest, ScanResponse,
    SearchRetrieveRequest, SearchRetrieveResponse, SruDiagnostic, Term, Version, sort,
};
use crate::cql::{self, Boolean, Clause, Mapping, Query, Relation};
use crate::expression::Expression;
use crate::pdu::{Schema, TermInfo};
use crate::query::{Operand, RpnQuery};
use crate::server::{ResultSet, ResultSets, Scan, Search, Sort, Target, Wanted};
use crate::{Diagnostic, Oid};

/// What a server offers and allows.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How it describes itself.
    pub explain: Explain,
    /// Which index is which.
    pub mapping: Mapping,
    /// Use attributes that can be searched, for the description.
    pub use_attributes: Vec<i64>,
    /// Schemas of records: identifier and short name, the first for an origin that names none.
    pub schemas: Vec<(String, String)>,
    /// Records of an answer when the origin names no number.
    pub default_records: u64,
    /// Records of an answer at most.
    pub maximum_records: u64,
    /// Bytes of records in an answer at most, the first record excepted.
    pub message_size: usize,
    /// Operators in a query at most.
    pub operators: usize,
    /// Terms of a scan at most.
    pub scan_terms: u64,
}

impl Settings {
    /// MARCXML, 10 records unless another number is named and 100 at most, 4 MiB, 200 operators, 1000 terms.
    #[must_use]
    pub fn new(explain: Explain) -> Self {
        Self {
            explain,
            mapping: Mapping::bath(),
            use_attributes: Vec::new(),
            schemas: vec![(MARCXML.to_owned(), "marcxml".to_owned())],
            default_records: 10,
            maximum_records: 100,
            message_size: 4 << 20,
            operators: 200,
            scan_terms: 1000,
        }
    }
}

/// A server of one database.
#[derive(Debug, Clone)]
pub struct Server {
    settings: Settings,
}

/// What to send: HTTP status 200, whatever it says, for SRU tells its faults in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The media type.
    pub media_type: &'static str,
    /// The document.
    pub body: String,
}

/// An SRU answer has no result sets that a later query could name.
const NO_SETS: usize = 0;

impl Server {
    /// A server.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Answers a request, given as the query part of an address or a form that was posted.
    pub fn answer<T: Target>(&self, query: &str, target: &mut T) -> Reply {
        let (request, refused) = match Request::parse(query) {
            Ok(request) => (request, None),
            Err(refusal) => {
                let Refusal { request, diagnostic } = *refusal;
                (request, Some(diagnostic))
            }
        };
        let media_type = match request.version() {
            Version::V1_1 | Version::V1_2 => "text/xml; charset=utf-8",
            Version::V2_0 => "application/sru+xml; charset=utf-8",
        };
        Reply { media_type, body: self.respond(&request, refused, target).encode() }
    }

    fn respond<T: Target>(&self, request: &Request, refused: Option<SruDiagnostic>, target: &mut T) -> Response {
        match request {
            Request::Explain(request) => {
                let mut record = explain::record(&self.settings.explain, &self.abilities(target), request.version);
                record.escaping = request.escaping.unwrap_or_default();
                Response::Explain(ExplainResponse {
                    version: request.version,
                    record: Some(record),
                    echoed: Some(echo::explain(request)),
                    diagnostics: refused.into_iter().collect(),
                    extra: Vec::new(),
                })
            }
            Request::SearchRetrieve(request) => Response::SearchRetrieve(self.search(request, refused, target)),
            Request::Scan(request) => Response::Scan(self.scan(request, refused, target)),
        }
    }

    fn abilities<T: Target>(&self, target: &T) -> Abilities<'_> {
        let settings = &self.settings;
        Abilities {
            mapping: &settings.mapping,
            use_attributes: &settings.use_attributes,
            schemas: &settings.schemas,
            scan: target.offers_scan(),
            sort: target.offers_sort(),
            default_records: settings.default_records,
            maximum_records: settings.maximum_records,
        }
    }

    fn search<T: Target>(
        &self,
        request: &SearchRetrieveRequest,
        refused: Option<SruDiagnostic>,
        target: &mut T,
    ) -> SearchRetrieveResponse {
        let outcome = match refused {
            Some(diagnostic) => Err(diagnostic),
            None => self.found(request, target),
        };
        let mut response = outcome.unwrap_or_else(|diagnostic| SearchRetrieveResponse {
            diagnostics: vec![diagnostic],
            ..SearchRetrieveResponse::default()
        });
        if request.stylesheet.is_some() {
            response.diagnostics.push(SruDiagnostic::new(110, ""));
        }
        response.version = request.version;
        response.echoed = Some(echo::search_retrieve(request));
        response
    }

    fn found<T: Target>(
        &self,
        request: &SearchRetrieveRequest,
        target: &mut T,
    ) -> Result<SearchRetrieveResponse, SruDiagnostic> {
        let schema = self.schema(request)?;
        let query = parsed(request)?;
        let keys = sort::keys(&query, request.sort_keys.as_deref(), &self.settings.mapping)?;
        let mut result = self.evaluate(&query, target)?;
        if !keys.is_empty() {
            let sorted = target.sort(&Sort { sets: &[&result], keys: &keys });
            result = sorted.map_err(|diagnostic| SruDiagnostic::from_bib1(&diagnostic))?;
        }
        let start = request.start_record.unwrap_or(1);
        if start > result.hits.max(1) {
            return Err(SruDiagnostic::new(61, start.to_string()));
        }
        let count = request.maximum_records.unwrap_or(self.settings.default_records).min(self.settings.maximum_records);
        let records = self.records(&result, start, count, schema, request, target);
        let next = start.saturating_add(records.len() as u64);
        Ok(SearchRetrieveResponse {
            number_of_records: Some(result.hits),
            result_count_precision: (request.version >= Version::V2_0).then(|| EXACT.to_owned()),
            next_record_position: Some(next).filter(|&next| next <= result.hits),
            records,
            ..SearchRetrieveResponse::default()
        })
    }

    /// Identifier of the schema that is wanted, which may be given by its short name.
    fn schema(&self, request: &SearchRetrieveRequest) -> Result<&str, SruDiagnostic> {
        if let Some(expression) = &request.record_xpath {
            return Err(SruDiagnostic::new(72, expression.as_str()));
        }
        let schemas = &self.settings.schemas;
        let found = match &request.record_schema {
            None => schemas.first(),
            Some(wanted) => schemas.iter().find(|(identifier, name)| {
                // The register has had 1.0 and 1.1, and Index Data's own spelling.
                let stem = identifier.rsplit_once("-v").map_or(identifier.as_str(), |(stem, _)| stem);
                name.eq_ignore_ascii_case(wanted) || wanted.starts_with(stem)
            }),
        };
        let wanted = request.record_schema.as_deref().unwrap_or_default();
        found.map(|(identifier, _)| identifier.as_str()).ok_or_else(|| SruDiagnostic::new(66, wanted))
    }

    fn evaluate<T: Target>(&self, query: &Query, target: &mut T) -> Result<ResultSet<T::Set>, SruDiagnostic> {
        let rpn = query.to_rpn(&self.settings.mapping);
        let rpn = rpn.map_err(|refused| SruDiagnostic::new(refused.diagnostic, refused.details))?;
        if rpn.rpn.operators() > self.settings.operators {
            return Err(SruDiagnostic::new(38, self.settings.operators.to_string()));
        }
        let databases = [self.settings.explain.database.clone()];
        target
            .check_database(&self.settings.explain.database)
            .and_then(|()| {
                target.search(&Search { databases: &databases, query: &rpn, sets: &ResultSets::new(NO_SETS) })
            })
            .map_err(|diagnostic| SruDiagnostic::from_bib1(&diagnostic))
    }

    fn records<T: Target>(
        &self,
        result: &ResultSet<T::Set>,
        start: u64,
        count: u64,
        schema: &str,
        request: &SearchRetrieveRequest,
        target: &mut T,
    ) -> Vec<Record> {
        let uri = Schema::Uri(schema.to_owned());
        let wanted = Wanted { syntax: &Oid::XML, element_set: None, schema: Some(&uri) };
        let end = start.saturating_add(count).min(result.hits.saturating_add(1));
        let (mut records, mut size) = (Vec::new(), 0_usize);
        for position in start..end {
            let found = target.record(&result.set, position, &wanted).and_then(text);
            let mut record = match found {
                Ok(data) => Record { schema: schema.to_owned(), data, ..Record::default() },
                Err(fault) => Record::surrogate(&SruDiagnostic::from_bib1(&fault), request.version),
            };
            record.escaping = request.escaping.unwrap_or_default();
            record.position = Some(position);
            size = size.saturating_add(record.data.len());
            if size > self.settings.message_size && !records.is_empty() {
                break;
            }
            records.push(record);
        }
        records
    }

    fn scan<T: Target>(&self, request: &ScanRequest, refused: Option<SruDiagnostic>, target: &mut T) -> ScanResponse {
        let outcome = match refused {
            Some(diagnostic) => Err(diagnostic),
            None => self.terms(request, target),
        };
        let (terms, mut diagnostics) = match outcome {
            Ok(terms) => (terms, Vec::new()),
            Err(diagnostic) => (Vec::new(), vec![diagnostic]),
        };
        if request.stylesheet.is_some() {
            diagnostics.push(SruDiagnostic::new(110, ""));
        }
        let echoed = Some(echo::scan(request));
        ScanResponse { version: request.version, terms, echoed, diagnostics, extra: Vec::new() }
    }

    fn terms<T: Target>(&self, request: &ScanRequest, target: &mut T) -> Result<Vec<Term>, SruDiagnostic> {
        if !target.offers_scan() {
            return Err(SruDiagnostic::new(4, "scan"));
        }
        let count = request.maximum_terms.unwrap_or(self.settings.default_records);
        let count = Some(count).filter(|&count| count <= self.settings.scan_terms);
        let count = count.ok_or_else(|| SruDiagnostic::new(121, self.settings.scan_terms.to_string()))?;
        let position = request.response_position.unwrap_or(1);
        let position = Some(position).filter(|&position| position <= count.saturating_add(1));
        let position = position.ok_or_else(|| SruDiagnostic::new(120, "responsePosition"))?;
        let query = cql::parse(&request.scan_clause).map_err(|fault| SruDiagnostic::new(10, fault.to_string()))?;
        let rpn = query.to_rpn(&self.settings.mapping);
        let rpn = rpn.map_err(|refused| SruDiagnostic::new(refused.diagnostic, refused.details))?;
        let start = only_term(&rpn).ok_or_else(|| SruDiagnostic::new(10, "one clause is wanted"))?;
        let databases = [self.settings.explain.database.clone()];
        let scan = Scan {
            databases: &databases,
            attribute_set: &Oid::BIB1,
            start,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            position: u32::try_from(position).unwrap_or(u32::MAX),
        };
        let found = target.check_database(&self.settings.explain.database).and_then(|()| target.scan(&scan));
        let found = found.map_err(|diagnostic| SruDiagnostic::from_bib1(&diagnostic))?;
        Ok(found.terms.into_iter().map(term).collect())
    }
}

/// That the number of hits is no estimate.
const EXACT: &str = "info:srw/vocabulary/resultCountPrecision/1/exact";

/// CQL, or plain words (`searchTerms`), which every server of 2.0 must understand.
fn parsed(request: &SearchRetrieveRequest) -> Result<Query, SruDiagnostic> {
    match request.query_type.as_deref() {
        None | Some("cql") => cql::parse(&request.query).map_err(|fault| SruDiagnostic::new(10, fault.to_string())),
        Some("searchTerms") => Ok(all_words(&request.query)),
        Some(other) => Err(SruDiagnostic::new(6, format!("queryType {other}"))),
    }
}

fn all_words(text: &str) -> Query {
    let mut term = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | '"' | '*' | '?' | '^') {
            term.push('\\');
        }
        term.push(character);
    }
    let relation = Relation { comparison: "all".to_owned(), modifiers: Vec::new() };
    let clause = Clause { access: Some(("cql.anywhere".to_owned(), relation)), term };
    let expression: Expression<Clause, Boolean> = Expression::leaf(clause);
    Query { prefixes: Vec::new(), expression, sort: Vec::new() }
}

fn text(found: crate::server::Found) -> Result<String, Diagnostic> {
    let bytes = found.record.bytes().ok_or_else(|| Diagnostic::new(14, "the record is no XML"))?;
    String::from_utf8(bytes).map_err(|_| Diagnostic::new(14, "the record is not in UTF-8"))
}

fn only_term(query: &RpnQuery) -> Option<&crate::query::AttributesPlusTerm> {
    match query.rpn.leaves().next() {
        Some(Operand::Term(term)) if query.rpn.operators() == 0 => Some(term),
        _ => None,
    }
}

fn term(info: TermInfo) -> Term {
    Term {
        value: info.term.text(),
        number_of_records: info.global_occurrences.and_then(|count| u64::try_from(count).ok()),
        display: info.display_term,
        ..Term::default()
    }
}

impl Reply {
    /// A reply that says only that something is wrong, in the words of version 1.2: for a database that does not exist.
    #[must_use]
    pub fn refusal(diagnostic: SruDiagnostic) -> Self {
        let diagnostics = vec![diagnostic];
        let response = SearchRetrieveResponse { diagnostics, ..SearchRetrieveResponse::default() };
        Self { media_type: "text/xml; charset=utf-8", body: Response::SearchRetrieve(response).encode() }
    }
}

impl Escaping {
    /// What the echo of a request says.
    fn echoed(escaping: Option<Self>) -> Option<String> {
        escaping.map(|escaping| escaping.name().to_owned())
    }
}
