//! Any bytes give an answer or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oai_pmh::Response;

fuzz_target!(|bytes: &[u8]| {
    let _ = Response::salvage(bytes);
    if let Ok(response) = Response::decode(bytes) {
        let _ = response.encode();
    }
});
