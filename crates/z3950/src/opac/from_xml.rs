//! OPAC records in XML, as YAZ and the proxies built on it write them.

use xml::{Element, Limits, Node, Writer};

use super::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord, Volume};
use crate::record::External;
use crate::{DecodeError, DecodeErrorKind, Oid};

pub(super) fn read(document: &[u8]) -> Result<Option<OpacRecord>, DecodeError> {
    let root = Element::parse(document, &Limits::message()).map_err(|fault| DecodeError {
        path: "opacRecord".to_owned(),
        byte: usize::try_from(fault.byte).unwrap_or(usize::MAX),
        kind: DecodeErrorKind::Xml(fault.to_string()),
    })?;
    Ok(find(&root).map(record))
}

/// The first `opacRecord` in document order.
fn find(root: &Element) -> Option<&Element> {
    let mut waiting = vec![root];
    while let Some(element) = waiting.pop() {
        if element.is("opacRecord") {
            return Some(element);
        }
        let at = waiting.len();
        waiting.extend(element.elements());
        waiting.get_mut(at..)?.reverse();
    }
    None
}

fn record(element: &Element) -> OpacRecord {
    let bibliographic = element.child("bibliographicRecord").and_then(|wrapper| wrapper.elements().next());
    let holdings = element.child("holdings").into_iter().flat_map(Element::elements).map(holdings).collect();
    OpacRecord {
        bibliographic_record: bibliographic.map(|record| External::octets(Oid::XML, serialized(record))),
        holdings,
        unknown: Vec::new(),
    }
}

fn serialized(element: &Element) -> String {
    let mut writer = Writer::fragment();
    writer.element(element, None);
    writer.finish()
}

fn holdings(element: &Element) -> HoldingsRecord {
    if !element.is("holding") {
        return HoldingsRecord::Marc(External::octets(Oid::XML, serialized(element)));
    }
    let field = |name| text(element, name);
    let volumes = element.child("volumes").into_iter().flat_map(|all| all.all("volume")).map(volume).collect();
    let circulations = element.child("circulations").into_iter().flat_map(|all| all.all("circulation"));
    HoldingsRecord::HoldingsAndCirculation(Box::new(HoldingsAndCirculation {
        type_of_record: field("typeOfRecord"),
        encoding_level: field("encodingLevel"),
        format: field("format"),
        receipt_acq_status: field("receiptAcqStatus"),
        general_retention: field("generalRetention"),
        completeness: field("completeness"),
        date_of_report: field("dateOfReport"),
        nuc_code: field("nucCode"),
        local_location: field("localLocation"),
        shelving_location: field("shelvingLocation"),
        call_number: field("callNumber"),
        shelving_data: field("shelvingData"),
        copy_number: field("copyNumber"),
        public_note: field("publicNote"),
        reproduction_note: field("reproductionNote"),
        terms_use_repro: field("termsUseRepro"),
        enum_and_chron: field("enumAndChron"),
        volumes,
        circulation_data: circulations.map(circulation).collect(),
        unknown: Vec::new(),
    }))
}

fn volume(element: &Element) -> Volume {
    Volume {
        enumeration: text(element, "enumeration"),
        chronology: text(element, "chronology"),
        enum_and_chron: text(element, "enumAndChron"),
        unknown: Vec::new(),
    }
}

fn circulation(element: &Element) -> CirculationRecord {
    CirculationRecord {
        available_now: flag(element, "availableNow"),
        availability_date: text(element, "availabilityDate"),
        available_thru: text(element, "availableThru"),
        restrictions: text(element, "restrictions"),
        item_id: text(element, "itemId"),
        renewable: flag(element, "renewable"),
        on_hold: flag(element, "onHold"),
        enum_and_chron: text(element, "enumAndChron"),
        midspine: text(element, "midspine"),
        temporary_location: text(element, "temporaryLocation"),
        unknown: Vec::new(),
    }
}

/// The text of a child, blanks and all: in MARC-derived codes a blank is a value.
fn text(element: &Element, name: &str) -> Option<String> {
    let parts = element.child(name)?.children.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    Some(parts.collect())
}

fn flag(element: &Element, name: &str) -> bool {
    element.child(name).and_then(|child| child.attribute("value")).is_some_and(|value| value == "1")
}
