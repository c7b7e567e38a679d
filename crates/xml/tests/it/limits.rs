//! Every limit is kept, and says its value.

use std::io::{BufRead, BufReader, Read};

use xml::{Element, ErrorKind, Event, Limits, Reader};

use crate::refusal;

fn small() -> Limits {
    Limits { bytes: 1_000, token_bytes: 100, depth: 4, attributes: 3 }
}

fn refused(text: &str) -> ErrorKind {
    Element::parse(text.as_bytes(), &small()).expect_err("over a limit").kind
}

#[test]
fn elements_nest_down_to_the_limit_and_no_deeper() {
    assert!(Element::parse(b"<a><b><c><d/></c></b></a>", &small()).is_ok());
    assert_eq!(refused("<a><b><c><d><e/></d></c></b></a>"), ErrorKind::Limit("levels of elements", 4));
}

#[test]
fn a_million_open_elements_are_refused_without_a_deep_stack() {
    assert_eq!(refusal(&"<a>".repeat(1_000_000)), ErrorKind::Limit("levels of elements", 64));
}

#[test]
fn attributes_are_counted_before_they_are_compared() {
    assert!(Element::parse(b"<a b='1' c='2' d='3'/>", &small()).is_ok());
    assert_eq!(refused("<a b='1' c='2' d='3' e='4'/>"), ErrorKind::Limit("attributes on one element", 3));
}

#[test]
fn the_whole_input_is_limited() {
    let rest = "<b/>".repeat(300);
    assert_eq!(refused(&format!("<a>{rest}</a>")), ErrorKind::Limit("bytes in the document", 1_000));
}

#[test]
fn a_text_a_tag_and_a_comment_are_limited_each() {
    let long = "x".repeat(101);
    for text in [format!("<a>{long}</a>"), format!("<{long}/>"), format!("<a><!--{long}--></a>")] {
        assert_eq!(refused(&text), ErrorKind::Limit("bytes in one tag or text", 100), "{text}");
    }
}

#[test]
fn text_in_many_pieces_keeps_to_the_limit_of_one() {
    let many = "xxxxxxxxx&amp;".repeat(20);
    let source = format!("<a>{many}</a>");
    let mut reader = Reader::new(source.as_bytes(), small());
    assert!(matches!(reader.next(), Ok(Some(Event::Start { .. }))));
    assert_eq!(reader.text().unwrap_err().kind, ErrorKind::Limit("bytes in one tag or text", 100));
}

#[test]
fn skipping_reads_any_amount_of_text() {
    let long = "<b>xxxxx</b>&amp;".repeat(50);
    let source = format!("<a><skipped>{long}</skipped><c/></a>");
    let mut reader = Reader::new(source.as_bytes(), small());
    reader.next().unwrap();
    reader.next().unwrap();
    reader.skip().unwrap();
    assert!(matches!(reader.next(), Ok(Some(Event::Start { local: "c", .. }))));
}

#[test]
fn a_long_namespace_name_in_a_million_elements_does_not_fill_the_memory() {
    let name = "u".repeat(500_000);
    let text = format!("<a xmlns='{name}'>{}</a>", "<b/>".repeat(500_000));
    assert_eq!(refusal(&text), ErrorKind::Limit("times its size in namespace names", 32));
}

#[test]
fn a_source_without_end_is_left_alone_after_the_limit() {
    let source = BufReader::new(b"<a>".chain(std::io::repeat(b'x')));
    let mut reader = Reader::new(source, small());
    reader.next().unwrap();
    assert!(matches!(reader.next().unwrap_err().kind, ErrorKind::Limit(_, 100)));
}

#[test]
fn a_source_that_fails_is_told_apart_from_bad_xml() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line went dead"))
        }
    }
    impl BufRead for Broken {
        fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
            Err(std::io::Error::other("the line went dead"))
        }
        fn consume(&mut self, _: usize) {}
    }
    let fault = Reader::new(Broken, small()).next().unwrap_err();
    assert_eq!(fault.to_string(), "reading failed: the line went dead (at /, byte 0)");
}
