//! The messages that the platform sends, as files that can be checked against the schemas. `UPDATE=1` writes them anew.

use std::collections::BTreeSet;
use std::path::PathBuf;

use iso18626::{Edition, decode};

use crate::samples;

const EDITIONS: [(Edition, &str); 2] = [(Edition::V1_2, "v1_2"), (Edition::V2021, "v2021")];

#[test]
fn the_messages_that_we_send_are_those_in_the_fixtures() {
    for (edition, folder) in EDITIONS {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/made").join(folder);
        let mut expected_files = BTreeSet::new();
        for (name, message) in samples::all() {
            let path = folder.join(format!("{name}.xml"));
            // One element a line, so that a difference can be read.
            let fresh = message.encode(edition).replace("><", ">\n<") + "\n";
            if std::env::var_os("UPDATE").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &fresh).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(kept, fresh, "{} differs; UPDATE=1 accepts", path.display());
            expected_files.insert(path);
        }
        let files: BTreeSet<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files, expected_files, "files that no sample makes");
    }
}

#[test]
fn every_fixture_reads_without_a_warning_in_its_own_edition() {
    for (edition, _) in EDITIONS {
        for (name, message) in samples::all() {
            let decoded = decode(message.encode(edition).as_bytes()).unwrap();
            assert_eq!(decoded.warnings, [], "{name}");
            assert_eq!(decoded.edition, edition, "{name}");
            assert_eq!(decoded.version, edition.version(), "{name}");
        }
    }
}
