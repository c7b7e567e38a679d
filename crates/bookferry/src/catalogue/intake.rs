//! A record from a source as the store takes it in.

use index::bibliographic::Bibliographic;
use index::matchkey::match_keys;
use marc::Record;
use marc::holdings::Mapping;
use store::IncomingRecord;

use super::StoredHolding;
use crate::secrets::digest_bytes;

/// Prepares a record: match keys, holdings, the bytes to keep and their hash, which changes with what the mapping makes of the
/// record. One that is not for the index is taken in as deleted.
#[must_use]
pub fn incoming(id: &str, datestamp: &str, record: &Record, mapping: &Mapping) -> IncomingRecord {
    if mapping.suppression(record).is_some() {
        return gone(id, datestamp);
    }
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
        ..IncomingRecord::default()
    }
}

fn gone(id: &str, datestamp: &str) -> IncomingRecord {
    IncomingRecord {
        source_record_id: id.to_owned(),
        datestamp: datestamp.to_owned(),
        deleted: true,
        ..IncomingRecord::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(suppressed: &str) -> Record {
        let mut record = Record::new();
        record.push_data("245", "00", &[("a", "Emma")]);
        record.push_data("952", "  ", &[("m", "31234000000001"), ("d", "Main Stacks")]);
        record.push_data("999", "ff", &[("t", suppressed)]);
        record
    }

    fn taken(suppressed: &str, mapping: &str) -> IncomingRecord {
        incoming("1", "2026-01-01", &record(suppressed), &super::super::mapping_of(mapping))
    }

    #[test]
    fn a_suppressed_record_is_as_good_as_deleted() {
        assert!(taken("1", "folio-952").deleted);
        assert!(!taken("0", "folio-952").deleted);
        assert!(!taken("1", "koha-952").deleted);
    }

    #[test]
    fn the_hash_changes_with_what_the_mapping_makes_of_the_record_and_only_then() {
        let fields = "items 952 barcode=m location=d\n";
        let hash = |rules: &str| taken("0", &format!("{fields}{rules}")).hash;
        assert_ne!(hash(""), hash("lend no location Main*"));
        assert_eq!(hash(""), hash("lend no location Reading*"));
        assert_ne!(hash(""), taken("0", "items 952 barcode=m").hash);
    }
}
