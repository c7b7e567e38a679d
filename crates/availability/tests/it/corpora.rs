//! The test corpora beside the workspace, and how to do without them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// The root of the corpora; `None`, with a note, where they are not installed.
pub fn root() -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora"));
    if root.is_dir() {
        return Some(root.to_owned());
    }
    eprintln!("skipped: ../shared/corpora is not here");
    None
}

/// The files in a folder and below with one of these extensions, packed or not, in order.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    found.retain(|file| {
        let name = file.to_string_lossy();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        !name.ends_with(".tar") && extensions.iter().any(|extension| name.ends_with(&format!(".{extension}")))
    });
    found.sort();
    assert!(!found.is_empty(), "nothing in {}", folder.display());
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// The bytes of a file, unpacked.
pub fn content(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut opened = File::open(file).unwrap();
    match file.extension().is_some_and(|extension| extension == "gz") {
        true => MultiGzDecoder::new(opened).read_to_end(&mut bytes).unwrap(),
        false => opened.read_to_end(&mut bytes).unwrap(),
    };
    bytes
}

/// Compares with a golden file of the crate; `UPDATE=1` accepts what is new.
pub fn compare(name: &str, text: &str) {
    let golden = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&golden, text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    let differs = text.lines().zip(expected.lines()).find(|(new, old)| new != old);
    let longer = (text.lines().count(), expected.lines().count());
    assert!(expected == text, "fixtures/{name} differs (UPDATE=1 accepts): {differs:?}, lines {longer:?}");
}
