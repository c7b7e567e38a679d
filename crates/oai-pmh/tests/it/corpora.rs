//! Every OAI-PMH answer of the collected corpora is read; counts are checked against the text itself.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use oai_pmh::{Body, DecodeErrorKind, Response};

const CORPORA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora");

/// The files that hold an OAI-PMH answer, unpacked.
fn answers() -> Option<Vec<(PathBuf, Vec<u8>)>> {
    if !Path::new(CORPORA).is_dir() {
        eprintln!("skipped: ../shared/corpora is not here");
        return None;
    }
    let mut folders = vec![Path::new(CORPORA).join("oai-pmh"), Path::new(CORPORA).join("alma")];
    let mut answers = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Some(bytes) = xml_bytes(&path).filter(|bytes| is_answer(bytes)) {
                answers.push((path, bytes));
            }
        }
    }
    answers.sort();
    Some(answers)
}

fn xml_bytes(path: &Path) -> Option<Vec<u8>> {
    let name = path.file_name()?.to_str()?;
    let bytes = std::fs::read(path).unwrap();
    if name.ends_with(".xml.gz") {
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut out).unwrap();
        return Some(out);
    }
    name.ends_with(".xml").then_some(bytes)
}

fn is_answer(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]).into_owned();
    head.contains("<OAI-PMH")
}

type Answer = (PathBuf, Vec<u8>, Response);

/// The answers that can be read, read once. The others must be broken as XML, and be few.
fn readable() -> Option<&'static [Answer]> {
    static READ: OnceLock<Option<Vec<Answer>>> = OnceLock::new();
    READ.get_or_init(read_all).as_deref()
}

fn read_all() -> Option<Vec<Answer>> {
    let answers = answers()?;
    let count = answers.len();
    let mut read = Vec::new();
    for (path, bytes) in answers {
        match Response::decode(&bytes) {
            Ok(response) => read.push((path, bytes, response)),
            Err(fault) => {
                assert!(
                    matches!(fault.kind, DecodeErrorKind::Xml(xml::ErrorKind::Malformed(_))),
                    "{}: {fault}",
                    path.display()
                );
                let Some(Body::ListRecords(page)) = Response::salvage(&bytes).map(|salvaged| salvaged.body) else {
                    panic!("{}: nothing can be saved", path.display())
                };
                let (good, bad) = (page.items.len(), page.bad.len());
                eprintln!("{}: {fault}; {good} records saved, {bad} not", path.display());
            }
        }
    }
    assert!(read.len() + 1 >= count, "{} of {count} answers are read", read.len());
    Some(read)
}

/// How many elements `header` stand in the text.
fn headers_in(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.match_indices("<header").filter(|(at, _)| text[at + 7..].starts_with([' ', '>', '/', '\n', '\t'])).count()
}

#[test]
fn every_answer_is_read_and_no_record_is_lost() {
    let Some(answers) = readable() else { return };
    let (mut records, mut deleted, mut headers, mut others, mut fragments) = (0, 0, 0, 0, 0);
    for (path, bytes, response) in answers {
        match &response.body {
            Body::ListRecords(page) | Body::GetRecord(page) => {
                records += page.items.len();
                deleted += page.items.iter().filter(|record| record.header.deleted).count();
                fragments += page.items.iter().filter(|record| record.metadata.is_some()).count();
                let found = page.items.len() + page.bad.len();
                assert!(found <= headers_in(bytes) && found + 1 >= headers_in(bytes), "{}", path.display());
            }
            Body::ListIdentifiers(page) => {
                headers += page.items.len();
                assert_eq!(page.items.len() + page.bad.len(), headers_in(bytes), "{}", path.display());
            }
            _ => others += 1,
        }
    }
    eprintln!(
        "{} answers: {records} records ({deleted} deleted, {fragments} with metadata), {headers} headers, {others} others",
        answers.len()
    );
    assert!(answers.len() >= 20 && records >= 500 && headers >= 20 && deleted >= 3 && others >= 5);
}

#[test]
fn every_answer_written_again_reads_the_same_and_its_metadata_stands_alone() {
    let Some(answers) = readable() else { return };
    for (path, _, response) in answers {
        let mut response = response.clone();
        if let Body::ListRecords(page) | Body::GetRecord(page) = &mut response.body {
            page.bad.clear();
            page.items.truncate(20);
            for fragment in page.items.iter().filter_map(|record| record.metadata.as_ref()) {
                let parsed = xml::Element::parse(fragment.xml.as_bytes(), &xml::Limits::records());
                assert!(parsed.is_ok(), "{}: {parsed:?} {}", path.display(), fragment.xml);
            }
        }
        assert_eq!(Response::decode(response.encode().as_bytes()).unwrap(), response, "{}", path.display());
    }
}

#[test]
fn a_damaged_answer_gives_an_error_or_an_answer() {
    let Some(answers) = answers() else { return };
    for (_, mut bytes) in answers.into_iter().filter(|(_, bytes)| bytes.len() < 40_000) {
        let end = bytes.trim_ascii_end().len();
        for at in (0..end).step_by(end / 7) {
            assert!(Response::decode(&bytes[..at]).is_err());
            let good = std::mem::replace(&mut bytes[at], b'<');
            let _ = Response::decode(&bytes);
            bytes[at] = good ^ 0x80;
            let _ = Response::decode(&bytes);
            bytes[at] = good;
        }
    }
}
