//! The test corpora beside the workspace, and how to do without them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// Lines of a golden file that a failing test shows.
const LINES_SHOWN: usize = 12;

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

/// Compares the whole text with a golden file of the crate; `UPDATE=1` accepts what is new.
pub fn compare(name: &str, text: &str) {
    let golden = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    if let Some(difference) = first_difference(&expected, text) {
        panic!("fixtures/{name} differs (UPDATE=1 accepts) at {difference}");
    }
}

/// The first line that differs, with those behind it.
fn first_difference(expected: &str, text: &str) -> Option<String> {
    if expected == text {
        return None;
    }
    let mut pairs = (1usize..).zip(expected.lines().zip(text.lines()));
    let common = expected.lines().count().min(text.lines().count());
    let number = pairs.find(|(_, (old, new))| old != new).map_or(common + 1, |(number, _)| number);
    let shown = |whole: &str| whole.lines().skip(number - 1).take(LINES_SHOWN).collect::<Vec<_>>().join("\n");
    Some(format!("line {number}, expected:\n{}\nfound:\n{}", shown(expected), shown(text)))
}

#[test]
fn golden_text_is_compared_in_order_and_to_the_last_character() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    for (text, line) in [("b\na\n", "line 1,"), ("a\nb\nb\n", "line 3,"), ("a\n", "line 2,"), ("a\nb", "line 3,")] {
        let difference = first_difference("a\nb\n", text).unwrap();
        assert!(difference.starts_with(line), "{text:?}: {difference}");
    }
}
