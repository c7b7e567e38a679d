//! Any text as a field specification, applied to a record with every kind of field.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marc::{Record, Spec};

fuzz_target!(|text: &str| {
    let Some(spec) = Spec::parse(text) else { return };
    let mut record = Record::new();
    record
        .push_control("001", "991000000000401234")
        .push_control("008", "040510s1957    ru a          000 1 rus д")
        .push_data("245", "10", &[("a", "Доктор Живаго :"), ("b", "roman"), ("", "no code")])
        .push_data("995", "  ", &[("aa", "STACKS"), ("ff", "22")])
        .push_data("500", "  ", &[]);
    let values = spec.extract(&record);
    assert_eq!(values.first().cloned(), spec.first(&record));
});
