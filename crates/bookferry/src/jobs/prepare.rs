//! Records of a source as the store takes them in, or the reason why not.

use marc::holdings::Mapping;
use store::{IncomingRecord, NewQuarantine, RecordItem, Source};

use crate::catalogue::{StoredHolding, incoming, mapping_of};
use crate::secrets::digest_bytes;

/// The mapping of sources that name none.
pub const DEFAULT_MAPPING: &str = "marc-852-876";

/// How the records of one source are read.
pub(crate) struct Preparation {
    pub mapping: Mapping,
    /// Whatever else decides what is read from the same bytes.
    salt: String,
}

/// A record, or what came in its place.
pub(crate) enum Prepared {
    Good(Box<IncomingRecord>),
    Bad(NewQuarantine),
}

impl Preparation {
    pub fn of(source: &Source) -> Self {
        Self::with(mapping_of(&source.settings.mapping), &source.settings.mapping)
    }

    /// By this mapping, of which `text` is the stored form.
    pub fn with(mapping: Mapping, text: &str) -> Self {
        Self { mapping, salt: format!("{} {text}", env!("CARGO_PKG_VERSION")) }
    }

    /// Stands for these bytes and the way in which they are read: equal hashes give equal records.
    pub fn raw_hash(&self, raw: &[u8]) -> String {
        digest_bytes(&[self.salt.as_bytes(), raw].concat())
    }

    /// MARCXML of a list.
    pub fn marcxml(&self, id: &str, datestamp: &str, raw: &[u8], raw_hash: String) -> Prepared {
        match marc::marcxml::decode(raw) {
            Ok(found) if found.record.control("001").is_none_or(|number| number.trim().is_empty()) => {
                bad(id, datestamp, raw, "it has no record number (field 001), so nobody could ask for it")
            }
            Ok(found) => Prepared::Good(Box::new(self.record(id, datestamp, raw.to_vec(), raw_hash, &found.record))),
            Err(defect) => bad(id, datestamp, raw, &format!("it is not a MARC record: {}", defect.reason)),
        }
    }

    /// A record that was read, with the bytes that it was read from.
    pub fn record(
        &self,
        id: &str,
        datestamp: &str,
        raw: Vec<u8>,
        raw_hash: String,
        record: &marc::Record,
    ) -> IncomingRecord {
        if record.leader().status() == 'd' {
            return gone(id, datestamp, "its leader says that it is deleted (position 5)");
        }
        let taken = incoming(id, datestamp, record, &self.mapping);
        if taken.deleted {
            return gone(id, datestamp, "it is suppressed: not meant for the index");
        }
        let items = items_of(&taken.holdings);
        IncomingRecord { marc: raw, raw_hash, items, ..taken }
    }
}

/// What cannot be taken in. Without a number of its own it goes by the hash of its bytes.
pub(crate) fn bad(id: &str, datestamp: &str, raw: &[u8], reason: &str) -> Prepared {
    let source_record_id = match id.is_empty() {
        true => format!("sha256:{}", digest_bytes(raw)),
        false => id.to_owned(),
    };
    let (datestamp, reason) = (datestamp.to_owned(), reason.to_owned());
    Prepared::Bad(NewQuarantine { source_record_id, datestamp, reason, raw: raw.to_vec() })
}

/// A record that is not there any more.
pub(crate) fn gone(id: &str, datestamp: &str, why: &str) -> IncomingRecord {
    IncomingRecord {
        source_record_id: id.to_owned(),
        datestamp: datestamp.to_owned(),
        deleted: true,
        why: why.to_owned(),
        ..IncomingRecord::default()
    }
}

/// The single pieces of stored holdings.
pub(crate) fn items_of(holdings: &str) -> Vec<RecordItem> {
    let pieces = |holding: StoredHolding| {
        let StoredHolding { library, location, call_number, items, .. } = holding;
        items.into_iter().map(move |item| RecordItem {
            branch: library.clone(),
            location: location.clone(),
            call_number: call_number.clone(),
            lendable: Some(item.is_lent()),
            reason: item.not_lent,
            temporary_location: item.temporary_location,
            barcode: item.barcode,
            description: item.description,
            policy: item.policy,
            material: item.material,
            status: item.status,
        })
    };
    StoredHolding::read(holdings).into_iter().flat_map(pieces).collect()
}

/// The record number within the repository: what follows the last colon of an OAI identifier, an MMS id at Alma.
pub(crate) fn local_id(identifier: &str) -> &str {
    identifier.rsplit(':').next().unwrap_or(identifier).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_mapping_is_a_preset() {
        assert!(Mapping::preset(DEFAULT_MAPPING).is_some());
    }

    #[test]
    fn the_record_number_is_what_follows_the_last_colon() {
        assert_eq!(local_id("oai:alma.01EX_INST:991000000000401234"), "991000000000401234");
        assert_eq!(local_id("991000000000401234"), "991000000000401234");
    }
}
