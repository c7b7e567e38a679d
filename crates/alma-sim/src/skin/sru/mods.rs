//! A record as MODS 3.5, after the Library of Congress mapping from MARC 21: the elements that clients of a catalogue look at.

use marc::{Field, Record, classify};
use xml::Writer;

const NAMESPACE: &str = "http://www.loc.gov/mods/v3";

/// Field, type of the name.
const NAMES: [(&str, Option<&str>); 6] = [
    ("100", Some("personal")),
    ("110", Some("corporate")),
    ("111", Some("conference")),
    ("700", Some("personal")),
    ("710", Some("corporate")),
    ("711", Some("conference")),
];
/// Field, element within `subject`.
const SUBJECTS: [(&str, &str); 4] = [("650", "topic"), ("651", "geographic"), ("648", "temporal"), ("653", "topic")];
/// Field, type of the identifier.
const IDENTIFIERS: [(&str, &str); 4] = [("010", "lccn"), ("020", "isbn"), ("022", "issn"), ("024", "doi")];

/// The element `mods`, which stands alone.
pub(super) fn write(record: &Record) -> String {
    let mut writer = Writer::fragment();
    writer.start("mods", &[("xmlns", NAMESPACE), ("version", "3.5")]);
    record.fields("245").take(1).for_each(|field| title(field, None, &mut writer));
    record.fields("246").for_each(|field| title(field, Some("alternative"), &mut writer));
    NAMES.iter().for_each(|(tag, kind)| record.fields(tag).for_each(|field| name(field, *kind, &mut writer)));
    writer.leaf("typeOfResource", "text");
    origin(record, &mut writer);
    if let Some(code) = classify::language(record) {
        writer.start("language", &[]);
        writer.leaf_with("languageTerm", &[("type", "code"), ("authority", "iso639-2b")], &code);
        writer.end();
    }
    if let Some(extent) = record.field("300").map(|field| field.join("abce")).filter(|extent| !extent.is_empty()) {
        writer.start("physicalDescription", &[]);
        writer.leaf("extent", &extent);
        writer.end();
    }
    record.values("505", 'a').for_each(|text| writer.leaf("tableOfContents", text));
    record.values("500", 'a').for_each(|text| writer.leaf("note", text));
    SUBJECTS
        .iter()
        .for_each(|(tag, element)| record.fields(tag).for_each(|field| subject(field, element, &mut writer)));
    identifiers(record, &mut writer);
    writer.start("recordInfo", &[]);
    writer.optional("recordIdentifier", record.control("001"));
    writer.end();
    writer.finish()
}

fn title(field: Field<'_>, kind: Option<&str>, writer: &mut Writer) {
    let attributes: Vec<(&str, &str)> = kind.into_iter().map(|kind| ("type", kind)).collect();
    writer.start("titleInfo", &attributes);
    let whole = without_mark(field.subfield('a').unwrap_or_default());
    let article = if kind.is_none() { field.indicator2().to_digit(10).unwrap_or_default() as usize } else { 0 };
    let split = whole.char_indices().nth(article).map_or(0, |(byte, _)| byte);
    let (article, rest) = whole.split_at(split);
    writer.optional("nonSort", Some(article).filter(|article| !article.is_empty()));
    writer.leaf("title", rest);
    for (element, code) in [("subTitle", 'b'), ("partNumber", 'n'), ("partName", 'p')] {
        writer.optional(element, field.subfield(code).map(without_mark));
    }
    writer.end();
}

fn name(field: Field<'_>, kind: Option<&str>, writer: &mut Writer) {
    let attributes: Vec<(&str, &str)> = kind.into_iter().map(|kind| ("type", kind)).collect();
    writer.start("name", &attributes);
    writer.optional("namePart", field.subfield('a').map(without_mark));
    let date = field.subfield('d').filter(|_| kind == Some("personal"));
    date.into_iter().for_each(|date| writer.leaf_with("namePart", &[("type", "date")], without_mark(date)));
    if let Some(role) = field.subfield('e') {
        writer.start("role", &[]);
        writer.leaf_with("roleTerm", &[("type", "text")], without_mark(role));
        writer.end();
    }
    writer.end();
}

fn origin(record: &Record, writer: &mut Writer) {
    let imprint = record.field("264").or_else(|| record.field("260"));
    writer.start("originInfo", &[]);
    let part = |code: char| imprint.and_then(|field| field.subfield(code)).map(without_mark);
    if let Some(place) = part('a') {
        writer.start("place", &[]);
        writer.leaf_with("placeTerm", &[("type", "text")], place);
        writer.end();
    }
    writer.optional("publisher", part('b'));
    writer.optional("dateIssued", part('c'));
    writer.optional("edition", record.value("250", 'a').map(without_mark));
    writer.end();
}

fn subject(field: Field<'_>, element: &str, writer: &mut Writer) {
    writer.start("subject", &[]);
    field.values('a').for_each(|text| writer.leaf(element, without_mark(text)));
    for (code, element) in [('x', "topic"), ('y', "temporal"), ('z', "geographic"), ('v', "genre")] {
        field.values(code).for_each(|text| writer.leaf(element, without_mark(text)));
    }
    writer.end();
}

fn identifiers(record: &Record, writer: &mut Writer) {
    for (tag, kind) in IDENTIFIERS {
        record.values(tag, 'a').for_each(|text| writer.leaf_with("identifier", &[("type", kind)], text.trim()));
    }
    let oclc = record.values("035", 'a').filter_map(|text| text.strip_prefix("(OCoLC)"));
    oclc.for_each(|number| writer.leaf_with("identifier", &[("type", "oclc")], number));
}

/// Without the punctuation of ISBD that parts it from what follows.
fn without_mark(text: &str) -> &str {
    text.trim_end_matches([' ', '/', ':', ';', ',', '=', '.'])
}
