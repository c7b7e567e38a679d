//! Any bytes from the other side, to a target and to an origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use z3950::client::{self, Client};
use z3950::server::{self, Session};

#[path = "../../examples/support/shelf.rs"]
#[allow(dead_code)]
mod shelf;

fuzz_target!(|bytes: &[u8]| {
    let mut shelf = shelf::Shelf::classics();
    let mut session = Session::new(server::Settings::default());
    let mut origin = Client::new(client::Settings::default());
    let hello = origin.connect().unwrap_or_default();
    let _ = session.receive(&hello, &mut shelf);
    let mut outcome = session.receive(bytes, &mut shelf);
    while outcome.more {
        outcome = session.receive(&[], &mut shelf);
    }
    let _ = origin.receive(bytes);
});
