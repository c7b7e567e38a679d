//! Any bytes as MARC-8.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = marc::marc8::decode(bytes);
    assert!(text.len() <= 4 * bytes.len() + 4);
});
