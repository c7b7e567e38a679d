//! A walk ends, whatever the source answers: here always with the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use resource_sync::{Discovery, Step, Wanted};

fuzz_target!(|bytes: &[u8]| {
    let mut discovery = Discovery::new("https://u.example/a", Wanted::Everything);
    let mut steps = 0;
    while let Step::Fetch { .. } = discovery.step() {
        discovery.answer(bytes);
        steps += 1;
        assert!(steps <= 2_001, "it does not end");
    }
});
