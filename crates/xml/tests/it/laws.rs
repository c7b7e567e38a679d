//! Laws that hold for every tree and every damaged document.

use xml::{Element, Limits, Writer};

use crate::random::Random;
use crate::{SAMPLE, events, parse};

fn written(element: &Element) -> String {
    let mut writer = Writer::new();
    writer.element(element, None);
    writer.finish()
}

#[test]
fn what_is_written_reads_back_as_the_same_tree() {
    for seed in 1..1_000 {
        let tree = Random::new(seed).element(4);
        let text = written(&tree);
        assert_eq!(parse(&text).as_ref(), Ok(&tree), "seed {seed}: {text}");
    }
}

#[test]
fn every_prefix_is_refused_or_complete() {
    let root = parse(SAMPLE).unwrap();
    let end = SAMPLE.trim_end().len();
    for length in 0..SAMPLE.len() {
        let bytes = &SAMPLE.as_bytes()[..length];
        let streamed = events(bytes, Limits::records());
        match Element::parse(bytes, &Limits::message()) {
            Ok(tree) => assert!(length >= end && tree == root && streamed.is_ok(), "cut at {length}"),
            Err(fault) => {
                assert!(length < end && streamed.is_err() && fault.byte <= length as u64, "cut at {length}: {fault}")
            }
        }
    }
}

#[test]
fn a_changed_byte_gives_an_error_or_a_tree_that_can_be_written() {
    let mut accepted = 0;
    for at in 0..SAMPLE.len() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        let good = bytes[at];
        for bad in [0x00, 0xFF, b'<', b'>', b'&', b'"', b':', b' ', good ^ 0x01, good ^ 0x20, good ^ 0x80] {
            bytes[at] = bad;
            let streamed = events(bytes.as_slice(), Limits::records());
            if let Ok(tree) = Element::parse(&bytes, &Limits::message()) {
                accepted += 1;
                assert!(streamed.is_ok(), "byte {at} as {bad:#x}: the tree is built, the reader says {streamed:?}");
                assert_eq!(parse(&written(&tree)).as_ref(), Ok(&tree), "byte {at} as {bad:#x}");
            }
        }
    }
    assert!(accepted > 500, "most changes in text do no harm, yet only {accepted} were read");
}

#[test]
fn random_soup_of_markup_never_panics() {
    let pieces = [
        "<", ">", "/", "a", "b:", "=", "'", "\"", "&", ";", "#x", "<!", "--", "[CDATA[", "]]>", "?", "xmlns", ":p",
        " ", "DOCTYPE", "ü", "\0", "amp", "1",
    ];
    for seed in 1..8_000 {
        let mut random = Random::new(seed);
        let soup: String = (0..12).map(|_| pieces[random.below(pieces.len())]).collect();
        for text in [soup.clone(), format!("<a>{soup}</a>")] {
            if let Ok(tree) = parse(&text) {
                assert_eq!(parse(&written(&tree)).as_ref(), Ok(&tree), "{text:?}");
            }
        }
    }
}
