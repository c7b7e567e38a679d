//! Any query gives a request or a condition, and a request comes back from its own URL.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oai_pmh::{Request, decode_query};

fuzz_target!(|query: &str| {
    if let Ok(request) = Request::from_pairs(&decode_query(query)) {
        let url = request.url("https://x.example/oai");
        let again = url.split_once('?').map(|(_, query)| Request::from_pairs(&decode_query(query)));
        assert_eq!(again, Some(Ok(request)));
    }
});
