//! Any bytes give a tree or an error, and a tree that is written reads back as the same tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xml::{Element, Limits, Writer};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tree) = Element::parse(bytes, &Limits::message()) {
        let mut writer = Writer::new();
        writer.element(&tree, None);
        assert_eq!(Element::parse(writer.finish().as_bytes(), &Limits::records()), Ok(tree));
    }
});
