//! Requests: the query part of an address, or a form that was posted.

use super::parameters::Parameters;
use super::{Escaping, SruDiagnostic, Version};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// What does this server have?
    Explain(ExplainRequest),
    /// A search with the records that it finds.
    SearchRetrieve(SearchRetrieveRequest),
    /// Terms of an index.
    Scan(ScanRequest),
}

/// Asks what the server has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExplainRequest {
    /// The version that the origin speaks.
    pub version: Version,
    /// How the record shall travel.
    pub escaping: Option<Escaping>,
}

/// Asks for a search and its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRetrieveRequest {
    /// The version that the origin speaks.
    pub version: Version,
    /// Language of the query (2.0); CQL without.
    pub query_type: Option<String>,
    /// The query.
    pub query: String,
    /// Position of the first record, from 1.
    pub start_record: Option<u64>,
    /// Records at most; the server has a limit of its own.
    pub maximum_records: Option<u64>,
    /// How records shall travel.
    pub escaping: Option<Escaping>,
    /// Schema of the records, by identifier or short name.
    pub record_schema: Option<String>,
    /// Sort keys beside the query (1.1 and 2.0): `path,schema,ascending` parted by blanks.
    pub sort_keys: Option<String>,
    /// Seconds to keep the result.
    pub result_set_ttl: Option<u64>,
    /// A stylesheet for the answer.
    pub stylesheet: Option<String>,
    /// An expression that picks a part of each record (1.1).
    pub record_xpath: Option<String>,
}

/// Asks for terms around a starting point.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScanRequest {
    /// The version that the origin speaks.
    pub version: Version,
    /// Index and starting point, as a clause of CQL.
    pub scan_clause: String,
    /// Where among the terms the starting point should stand, from 1; 0 is before the first.
    pub response_position: Option<u64>,
    /// Terms at most.
    pub maximum_terms: Option<u64>,
    /// A stylesheet for the answer.
    pub stylesheet: Option<String>,
}

/// A request that cannot be carried out: which kind it seems to be, for the answer must be of that kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The request as far as it is understood.
    pub request: Request,
    /// Why.
    pub diagnostic: SruDiagnostic,
}

impl SearchRetrieveRequest {
    /// A search in CQL, everything else left to the server.
    #[must_use]
    pub fn new(version: Version, query: &str) -> Self {
        Self { version, query: query.to_owned(), ..Self::default() }
    }

    /// The same search with up to `count` records from position `start` on, in this schema.
    #[must_use]
    pub fn with_records(self, start: u64, count: u64, schema: &str) -> Self {
        let record_schema = Some(schema.to_owned());
        Self { start_record: Some(start), maximum_records: Some(count), record_schema, ..self }
    }
}

impl Request {
    /// Reads the query part of an address, without question mark.
    ///
    /// # Errors
    /// Diagnostic 4 (operation), 5 (version), 6 (value), 7 (absent).
    pub fn parse(query: &str) -> Result<Self, Box<Refusal>> {
        let parameters = Parameters::parse(query);
        let (version, fault) = version(&parameters);
        let explain = || Self::Explain(explain(&parameters, version));
        let (request, outcome) = match (operation(&parameters), fault) {
            (_, Some(diagnostic)) => (Self::Explain(ExplainRequest { version, escaping: None }), Err(diagnostic)),
            ("searchRetrieve", None) => search_retrieve(&parameters, version),
            ("scan", None) => scan(&parameters, version),
            ("explain", None) => (explain(), Ok(())),
            (other, None) => (explain(), Err(SruDiagnostic::new(4, other))),
        };
        match outcome {
            Ok(()) => Ok(request),
            Err(diagnostic) => Err(Box::new(Refusal { request, diagnostic })),
        }
    }

    /// The query part of an address, without question mark.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut parameters = Parameters::default();
        let version = self.version();
        let operation = match self {
            Self::Explain(_) => "explain",
            Self::SearchRetrieve(_) => "searchRetrieve",
            Self::Scan(_) => "scan",
        };
        if version < Version::V2_0 {
            parameters.push("version", version.number());
            parameters.push("operation", operation);
        }
        match self {
            Self::Explain(request) => {
                parameters.push_some(version.escaping_name(), request.escaping.map(Escaping::name));
            }
            Self::SearchRetrieve(request) => request.write(&mut parameters),
            Self::Scan(request) => request.write(&mut parameters),
        }
        parameters.encode()
    }

    /// The version that the origin speaks.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Self::Explain(request) => request.version,
            Self::SearchRetrieve(request) => request.version,
            Self::Scan(request) => request.version,
        }
    }
}

/// 1.x names its version; whoever names none but an operation speaks 1.x as well, and who names neither speaks 2.0.
fn version(parameters: &Parameters) -> (Version, Option<SruDiagnostic>) {
    match (parameters.get("version"), parameters.get("operation")) {
        (Some(text), _) => match Version::parse(text) {
            Some(version) => (version, None),
            None => (Version::V1_2, Some(SruDiagnostic::new(5, Version::V2_0.number()))),
        },
        (None, Some(_)) => (Version::V1_2, None),
        (None, None) => (Version::V2_0, None),
    }
}

/// 2.0 has no parameter for it: the request shows what it is by what it asks for.
fn operation(parameters: &Parameters) -> &str {
    match (parameters.get("operation"), parameters.get("query"), parameters.get("scanClause")) {
        (Some(operation), ..) => operation,
        (None, Some(_), _) => "searchRetrieve",
        (None, None, Some(_)) => "scan",
        (None, None, None) => "explain",
    }
}

fn explain(parameters: &Parameters, version: Version) -> ExplainRequest {
    ExplainRequest { version, escaping: parameters.get(version.escaping_name()).and_then(Escaping::parse) }
}

fn search_retrieve(parameters: &Parameters, version: Version) -> (Request, Result<(), SruDiagnostic>) {
    let owned = |name| parameters.get(name).map(str::to_owned);
    let mut request = SearchRetrieveRequest {
        version,
        query_type: owned("queryType"),
        query: owned("query").unwrap_or_default(),
        record_schema: owned("recordSchema"),
        sort_keys: owned("sortKeys"),
        stylesheet: owned("stylesheet"),
        record_xpath: owned("recordXPath"),
        ..SearchRetrieveRequest::default()
    };
    let outcome = search_numbers(&mut request, parameters);
    let outcome = outcome.and_then(|()| match request.query.is_empty() {
        true => Err(SruDiagnostic::new(7, "query")),
        false => Ok(()),
    });
    (Request::SearchRetrieve(request), outcome)
}

fn search_numbers(request: &mut SearchRetrieveRequest, parameters: &Parameters) -> Result<(), SruDiagnostic> {
    let name = request.version.escaping_name();
    request.start_record = number(parameters, "startRecord", 1)?;
    request.maximum_records = number(parameters, "maximumRecords", 0)?;
    request.result_set_ttl = number(parameters, "resultSetTTL", 0)?;
    request.escaping = match parameters.get(name) {
        Some(text) => Some(Escaping::parse(text).ok_or_else(|| SruDiagnostic::new(71, text))?),
        None => None,
    };
    Ok(())
}

fn scan(parameters: &Parameters, version: Version) -> (Request, Result<(), SruDiagnostic>) {
    let owned = |name| parameters.get(name).map(str::to_owned);
    let mut request = ScanRequest {
        version,
        scan_clause: owned("scanClause").unwrap_or_default(),
        stylesheet: owned("stylesheet"),
        ..ScanRequest::default()
    };
    let outcome = scan_numbers(&mut request, parameters);
    let outcome = outcome.and_then(|()| match request.scan_clause.is_empty() {
        true => Err(SruDiagnostic::new(7, "scanClause")),
        false => Ok(()),
    });
    (Request::Scan(request), outcome)
}

fn scan_numbers(request: &mut ScanRequest, parameters: &Parameters) -> Result<(), SruDiagnostic> {
    request.response_position = number(parameters, "responsePosition", 0)?;
    request.maximum_terms = number(parameters, "maximumTerms", 1)?;
    Ok(())
}

fn number(parameters: &Parameters, name: &str, least: u64) -> Result<Option<u64>, SruDiagnostic> {
    let Some(text) = parameters.get(name) else { return Ok(None) };
    let number = text.parse().ok().filter(|&number: &u64| number >= least);
    number.map(Some).ok_or_else(|| SruDiagnostic::new(6, name))
}

impl SearchRetrieveRequest {
    fn write(&self, parameters: &mut Parameters) {
        parameters.push_some("queryType", self.query_type.as_ref());
        parameters.push("query", self.query.as_str());
        parameters.push_some("startRecord", self.start_record);
        parameters.push_some("maximumRecords", self.maximum_records);
        parameters.push_some(self.version.escaping_name(), self.escaping.map(Escaping::name));
        parameters.push_some("recordSchema", self.record_schema.as_ref());
        parameters.push_some("recordXPath", self.record_xpath.as_ref());
        parameters.push_some("resultSetTTL", self.result_set_ttl);
        parameters.push_some("sortKeys", self.sort_keys.as_ref());
        parameters.push_some("stylesheet", self.stylesheet.as_ref());
    }
}

impl ScanRequest {
    fn write(&self, parameters: &mut Parameters) {
        parameters.push("scanClause", self.scan_clause.as_str());
        parameters.push_some("responsePosition", self.response_position);
        parameters.push_some("maximumTerms", self.maximum_terms);
        parameters.push_some("stylesheet", self.stylesheet.as_ref());
    }
}
