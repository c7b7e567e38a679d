//! The search document of a cluster, from the records that the store keeps.

use index::bibliographic::Bibliographic;
use index::search::SearchDocument;
use store::{ClusterId, Record};

/// Makes the document of a cluster from its records; members are the row numbers of their libraries. `None`: no record can be read.
#[must_use]
pub fn document(cluster: ClusterId, records: &[Record]) -> Option<SearchDocument> {
    let read: Vec<(String, Bibliographic)> =
        records.iter().filter_map(|record| Some((record.library_id.to_string(), bibliographic(record)?))).collect();
    let read: Vec<(&str, &Bibliographic)> = read.iter().map(|(member, facts)| (member.as_str(), facts)).collect();
    (!read.is_empty()).then(|| SearchDocument::of_cluster(cluster.0, &read))
}

/// A record from the bytes that the store keeps: MARCXML from a list, or any form that a file was in.
#[must_use]
pub fn stored_record(bytes: &[u8]) -> Option<marc::Record> {
    if bytes.starts_with(b"<") {
        return marc::marcxml::decode(bytes).ok().map(|found| found.record);
    }
    let mut reader = marc::Reader::open(bytes, marc::Format::Auto, marc::Charset::Auto);
    reader.next()?.ok().map(|found| found.record)
}

/// The bibliographic facts of a stored record.
#[must_use]
pub fn bibliographic(record: &Record) -> Option<Bibliographic> {
    stored_record(&record.marc).as_ref().map(Bibliographic::from_record)
}
