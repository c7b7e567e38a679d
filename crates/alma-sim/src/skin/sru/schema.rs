//! Schemas of records.

use marc::{Record, dublin_core, marcxml};
use xml::{Element, Limits, Writer};

/// A schema in which records can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    /// MARCXML, for who names none.
    MarcXml,
    /// Simple Dublin Core. There is no place in it for availability.
    DublinCore,
}

/// Namespace of the element around Dublin Core.
const SRW_DC: &str = "info:srw/schema/1/dc-schema";

impl Schema {
    pub(super) const ALL: [Self; 2] = [Self::MarcXml, Self::DublinCore];

    /// The short name, which answers repeat.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MarcXml => "marcxml",
            Self::DublinCore => "dc",
        }
    }

    /// The identifier.
    pub(super) fn identifier(self) -> &'static str {
        match self {
            Self::MarcXml => "http://www.loc.gov/MARC21/slim",
            Self::DublinCore => SRW_DC,
        }
    }

    /// The schema of a short name or an identifier; the register of SRU has another one for MARCXML.
    pub(super) fn named(name: &str) -> Option<Self> {
        let is_registered = |schema: Self| schema == Self::MarcXml && name.starts_with("info:srw/schema/1/marcxml");
        Self::ALL.into_iter().find(|schema| {
            schema.name().eq_ignore_ascii_case(name) || schema.identifier() == name || is_registered(*schema)
        })
    }

    /// The record as an XML element that stands alone.
    pub(super) fn write(self, record: &Record) -> String {
        match self {
            Self::MarcXml => marcxml::encode(record),
            Self::DublinCore => dublin_core_of(record),
        }
    }
}

/// The same elements as over OAI-PMH in the envelope of SRU.
fn dublin_core_of(record: &Record) -> String {
    let mut writer = Writer::fragment();
    writer.start("srw_dc:dc", &[("xmlns:srw_dc", SRW_DC), ("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    // What was written here can be read.
    let elements = Element::parse(dublin_core::write(record).as_bytes(), &Limits::message()).unwrap_or_default();
    elements.elements().for_each(|element| writer.leaf(&format!("dc:{}", element.name.local), &element.text()));
    writer.finish()
}
