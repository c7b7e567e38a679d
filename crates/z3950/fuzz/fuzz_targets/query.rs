//! Any text as a query: what is read must survive printing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use z3950::{cql, pqf};

fuzz_target!(|text: &str| {
    if let Ok(query) = pqf::parse(text) {
        assert_eq!(pqf::parse(&pqf::print(&query)).as_ref(), Ok(&query));
    }
    if let Ok(query) = cql::parse(text) {
        assert_eq!(cql::parse(&query.to_string()).as_ref(), Ok(&query));
        let _ = query.to_rpn(&cql::Mapping::bath());
    }
});
