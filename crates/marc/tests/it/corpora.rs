//! The test corpora beside the workspace, and how to do without them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// A file or folder of the corpora; `None`, with a note, where they are not installed.
pub fn path(relative: &str) -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora"));
    if root.is_dir() {
        return Some(root.join(relative));
    }
    eprintln!("skipped: ../shared/corpora is not here");
    None
}

/// The files that hold MARC records, in order; bulk data, archives and other JSON left out.
pub fn marc_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["marc", "alma", "oai-pmh"] {
        collect(&root.join(folder), &mut files);
    }
    files.retain(|file| holds_marc(file));
    files.sort();
    assert!(files.len() > 300, "{} files", files.len());
    files
}

/// The files of a folder that hold records in a form of their own: no JSON, no archives, no bulk data.
pub fn binary_and_xml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.retain(|file| holds_marc(file) && !file.to_string_lossy().contains(".json"));
    files.sort();
    assert!(files.len() > 200, "{} files", files.len());
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn holds_marc(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let is_bulk = name.starts_with("lc-books") || name.starts_with("codetables");
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        _ if is_bulk => false,
        Some("mrc" | "marc" | "dat" | "xml" | "mrx") => true,
        Some("json") => {
            content(file).get(..300).is_some_and(|head| String::from_utf8_lossy(head).contains("\"leader\""))
        }
        _ => false,
    }
}

/// The bytes of a file, unpacked.
pub fn content(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    unpacked(file).read_to_end(&mut bytes).unwrap();
    bytes
}

/// A file as a stream, unpacked.
pub fn unpacked(file: &Path) -> Box<dyn Read> {
    let opened = File::open(file).unwrap();
    match file.extension().is_some_and(|extension| extension == "gz") {
        true => Box::new(MultiGzDecoder::new(opened)),
        false => Box::new(opened),
    }
}

/// Compares with a golden file of the crate; `UPDATE=1` accepts what is new.
pub fn compare(name: &str, text: &str) {
    let golden = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    let new = text.lines().filter(|line| !expected.lines().any(|known| known == *line));
    let gone = expected.lines().filter(|line| !text.lines().any(|known| known == *line));
    let difference: Vec<String> =
        new.map(|line| format!("+ {line}")).chain(gone.map(|line| format!("- {line}"))).collect();
    assert!(difference.is_empty(), "fixtures/{name} differs (UPDATE=1 accepts):\n{}", difference.join("\n"));
}
