//! Any bytes: a message that survives being written and read again, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ncip::{Message, Style};

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = Message::decode(bytes) else { return };
    let written = decoded.message.encode(&Style::PLAIN);
    if let Ok(again) = Message::decode(written.as_bytes()) {
        assert_eq!(again.message, decoded.message);
    }
    let _ = ncip::describe(&decoded.message);
});
