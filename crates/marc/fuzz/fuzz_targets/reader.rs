//! Any bytes through every reader; what was read survives a round trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::{Charset, Format, Reader, breaker, iso2709, json, marcxml};

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Auto, Format::Iso2709, Format::Marcxml, Format::Json, Format::Text] {
        for found in Reader::open(bytes, format, Charset::Auto).filter_map(Result::ok) {
            let record = found.record;
            assert_eq!(json::decode(&json::encode(&record)).unwrap().record, record);
            assert_eq!(breaker::decode(&breaker::encode(&record)).unwrap().record, record);
            let _ = marcxml::decode(marcxml::encode(&record).as_bytes()).unwrap();
            // A bare delimiter is reported and left out by whoever reads ISO 2709, so it does not come back.
            let is_bare = record.all_fields().any(|field| field.subfields().any(|subfield| subfield.code.is_empty()));
            if let Some(bytes) = iso2709::encode(&record).ok().filter(|_| !is_bare) {
                // Told what it is: by itself, text with escape sequences in it is taken for MARC-8.
                assert_eq!(iso2709::decode(&bytes, Charset::Utf8).unwrap().record, record);
            }
        }
    }
});
