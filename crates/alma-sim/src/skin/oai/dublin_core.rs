//! A record as unqualified Dublin Core, after the Library of Congress crosswalk from MARC 21, the common fields of it.

use marc::Record;
use xml::Writer;

pub(super) const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";

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

pub(super) fn write(record: &Record) -> String {
    let mut writer = Writer::fragment();
    writer.start("oai_dc:dc", &[("xmlns:oai_dc", NAMESPACE), ("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    for (element, tag, codes) in CROSSWALK {
        for value in record.fields(tag).map(|field| field.join(codes)).filter(|value| !value.is_empty()) {
            writer.leaf(element, &value);
        }
    }
    writer.optional("dc:language", marc::classify::language(record).as_deref());
    writer.end();
    writer.finish()
}
