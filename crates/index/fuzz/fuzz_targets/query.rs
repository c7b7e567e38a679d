#![no_main]

libfuzzer_sys::fuzz_target!(|typed: &str| {
    let folded = index::text::fold(typed);
    assert_eq!(index::text::fold(&folded), folded);
    let _ = index::search::Query::parse(typed);
});
