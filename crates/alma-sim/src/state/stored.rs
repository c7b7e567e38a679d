//! A record as it is kept: packed, since a hundred thousand of them are held in memory; unpacked when somebody looks.

use std::sync::Arc;

use marc::{Charset, Record, iso2709, json};

/// The bytes of one record: ISO 2709, or MARC-in-JSON where ISO 2709 cannot hold it. Copies share them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord(Arc<[u8]>);

impl StoredRecord {
    /// Packs a record.
    #[must_use]
    pub fn new(record: &Record) -> Self {
        let bytes = iso2709::encode(record).unwrap_or_else(|_| json::encode(record).into_bytes());
        Self(bytes.into())
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> Record {
        let found = match std::str::from_utf8(&self.0) {
            Ok(text) if text.starts_with('{') => json::decode(text),
            _ => iso2709::decode(&self.0, Charset::Utf8),
        };
        // What was packed here can be unpacked.
        found.map(|found| found.record).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(record: &Record) {
        assert_eq!(StoredRecord::new(record).record(), *record);
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let mut record = Record::new();
        record.push_control("001", "991").push_data("245", "10", &[("a", "Emma /"), ("c", "Jane Austen.")]);
        check(&record);
        record.push_data("995", "  ", &[("aa", "a code of two letters")]);
        check(&record);
        record.push_data("520", "  ", &[("a", &"long ".repeat(30_000))]);
        check(&record);
    }
}
