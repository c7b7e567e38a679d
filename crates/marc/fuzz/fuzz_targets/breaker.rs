//! Any bytes as breaker text; what was read survives a round trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::breaker;

fuzz_target!(|bytes: &[u8]| {
    for found in breaker::Records::new(bytes).flatten() {
        assert_eq!(breaker::decode(&breaker::encode(&found.record)).unwrap().record, found.record);
    }
});
