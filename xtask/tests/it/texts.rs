//! What every text in the repository keeps to.

use std::path::{Path, PathBuf};

/// Lines of a source file beyond which it is a room too large to live in; tables and tests are longer by nature.
const LINES: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() && !matches!(&*name, "target" | ".git" | "node_modules") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&root().join("crates"), &mut found);
    files(&root().join("xtask"), &mut found);
    found.sort();
    let sources: Vec<_> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| (path.clone(), std::fs::read_to_string(&path).expect("a source file is text")))
        .collect();
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

#[test]
fn no_source_file_is_too_large_to_live_in() {
    let is_table_or_test = |path: &Path| {
        path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tables")))
            || path.ends_with("tests.rs")
    };
    let large: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| !is_table_or_test(path) && text.lines().count() > LINES)
        .map(|(path, text)| format!("{} ({} lines)", path.display(), text.lines().count()))
        .collect();
    assert!(large.is_empty(), "split by meaning: {large:#?}");
}

#[test]
fn every_source_file_says_first_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| {
            !text.starts_with("//!") && !text.starts_with("#![no_main]") && !path.ends_with("build.rs")
        })
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no opening comment: {silent:#?}");
}

#[test]
fn no_test_is_switched_off() {
    let marker = concat!("#[ign", "ore");
    let ignored: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.contains(marker)).map(|(path, _)| path).collect();
    assert!(ignored.is_empty(), "{ignored:#?}");
}
