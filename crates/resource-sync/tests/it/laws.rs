//! Laws that hold for every list and every damaged one.

use resource_sync::{Discovery, Document, Step, Wanted};

use crate::fixtures;

#[test]
fn every_prefix_of_a_list_is_an_error() {
    let is_whole = |path: &std::path::Path| !path.ends_with("second-root.xml");
    for (path, bytes) in fixtures::all().into_iter().filter(|(path, _)| is_whole(path)) {
        let end = bytes.trim_ascii_end().len();
        for length in 0..end {
            assert!(Document::decode(&bytes[..length]).is_err(), "{} cut at {length}", path.display());
        }
    }
}

#[test]
fn a_changed_byte_gives_a_list_or_an_error() {
    let mut accepted = 0;
    for (_, mut bytes) in fixtures::all() {
        for at in 0..bytes.len() {
            let good = bytes[at];
            bytes[at] = [0x00, 0xFF, b'<', b'"', good ^ 0x01, good ^ 0x20, b' '][at % 7];
            accepted += usize::from(Document::decode(&bytes).is_ok());
            bytes[at] = good;
        }
    }
    assert!(accepted > 1_000, "only {accepted} changes were read");
}

#[test]
fn a_walk_ends_whatever_the_source_answers() {
    for (path, bytes) in fixtures::all() {
        for start in ["https://univ.example/a", "https://pod.example/a"] {
            let mut discovery = Discovery::new(start, Wanted::Everything);
            let mut steps = 0;
            while let Step::Fetch { .. } = discovery.step() {
                discovery.answer(&bytes);
                steps += 1;
                assert!(steps < 20, "{} does not end", path.display());
            }
        }
    }
}
