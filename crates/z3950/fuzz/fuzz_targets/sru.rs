//! Any address to an SRU server; any document to a reader of its answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use z3950::sru::{Explain, Request, Response, Server, Settings};

#[path = "../../examples/support/shelf.rs"]
#[allow(dead_code)]
mod shelf;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(request) = Request::parse(&text) {
        assert_eq!(Request::parse(&request.to_query()), Ok(request));
    }
    let explain = Explain { database: "shelf".to_owned(), ..Explain::default() };
    let reply = Server::new(Settings::new(explain)).answer(&text, &mut shelf::Shelf::classics());
    assert!(Response::decode(reply.body.as_bytes()).is_ok(), "{}", reply.body);
    if let Ok(response) = Response::decode(bytes) {
        let _ = Response::decode(response.encode().as_bytes());
    }
});
