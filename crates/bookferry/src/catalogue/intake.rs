//! A record from a source as the store takes it in.

use index::bibliographic::Bibliographic;
use index::matchkey::match_keys;
use marc::Record;
use marc::holdings::Mapping;
use store::IncomingRecord;

use super::StoredHolding;
use crate::secrets::digest_bytes;

/// Prepares a record: match keys, holdings, the bytes to keep and their hash.
#[must_use]
pub fn incoming(id: &str, datestamp: &str, record: &Record, mapping: &Mapping) -> IncomingRecord {
    let marc = marc::marcxml::encode(record).into_bytes();
    let keys = match_keys(&Bibliographic::from_record(record));
    let holdings = serde_json::to_string(&StoredHolding::of(record, mapping)).unwrap_or_else(|_| "[]".to_owned());
    let hash = digest_bytes(&[marc.as_slice(), holdings.as_bytes(), keys.join("\n").as_bytes()].concat());
    IncomingRecord {
        source_record_id: id.to_owned(),
        datestamp: datestamp.to_owned(),
        deleted: false,
        hash,
        marc,
        keys,
        holdings,
    }
}
