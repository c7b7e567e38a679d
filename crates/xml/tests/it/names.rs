//! Namespaces count, prefixes do not.

use xml::{ErrorKind, Event, Limits, Reader};

use crate::{parse, refusal};

#[test]
fn the_same_namespace_under_any_prefix_gives_the_same_tree() {
    let one = parse("<a xmlns='urn:x'><b c='1'/></a>").unwrap();
    for other in [
        "<p:a xmlns:p='urn:x'><p:b c='1'/></p:a>",
        "<a xmlns='urn:x'><q:b xmlns:q='urn:x' c='1'/></a>",
        "<p:a xmlns:p='urn:x'><b xmlns='urn:x' c='1'/></p:a>",
    ] {
        assert_eq!(parse(other).unwrap(), one, "{other}");
    }
}

#[test]
fn a_default_namespace_reaches_elements_but_not_attributes() {
    let root = parse("<a xmlns='urn:x' plain='1' p:qualified='2' xmlns:p='urn:y'/>").unwrap();
    let names: Vec<_> = root.attributes.iter().map(|a| (a.name.namespace.as_deref(), a.name.local.as_str())).collect();
    assert_eq!(names, [(None, "plain"), (Some("urn:y"), "qualified")]);
}

#[test]
fn a_namespace_ends_with_the_element_that_declares_it() {
    let root = parse("<a><b xmlns='urn:x'/><c/><d xmlns='urn:y'><e xmlns=''/></d></a>").unwrap();
    assert_eq!(root.child("b").unwrap().name.namespace.as_deref(), Some("urn:x"));
    assert_eq!(root.child("c").unwrap().name.namespace, None);
    assert_eq!(root.at("d/e").unwrap().name.namespace, None);
}

#[test]
fn entities_in_a_namespace_name_are_resolved() {
    let root = parse("<p:a xmlns:p='urn:x?a&amp;b' p:c='1'/>").unwrap();
    assert_eq!(root.name.namespace.as_deref(), Some("urn:x?a&b"));
    assert_eq!(root.attributes[0].name, xml::Name { namespace: Some("urn:x?a&b".into()), local: "c".into() });
}

#[test]
fn an_undeclared_prefix_is_refused_on_elements_and_attributes() {
    assert_eq!(refusal("<p:a/>"), ErrorKind::UnknownPrefix("p".into()));
    assert_eq!(refusal("<a xsi:type='x'/>"), ErrorKind::UnknownPrefix("xsi".into()));
    assert_eq!(refusal("<a><p:b xmlns:p='urn:x'/><p:c/></a>"), ErrorKind::UnknownPrefix("p".into()));
}

#[test]
fn the_xml_prefix_needs_no_declaration_and_cannot_get_another() {
    let root = parse("<a xml:lang='de'/>").unwrap();
    assert_eq!(root.attributes[0].name.namespace.as_deref(), Some("http://www.w3.org/XML/1998/namespace"));
    assert!(matches!(refusal("<a xmlns:xml='urn:x'/>"), ErrorKind::Malformed(_)));
}

#[test]
fn a_name_with_two_colons_or_a_strange_character_is_refused() {
    for text in
        ["<a:b:c xmlns:a='urn:x'/>", "<a=b/>", "<1/>", "<a \u{22}='x'/>", "<a 1b='x'/>", "<-a/>", "<a:/>", "<:a/>"]
    {
        assert!(matches!(refusal(text), ErrorKind::Malformed(_)), "{text}");
    }
    assert!(parse("<Zählung Straße='1'/>").unwrap().is("Zählung"));
}

#[test]
fn a_reader_names_the_prefixes_in_force() {
    let source = "<a xmlns='urn:x' xmlns:p='urn:p' xmlns:q='urn:q'><b xmlns:p='urn:other'><c/></b></a>";
    let mut reader = Reader::new(source.as_bytes(), Limits::message());
    while !matches!(reader.next().unwrap(), Some(Event::Start { local: "c", .. })) {}
    let mut prefixes = reader.prefixes();
    prefixes.sort();
    let expected = [("", "urn:x"), ("p", "urn:other"), ("q", "urn:q")];
    assert_eq!(prefixes, expected.map(|(prefix, name)| (prefix.to_owned(), name.to_owned())));
}
