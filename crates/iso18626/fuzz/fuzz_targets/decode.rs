//! Any bytes give a value or an error, and what was written once is written the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match iso18626::decode(bytes) {
        Ok(decoded) => {
            let written = decoded.message.encode(decoded.edition);
            let again = iso18626::decode(written.as_bytes()).expect("what we write, we read");
            assert_eq!(again.message.encode(again.edition), written);
        }
        Err(error) => {
            let receipt = iso18626::confirm_unreadable(bytes, &error, "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z");
            assert!(receipt.confirmation_header().is_some());
        }
    }
});
