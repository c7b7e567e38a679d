//! Building and reading records.

use marc::{Leader, Linkage, Record, Spec, Tag};

use crate::samples::alma_book;

#[test]
fn subfield_codes_keep_any_length() {
    let record = alma_book();
    let item = record.field("995").unwrap();
    assert_eq!(item.subfield("ff"), Some("22100000000401234"));
    assert_eq!(item.subfield("aa"), Some("STACKS"));
    assert_eq!(item.subfield('a'), Some("23100000000401234"));
    assert_eq!(item.subfields().map(|subfield| subfield.code).collect::<Vec<_>>(), ["ff", "a", "s", "aa"]);
    let mut odd = Record::new();
    odd.push_data("500", "  ", &[("", "no code"), ("", ""), ("я", "Cyrillic code"), ("abc", "")]);
    let read: Vec<(&str, &str)> = odd.field("500").unwrap().subfields().map(|s| (s.code, s.value)).collect();
    assert_eq!(read, [("", "no code"), ("", ""), ("я", "Cyrillic code"), ("abc", "")]);
}

#[test]
fn tags_are_found_by_pattern() {
    let record = alma_book();
    let tags = |pattern: &str| record.fields(pattern).map(|field| field.tag().to_string()).collect::<Vec<_>>();
    assert_eq!(tags("1xx"), ["100"]);
    assert_eq!(tags("xx0"), ["100", "880", "880", "900"]);
    assert_eq!(tags("9xx"), ["900", "995"]);
    assert!(["24", "", "2455", "xxxx", "xx", "xxxxxxxxx"].iter().all(|pattern| tags(pattern).is_empty()));
    assert_eq!(record.control("001"), Some("991000000000401234"));
    assert_eq!(record.control("245"), None);
}

#[test]
fn separators_in_values_become_blanks() {
    let mut record = Record::new();
    record.push_control("001", "a\u{1E}b").push_data("245", "1\u{7}", &[("a", "x\u{1F}y\u{1D}z"), ("\u{1F}", "code")]);
    assert_eq!(record.control("001"), Some("a b"));
    let title = record.field("245").unwrap();
    assert_eq!(title.indicators(), ['1', ' ']);
    assert_eq!(title.subfields().map(|s| (s.code, s.value)).collect::<Vec<_>>(), [("a", "x y z"), (" ", "code")]);
}

#[test]
fn a_field_can_grow_after_others_were_removed() {
    let mut record = alma_book();
    record.remove("9xx");
    record.push_subfield("c", "pereklad");
    assert_eq!(record.fields("880").last().unwrap().subfield('c'), Some("pereklad"));
    record.retain(|field| !field.is_control());
    record.sort_by_tag();
    assert_eq!(
        record.all_fields().map(|field| field.tag().to_string()).collect::<Vec<_>>(),
        ["100", "245", "880", "880"]
    );
    let mut control = Record::new();
    control.push_control("001", "x").push_subfield("a", "ignored");
    assert_eq!(control.control("001"), Some("x"));
}

#[test]
fn equality_looks_at_what_the_record_says() {
    let mut other = alma_book();
    other.set_leader(Leader::from("99999nam  3300999 i 4599"));
    assert_eq!(other, alma_book());
    other.set_leader(Leader::from("00000cam a2200000 i 4500"));
    assert_ne!(other, alma_book());
    let mut swapped = Record::new();
    swapped.push_data("500", "  ", &[("a", "1"), ("b", "2")]);
    let mut straight = Record::new();
    straight.push_data("500", "  ", &[("b", "2"), ("a", "1")]);
    assert_ne!(swapped, straight);
}

#[test]
fn tags_are_letters_or_digits() {
    for (text, tag) in [
        ("245", Some("245")),
        ("1", Some("001")),
        ("20", Some("020")),
        ("AVA", Some("AVA")),
        ("HLD866", Some("HLD866")),
    ] {
        assert_eq!(Tag::parse(text.as_bytes()).map(|tag| tag.to_string()).as_deref(), tag, "{text}");
    }
    for text in ["", "HOLDINGS1", "24 ", "2é", "-"] {
        assert!(Tag::parse(text.as_bytes()).is_none(), "{text}");
        assert_eq!(Tag::from(text), Tag::NONE);
    }
}

#[test]
fn leaders_are_always_24_characters() {
    assert_eq!(Leader::from("00000nam").as_str(), "00000nam                ");
    assert_eq!(Leader::from("00000nam\u{1F}a2200000 i 4500 and more").as_str(), "00000nam a2200000 i 4500");
    assert_eq!(Leader::from("00000nam a2200000 i 4500").with(9, 'a').with(30, 'x').with(5, 'é').coding(), 'a');
}

#[test]
fn scripts_are_paired_by_subfield_6() {
    let record = alma_book();
    let title = record.field("245").unwrap();
    let vernacular = record.linked(&title).unwrap();
    assert_eq!(vernacular.subfield('a'), Some("Доктор Живаго :"));
    assert_eq!(record.linked(&vernacular), Some(title));
    assert_eq!(record.vernacular("1xx").count(), 1);
    let arabic = Linkage::parse("245-01/(3/r").unwrap();
    assert_eq!((arabic.script, arabic.is_right_to_left, arabic.occurrence), (Some("(3"), true, "01"));
    let unlinked = Linkage::parse("530-00/$1").unwrap();
    assert_eq!((unlinked.script, unlinked.is_right_to_left), (Some("$1"), false));
    assert!(Linkage::parse("880").is_none() && Linkage::parse("880-xx").is_none());
    let mut lonely = Record::new();
    lonely.push_data("245", "00", &[("6", "880-00")]).push_data("880", "00", &[("6", "245-00/$1"), ("a", "中")]);
    assert_eq!(lonely.linked(&lonely.field("245").unwrap()), None);
    assert_eq!(lonely.vernacular("245").count(), 1);
}

#[test]
fn specifications_extract_what_they_name() {
    let record = alma_book();
    for (spec, expected) in [
        ("245a", vec!["Doktor Zhivago :"]),
        ("245", vec!["Doktor Zhivago : roman <v dvukh knigakh> & $5 {stikhi}"]),
        ("1xxa", vec!["Pasternak, Boris Leonidovich."]),
        ("008[35-37]", vec!["rus"]),
        ("008[0]", vec!["0"]),
        ("008[200-300]", vec![]),
        ("900f", vec!["PG3476 .P27"]),
        ("995{aa}s", vec!["31234000000001 STACKS"]),
        ("001", vec!["991000000000401234"]),
        ("650a", vec![]),
    ] {
        assert_eq!(Spec::parse(spec).unwrap().extract(&record), expected, "{spec}");
        assert_eq!(Spec::parse(spec).unwrap().first(&record).as_deref(), expected.first().copied(), "{spec}");
    }
    for text in ["", "24", "24-a", "008[5-1]", "008[a]", "245{aa", "008[1"] {
        assert!(Spec::parse(text).is_none(), "{text}");
    }
}
