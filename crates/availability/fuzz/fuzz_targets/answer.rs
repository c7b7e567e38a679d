//! Any bytes: a shelf that can be merged with itself and decided on, or an error.
#![no_main]

use availability::{LendingRules, Places, Reading, Wanted, decide, merge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(shelf) = Reading::default().read(bytes) else { return };
    let id = shelf.hits.first().and_then(|hit| hit.record_id.clone()).unwrap_or_default();
    let wanted = Wanted { record_id: id, volume: "v.2".into(), ..Wanted::default() };
    let merged = merge(shelf.clone(), shelf, &Places::default());
    let _ = decide(&merged, &wanted, &LendingRules::default(), &Places::default());
});
