//! A record as unqualified Dublin Core, after the Library of Congress crosswalk from MARC 21, the common fields of it.

use xml::Writer;

use crate::{Record, classify};

/// The namespace of the element `oai_dc:dc`.
pub const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";

const SCHEMA_LOCATION: &str =
    "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// Element, fields, subfields.
const CROSSWALK: &[(&str, &str, &str)] = &[
    ("dc:title", "245", "abnp"),
    ("dc:creator", "100", "abcd"),
    ("dc:creator", "110", "ab"),
    ("dc:creator", "111", "andc"),
    ("dc:contributor", "7xx", "abcd"),
    ("dc:subject", "650", "axyzv"),
    ("dc:subject", "651", "axyzv"),
    ("dc:publisher", "264", "b"),
    ("dc:publisher", "260", "b"),
    ("dc:date", "264", "c"),
    ("dc:date", "260", "c"),
    ("dc:identifier", "020", "a"),
    ("dc:identifier", "022", "a"),
];

/// The element `oai_dc:dc`, which stands alone, with the place of its schema as OAI-PMH (4.4) wants it.
#[must_use]
pub fn write(record: &Record) -> String {
    let mut writer = Writer::fragment();
    let declarations = [
        ("xmlns:oai_dc", NAMESPACE),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", SCHEMA_LOCATION),
    ];
    writer.start("oai_dc:dc", &declarations);
    for (element, tag, codes) in CROSSWALK {
        for value in record.fields(tag).map(|field| field.join(codes)).filter(|value| !value.is_empty()) {
            writer.leaf(element, &value);
        }
    }
    writer.optional("dc:language", classify::language(record).as_deref());
    writer.end();
    writer.finish()
}
