//! MARCXML (MARC 21 XML Schema, namespace `http://www.loc.gov/MARC21/slim`), read leniently and written strictly.
//!
//! Elements are known by their local names, under any prefix, in any namespace or none: real exports do all of that. Records may
//! stand in a `collection`, alone, or inside OAI-PMH answers. Subfield codes keep whatever length they have.

mod assemble;
mod encode;
mod records;
mod scan;

use std::io::BufRead;

pub use encode::{COLLECTION_END, COLLECTION_START, NAMESPACE, encode, encode_into};
pub use records::{LONGEST_RECORD, Records};

use crate::defect::{Defect, Found, Place, Reason};
use crate::window::Window;
use assemble::Assembler;

/// Decodes the first MARC record in a piece of XML, such as the metadata of an OAI-PMH record.
///
/// # Errors
/// When there is none, or its XML is broken.
pub fn decode(xml: &[u8]) -> Result<Found, Defect> {
    Records::from_window(Window::of_length(xml, xml.len())).next().unwrap_or_else(|| Err(no_record()))
}

/// Takes a record from an element tree: the `record` element, or any element around it.
///
/// # Errors
/// When there is no `record` element with fields within eight levels.
pub fn from_element(element: &xml::Element) -> Result<Found, Defect> {
    let record = innermost_record(element, 8).ok_or_else(no_record)?;
    let mut found = Found::default();
    let mut assembler = Assembler::new(Place::FIRST, &mut found);
    for child in record.elements() {
        match child.name.local.as_str() {
            "leader" => assembler.leader(&whole_text(child), 0),
            "controlfield" => assembler.control(child.attribute("tag"), &whole_text(child), 0),
            "datafield" => {
                assembler.start_data(child.attribute("tag"), child.attribute("ind1"), child.attribute("ind2"), 0);
                assembler.text_in_data(&child.text(), 0);
                for subfield in child.all("subfield") {
                    assembler.subfield(subfield.attribute("code"), &whole_text(subfield), 0);
                }
            }
            _ => {}
        }
    }
    assembler.finish().then_some(found).ok_or_else(no_record)
}

/// Reads the rest of a `record` element whose start was just taken from the reader: for consumers that walk an OAI-PMH answer
/// themselves and do not want a tree.
///
/// # Errors
/// When the XML is broken; the reader cannot go on then.
pub fn read_record<R: BufRead>(reader: &mut xml::Reader<R>, place: Place) -> Result<Found, xml::Error> {
    let mut found = Found::default();
    let mut assembler = Assembler::new(place, &mut found);
    loop {
        let offset = usize::try_from(reader.byte().saturating_sub(place.byte)).unwrap_or(usize::MAX);
        let (element, attributes) = match reader.next()? {
            Some(xml::Event::Start { local, attributes, .. }) => (local.to_owned(), named(&attributes)),
            Some(xml::Event::Text(_)) => continue,
            Some(xml::Event::End) => break,
            None => return Err(reader.error(xml::ErrorKind::Truncated)),
        };
        match element.as_str() {
            "leader" => assembler.leader(&reader.text()?, offset),
            "controlfield" => assembler.control(attributes.tag.as_deref(), &reader.text()?, offset),
            "datafield" => read_data_field(reader, &mut assembler, &attributes, offset)?,
            _ => reader.skip()?,
        }
    }
    assembler
        .finish()
        .then_some(found)
        .ok_or_else(|| reader.error(xml::ErrorKind::Malformed(no_record().reason.to_string())))
}

fn no_record() -> Defect {
    Place::FIRST.defect(0, Reason::Xml("there is no MARC record in it".into()))
}

/// The attributes that MARCXML knows.
#[derive(Default)]
struct Named {
    tag: Option<String>,
    ind1: Option<String>,
    ind2: Option<String>,
    code: Option<String>,
}

fn named(attributes: &xml::Attributes<'_>) -> Named {
    let mut named = Named::default();
    for (_, local, value) in attributes.iter() {
        match local.as_str() {
            "tag" => named.tag = Some(value),
            "ind1" => named.ind1 = Some(value),
            "ind2" => named.ind2 = Some(value),
            "code" => named.code = Some(value),
            _ => {}
        }
    }
    named
}

fn read_data_field<R: BufRead>(
    reader: &mut xml::Reader<R>,
    assembler: &mut Assembler<'_>,
    attributes: &Named,
    offset: usize,
) -> Result<(), xml::Error> {
    assembler.start_data(attributes.tag.as_deref(), attributes.ind1.as_deref(), attributes.ind2.as_deref(), offset);
    loop {
        let code = match reader.next()? {
            Some(xml::Event::Start { local: "subfield", attributes, .. }) => named(&attributes).code,
            Some(xml::Event::Start { .. }) => {
                reader.skip()?;
                continue;
            }
            Some(xml::Event::Text(text)) => {
                assembler.text_in_data(&text, offset);
                continue;
            }
            Some(xml::Event::End) => return Ok(()),
            None => return Err(reader.error(xml::ErrorKind::Truncated)),
        };
        assembler.subfield(code.as_deref(), &reader.text()?, offset);
    }
}

/// The deepest `record` element on the way down: the MARC record inside an OAI-PMH record.
fn innermost_record(element: &xml::Element, levels: usize) -> Option<&xml::Element> {
    let inner = || element.elements().find_map(|child| innermost_record(child, levels.checked_sub(1)?));
    let has_fields = |element: &xml::Element| {
        element.elements().any(|child| child.is("leader") || child.is("controlfield") || child.is("datafield"))
    };
    if element.is("record") && has_fields(element) { Some(element) } else { inner() }
}

/// The text of an element with its blanks at both ends, which the leader and fixed fields need.
fn whole_text(element: &xml::Element) -> String {
    let texts = element.children.iter().map(|node| match node {
        xml::Node::Text(text) => text.as_str(),
        xml::Node::Element(_) => "",
    });
    texts.collect()
}
