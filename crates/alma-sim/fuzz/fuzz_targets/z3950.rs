//! Any bytes from a Z39.50 origin.
#![no_main]

use std::sync::LazyLock;

use alma_sim::{Alma, Institution, Setup};
use libfuzzer_sys::fuzz_target;

static EAST: LazyLock<Alma> = LazyLock::new(|| Alma::new(Setup::sample(Institution::East, 0)));

fuzz_target!(|bytes: &[u8]| {
    let mut alma = EAST.clone();
    let mut session = alma.z3950_session();
    alma.z3950(&mut session, bytes, 1);
});
