//! Any bytes as MARC-8, and any text to MARC-8 and back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::marc8;

fuzz_target!(|bytes: &[u8]| {
    let (text, has_faults) = marc8::decode(bytes);
    assert!(text.len() <= 4 * bytes.len() + 4);
    let (again, _) = marc8::decode(&marc8::encode(&text));
    // The escape alone has no place in MARC-8 text; marks without a letter got a blank to stand on.
    if !has_faults && !text.contains('\u{1B}') {
        assert_eq!(again, text);
    }
});
