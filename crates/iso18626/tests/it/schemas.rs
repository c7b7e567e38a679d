//! The types against the published schemas: a message with every element that a schema allows is understood whole.

use std::collections::HashMap;
use std::path::Path;

use iso18626::{Edition, Kind, decode};
use xml::{Element, Limits};

#[test]
fn every_element_of_the_schemas_is_read_and_written_in_its_place() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora"));
    if !root.is_dir() {
        eprintln!("skipped: ../shared/corpora is not here");
        return;
    }
    for (file, edition) in [("ISO-18626-v1_2.xsd", Edition::V1_2), ("ISO-18626-2021-2.xsd", Edition::V2021)] {
        let bytes = std::fs::read(root.join("iso18626/schemas").join(file)).unwrap();
        let schema = Schema::read(&Element::parse(&bytes, &Limits::message()).unwrap());
        for kind in Kind::ALL {
            let full = schema.message(kind, edition);
            let decoded = decode(full.as_bytes()).unwrap();
            assert_eq!(decoded.warnings, [], "{file} {kind}");
            let written = decoded.message.encode(edition);
            assert_eq!(paths(&written), paths(&full), "{file} {kind}");
            assert_eq!(decode(written.as_bytes()).unwrap().message, decoded.message);
        }
    }
}

/// The named parts of a schema.
struct Schema {
    elements: HashMap<String, Element>,
    types: HashMap<String, Element>,
}

impl Schema {
    fn read(root: &Element) -> Self {
        let named = |kind: &'static str| {
            root.all(kind).map(|part| (part.attribute("name").unwrap().to_owned(), part.clone())).collect()
        };
        Self { elements: named("element"), types: named("complexType") }
    }

    /// A message of this kind with everything in it, repeatable elements twice.
    fn message(&self, kind: Kind, edition: Edition) -> String {
        let mut out = format!(
            "<ISO18626Message xmlns='{0}' xmlns:i='{0}' i:version='{1}'>",
            iso18626::NAMESPACE,
            edition.version()
        );
        self.write_element(&self.elements[kind.element()], &mut out);
        out + "</ISO18626Message>"
    }

    fn write_element(&self, declared: &Element, out: &mut String) {
        let twice = declared.attribute("maxOccurs").is_some_and(|most| most != "1");
        let element = declared.attribute("ref").map_or(declared, |name| &self.elements[name]);
        let name = element.attribute("name").unwrap();
        for _ in 0..if twice { 2 } else { 1 } {
            let type_name = element.attribute("type").unwrap_or_default();
            let content = element.child("complexType").or_else(|| self.types.get(type_name));
            let scheme = if type_name == "type_schemeValuePair" { " i:scheme='s'" } else { "" };
            *out += &format!("<{name}{scheme}>");
            match content.and_then(|content| content.child("sequence")) {
                Some(sequence) => self.write_sequence(sequence, out),
                // Every text is another one, so that none can stand for another.
                None if type_name == "xs:dateTime" => *out += &format!("2026-03-01T09:30:00.{}Z", out.len()),
                None => *out += &format!("text {}", out.len()),
            }
            *out += &format!("</{name}>");
        }
    }

    fn write_sequence(&self, sequence: &Element, out: &mut String) {
        for part in sequence.elements() {
            match part.is("choice") {
                true => self.write_sequence(part, out),
                false => self.write_element(part, out),
            }
        }
    }
}

/// Every element with its path, its text and its scheme, in document order.
fn paths(xml: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let root = Element::parse(xml.as_bytes(), &Limits::message()).unwrap();
    let mut open = vec![(String::new(), &root)];
    while let Some((above, element)) = open.pop() {
        let path = format!("{above}/{}", element.name.local);
        paths.push(format!("{path} {} {:?}", element.text(), element.attribute("scheme")));
        let mut children: Vec<_> = element.elements().map(|child| (path.clone(), child)).collect();
        children.reverse();
        open.extend(children);
    }
    paths
}
