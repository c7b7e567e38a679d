//! Every record of the bad files that a person can read is read: what was found, repaired and lost is kept in a golden file.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use marc::{Charset, Format, Reader};

use crate::{broken, corpora};

/// Defects shown of one file.
const SHOWN: usize = 60;

/// `tests/golden/bad_records.txt`: a line a file with something wrong in it, then its defects. Files without any are not listed.
/// `UPDATE=1` accepts a difference.
#[test]
fn bad_records_are_read_as_far_as_a_person_could() {
    let Some(root) = corpora::path("marc") else { return };
    let mut report = String::new();
    for file in corpora::binary_and_xml_files(&root) {
        describe(&name_in(&root, &file), corpora::unpacked(&file), &mut report);
    }
    for (name, bytes) in broken::samples() {
        describe(&format!("made: {name}"), &bytes[..], &mut report);
    }
    corpora::compare("../tests/golden/bad_records.txt", &report);
}

fn name_in(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

fn describe(name: &str, source: impl Read, report: &mut String) {
    let (mut found, mut repaired, mut lost) = (0, 0, 0);
    let mut notes = Vec::new();
    for outcome in Reader::open(source, Format::Auto, Charset::Auto) {
        match outcome {
            Ok(record) => {
                found += 1;
                repaired += usize::from(!record.defects.is_empty());
                notes.extend(record.defects.iter().map(ToString::to_string));
            }
            Err(defect) => {
                lost += 1;
                notes.push(format!("LOST {defect}"));
            }
        }
    }
    if notes.is_empty() {
        return;
    }
    let _ = writeln!(report, "{name}: found {found}, repaired {repaired}, lost {lost}");
    for note in notes.iter().take(SHOWN) {
        let _ = writeln!(report, "    {note}");
    }
    if let Some(more) = notes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(report, "    and {more} more");
    }
}

/// Whatever is wrong with the structure: the records before and behind are untouched, and the text of the bad one is there.
#[test]
fn no_broken_record_costs_a_neighbour() {
    for (name, bytes) in broken::samples() {
        let records: Vec<_> =
            Reader::open(&bytes[..], Format::Iso2709, Charset::Auto).map(|found| found.unwrap().record).collect();
        let numbers: Vec<&str> = records.iter().filter_map(|record| record.control("001")).collect();
        assert_eq!(numbers, ["1", "2", "3"], "{name}");
        assert_eq!(records[0].value("245", 'a'), Some("The first"), "{name}");
        assert_eq!(records[2].value("245", 'a'), Some("The third"), "{name}");
        let text = format!("{:?}", records[1]);
        assert!(text.contains("Title of the second") || text.contains("Деревня"), "{name}: {text}");
    }
}
