//! Any bytes as a message: what is decoded must survive a round trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use z3950::{Limits, Pdu};

fuzz_target!(|bytes: &[u8]| {
    let _ = z3950::ber::frame(bytes, &Limits::REQUEST);
    if let Ok(pdu) = Pdu::decode(bytes, &Limits::REQUEST) {
        assert_eq!(Pdu::decode(&pdu.encode(), &Limits::RESPONSE).as_ref(), Ok(&pdu));
    }
});
