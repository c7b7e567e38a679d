//! How answers are written: in the order of elements that the schemas of 1.1 and 2.0 demand.

use xml::{Element, Writer};

use super::{
    Escaping, ExplainResponse, Record, Response, ScanResponse, SearchRetrieveResponse, SruDiagnostic, Term, Version,
};

impl Response {
    /// The answer as an XML document.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut writer = Writer::new();
        match self {
            Self::Explain(response) => explain(response, &mut writer),
            Self::SearchRetrieve(response) => search_retrieve(response, &mut writer),
            Self::Scan(response) => scan(response, &mut writer),
        }
        writer.finish()
    }
}

fn explain(response: &ExplainResponse, writer: &mut Writer) {
    let version = response.version;
    begin("explainResponse", version.namespace(), version, writer);
    if let Some(found) = &response.record {
        record(found, version, writer);
    }
    write_all(response.echoed.iter(), version.namespace(), writer);
    diagnostics(&response.diagnostics, version, writer);
    write_all(response.extra.iter(), version.namespace(), writer);
    writer.end();
}

fn search_retrieve(response: &SearchRetrieveResponse, writer: &mut Writer) {
    let version = response.version;
    let namespace = version.namespace();
    let is_new = version >= Version::V2_0;
    begin("searchRetrieveResponse", namespace, version, writer);
    optional_number("numberOfRecords", response.number_of_records, writer);
    writer.optional("resultSetId", response.result_set_id.as_deref());
    optional_number("resultSetIdleTime", response.result_set_ttl.filter(|_| !is_new), writer);
    if !response.records.is_empty() {
        writer.start("records", &[]);
        response.records.iter().for_each(|found| record(found, version, writer));
        writer.end();
    }
    optional_number("nextRecordPosition", response.next_record_position, writer);
    write_all(response.echoed.iter(), namespace, writer);
    diagnostics(&response.diagnostics, version, writer);
    // Data of others goes before what 2.0 has added, its facets behind.
    let is_own =
        |element: &&Element| element.name.namespace.as_deref() == Some(namespace) && !element.is("extraResponseData");
    write_all(response.extra.iter().filter(|element| !is_own(element)), namespace, writer);
    optional_number("resultSetTTL", response.result_set_ttl.filter(|_| is_new), writer);
    writer.optional("resultCountPrecision", response.result_count_precision.as_deref());
    write_all(response.extra.iter().filter(is_own), namespace, writer);
    writer.end();
}

fn scan(response: &ScanResponse, writer: &mut Writer) {
    let version = response.version;
    let namespace = version.scan_namespace();
    begin("scanResponse", namespace, version, writer);
    if !response.terms.is_empty() {
        writer.start("terms", &[]);
        response.terms.iter().for_each(|found| term(found, namespace, writer));
        writer.end();
    }
    write_all(response.echoed.iter(), namespace, writer);
    diagnostics(&response.diagnostics, version, writer);
    write_all(response.extra.iter(), namespace, writer);
    writer.end();
}

/// The version is stated up to 1.2; 2.0 has no element for it.
fn begin(name: &str, namespace: &str, version: Version, writer: &mut Writer) {
    writer.start(name, &[("xmlns", namespace)]);
    if version < Version::V2_0 {
        writer.leaf("version", version.number());
    }
}

fn record(record: &Record, version: Version, writer: &mut Writer) {
    writer.start("record", &[]);
    writer.leaf("recordSchema", &record.schema);
    writer.leaf(version.escaping_name(), record.escaping.name());
    writer.start("recordData", &[]);
    match record.escaping {
        Escaping::Xml => writer.raw(&without_declaration(&record.data)),
        Escaping::String => writer.text(&record.data),
    }
    writer.end();
    writer.optional("recordIdentifier", record.identifier.as_deref().filter(|_| version == Version::V1_2));
    optional_number("recordPosition", record.position, writer);
    write_all(record.extra.iter(), version.namespace(), writer);
    writer.end();
}

/// An XML declaration may stand at the beginning of a document only. A record without a namespace must say so here.
fn without_declaration(data: &str) -> String {
    let data = data.trim_start_matches('\u{FEFF}').trim_start();
    let rest = match data.strip_prefix("<?xml") {
        Some(declaration) => declaration.split_once("?>").map_or("", |(_, rest)| rest).trim_start(),
        None => data,
    };
    let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(name_end).unwrap_or((rest, ""));
    let tag = after.split('>').next().unwrap_or_default();
    match name.contains(':') || tag.contains("xmlns=") {
        true => rest.to_owned(),
        false => format!("{name} xmlns=\"\"{after}"),
    }
}

fn term(term: &Term, namespace: &str, writer: &mut Writer) {
    writer.start("term", &[]);
    writer.leaf("value", &term.value);
    optional_number("numberOfRecords", term.number_of_records, writer);
    writer.optional("displayTerm", term.display.as_deref());
    writer.optional("whereInList", term.where_in_list.as_deref());
    write_all(term.extra.iter(), namespace, writer);
    writer.end();
}

fn diagnostics(diagnostics: &[SruDiagnostic], version: Version, writer: &mut Writer) {
    if diagnostics.is_empty() {
        return;
    }
    writer.start("diagnostics", &[]);
    diagnostics.iter().for_each(|diagnostic| write_diagnostic(diagnostic, version, writer));
    writer.end();
}

fn write_diagnostic(diagnostic: &SruDiagnostic, version: Version, writer: &mut Writer) {
    writer.start("diagnostic", &[("xmlns", version.diagnostic_namespace())]);
    writer.leaf("uri", &diagnostic.uri);
    writer.optional("details", diagnostic.details.as_deref());
    writer.optional("message", diagnostic.message.as_deref());
    writer.end();
}

impl Record {
    /// A diagnostic in a record's place.
    #[must_use]
    pub fn surrogate(diagnostic: &SruDiagnostic, version: Version) -> Self {
        let mut writer = Writer::fragment();
        write_diagnostic(diagnostic, version, &mut writer);
        Self { schema: super::DIAGNOSTIC_SCHEMA.to_owned(), data: writer.finish(), ..Self::default() }
    }
}

fn write_all<'a>(elements: impl Iterator<Item = &'a Element>, around: &str, writer: &mut Writer) {
    elements.for_each(|element| writer.element(element, Some(around)));
}

fn optional_number(name: &str, number: Option<u64>, writer: &mut Writer) {
    if let Some(number) = number {
        writer.leaf(name, &number.to_string());
    }
}
