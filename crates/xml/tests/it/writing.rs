//! The writer: balance, escapes, and elements put back.

use xml::{Attribute, Element, Limits, Name, Node, Writer, escape};

use crate::{SAMPLE, parse};

#[test]
fn everything_open_is_closed_and_empty_elements_are_short() {
    let mut writer = Writer::fragment();
    writer.start("a", &[("b", "1")]);
    writer.leaf("c", "");
    writer.optional("d", None);
    writer.optional("e", Some("x"));
    writer.start("f", &[]);
    writer.raw("<g/>");
    assert_eq!(writer.finish(), "<a b=\"1\"><c/><e>x</e><f><g/></f></a>");
}

#[test]
fn an_end_too_many_changes_nothing() {
    let mut writer = Writer::fragment();
    writer.end();
    writer.leaf("a", "x");
    writer.end();
    assert_eq!(writer.finish(), "<a>x</a>");
}

#[test]
fn the_declaration_is_as_asked() {
    assert!(Writer::new().finish().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    assert!(Writer::standalone().finish().contains("standalone=\"yes\""));
}

#[test]
fn escaping_leaves_nothing_that_xml_forbids() {
    assert_eq!(
        escape("<a b=\"c\">&]]>\r\n\t\u{0}\u{b}\u{ffff}ü"),
        "&lt;a b=&quot;c&quot;&gt;&amp;]]&gt;&#13;\n\t\u{fffd}\u{fffd}\u{fffd}ü"
    );
}

#[test]
fn line_breaks_in_attributes_survive() {
    let value = "one\ntwo\t\n three\r\n";
    let mut writer = Writer::new();
    writer.leaf_with("a", &[("b", value)], value);
    let root = parse(&writer.finish()).unwrap();
    assert_eq!(root.attribute("b"), Some(value));
    assert_eq!(root.children, [Node::Text(value.to_owned())]);
}

#[test]
fn an_element_put_back_is_the_same_element() {
    let root = parse(SAMPLE).unwrap();
    let mut writer = Writer::new();
    writer.element(&root, None);
    assert_eq!(parse(&writer.finish()).unwrap(), root);
}

#[test]
fn a_namespace_is_declared_only_where_it_changes() {
    let root = parse("<p:a xmlns:p='urn:x'><p:b><c/></p:b></p:a>").unwrap();
    let mut writer = Writer::fragment();
    writer.element(&root, Some("urn:x"));
    assert_eq!(writer.finish(), "<a><b><c xmlns=\"\"/></b></a>");
}

#[test]
fn attributes_of_the_same_local_name_in_different_namespaces_stay_apart() {
    let attribute = |namespace: Option<&str>, value: &str| Attribute {
        name: Name { namespace: namespace.map(str::to_owned), local: "x".into() },
        value: value.into(),
    };
    let name = Name { namespace: None, local: "a".into() };
    let attributes = vec![attribute(None, "1"), attribute(Some("urn:p"), "2"), attribute(Some("urn:q"), "3")];
    let root = Element { name, attributes, children: Vec::new() };
    let mut writer = Writer::fragment();
    writer.element(&root, None);
    assert_eq!(Element::parse(writer.finish().as_bytes(), &Limits::message()).unwrap(), root);
}
