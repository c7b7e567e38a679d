//! Schemas of records.

use marc::{Record, dublin_core, marcxml};
use xml::{Element, Limits, Writer};

use super::{holdings, mods};

/// A schema that Alma's explain record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    /// MARCXML, for who names none.
    MarcXml,
    /// Simple Dublin Core. There is no place in it for availability.
    DublinCore,
    /// MODS.
    Mods,
    /// Dublin Core with terms of its qualified form.
    DublinCoreExtended,
    /// UNIMARC, KORMARC and CNMARC: no record of a catalogue in MARC 21 can be had in them.
    Unimarc,
    /// See [`Schema::Unimarc`].
    Kormarc,
    /// See [`Schema::Unimarc`].
    Cnmarc,
    /// Holdings by ISO 20775, without the record.
    Isohold,
}

/// Namespace of the element around Dublin Core.
const SRW_DC: &str = "info:srw/schema/1/dc-schema";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const DC_TERMS: &str = "http://purl.org/dc/terms/";

/// Names of a register that others use too.
const REGISTERED: [(&str, Schema); 3] = [
    ("info:srw/schema/1/marcxml", Schema::MarcXml),
    ("info:srw/schema/1/dc-", Schema::DublinCore),
    ("info:srw/schema/1/mods", Schema::Mods),
];

impl Schema {
    pub(super) const ALL: [Self; 8] = [
        Self::MarcXml,
        Self::DublinCore,
        Self::Mods,
        Self::DublinCoreExtended,
        Self::Unimarc,
        Self::Kormarc,
        Self::Cnmarc,
        Self::Isohold,
    ];

    /// The short name, which answers repeat.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MarcXml => "marcxml",
            Self::DublinCore => "dc",
            Self::Mods => "mods",
            Self::DublinCoreExtended => "dcx",
            Self::Unimarc => "unimarcxml",
            Self::Kormarc => "kormarcxml",
            Self::Cnmarc => "cnmarcxml",
            Self::Isohold => "isohold",
        }
    }

    /// The identifier.
    pub(super) fn identifier(self) -> &'static str {
        match self {
            Self::MarcXml => "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
            Self::DublinCore => "info:srw/schema/1/dc-v1.1",
            Self::Mods => "info:srw/schema/1/mods-v3.5",
            Self::DublinCoreExtended => "info:srw/schema/1/dcx-v1.0",
            Self::Unimarc => "info:srw/schema/8/unimarcxml-v0.1",
            Self::Kormarc => "http://www.nl.go.kr/kormarc/",
            Self::Cnmarc => "http://www.nlc.cn/",
            Self::Isohold => holdings::NAMESPACE,
        }
    }

    /// The schema of a short name or an identifier.
    pub(super) fn named(name: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name) || one.identifier() == name);
        let registered = || REGISTERED.iter().find(|(start, _)| name.starts_with(start)).map(|(_, schema)| *schema);
        known.or_else(registered)
    }

    /// The record as an XML element that stands alone; `None` when it cannot be had in this schema. Holdings are written elsewhere.
    pub(super) fn write(self, record: &Record) -> Option<String> {
        match self {
            Self::MarcXml => Some(marcxml::encode(record)),
            Self::DublinCore => Some(dublin_core_of(record)),
            Self::DublinCoreExtended => Some(extended(record)),
            Self::Mods => Some(mods::write(record)),
            Self::Unimarc | Self::Kormarc | Self::Cnmarc | Self::Isohold => None,
        }
    }
}

/// The same elements as over OAI-PMH in the envelope of SRU.
fn dublin_core_of(record: &Record) -> String {
    let mut writer = Writer::fragment();
    writer.start("srw_dc:dc", &[("xmlns:srw_dc", SRW_DC), ("xmlns:dc", DC)]);
    simple_elements(record, &mut writer);
    writer.finish()
}

/// With the number of the record, extent and edition beside the simple elements.
fn extended(record: &Record) -> String {
    let mut writer = Writer::fragment();
    let declarations =
        [("xmlns:srw_dc", Schema::DublinCoreExtended.identifier()), ("xmlns:dc", DC), ("xmlns:dcterms", DC_TERMS)];
    writer.start("srw_dc:dcx", &declarations);
    simple_elements(record, &mut writer);
    writer.optional("dc:identifier", record.control("001"));
    writer.optional("dcterms:extent", record.value("300", 'a'));
    writer.optional("dcterms:hasVersion", record.value("250", 'a'));
    writer.finish()
}

fn simple_elements(record: &Record, writer: &mut Writer) {
    // What was written here can be read.
    let elements = Element::parse(dublin_core::write(record).as_bytes(), &Limits::message()).unwrap_or_default();
    elements.elements().for_each(|element| writer.leaf(&format!("dc:{}", element.name.local), &element.text()));
}
