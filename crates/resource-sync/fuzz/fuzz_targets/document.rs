//! Any bytes give a list or an error; moments that are read are written so that they are read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use resource_sync::{Document, Moment};

fuzz_target!(|bytes: &[u8]| {
    let _ = Document::decode(bytes);
    if let Ok(moment) = std::str::from_utf8(bytes).map_or(Err(()), |text| Moment::parse(text).map_err(drop)) {
        assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
    }
});
