//! Content read over in one pass: it must be taken and refused exactly as the reader itself takes and refuses it.

use xml::{Child, Content, ErrorKind, Event, Limits, Reader};

/// Documents whose root holds what records hold, and what breaks readers.
const DOCUMENTS: [&str; 11] = [
    "<r><a x='1' y=\"2\">t&amp;&#233;&#x41;<!-- <b> --><![CDATA[</r>]]><?p >?><b/></a> t <c /></r>",
    "<r xmlns='urn:o' xmlns:p='urn:p'><p:a p:x='p:y'><b xmlns=''><c/></b></p:a></r>",
    "<r xmlns:p='urn:p'><a xmlns='urn:a' xmlns:q='urn:q'><q:b q:c='&lt;'/><p:d/></a></r>",
    "<r>\n  <größe ä='ü'>\t</größe >\r\n</r>",
    "<r></r>",
    "<r><a><a><a></a></a></a><a/></r>",
    "<r><field tag=\"245\" ind0=\"1\" ind1=\" \"><subfield code=\"a\">Text of some length.</subfield>\
     <subfield code=\"b\">More</subfield></field><field tag=\"500\" ind0=\" \" ind1=\" \"></field></r>",
    "<r xmlns:p=\"urn:p\"><p:a1><p:b c=\"&quot;'>\">longer than a word &amp; a > or ]]&gt;</p:b></p:a1></r>",
    "<r><xmlnt xmlnt=\"urn:a\" xml:lang=\"de\"/><x0 a=\"1\" b=\"2\" c=\"3\" d=\"4\" e=\"5\"></x0><x0 a=\"\"></x0></r>",
    "<r><s a=\"x\" b=''>t</s><s a=\"'>\" b='s'>t</s><s a=\"y\" b='&gt;'>t</s><s a=\"\" b='1' /><p a=\"\"/><p a=\"x\"/></r>",
    "<r><a xmlns=\"urn:a\"><größe b=\"größe\">größer als groß</größe></a></r>",
];

/// What came of the document: the place behind its end, or that it was refused.
fn by_events(document: &str) -> Result<u64, ErrorKind> {
    let mut reader = Reader::new(document.as_bytes(), Limits::message());
    root(&mut reader)?;
    reader.skip().map_err(|fault| fault.kind)?;
    Ok(reader.byte())
}

fn in_one_pass(document: &str) -> Result<u64, ErrorKind> {
    let mut reader = Reader::new(document.as_bytes(), Limits::message());
    root(&mut reader)?;
    reader.content(document).map_err(|fault| fault.kind)?;
    reader.skip().map_err(|fault| fault.kind)?;
    Ok(reader.byte())
}

fn root(reader: &mut Reader<&[u8]>) -> Result<(), ErrorKind> {
    match reader.next().map_err(|fault| fault.kind)? {
        Some(Event::Start { .. }) => Ok(()),
        _ => Err(ErrorKind::Empty),
    }
}

fn content(document: &str) -> Content<'_> {
    let mut reader = Reader::new(document.as_bytes(), Limits::message());
    root(&mut reader).unwrap();
    let content = reader.content(document).unwrap();
    assert!(matches!(reader.next(), Ok(Some(Event::End))), "{document}");
    assert!(matches!(reader.next(), Ok(None)), "{document}");
    content
}

fn first(document: &str) -> Child<'_> {
    content(document).first.unwrap()
}

#[test]
fn whatever_byte_is_cut_or_changed_both_ways_of_reading_agree() {
    for document in DOCUMENTS {
        assert!(by_events(document).is_ok(), "{document}");
        for at in 0..document.len() {
            let mut variants: Vec<Vec<u8>> = vec![document.as_bytes()[..at].to_vec()];
            for byte in b"<>&;'\"/= x:!?-]#0\n\0\x80as" {
                let mut changed = document.as_bytes().to_vec();
                changed[at] = *byte;
                variants.push(changed.clone());
                changed.insert(at, *byte);
                variants.push(changed);
            }
            for variant in variants.iter().filter_map(|bytes| std::str::from_utf8(bytes).ok()) {
                let (events, one_pass) = (by_events(variant), in_one_pass(variant));
                assert_eq!(events.as_ref().ok(), one_pass.as_ref().ok(), "{variant:?}\n{events:?}\n{one_pass:?}");
            }
        }
    }
}

#[test]
fn a_tag_written_like_an_earlier_one_is_refused_where_the_prefix_is_not_declared_any_more() {
    for (tag, end) in [("<q:title>", "</q:title>"), ("<title q:lang='de'>", "</title>"), ("<q:title lang='de' />", "")]
    {
        let good = format!("<r><a xmlns:q='urn:q'>{tag}{end}{tag}{end}</a></r>");
        assert_eq!(in_one_pass(&good), by_events(&good));
        assert!(in_one_pass(&good).is_ok(), "{good}");
        let bad = format!("<r><a xmlns:q='urn:q'>{tag}{end}</a>{tag}{end}</r>");
        assert_eq!(in_one_pass(&bad), Err(ErrorKind::UnknownPrefix("q".into())), "{bad}");
    }
}

#[test]
fn only_the_blanks_of_xml_may_stand_in_an_end_tag() {
    for blank in ["", " ", "\t", "\n", "\r\n ", "\u{C}", "\u{B}", "\u{A0}"] {
        let document = format!("<r><a></a{blank}></r>");
        assert_eq!(in_one_pass(&document).ok(), by_events(&document).ok(), "{blank:?}");
    }
}

#[test]
fn a_default_namespace_declared_like_before_holds_for_its_own_element_only() {
    let twice = "<title xmlns='urn:t'/><title xmlns='urn:t'/>";
    assert!(!first(&format!("<r xmlns:p='urn:p'><p:a>{twice}</p:a></r>")).uses_default);
    assert!(first(&format!("<r xmlns:p='urn:p'><p:a>{twice}<title/></p:a></r>")).uses_default);
}

#[test]
fn the_first_child_comes_as_it_is_written_with_its_place() {
    let document = "<r>\n <!-- not this --><a  b='>'>x</a ><c/></r>";
    let found = first(document);
    assert_eq!(found.text, "<a  b='>'>x</a >");
    assert_eq!(found.text.get(..found.tag_length), Some("<a  b='>'>"));
    assert!(document[usize::try_from(found.byte).unwrap()..].starts_with("<a  b"));
    assert_eq!(content(document).text, &document[3..document.len() - 4]);
    assert_eq!(content("<r/>").first, None);
    assert_eq!(first("<r><a/>text</r>").text, "<a/>");
}

#[test]
fn it_is_known_whether_the_default_namespace_of_the_surroundings_is_needed() {
    for (inside, needed) in [
        ("<a/>", true),
        ("<p:a/>", false),
        ("<p:a><b/></p:a>", true),
        ("<a xmlns='urn:a'><b/></a>", false),
        ("<p:a><b xmlns=''/></p:a>", false),
        ("<p:a><b xmlns='urn:b'/><c/></p:a>", true),
        ("<p:a/><b/>", false),
    ] {
        assert_eq!(first(&format!("<r xmlns:p='urn:p'>{inside}</r>")).uses_default, needed, "{inside}");
    }
}

#[test]
fn a_prefix_is_mentioned_in_names_and_in_values() {
    let found = first("<r xmlns:p='urn:p' xmlns:q='urn:q'><p:a type='q:b'>rp</p:a></r>");
    assert!(found.mentions("p") && found.mentions("q") && !found.mentions("r"));
}

#[test]
fn faults_have_their_path_and_place() {
    let document = "<r><a><p:b><c></d></p:b></a></r>";
    let document = document.replace("p:b", "b");
    let mut reader = Reader::new(document.as_bytes(), Limits::message());
    root(&mut reader).unwrap();
    let fault = reader.content(&document).unwrap_err();
    assert_eq!((fault.path.as_str(), fault.byte), ("/r/a/b/c", document.find("</d>").unwrap() as u64));
}

#[test]
fn content_keeps_to_the_limits_of_its_reader() {
    let limits = Limits { bytes: 200, token_bytes: 40, depth: 4, attributes: 2 };
    let kind = |inside: &str| {
        let document = format!("<r>{inside}</r>");
        let mut reader = Reader::new(document.as_bytes(), limits.clone());
        root(&mut reader).unwrap();
        reader.content(&document).map(|_| ()).map_err(|fault| fault.kind)
    };
    assert_eq!(kind("<a><b><c/></b></a>"), Ok(()));
    assert_eq!(kind("<a><b><c><d/></c></b></a>"), Err(ErrorKind::Limit("levels of elements", 4)));
    assert_eq!(kind("<a x='' y='' z=''/>"), Err(ErrorKind::Limit("attributes on one element", 2)));
    for long in ["x".repeat(41), format!("<a b='{}'/>", "x".repeat(41)), format!("<!--{}-->", "x".repeat(41))] {
        assert_eq!(kind(&long), Err(ErrorKind::Limit("bytes in one tag or text", 40)), "{long}");
    }
    assert_eq!(kind(&"<a/>".repeat(60)), Err(ErrorKind::Limit("bytes in the document", 200)));
}

#[test]
fn another_document_is_refused() {
    let (document, other) = ("<r><a/></r>", "<r><b/></r>".to_owned());
    let mut reader = Reader::new(document.as_bytes(), Limits::message());
    root(&mut reader).unwrap();
    assert_eq!(reader.content(&other).unwrap_err().kind, ErrorKind::Encoding);
}
