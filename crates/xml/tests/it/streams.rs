//! The reader gives the same events however the bytes arrive.

use std::io::BufReader;

use xml::{ErrorKind, Event, Limits, Reader};

use crate::{SAMPLE, events};

#[test]
fn any_buffer_size_gives_the_same_events() {
    let whole = events(SAMPLE.as_bytes(), Limits::records()).unwrap();
    assert!(whole.len() > 15);
    for size in [1, 2, 3, 5, 7, 16, 61] {
        let source = BufReader::with_capacity(size, SAMPLE.as_bytes());
        assert_eq!(events(source, Limits::records()).unwrap(), whole, "{size} bytes at a time");
    }
}

#[test]
fn a_start_and_an_end_come_in_pairs_for_empty_elements_too() {
    let lines = events("<a><b/><c></c></a>".as_bytes(), Limits::records()).unwrap();
    assert_eq!(lines, ["start {}a []", "start {}b []", "end", "start {}c []", "end", "end"]);
}

#[test]
fn path_and_depth_follow_the_open_elements() {
    let mut reader = Reader::new("<p:a xmlns:p='urn:x'><b/>x</p:a>".as_bytes(), Limits::records());
    let mut seen = vec![(reader.path().to_owned(), reader.depth())];
    while reader.next().unwrap().is_some() {
        seen.push((reader.path().to_owned(), reader.depth()));
    }
    let expected = [("/", 0), ("/a", 1), ("/a/b", 2), ("/a", 1), ("/a", 1), ("/", 0)];
    assert_eq!(seen, expected.map(|(path, depth)| (path.to_owned(), depth)));
}

#[test]
fn text_reads_to_the_end_of_its_element_and_over_children() {
    let mut reader = Reader::new("<a><b>one<i>not</i> two</b><c/></a>".as_bytes(), Limits::records());
    reader.next().unwrap();
    reader.next().unwrap();
    assert_eq!(reader.text().unwrap(), "one two");
    assert!(matches!(reader.next().unwrap(), Some(Event::Start { local: "c", .. })));
}

#[test]
fn elements_can_be_taken_one_by_one_out_of_a_long_list() {
    let source = format!("<list>{}</list>", "<record n='1'>x</record>\n".repeat(1_000));
    let mut reader = Reader::new(source.as_bytes(), Limits::records());
    reader.next().unwrap();
    let mut count = 0;
    let fault = loop {
        match reader.element() {
            Ok(record) => count += usize::from(record.is("record") && record.text() == "x"),
            Err(fault) => break fault,
        }
    };
    assert_eq!((count, fault.kind), (1_000, ErrorKind::Empty));
}

#[test]
fn bytes_that_are_not_utf_8_are_named_as_such() {
    let source = b"<a>\xFC</a>".as_slice();
    assert_eq!(events(source, Limits::records()).unwrap_err().kind, ErrorKind::Encoding);
}

#[test]
fn a_start_already_taken_is_completed_to_an_element() {
    let mut reader = Reader::new("<a><b c='1'>x<d/></b></a>".as_bytes(), Limits::records());
    reader.next().unwrap();
    let opened = reader.next().unwrap().and_then(|event| event.opened()).unwrap();
    assert_eq!((opened.attribute("c"), opened.children.len()), (Some("1"), 0));
    let whole = reader.rest_of(opened).unwrap();
    assert_eq!((whole.text().as_str(), whole.child("d").is_some()), ("x", true));
}
