//! After a broken record the next good one is found, in every form.

use marc::{Charset, Format, Reader, Reason, Record, breaker, iso2709, json, marcxml};

fn numbered(number: usize) -> Record {
    let mut record = Record::new();
    record.push_control("001", &number.to_string()).push_data("245", "10", &[("a", "A title long enough to be cut")]);
    record
}

/// The control numbers read, and the defects that cost a record.
fn read(bytes: &[u8], format: Format) -> (Vec<String>, Vec<Reason>) {
    let mut numbers = Vec::new();
    let mut lost = Vec::new();
    for found in Reader::open(bytes, format, Charset::Auto) {
        match found {
            Ok(found) => numbers.push(found.record.control("001").unwrap_or_default().to_owned()),
            Err(defect) => lost.push(defect.reason),
        }
    }
    (numbers, lost)
}

fn three(encode: impl Fn(&Record) -> Vec<u8>) -> [Vec<u8>; 3] {
    [1, 2, 3].map(|number| encode(&numbered(number)))
}

fn binary(record: &Record) -> Vec<u8> {
    iso2709::encode(record).unwrap()
}

#[test]
fn a_destroyed_directory_costs_one_record() {
    let [first, mut second, third] = three(binary);
    second[24..48].fill(b'?');
    let (numbers, lost) = read(&[first, second, third].concat(), Format::Auto);
    assert_eq!(numbers, ["1", "3"]);
    assert_eq!(lost, [Reason::NoDirectory]);
}

#[test]
fn defects_say_which_record_and_which_byte() {
    let [first, mut second, third] = three(binary);
    second[24..48].fill(b'?');
    let begin = first.len() as u64;
    let bytes = [first, second, third].concat();
    let defect = Reader::open(&bytes[..], Format::Iso2709, Charset::Auto).find_map(Result::err).unwrap();
    assert_eq!((defect.record_number, defect.byte), (2, begin + 24));
    assert_eq!(defect.to_string(), format!("record 2, byte {}: no readable directory behind the leader", begin + 24));
}

#[test]
fn a_missing_record_terminator_joins_no_records() {
    let [mut first, second, third] = three(binary);
    first.pop();
    let (numbers, lost) = read(&[first, second, third].concat(), Format::Auto);
    assert_eq!((numbers, lost), (vec!["1".into(), "2".into(), "3".into()], vec![]));
}

#[test]
fn a_record_that_is_cut_off_anywhere_takes_no_other_with_it() {
    let [first, second, third] = three(binary);
    for junk in ["", "\n", "junk", "00099"] {
        for length in 1..second.len() {
            let bytes = [first.as_slice(), &second[..length], junk.as_bytes(), &third].concat();
            let (numbers, _) = read(&bytes, Format::Iso2709);
            assert_eq!(numbers.first().map(String::as_str), Some("1"), "{length} {junk:?}");
            assert_eq!(numbers.last().map(String::as_str), Some("3"), "{length} {junk:?}");
        }
    }
}

#[test]
fn a_record_terminator_inside_a_field_splits_no_record() {
    let [first, mut second, third] = three(binary);
    let middle = second.len() - 10;
    second[middle] = 0x1D;
    let bytes = [first, second, third].concat();
    let found: Vec<_> = Reader::open(&bytes[..], Format::Auto, Charset::Auto).map(Result::unwrap).collect();
    assert_eq!(found.len(), 3);
    assert_eq!(found[1].defects[0].reason, Reason::StrayTerminator("245".into()));
    assert!(found[1].record.value("245", 'a').unwrap().starts_with("A title long enough "));
}

#[test]
fn filling_between_records_is_no_record() {
    let [first, second, third] = three(binary);
    let bytes = [b"\xEF\xBB\xBF".as_slice(), &first, b"\r\n", &second, b"\0\0\n  ", &third, b"\x1A    \n"].concat();
    assert_eq!(read(&bytes, Format::Auto), (vec!["1".into(), "2".into(), "3".into()], vec![]));
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let [first, second, _] = three(binary);
    let bytes = [first.as_slice(), &second[..second.len() - 20]].concat();
    assert_eq!(read(&bytes, Format::Auto), (vec!["1".into()], vec![Reason::Truncated]));
}

#[test]
fn a_wrong_stated_length_does_not_swallow_the_next_record() {
    for stated in ["00000", "00030", "00200", "99999", "xxxxx"] {
        let [first, mut second, third] = three(binary);
        second[..5].copy_from_slice(stated.as_bytes());
        let (numbers, lost) = read(&[first, second, third].concat(), Format::Iso2709);
        assert_eq!((numbers, lost), (vec!["1".into(), "2".into(), "3".into()], vec![]), "{stated}");
    }
}

#[test]
fn endless_input_without_a_terminator_is_given_up_and_skipped() {
    let [first, second, _] = three(binary);
    let noise = vec![b'x'; iso2709::LONGEST_RECORD + 70_000];
    let bytes = [first.as_slice(), &noise, &[0x1D], &second].concat();
    let expected = vec![Reason::TooLong(iso2709::LONGEST_RECORD)];
    assert_eq!(read(&bytes, Format::Iso2709), (vec!["1".into(), "2".into()], expected));
}

#[test]
fn broken_xml_costs_one_record() {
    for (broken, cost) in
        [("</datafield>", true), ("<subfield code=\"a\">", true), ("<leader>", true), (" code=\"a\"", false)]
    {
        let [first, second, third] = three(|record| marcxml::encode(record).into_bytes());
        let second = String::from_utf8(second).unwrap().replacen(broken, "", 1);
        let file = [b"<collection>".as_slice(), &first, second.as_bytes(), &third, b"</collection>"].concat();
        let (numbers, lost) = read(&file, Format::Auto);
        let expected: &[&str] = if cost { &["1", "3"] } else { &["1", "2", "3"] };
        assert_eq!(
            (numbers.as_slice(), lost.len()),
            (expected.map_strings().as_slice(), usize::from(cost)),
            "{broken}"
        );
    }
}

/// `["1"]` as owned strings, to compare with.
trait MapStrings {
    fn map_strings(&self) -> Vec<String>;
}

impl MapStrings for &[&str] {
    fn map_strings(&self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

#[test]
fn an_xml_record_that_is_not_closed_costs_only_itself() {
    let [first, second, third] = three(|record| marcxml::encode(record).into_bytes());
    let second = &second[..second.len() - "</record>".len()];
    let file = [b"<collection>".as_slice(), &first, second, &third, b"</collection>"].concat();
    let (numbers, lost) = read(&file, Format::Auto);
    assert_eq!(numbers, ["1", "3"]);
    assert_eq!(lost, [Reason::Xml("a record begins before this one is closed".into())]);
}

#[test]
fn a_collection_that_is_not_closed_is_reported() {
    let [first, second, _] = three(|record| marcxml::encode(record).into_bytes());
    let file = [b"<collection>".as_slice(), &first, &second].concat();
    assert_eq!(read(&file, Format::Auto), (vec!["1".into(), "2".into()], vec![Reason::CollectionNotClosed]));
    let cut = [b"<collection>".as_slice(), &first, &second[..second.len() / 2]].concat();
    assert_eq!(read(&cut, Format::Auto), (vec!["1".into()], vec![Reason::Truncated]));
}

#[test]
fn xml_is_read_under_any_prefix_and_inside_other_records() {
    let inner = marcxml::encode(&numbered(1)).replace("<record", "<marc:record").replace("</record", "</marc:record");
    let inner = inner.replace("<leader", "<marc:leader").replace("</leader", "</marc:leader");
    let file = format!(
        "<?xml version='1.0'?><!-- <record><leader/></record> --><OAI-PMH><ListRecords><record><header status='x'>\
         <identifier>oai:1</identifier></header><metadata>{inner}</metadata></record><record><header status='deleted'/>\
         </record><record><metadata><![CDATA[<record><leader>]]></metadata></record></ListRecords></OAI-PMH>"
    );
    assert_eq!(read(file.as_bytes(), Format::Auto), (vec!["1".into()], vec![]));
}

#[test]
fn xml_with_comments_cdata_and_entities_reads_as_its_text() {
    let file = "<record><!-- </record> <record> --><leader>00000nam a2200000 i 4500</leader><controlfield tag='001'>\
        <![CDATA[</record>]]></controlfield><datafield tag = \"245\" ind1='1' ind2=''><subfield code='a'>A &lt; B &amp; \
        &#x4E2D;&#65;<?x y?>c</subfield><x/>\r\n</datafield><datafield tag='' ind1=' ' ind2=' '><subfield code='a'>lost</subfield>\
        </datafield></record>";
    let found = marcxml::decode(file.as_bytes()).unwrap();
    assert_eq!(found.record.control("001"), Some("</record>"));
    assert_eq!(found.record.value("245", 'a'), Some("A < B & 中Ac"));
    assert_eq!(found.defects.len(), 1, "{:?}", found.defects);
    assert_eq!(found.defects[0].reason, Reason::BadTag(String::new()));
}

#[test]
fn a_message_is_one_line_whatever_it_quotes() {
    let field = r#"<datafield tag="856" ind1=" " ind2=" "><subfield code="u">a?b&c=1
 d</subfield></datafield><datafield tag="2
4" ind1=" " ind2=" "><subfield code="a">x</subfield></datafield>"#;
    let xml = format!("<record><leader>00000nam a2200000 i 4500</leader>{field}</record>");
    let found = Reader::open(xml.as_bytes(), Format::Marcxml, Charset::Auto).next().unwrap().unwrap();
    let messages: Vec<String> = found.defects.iter().map(ToString::to_string).collect();
    assert!(messages[0].ends_with(": XML: &c=1 is not an entity of XML and is kept as it stands"), "{messages:?}");
    assert!(messages[1].ends_with(": \"2 4\" is not a tag; the field is left out"), "{messages:?}");
    assert_eq!(messages.len(), 2);
}

#[test]
fn both_ways_through_the_xml_crate_give_the_same_record() {
    let record = crate::samples::alma_book();
    let page = format!("<page><record><metadata>{}</metadata></record></page>", marcxml::encode(&record));
    let tree = xml::Element::parse(page.as_bytes(), &xml::Limits::message()).unwrap();
    assert_eq!(marcxml::from_element(&tree).unwrap().record, record);
    let mut reader = xml::Reader::new(page.as_bytes(), xml::Limits::records());
    let mut records = 0;
    while let Some(event) = reader.next().unwrap() {
        let is_record = matches!(event, xml::Event::Start { namespace: Some(marcxml::NAMESPACE), local: "record", .. });
        if is_record {
            assert_eq!(marcxml::read_record(&mut reader, marc::Place::FIRST).unwrap().record, record);
            records += 1;
        }
    }
    assert_eq!(records, 1);
    let empty = xml::Element::parse(b"<record><header/></record>", &xml::Limits::message()).unwrap();
    assert!(marcxml::from_element(&empty).is_err());
}

#[test]
fn the_usual_way_to_write_marcxml_is_read_as_any_other_whatever_byte_is_changed() {
    let usual = "<r:record><r:leader>00000nam a2200000 i 4500</r:leader>\n\
        <r:datafield tag=\"245\" ind1=\"1\" ind2=\"0\">\n<r:subfield code=\"a\">Emma : größer</r:subfield>\
        <r:subfield code=\"c\">Austen &amp; Co.</r:subfield></r:datafield><r:datafield tag=\"500\" ind1=\" \" ind2=\" \">\
        <r:subfield code=\"a\"></r:subfield></r:datafield></r:record>";
    // Blanks more than usual are all that tells the other way from it.
    let read = |document: &str| {
        let found =
            marcxml::decode(document.as_bytes()).map_err(|defect| defect.reason.to_string().replace("  ", " "))?;
        let reasons: Vec<_> = found.defects.iter().map(|defect| defect.reason.to_string()).collect();
        Ok::<_, String>(format!("{:?}{reasons:?}", found.record).replace("  ", " "))
    };
    let mut agreed = 0;
    for at in 0..usual.len() {
        for byte in b"<>&;'\"/= x:!\n\r0\x1E" {
            let mut changed = usual.as_bytes().to_vec();
            changed[at] = *byte;
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let other = changed.replace("field tag=", "field  tag=").replace("field code=", "field  code=");
            assert_eq!(read(&changed), read(&other), "{changed}");
            agreed += u32::from(changed != other && read(&changed).is_ok());
        }
    }
    assert!(agreed > 1500, "{agreed}");
}

#[test]
fn latin1_xml_is_read_when_it_says_so() {
    let record = marcxml::encode(&numbered(1)).replace("A title", "\u{E9}t\u{E9}");
    let record: Vec<u8> = record.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    let declared =
        [b"<?xml version='1.0' encoding='ISO-8859-1'?><collection>".as_slice(), &record, b"</collection>"].concat();
    let found = Reader::open(&declared[..], Format::Auto, Charset::Auto).next().unwrap().unwrap();
    assert_eq!((found.record.value("245", 'a'), found.defects.len()), (Some("été long enough to be cut"), 0));
    let found = marcxml::decode(&record).unwrap();
    assert_eq!(found.defects[0].reason, Reason::BadCharacters("245".into()));
}

#[test]
fn broken_json_costs_one_record() {
    for broken in ["}", "\"", "\"fields\"", ":"] {
        let [first, second, third] = three(|record| json::encode(record).into_bytes());
        let second = String::from_utf8(second).unwrap().replacen(broken, "", 1);
        let lines = [first.as_slice(), b"\n", second.as_bytes(), b"\n", &third, b"\n"].concat();
        let (numbers, lost) = read(&lines, Format::Auto);
        assert_eq!((numbers, lost.len()), (vec!["1".into(), "3".into()], 1), "{broken}");
    }
}

#[test]
fn json_is_read_as_lines_as_an_array_and_pretty_printed() {
    let [first, second, third] = three(|record| json::encode(record).into_bytes());
    let array = [b"[".as_slice(), &first, b",\n ", &second, b" , ", &third, b"]"].concat();
    assert_eq!(read(&array, Format::Auto).0, ["1", "2", "3"]);
    let pretty = String::from_utf8(second).unwrap().replace(['{', ','], "\n\t $0 ").replace("$0", "{");
    assert!(json::decode(&pretty).is_err(), "commas were lost");
    let pretty = String::from_utf8(first).unwrap().replace(',', " ,\n\t").replace('{', "{\n").replace(':', " : ");
    assert_eq!(json::decode(&pretty).unwrap().record.control("001"), Some("1"));
}

#[test]
fn json_escapes_stand_for_their_characters() {
    let text = r#"{"fields":[{"245":{"subfields":[{"a":"\u00e9\ud83d\ude00\n\"\\\/ \ud800x"}],"ind2":"0","ind1":1,"new":[{},[]]}},
        {"1":"short tag"},{"no tag":"x"}],"more":null,"leader":"00000nam a2200000 i 4500"}"#;
    let found = json::decode(text).unwrap();
    assert_eq!(found.record.value("245", 'a'), Some("é😀\n\"\\/ \u{FFFD}x"));
    assert_eq!(found.record.field("245").unwrap().indicators(), ['1', '0']);
    assert_eq!(found.record.control("001"), Some("short tag"));
    assert_eq!(found.defects.len(), 1);
}

#[test]
fn a_bad_line_of_breaker_text_costs_only_itself() {
    let text = "=LDR  00000nam a2200000 i 4500\n=001  1\nthis is no field\n=245  1$aOne indicator\n=246  13$aFine{dollar}{unknown}\r\n\n";
    let found = breaker::decode(text).unwrap();
    assert_eq!(found.record.value("246", 'a'), Some("Fine${unknown}"));
    let reasons: Vec<_> = found.defects.iter().map(|defect| &defect.reason).collect();
    assert_eq!(reasons, [&Reason::Line("this is no field".into()), &Reason::BadIndicators("245".into())]);
}
