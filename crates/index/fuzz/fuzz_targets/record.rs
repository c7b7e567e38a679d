#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for found in marc::Reader::open(bytes, marc::Format::Auto, marc::Charset::Auto).flatten() {
        let facts = index::bibliographic::Bibliographic::from_record(&found.record);
        let _ = index::matchkey::match_keys(&facts);
        let _ = index::search::SearchDocument::of_cluster(1, &[("EAST", &facts)]);
    }
});
