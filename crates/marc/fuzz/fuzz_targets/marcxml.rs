//! Any bytes as MARCXML, and the same between the tags of a subfield, where most of a file is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::marcxml;

fuzz_target!(|bytes: &[u8]| {
    let wrapped = [
        b"<record><leader>00000nam a2200000 i 4500</leader><datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">".as_slice(),
        bytes,
        b"</subfield></datafield></record>",
    ]
    .concat();
    for xml in [bytes, &wrapped] {
        for found in marcxml::Records::new(xml).flatten() {
            let _ = marcxml::decode(marcxml::encode(&found.record).as_bytes()).unwrap();
        }
    }
});
