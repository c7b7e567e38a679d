//! Messages of other people's systems: nothing of them may be lost.

use std::collections::BTreeMap;
use std::{fs, path::Path, path::PathBuf};

use ncip::{Message, Profile, Style, describe};
use xml::{Element, Limits};

pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora/ncip");

/// Every sample message, schemas left out.
pub fn samples() -> Option<Vec<(PathBuf, Vec<u8>)>> {
    if !Path::new(FOLDER).is_dir() {
        eprintln!("skipped: ../shared/corpora is not here");
        return None;
    }
    let mut samples = Vec::new();
    for folder in fs::read_dir(FOLDER).expect("the folder").flatten().filter(|entry| entry.path().is_dir()) {
        for file in fs::read_dir(folder.path()).expect("the folder").flatten().map(|entry| entry.path()) {
            if file.extension().is_some_and(|extension| extension == "xml") {
                let bytes = fs::read(&file).expect("the file");
                samples.push((file, bytes));
            }
        }
    }
    assert!(samples.len() >= 80, "only {} samples found", samples.len());
    Some(samples)
}

#[test]
fn every_sample_survives_a_round_trip_in_every_style() {
    let styles = [Style::ALMA, Style::PLAIN, Style { prefix: ncip::Prefix::Default, ..Style::PLAIN }];
    for (path, bytes) in samples().unwrap_or_default() {
        let decoded = Message::decode(&bytes).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        for style in &styles {
            let written = decoded.message.encode(style);
            let again =
                Message::decode(written.as_bytes()).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
            assert_eq!(again.message, decoded.message, "{}", path.display());
        }
    }
}

#[test]
fn no_text_of_a_sample_is_lost() {
    for (path, bytes) in samples().unwrap_or_default() {
        let written = Message::decode(&bytes).expect("checked above").message.encode(&Style::PLAIN);
        let mut kept = leaf_texts(written.as_bytes());
        for (text, count) in leaf_texts(&bytes) {
            let left = kept.remove(&text).unwrap_or_default();
            assert!(left >= count, "{}: \"{text}\" stands {count} times, was kept {left} times", path.display());
        }
    }
}

#[test]
fn no_element_of_a_sample_is_lost() {
    let mut elements = 0;
    for (path, bytes) in samples().unwrap_or_default() {
        let message = Message::decode(&bytes).expect("checked above").message;
        let (sent, kept) = (elements_of(&bytes), elements_of(message.encode(&Style::PLAIN).as_bytes()));
        // A pair without a scheme gets an empty one in version 1: nothing else may differ.
        let without_schemes = |mut counts: BTreeMap<String, usize>| {
            if message.version.edition() == ncip::Edition::One {
                counts.remove("Scheme");
            }
            counts
        };
        elements += sent.values().sum::<usize>();
        assert_eq!(without_schemes(kept), without_schemes(sent), "{}", path.display());
    }
    assert!(elements == 0 || elements > 2000, "{elements} elements compared");
}

/// How often each element stands in a document, by local name.
fn elements_of(bytes: &[u8]) -> BTreeMap<String, usize> {
    fn count(element: &Element, counts: &mut BTreeMap<String, usize>) {
        *counts.entry(element.name.local.clone()).or_default() += 1;
        element.elements().for_each(|child| count(child, counts));
    }
    let mut counts = BTreeMap::new();
    count(&Element::parse(bytes, &Limits::message()).expect("well-formed"), &mut counts);
    counts
}

#[test]
fn every_sample_is_one_line_that_names_its_version() {
    for (path, bytes) in samples().unwrap_or_default() {
        let line = describe(&Message::decode(&bytes).expect("checked above").message);
        assert!(line.starts_with("NCIP ") && !line.contains('\n'), "{}: {line}", path.display());
    }
}

#[test]
fn what_the_profiles_make_of_a_request_can_be_read() {
    for (path, bytes) in samples().unwrap_or_default() {
        let message = Message::decode(&bytes).expect("checked above").message;
        for profile in Profile::EVERY {
            let written = profile.encode(&message);
            assert!(Message::decode(written.as_bytes()).is_ok(), "{}: {written}", path.display());
        }
    }
}

/// How often each text stands in an element without child elements, or in a `Scheme` attribute.
fn leaf_texts(bytes: &[u8]) -> BTreeMap<String, usize> {
    fn collect(element: &Element, texts: &mut BTreeMap<String, usize>) {
        let schemes = element.attributes.iter().filter(|attribute| attribute.name.local == "Scheme");
        let schemes = schemes.map(|attribute| attribute.value.trim().to_owned());
        let own = Some(element.text()).filter(|_| element.elements().next().is_none());
        for text in own.into_iter().chain(schemes).filter(|text| !text.is_empty()) {
            *texts.entry(text).or_default() += 1;
        }
        element.elements().for_each(|child| collect(child, texts));
    }
    let mut texts = BTreeMap::new();
    collect(&Element::parse(bytes, &Limits::message()).expect("well-formed"), &mut texts);
    texts
}
