//! Real messages of others: read, written, read again.

use std::path::{Path, PathBuf};

use iso18626::{Edition, decode};
use xml::{Element, Limits};

#[test]
fn messages_of_others_survive_a_round_trip() {
    let Some(files) = files() else { return };
    let mut messages = 0;
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let Ok(decoded) = decode(&bytes) else {
            assert!(String::from_utf8_lossy(&bytes).split_once("ISO18626Message").is_some(), "{}", path.display());
            continue;
        };
        messages += 1;
        let written = decoded.message.encode(decoded.edition);
        let again = decode(written.as_bytes()).unwrap();
        assert_eq!(again.message, decoded.message, "{}", path.display());
        assert_eq!(leaves(written.as_bytes()), leaves(&bytes), "{}", path.display());
    }
    assert!(messages + 1 >= files.len() && messages > 80, "only {messages} of {} read", files.len());
}

#[test]
fn messages_of_others_can_be_written_in_every_edition() {
    let Some(files) = files() else { return };
    for path in &files {
        let Ok(decoded) = decode(&std::fs::read(path).unwrap()) else { continue };
        for edition in Edition::ALL {
            let written = decoded.message.encode(edition);
            let again = decode(written.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(again.message.describe(), decoded.message.describe(), "{}", path.display());
            assert_eq!(again.edition, edition);
        }
    }
}

/// The texts of all elements without children, sorted; empty ones left out.
fn leaves(bytes: &[u8]) -> Vec<String> {
    let mut leaves = Vec::new();
    let mut open = vec![Element::parse(bytes, &Limits::message()).unwrap()];
    while let Some(element) = open.pop() {
        if element.elements().next().is_none() {
            leaves.push(format!("{} {:?}", element.text(), element.attribute("scheme")));
        }
        open.extend(element.elements().cloned());
    }
    leaves.retain(|text| !text.starts_with(' '));
    leaves.sort();
    leaves
}

fn files() -> Option<Vec<PathBuf>> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora"));
    if !root.is_dir() {
        eprintln!("skipped: ../shared/corpora is not here");
        return None;
    }
    let mut files = Vec::new();
    for folder in ["iso18626/crosslink-broker", "iso18626/crosslink-broker-history"] {
        files.extend(std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    assert!(!files.is_empty(), "no messages in {}", root.display());
    Some(files)
}
