//! Each fixture beside what it is read as: `x.txt` for a list, `x.err` for a refusal. `UPDATE=1` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use resource_sync::Document;

/// Every fixture, by name.
pub fn all() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files: Vec<PathBuf> = ["made", "malformed"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

/// The fixture of this name.
pub fn made(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/made").join(name)).unwrap()
}

#[test]
fn every_fixture_is_read_as_it_says_beside_it() {
    let fixtures = all();
    assert!(fixtures.len() > 10, "only {} fixtures", fixtures.len());
    for (path, bytes) in fixtures {
        let (text, extension) = match Document::decode(&bytes) {
            Ok(document) => (format!("{document:#?}\n"), "txt"),
            Err(fault) => (format!("{fault}\n"), "err"),
        };
        let beside = path.with_extension(extension);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&beside, &text).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(text, expected, "{}", path.display());
        let is_malformed = path.parent().is_some_and(|folder| folder.ends_with("malformed"));
        assert_eq!(extension == "err", is_malformed, "{}", path.display());
    }
}
