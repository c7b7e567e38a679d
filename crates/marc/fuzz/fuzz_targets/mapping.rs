//! Any text as a mapping; what is accepted is printed and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::holdings::Mapping;

fuzz_target!(|text: &str| {
    if let Ok(read) = text.parse::<Mapping>() {
        assert_eq!(read.to_string().parse::<Mapping>().as_ref(), Ok(&read));
    }
});
