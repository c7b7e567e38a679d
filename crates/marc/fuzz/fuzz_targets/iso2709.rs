//! Any bytes as a file of ISO 2709, in each character set; what was read is written in both and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::iso2709::{self, Characters};
use marc::{Charset, Found};

fuzz_target!(|bytes: &[u8]| {
    for charset in [Charset::Auto, Charset::Utf8, Charset::Marc8] {
        let mut records = iso2709::Records::new(bytes, charset);
        let mut found = Found::default();
        while let Some(outcome) = records.read_into(&mut found) {
            let mut out = Vec::new();
            if outcome.is_ok() && iso2709::encode_into(&found.record, &mut out).is_ok() {
                assert_eq!(iso2709::decode(&out, Charset::Utf8).unwrap().record, found.record);
                out.clear();
                let _ = iso2709::encode_in(Characters::Marc8, &found.record, &mut out);
            }
        }
    }
});
