//! Text: entities, CDATA, encodings, line ends, forbidden characters.

use xml::{Element, ErrorKind, Limits};

use crate::{SAMPLE, parse, refusal};

#[test]
fn text_is_put_together_across_entities_sections_comments_and_instructions() {
    let root = parse(SAMPLE).unwrap();
    assert_eq!(root.child_text("LookupUser/UserId").as_deref(), Some("Müller <ä>"));
    assert_eq!(root.at("LookupUser/UserId").unwrap().attribute("scheme"), Some("a&bA"));
    assert_eq!(root.child_text("LookupUser/note").as_deref(), Some("<not> & markup after"));
    assert_eq!(root.at("LookupUser/note").unwrap().children.len(), 2, "one run of text and one element");
}

#[test]
fn the_five_entities_and_character_references_are_known() {
    assert_eq!(parse("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F4D6;</a>").unwrap().text(), "&<>\"'A📖");
}

#[test]
fn any_other_entity_is_refused_by_name() {
    assert_eq!(refusal("<a>caf&eacute;</a>"), ErrorKind::UnknownEntity("eacute".into()));
    assert!(matches!(refusal("<a b='&eacute;'/>"), ErrorKind::Malformed(_)));
    assert!(matches!(refusal("<a>AT&T</a>"), ErrorKind::Malformed(_)));
    assert!(matches!(refusal("<a>&#xD800;</a>"), ErrorKind::Malformed(_)));
}

#[test]
fn forbidden_characters_become_the_replacement_character() {
    for text in ["<a b='\u{1}'>x\u{b}y</a>", "<a b='&#1;'>x&#xB;y</a>", "<a b='\u{fffe}'>x<![CDATA[\u{ffff}]]>y</a>"] {
        let root = parse(text).unwrap();
        assert_eq!(root.text(), "x\u{fffd}y", "{text:?}");
        assert_eq!(root.attribute("b"), Some("\u{fffd}"), "{text:?}");
    }
}

#[test]
fn line_ends_are_normalised_but_a_referenced_carriage_return_stays() {
    assert_eq!(parse("<a>1\r\n2\r3&#13;4</a>").unwrap().text(), "1\n2\n3\r4");
}

#[test]
fn latin_1_is_read_where_the_declaration_names_it() {
    for name in ["ISO-8859-1", "iso-8859-1", "latin1", "windows-1252"] {
        let mut bytes = format!("<?xml version=\"1.0\" encoding=\"{name}\"?><a>Z").into_bytes();
        bytes.extend(b"\xFCrich</a>");
        assert_eq!(Element::parse(&bytes, &Limits::message()).unwrap().text(), "Zürich");
    }
}

#[test]
fn bytes_that_are_not_in_the_declared_encoding_are_refused_with_their_place() {
    for bytes in [b"<?xml version='1.0'?><a>Z\xFC</a>".as_slice(), b"<a>encoding=iso-8859-1 \xFC</a>"] {
        let fault = Element::parse(bytes, &Limits::message()).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::Encoding);
        assert_eq!(bytes[usize::try_from(fault.byte).unwrap()], 0xFC);
    }
}

#[test]
fn a_byte_order_mark_is_read_over_and_utf_16_is_refused() {
    assert!(parse("\u{feff}<?xml version='1.0'?><a/>").unwrap().is("a"));
    let utf16: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(Element::parse(&utf16, &Limits::message()).unwrap_err().kind, ErrorKind::Encoding);
}

#[test]
fn empty_text_is_no_child() {
    assert_eq!(parse("<a><![CDATA[]]></a>").unwrap().children, []);
    assert_eq!(parse("<a><b> </b></a>").unwrap().child_text("b"), None);
}
