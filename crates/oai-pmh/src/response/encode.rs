//! Writing an answer, in the order that the schema of OAI-PMH 2.0 prescribes.

use xml::Writer;

use super::{Body, Fragment, Header, Identify, MetadataFormat, NAMESPACE, Record, Response, Set, Token};

const SCHEMA_LOCATION: &str = "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd";

impl Response {
    /// The answer as a document. Fragments are written as they are: they must be elements that stand alone. What could
    /// not be read ([`super::Page::bad`]) is left out.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut writer = Writer::new();
        let root = [
            ("xmlns", NAMESPACE),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", SCHEMA_LOCATION),
        ];
        writer.start("OAI-PMH", &root);
        writer.leaf("responseDate", &self.response_date);
        let request: Vec<_> = self.request.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        writer.leaf_with("request", &request, &self.base_url);
        body(&mut writer, &self.body);
        writer.end();
        writer.finish()
    }
}

fn body(writer: &mut Writer, body: &Body) {
    match body {
        Body::Errors(conditions) => {
            for condition in conditions {
                writer.leaf_with("error", &[("code", condition.code.as_str())], &condition.text);
            }
        }
        Body::GetRecord(page) => list(writer, "GetRecord", &page.items, None, record),
        Body::Identify(found) => identify(writer, found),
        Body::ListIdentifiers(page) => list(writer, "ListIdentifiers", &page.items, page.token.as_ref(), header),
        Body::ListMetadataFormats(formats) => list(writer, "ListMetadataFormats", formats, None, format),
        Body::ListRecords(page) => list(writer, "ListRecords", &page.items, page.token.as_ref(), record),
        Body::ListSets(page) => list(writer, "ListSets", &page.items, page.token.as_ref(), set),
    }
}

fn list<T>(writer: &mut Writer, name: &str, items: &[T], rest: Option<&Token>, item: impl Fn(&mut Writer, &T)) {
    writer.start(name, &[]);
    items.iter().for_each(|one| item(writer, one));
    if let Some(rest) = rest {
        token(writer, rest);
    }
    writer.end();
}

fn identify(writer: &mut Writer, identify: &Identify) {
    writer.start("Identify", &[]);
    writer.leaf("repositoryName", &identify.repository_name);
    writer.leaf("baseURL", &identify.base_url);
    writer.leaf("protocolVersion", &identify.protocol_version);
    identify.admin_emails.iter().for_each(|email| writer.leaf("adminEmail", email));
    writer.leaf("earliestDatestamp", &identify.earliest_datestamp);
    writer.leaf("deletedRecord", identify.deleted_record.as_str());
    writer.leaf("granularity", &identify.granularity);
    identify.compression.iter().for_each(|encoding| writer.leaf("compression", encoding));
    identify.descriptions.iter().for_each(|description| wrapped(writer, "description", description));
    writer.end();
}

fn format(writer: &mut Writer, format: &MetadataFormat) {
    writer.start("metadataFormat", &[]);
    writer.leaf("metadataPrefix", &format.metadata_prefix);
    writer.leaf("schema", &format.schema);
    writer.leaf("metadataNamespace", &format.metadata_namespace);
    writer.end();
}

fn set(writer: &mut Writer, set: &Set) {
    writer.start("set", &[]);
    writer.leaf("setSpec", &set.spec);
    writer.leaf("setName", &set.name);
    set.descriptions.iter().for_each(|description| wrapped(writer, "setDescription", description));
    writer.end();
}

fn record(writer: &mut Writer, record: &Record) {
    writer.start("record", &[]);
    header(writer, &record.header);
    if let Some(metadata) = &record.metadata {
        wrapped(writer, "metadata", metadata);
    }
    record.about.iter().for_each(|about| wrapped(writer, "about", about));
    writer.end();
}

fn header(writer: &mut Writer, header: &Header) {
    let status: &[(&str, &str)] = if header.deleted { &[("status", "deleted")] } else { &[] };
    writer.start("header", status);
    writer.leaf("identifier", &header.identifier);
    writer.leaf("datestamp", &header.datestamp);
    header.sets.iter().for_each(|set| writer.leaf("setSpec", set));
    writer.end();
}

fn wrapped(writer: &mut Writer, name: &str, fragment: &Fragment) {
    writer.start(name, &[]);
    writer.raw(&fragment.xml);
    writer.end();
}

fn token(writer: &mut Writer, token: &Token) {
    let size = token.complete_list_size.map(|size| size.to_string());
    let cursor = token.cursor.map(|cursor| cursor.to_string());
    let attributes = [
        ("expirationDate", token.expiration_date.as_deref()),
        ("completeListSize", size.as_deref()),
        ("cursor", cursor.as_deref()),
    ];
    let given: Vec<_> = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    writer.leaf_with("resumptionToken", &given, &token.value);
}
