//! Answers, and how they are read.

use xml::{Element, Limits, Writer};

use super::{DIAGNOSTIC_SCHEMA, Escaping, SruDiagnostic, Version};
use crate::{DecodeError, DecodeErrorKind};

/// The largest answer that is read, in bytes, and the largest record packed as text.
const LIMITS: Limits = Limits { bytes: 64 << 20, token_bytes: 16 << 20, depth: 64, attributes: 64 };

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// What the server has.
    Explain(ExplainResponse),
    /// Records.
    SearchRetrieve(SearchRetrieveResponse),
    /// Terms.
    Scan(ScanResponse),
}

/// What the server has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExplainResponse {
    /// The version that the server speaks.
    pub version: Version,
    /// The description, in ZeeRex nearly always.
    pub record: Option<Record>,
    /// The request as the server understood it.
    pub echoed: Option<Element>,
    /// What went wrong.
    pub diagnostics: Vec<SruDiagnostic>,
    /// Elements that this crate does not know.
    pub extra: Vec<Element>,
}

/// Records that were found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRetrieveResponse {
    /// The version that the server speaks.
    pub version: Version,
    /// Records found; absent when the search failed.
    pub number_of_records: Option<u64>,
    /// Name of the result, when the server keeps it.
    pub result_set_id: Option<String>,
    /// Seconds for which it is kept.
    pub result_set_ttl: Option<u64>,
    /// How exact the number is (2.0), such as `exact` or `info:srw/vocabulary/resultCountPrecision/1/exact`.
    pub result_count_precision: Option<String>,
    /// The records.
    pub records: Vec<Record>,
    /// Position of the first record that did not come.
    pub next_record_position: Option<u64>,
    /// The request as the server understood it.
    pub echoed: Option<Element>,
    /// What went wrong.
    pub diagnostics: Vec<SruDiagnostic>,
    /// Elements that this crate does not know.
    pub extra: Vec<Element>,
}

/// Terms of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScanResponse {
    /// The version that the server speaks.
    pub version: Version,
    /// The terms.
    pub terms: Vec<Term>,
    /// The request as the server understood it.
    pub echoed: Option<Element>,
    /// What went wrong.
    pub diagnostics: Vec<SruDiagnostic>,
    /// Elements that this crate does not know.
    pub extra: Vec<Element>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Schema, by identifier or short name.
    pub schema: String,
    /// How it travels.
    pub escaping: Escaping,
    /// The record as XML text, however it travelled.
    pub data: String,
    /// Its identifier (1.2 and 2.0).
    pub identifier: Option<String>,
    /// Its position in the result, from 1.
    pub position: Option<u64>,
    /// Elements that this crate does not know.
    pub extra: Vec<Element>,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// The term.
    pub value: String,
    /// Records with it.
    pub number_of_records: Option<u64>,
    /// The term as people should see it.
    pub display: Option<String>,
    /// Whether it is the `first`, `last`, `only` or an `inner` one of the index.
    pub where_in_list: Option<String>,
    /// Elements that this crate does not know.
    pub extra: Vec<Element>,
}

impl Record {
    /// The diagnostic, when one stands in the record's place.
    #[must_use]
    pub fn diagnostic(&self) -> Option<SruDiagnostic> {
        // `info:srw/schema/1/diagnostics-v1.1` and `info:srw/schema/1/diagnostic-v1.1` are both in use.
        let stem = DIAGNOSTIC_SCHEMA.split("diagnostic").next().unwrap_or_default();
        if !self.schema.strip_prefix(stem).is_some_and(|name| name.starts_with("diagnostic")) {
            return None;
        }
        let root = Element::parse(self.data.as_bytes(), &LIMITS).ok()?;
        Some(diagnostic(&root))
    }
}

impl Response {
    /// Reads an answer of any version; elements are known by their local names, since servers differ in namespaces.
    ///
    /// # Errors
    /// When it is not well-formed, or no answer of SRU.
    pub fn decode(document: &[u8]) -> Result<Self, DecodeError> {
        let root = Element::parse(document, &LIMITS).map_err(|fault| DecodeError {
            path: "SRU".to_owned(),
            byte: usize::try_from(fault.byte).unwrap_or(usize::MAX),
            kind: DecodeErrorKind::Xml(fault.to_string()),
        })?;
        let version = version(&root);
        match root.name.local.as_str() {
            "searchRetrieveResponse" => Ok(Self::SearchRetrieve(search_retrieve(&root, version))),
            "explainResponse" => Ok(Self::Explain(explain(&root, version))),
            "scanResponse" => Ok(Self::Scan(scan(&root, version))),
            _ => Err(DecodeError::new(0, DecodeErrorKind::Value("an answer of SRU"))),
        }
    }

    /// What went wrong, as far as the answer as a whole is concerned.
    #[must_use]
    pub fn diagnostics(&self) -> &[SruDiagnostic] {
        match self {
            Self::Explain(response) => &response.diagnostics,
            Self::SearchRetrieve(response) => &response.diagnostics,
            Self::Scan(response) => &response.diagnostics,
        }
    }
}

fn version(root: &Element) -> Version {
    let namespace = root.name.namespace.as_deref().unwrap_or_default();
    let is_oasis = namespace.starts_with("http://docs.oasis-open.org/");
    let stated = root.child_text("version").and_then(|text| Version::parse(&text));
    stated.unwrap_or(if is_oasis { Version::V2_0 } else { Version::V1_2 })
}

fn search_retrieve(root: &Element, version: Version) -> SearchRetrieveResponse {
    const KNOWN: &[&str] = &[
        "version",
        "numberOfRecords",
        "resultSetId",
        "resultSetIdleTime",
        "resultSetTTL",
        "resultCountPrecision",
        "records",
        "nextRecordPosition",
        "echoedSearchRetrieveRequest",
        "diagnostics",
    ];
    SearchRetrieveResponse {
        version,
        number_of_records: number(root, "numberOfRecords"),
        result_set_id: root.child_text("resultSetId"),
        result_set_ttl: number(root, "resultSetTTL").or_else(|| number(root, "resultSetIdleTime")),
        result_count_precision: root.child_text("resultCountPrecision"),
        records: root.child("records").into_iter().flat_map(|records| records.all("record")).map(record).collect(),
        next_record_position: number(root, "nextRecordPosition"),
        echoed: root.child("echoedSearchRetrieveRequest").cloned(),
        diagnostics: diagnostics(root),
        extra: others(root, KNOWN),
    }
}

fn explain(root: &Element, version: Version) -> ExplainResponse {
    ExplainResponse {
        version,
        record: root.child("record").map(record),
        echoed: root.child("echoedExplainRequest").cloned(),
        diagnostics: diagnostics(root),
        extra: others(root, &["version", "record", "echoedExplainRequest", "diagnostics"]),
    }
}

fn scan(root: &Element, version: Version) -> ScanResponse {
    ScanResponse {
        version,
        terms: root.child("terms").into_iter().flat_map(|terms| terms.all("term")).map(term).collect(),
        echoed: root.child("echoedScanRequest").cloned(),
        diagnostics: diagnostics(root),
        extra: others(root, &["version", "terms", "echoedScanRequest", "diagnostics"]),
    }
}

fn record(element: &Element) -> Record {
    const KNOWN: &[&str] =
        &["recordSchema", "recordPacking", "recordXMLEscaping", "recordData", "recordIdentifier", "recordPosition"];
    let data = element.child("recordData");
    let inside = data.and_then(|data| data.elements().next());
    Record {
        schema: element.child_text("recordSchema").unwrap_or_default(),
        // What is there counts: servers name one packing and send the other.
        escaping: if inside.is_some() { Escaping::Xml } else { Escaping::String },
        data: match (inside, data) {
            (Some(inside), _) => serialized(inside),
            (None, Some(data)) => data.text(),
            (None, None) => String::new(),
        },
        identifier: element.child_text("recordIdentifier"),
        position: number(element, "recordPosition"),
        extra: others(element, KNOWN),
    }
}

fn term(element: &Element) -> Term {
    Term {
        value: element.child_text("value").unwrap_or_default(),
        number_of_records: number(element, "numberOfRecords"),
        display: element.child_text("displayTerm"),
        where_in_list: element.child_text("whereInList"),
        extra: others(element, &["value", "numberOfRecords", "displayTerm", "whereInList"]),
    }
}

fn diagnostics(root: &Element) -> Vec<SruDiagnostic> {
    root.child("diagnostics").into_iter().flat_map(|all| all.all("diagnostic")).map(diagnostic).collect()
}

fn diagnostic(element: &Element) -> SruDiagnostic {
    SruDiagnostic {
        uri: element.child_text("uri").unwrap_or_default(),
        details: element.child_text("details"),
        message: element.child_text("message"),
    }
}

fn number(element: &Element, name: &str) -> Option<u64> {
    element.child_text(name)?.parse().ok()
}

fn others(element: &Element, known: &[&str]) -> Vec<Element> {
    element.elements().filter(|child| !known.contains(&child.name.local.as_str())).cloned().collect()
}

fn serialized(element: &Element) -> String {
    let mut writer = Writer::fragment();
    writer.element(element, None);
    writer.finish()
}
