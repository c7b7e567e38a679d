//! `decode(encode(record)) == record` for every form, and for everything in the corpora.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

use marc::{Charset, Format, Reader, Reason, Record, breaker, iso2709, json, marcxml};

use crate::corpora;
use crate::samples::{alma_book, plain_book};

const LIBRARY_OF_CONGRESS: &str = "marc/lc-books-2016-part01-rec000001-110000.mrc.gz";
const RECORD_TERMINATOR: u8 = 0x1D;

#[test]
fn every_form_gives_the_record_back() {
    let record = alma_book();
    assert_eq!(marcxml::decode(marcxml::encode(&record).as_bytes()).unwrap().record, record);
    assert_eq!(json::decode(&json::encode(&record)).unwrap().record, record);
    assert_eq!(breaker::decode(&breaker::encode(&record)).unwrap().record, record);
    let plain = plain_book();
    let found = iso2709::decode(&iso2709::encode(&plain).unwrap(), Charset::Auto).unwrap();
    assert_eq!((found.record, found.defects), (plain, vec![]));
}

#[test]
fn odd_codes_and_values_survive_in_the_forms_that_hold_them() {
    let mut record = Record::new();
    record
        .push_control("001", " a\\b{c}$d ")
        .push_control("FMT", "BK")
        .push_data("HLD866", " 0", &[("a", "1960-62")])
        .push_data(
            "500",
            "\\|",
            &[("$", "dollar"), ("{", "brace"), ("}", "brace"), ("a}b", "long"), ("", "none"), ("я", "ж")],
        )
        .push_data("501", "  ", &[])
        .push_data(
            "502",
            "  ",
            &[("a", ""), ("", ""), ("b", " \"quoted\" \\ / 'single' & <tag> ]]> \t ${dollar}{lcub}")],
        )
        .push_data("503", "  ", &[(" ", "blank code"), ("\"", "quote"), ("&", "and"), ("<", "less")]);
    assert_eq!(marcxml::decode(marcxml::encode(&record).as_bytes()).unwrap().record, record);
    assert_eq!(json::decode(&json::encode(&record)).unwrap().record, record);
    assert_eq!(breaker::decode(&breaker::encode(&record)).unwrap().record, record);
}

/// Reads every file of the corpora, whatever its form, writes each record in every form that can hold it and reads it again. What
/// could be read is compared with `fixtures/corpora.txt`: file, records, bad records, repairs. `UPDATE=1` accepts a difference.
#[test]
fn every_record_of_the_corpora_makes_the_round_trip() {
    let Some(root) = corpora::path("") else { return };
    let mut report = String::new();
    for file in corpora::marc_files(&root) {
        let mut counts = [0usize; 3];
        for found in Reader::open(Cursor::new(corpora::content(&file)), Format::Auto, Charset::Auto) {
            match found {
                Ok(found) => {
                    check(&found.record, &file);
                    counts[0] += 1;
                    counts[2] += found.defects.len();
                }
                Err(defect) => {
                    counts[1] += 1;
                    assert!(!matches!(defect.reason, Reason::Read(_)), "{defect}");
                }
            }
        }
        let name = file.strip_prefix(&root).unwrap_or(&file).display();
        let _ = writeln!(report, "{name} records {} bad {} repairs {}", counts[0], counts[1], counts[2]);
    }
    corpora::compare("corpora.txt", &report);
}

fn check(record: &Record, file: &Path) {
    let name = file.display();
    match iso2709::encode(record) {
        Ok(bytes) => assert_eq!(&iso2709::decode(&bytes, Charset::Auto).unwrap().record, record, "{name}"),
        Err(refused) => assert!(!refused.to_string().is_empty()),
    }
    assert_eq!(&json::decode(&json::encode(record)).unwrap().record, record, "{name}");
    assert_eq!(&breaker::decode(&breaker::encode(record)).unwrap().record, record, "{name}");
    // XML has no control characters; a record with them cannot come back the same.
    let xml = marcxml::encode(record);
    if !xml.contains('\u{FFFD}') {
        assert_eq!(&marcxml::decode(xml.as_bytes()).unwrap().record, record, "{name}");
    }
}

/// Of the large file each record in an optimised build, and every twentieth in one that is not.
const LARGE_FILE_STEP: usize = if cfg!(debug_assertions) { 20 } else { 1 };

#[test]
fn library_of_congress_books_make_the_round_trip() {
    let Some(file) = corpora::path(LIBRARY_OF_CONGRESS) else { return };
    let records = BufReader::new(corpora::unpacked(&file)).split(RECORD_TERMINATOR);
    let mut checked = 0;
    for record in records.step_by(LARGE_FILE_STEP) {
        let mut bytes = record.unwrap();
        bytes.push(RECORD_TERMINATOR);
        check(&iso2709::decode(&bytes, Charset::Auto).unwrap().record, &file);
        checked += 1;
    }
    assert!(checked >= 110_000 / LARGE_FILE_STEP, "{checked}");
}

/// The beginning of the large file, which comes out byte for byte as it went in.
#[test]
fn library_of_congress_books_read_without_a_defect() {
    let Some(file) = corpora::path(LIBRARY_OF_CONGRESS) else { return };
    let head = corpora::unpacked(&file).take(2_000_000);
    let (mut records, mut bytes) = (0, Vec::new());
    for found in Reader::open(head, Format::Auto, Charset::Auto) {
        match found {
            Ok(found) => {
                assert_eq!(found.defects, []);
                iso2709::encode_into(&found.record, &mut bytes).unwrap();
                records += 1;
            }
            Err(defect) => assert_eq!(defect.reason, Reason::Truncated),
        }
    }
    assert!(records > 2_000, "{records}");
    let mut original = vec![0; bytes.len()];
    corpora::unpacked(&file).read_exact(&mut original).unwrap();
    assert!(original == bytes, "the file written differs from the file read");
}
