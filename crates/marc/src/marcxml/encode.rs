//! Writing MARCXML.

use std::fmt::Write;

use crate::record::{Field, Record};

/// The namespace of MARCXML.
pub const NAMESPACE: &str = "http://www.loc.gov/MARC21/slim";

/// What stands before the first record of a file; records follow as [`encode_into`] writes them.
pub const COLLECTION_START: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";

/// What stands behind the last record of a file.
pub const COLLECTION_END: &str = "</collection>\n";

/// The record as a `record` element that declares its namespace, to stand alone or inside other XML.
#[must_use]
pub fn encode(record: &Record) -> String {
    let mut out = String::new();
    let _ = write!(out, "<record xmlns=\"{NAMESPACE}\">");
    write_record(record, &mut out);
    out
}

/// Appends the record as a `record` element without a namespace declaration and with a line end, for a collection that has
/// declared it.
pub fn encode_into(record: &Record, out: &mut String) {
    out.push_str("<record>");
    write_record(record, out);
    out.push('\n');
}

fn write_record(record: &Record, out: &mut String) {
    out.push_str("<leader>");
    // Leader/09: XML is Unicode whatever the record was read from (MARCXML, Design Considerations).
    escape_into(record.leader().with(9, 'a').as_str(), out);
    out.push_str("</leader>");
    for field in record.all_fields() {
        if field.is_control() {
            out.push_str("<controlfield tag=\"");
            out.push_str(field.tag().as_str());
            out.push_str("\">");
            escape_into(field.text(), out);
            out.push_str("</controlfield>");
        } else {
            write_data_field(&field, out);
        }
    }
    out.push_str("</record>");
}

fn write_data_field(field: &Field<'_>, out: &mut String) {
    out.push_str("<datafield tag=\"");
    out.push_str(field.tag().as_str());
    for (name, indicator) in ["\" ind1=\"", "\" ind2=\""].into_iter().zip(field.indicators()) {
        out.push_str(name);
        escape_into(indicator.encode_utf8(&mut [0; 4]), out);
    }
    out.push_str("\">");
    // Most fields hold nothing to escape, and one look at the whole is quicker than one at each piece.
    let write = if is_plain(field.content().as_bytes()) { copy_into } else { escape_into };
    for subfield in field.subfields() {
        out.push_str("<subfield code=\"");
        write(subfield.code, out);
        out.push_str("\">");
        write(subfield.value, out);
        out.push_str("</subfield>");
    }
    out.push_str("</datafield>");
}

fn copy_into(text: &str, out: &mut String) {
    out.push_str(text);
}

/// Whether the content of a field, separators aside, needs no escape.
fn is_plain(content: &[u8]) -> bool {
    let needs_none = |byte: u8| !needs_care(byte) | matches!(byte, 0x1D..=0x1F);
    let is_plain = |block: &[u8; 16]| block.iter().fold(true, |so_far, &byte| so_far & needs_none(byte));
    let (blocks, rest) = content.as_chunks::<16>();
    // The last block overlaps the one before it, so that nothing is left over to be looked at byte by byte.
    match content.last_chunk::<16>() {
        Some(last) => blocks.iter().all(is_plain) && is_plain(last),
        None => rest.iter().all(|&byte| needs_none(byte)),
    }
}

/// Characters that XML 1.0 forbids become U+FFFD.
fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(found) = rest.bytes().position(needs_care) {
        let (plain, special) = rest.split_at_checked(found).unwrap_or_default();
        out.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\r') => out.push_str("&#13;"),
            Some('\u{FFFE}' | '\u{FFFF}') => out.push(char::REPLACEMENT_CHARACTER),
            Some(other @ ('\t' | '\n' | ' '..)) => out.push(other),
            Some(_) => out.push(char::REPLACEMENT_CHARACTER),
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// Bytes that cannot be copied unseen: markup, control characters, and the first byte of U+F000 to U+FFFF.
fn needs_care(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == 0xEF)
}
