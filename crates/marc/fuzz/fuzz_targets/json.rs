//! Any bytes as MARC-in-JSON; what was read survives a round trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::json;

fuzz_target!(|bytes: &[u8]| {
    for found in json::Records::new(bytes).flatten() {
        assert_eq!(json::decode(&json::encode(&found.record)).unwrap().record, found.record);
    }
});
