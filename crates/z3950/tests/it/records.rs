//! Records inside their wrappings.

use z3950::ber::Writer;
use z3950::grs::ElementData;
use z3950::opac::OpacRecord;
use z3950::query::StringOrNumeric;
use z3950::record::{External, Record};
use z3950::{DecodeErrorKind, Oid, Raw, Tag};

pub const OPAC_XML: &str = r#"<?xml version="1.0"?>
<answer xmlns="urn:x"><opacRecord xmlns="">
  <bibliographicRecord>
    <record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader></record>
  </bibliographicRecord>
  <holdings>
    <holding>
      <generalRetention> </generalRetention>
      <localLocation>Hauptbibliothek</localLocation>
      <volumes><volume><enumeration>Bd. 2</enumeration></volume></volumes>
      <circulations>
        <circulation><availableNow value="1"/><itemId>77</itemId><renewable value="0"/><onHold value="1"/></circulation>
        <circulation><availableNow value="0"/>
          <availabilityDate>2026-04-01</availabilityDate><itemId>78</itemId></circulation>
      </circulations>
    </holding>
  </holdings>
</opacRecord></answer>"#;

#[test]
fn an_opac_record_in_xml_is_the_same_thing() {
    let record = OpacRecord::from_xml(OPAC_XML.as_bytes()).unwrap().unwrap();
    let external = record.bibliographic_record.as_ref().unwrap();
    assert_eq!(external.syntax, Some(Oid::XML));
    let Ok(Record::Xml(marc)) = external.record() else { panic!("XML") };
    assert!(String::from_utf8(marc).unwrap().contains("http://www.loc.gov/MARC21/slim"));
    let holdings = record.holdings_and_circulation().next().unwrap();
    assert_eq!(holdings.general_retention.as_deref(), Some(" "));
    assert_eq!(holdings.local_location.as_deref(), Some("Hauptbibliothek"));
    assert_eq!(holdings.volumes[0].enumeration.as_deref(), Some("Bd. 2"));
    let [first, second] = holdings.circulation_data.as_slice() else { panic!("two items") };
    assert!(first.available_now && first.on_hold && !first.renewable);
    assert!(!second.available_now);
    assert_eq!(second.availability_date.as_deref(), Some("2026-04-01"));
    assert_eq!(OpacRecord::decode(&record.encode()).unwrap(), record);
}

#[test]
fn a_document_without_opac_record_is_no_error_but_a_broken_one_is() {
    assert_eq!(OpacRecord::from_xml(b"<a><b/></a>"), Ok(None));
    let fault = OpacRecord::from_xml(b"<a><b></a>").unwrap_err();
    assert!(matches!(fault.kind, DecodeErrorKind::Xml(_)), "{fault}");
}

fn element(writer: &mut Writer, tag: i64, content: impl FnOnce(&mut Writer)) {
    writer.begin(Tag::universal(16));
    writer.integer(Tag::context(1), 2);
    writer.begin(Tag::context(2));
    writer.integer(Tag::context(2), tag);
    writer.end();
    writer.begin(Tag::context(4));
    content(writer);
    writer.end();
    writer.end();
}

fn subtree(writer: &mut Writer, depth: usize) {
    element(writer, 5, |writer| {
        if depth == 0 {
            return writer.primitive(Tag::universal(27), b"leaf");
        }
        writer.begin(Tag::context(6));
        writer.begin(Tag::universal(16));
        subtree(writer, depth - 1);
        writer.end();
        writer.end();
    });
}

fn grs_of_depth(depth: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.begin(Tag::universal(16));
    element(&mut writer, 1, |writer| writer.primitive(Tag::universal(27), "Krieg und Frieden".as_bytes()));
    element(&mut writer, 4, |writer| writer.integer(Tag::universal(2), 1869));
    element(&mut writer, 9, |writer| writer.null(Tag::context(3)));
    subtree(&mut writer, depth);
    writer.finish()
}

/// A GRS-1 record.
pub fn grs() -> Vec<u8> {
    grs_of_depth(3)
}

fn grs_record(depth: usize) -> Result<Record, z3950::DecodeError> {
    External::single(Oid::GRS1, Raw::new(grs_of_depth(depth)).unwrap()).record()
}

#[test]
fn grs_records_are_trees() {
    let Ok(Record::Grs(elements)) = grs_record(3) else { panic!("GRS-1") };
    assert_eq!(elements[0].tag_value, StringOrNumeric::Numeric(1));
    assert_eq!(elements[0].content, ElementData::String("Krieg und Frieden".to_owned()));
    assert_eq!(elements[1].content, ElementData::Numeric(1869));
    assert!(matches!(elements[2].content, ElementData::Other(_)));
    assert!(matches!(&elements[3].content, ElementData::Subtree(inner) if inner.len() == 1));
}

#[test]
fn grs_records_that_are_too_deep_are_refused() {
    assert!(grs_record(14).is_ok());
    let fault = grs_record(60).unwrap_err();
    assert_eq!(fault.kind, DecodeErrorKind::Limit("levels of elements", 16));
}

#[test]
fn marc_may_come_as_a_string_of_single_type() {
    let mut writer = Writer::new();
    writer.primitive(Tag::universal(4), b"00024nam");
    let external = External::single(Oid::USMARC, Raw::new(writer.finish()).unwrap());
    assert_eq!(external.record(), Ok(Record::Marc(b"00024nam".to_vec())));
    assert_eq!(External::text(Oid::SUTRS, "ö").record(), Ok(Record::Sutrs("ö".to_owned())));
    assert_eq!(External::octets(Oid::XML, *b"<a/>").record(), Ok(Record::Xml(b"<a/>".to_vec())));
}

#[test]
fn structure_of_an_unknown_syntax_is_no_error() {
    let raw = Raw::new(vec![0x30, 0x03, 0x02, 0x01, 0x05]).unwrap();
    assert_eq!(External::single(Oid::SUMMARY, raw).record(), Ok(Record::Other));
}
