//! Any bytes as an OPAC record, in BER and in XML, and as a GRS-1 record.
#![no_main]

use libfuzzer_sys::fuzz_target;
use z3950::opac::OpacRecord;
use z3950::record::External;
use z3950::{Oid, Raw};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(record) = OpacRecord::decode(bytes) {
        assert_eq!(OpacRecord::decode(&record.encode()).as_ref(), Ok(&record));
    }
    let _ = OpacRecord::from_xml(bytes);
    if let Ok(raw) = Raw::new(bytes.to_vec()) {
        let _ = External::single(Oid::GRS1, raw).record();
    }
});
