//! ISO 2709: what is repaired, what is refused.

use marc::{Charset, Coding, Reason, Record, Tag, breaker, iso2709};

use crate::samples::{self, MARC8_FIELD};

fn decode(bytes: &[u8]) -> (String, Vec<Reason>) {
    let found = iso2709::decode(bytes, Charset::Auto).unwrap();
    let text = breaker::encode(&found.record);
    let fields =
        text.lines().filter(|line| !line.starts_with("=LDR") && !line.is_empty()).collect::<Vec<_>>().join("\n");
    (fields, found.defects.into_iter().map(|defect| defect.reason).collect())
}

fn check(bytes: &[u8], fields: &str, defects: &[Reason]) {
    let (found, reasons) = decode(bytes);
    assert_eq!(found, fields);
    assert_eq!(reasons, defects);
}

fn tag(tag: &str) -> Tag {
    Tag::from(tag)
}

const TITLE: &[u8] = b"10\x1faEmma\x1e";

#[test]
fn a_sound_record_has_no_defects() {
    check(&samples::iso2709(b'a', &[("001", b"1\x1e"), ("245", TITLE)]), "=001  1\n=245  10$aEmma", &[]);
}

#[test]
fn marc8_becomes_composed_unicode() {
    let bytes = samples::iso2709(b' ', &[("245", MARC8_FIELD)]);
    check(&bytes, "=245  10$aLes corps étrangers /$cДеревня 中", &[]);
}

#[test]
fn a_lying_leader_is_noticed_and_the_text_believed() {
    let utf8 = samples::iso2709(b' ', &[("245", "10\u{1F}aÉtranger\u{1E}".as_bytes())]);
    check(&utf8, "=245  10$aÉtranger", &[Reason::WrongCoding(Coding::Utf8)]);
    let marc8 = samples::iso2709(b'a', &[("245", MARC8_FIELD)]);
    check(&marc8, "=245  10$aLes corps étrangers /$cДеревня 中", &[Reason::WrongCoding(Coding::Marc8)]);
    let windows = samples::iso2709(b'a', &[("245", b"10\x1faPrice \x80 5\x1e")]);
    check(&windows, "=245  10$aPrice € 5", &[Reason::WrongCoding(Coding::Windows1252)]);
}

#[test]
fn a_few_spoilt_bytes_do_not_turn_utf8_into_something_else() {
    let bytes = samples::iso2709(b'a', &[("245", b"10\x1fa\xC3\xA9\xC3\xA8\xC3\xA0 \xC3(\x1e")]);
    check(&bytes, "=245  10$aéèà �(", &[Reason::BadCharacters(tag("245"))]);
}

#[test]
fn wrong_lengths_are_repaired_by_the_terminators() {
    let mut bytes = samples::iso2709(b'a', &[("001", b"1\x1e"), ("245", TITLE), ("260", b"  \x1fc1815\x1e")]);
    bytes[..5].copy_from_slice(b"00099");
    bytes[36..48].copy_from_slice(b"245000700004");
    check(
        &bytes,
        "=001  1\n=245  10$aEmma\n=260  \\\\$c1815",
        &[Reason::WrongLength(99, bytes.len()), Reason::WrongDirectoryEntry(tag("245"))],
    );
}

#[test]
fn lengths_counted_in_characters_are_repaired() {
    // Half of the programs that write UTF-8 count characters; every address behind the first accent is wrong then.
    let title = "10\u{1F}aÉtrangère\u{1E}";
    let mut bytes =
        samples::iso2709(b'a', &[("245", title.as_bytes()), ("260", b"  \x1fc1942\x1e"), ("300", b"  \x1fa1 v.\x1e")]);
    bytes[27..31].copy_from_slice(format!("{:04}", title.chars().count()).as_bytes());
    bytes[43..48].copy_from_slice(format!("{:05}", title.chars().count()).as_bytes());
    bytes[55..60].copy_from_slice(format!("{:05}", title.chars().count() + 9).as_bytes());
    let (fields, defects) = decode(&bytes);
    assert_eq!(fields, "=245  10$aÉtrangère\n=260  \\\\$c1942\n=300  \\\\$a1 v.");
    assert_eq!(defects, ["245", "260", "300"].map(|name| Reason::WrongDirectoryEntry(tag(name))));
}

#[test]
fn a_leader_that_lost_a_character_is_noticed() {
    let mut bytes = samples::iso2709(b'a', &[("001", b"1\x1e"), ("245", TITLE)]);
    bytes.remove(18);
    check(&bytes, "=001  1\n=245  10$aEmma", &[Reason::WrongLeader(23)]);
}

#[test]
fn a_field_terminator_inside_a_field_becomes_a_blank() {
    let bytes = samples::iso2709(b'a', &[("245", b"10\x1faEm\x1ema\x1e"), ("260", b"  \x1fc1815\x1e")]);
    check(&bytes, "=245  10$aEm ma\n=260  \\\\$c1815", &[Reason::StrayTerminator(tag("245"))]);
}

#[test]
fn missing_indicators_and_delimiters_are_repaired() {
    let bytes = samples::iso2709(
        b'a',
        &[
            ("020", b"  0140449116\x1e"),
            ("245", b"\x1faEmma\x1e"),
            ("250", b"2nd ed.\x1e"),
            ("300", b"  p. 5\x1fb ill.\x1e"),
            ("500", b"\xC3\xA9 \x1fax\x1e"),
            ("501", b"  \x1e"),
            ("FMT", b"BK\x1e"),
        ],
    );
    let (fields, defects) = decode(&bytes);
    assert_eq!(
        fields,
        "=020  \\\\$a0140449116\n=245  \\\\$aEmma\n=250  \\\\$a2nd ed.\n=300  \\\\$ap. 5$b ill.\n=500  \\\\$ax\n=501  \\\\$\n=FMT  BK"
    );
    let expected = [
        Reason::TextBeforeSubfield(tag("020")),
        Reason::BadIndicators(tag("245")),
        Reason::BadIndicators(tag("250")),
        Reason::TextBeforeSubfield(tag("250")),
        Reason::TextBeforeSubfield(tag("300")),
        Reason::BadIndicators(tag("500")),
    ];
    assert_eq!(defects, expected);
}

#[test]
fn a_delimiter_in_a_control_field_does_not_cost_the_number() {
    let bytes = samples::iso2709(b'a', &[("001", b"00038361\x1f\x1e"), ("245", TITLE)]);
    check(&bytes, "=001  00038361\\\n=245  10$aEmma", &[Reason::DelimiterInControlField(tag("001"))]);
}

#[test]
fn formats_with_subfields_in_control_fields_are_read_as_they_are() {
    let mut bytes = samples::iso2709(b'a', &[("001", b"000\x1fa9 181\x1ffa\x1e"), ("245", b"001\x1faEmma\x1e")]);
    bytes[10] = b'3';
    check(&bytes, "=001  00$a9 181$fa\n=245  00$aEmma", &[Reason::ThirdIndicator(tag("245"))]);
}

#[test]
fn a_field_that_is_not_there_is_reported_and_the_rest_kept() {
    let mut bytes = samples::iso2709(b'a', &[("001", b"1\x1e"), ("245", TITLE)]);
    // One entry more than there are fields.
    bytes.splice(48..48, *b"500001000090");
    bytes[12..17].copy_from_slice(b"00061");
    let length = bytes.len();
    bytes[..5].copy_from_slice(format!("{length:05}").as_bytes());
    check(&bytes, "=001  1\n=245  10$aEmma", &[Reason::FieldLost(tag("500"))]);
}

#[test]
fn records_that_do_not_fit_are_refused_with_a_reason() {
    let long = "x".repeat(10_000);
    let mut record = Record::new();
    record.push_data("500", "  ", &[("a", &long)]);
    assert_eq!(iso2709::encode(&record), Err(iso2709::Refused::FieldTooLong(tag("500"), 10_005)));
    let mut record = Record::new();
    for _ in 0..12 {
        record.push_data("500", "  ", &[("a", &long[..9_900])]);
    }
    assert!(matches!(iso2709::encode(&record), Err(iso2709::Refused::RecordTooLong(length)) if length > 99_999));
    let mut record = Record::new();
    record.push_data("995", "  ", &[("ff", "22")]);
    let refused = iso2709::encode(&record).unwrap_err();
    assert_eq!(refused, iso2709::Refused::SubfieldCode(tag("995"), "ff".into()));
    assert_eq!(
        refused.to_string(),
        "field 995 has the subfield code \"ff\"; ISO 2709 holds codes of one character only"
    );
    let mut record = Record::new();
    record.push_data("HLD866", "  ", &[("a", "1960-62")]);
    assert_eq!(iso2709::encode(&record), Err(iso2709::Refused::Tag(tag("HLD866"))));
    let mut record = Record::new();
    record.push_control("245", "a control field of this number would come back as data");
    assert_eq!(iso2709::encode(&record), Err(iso2709::Refused::Kind(tag("245"))));
}

#[test]
fn what_fits_is_written_and_the_rest_named() {
    let mut record = crate::samples::alma_book();
    let mut out = b"before".to_vec();
    assert_eq!(iso2709::encode_what_fits(&record, &mut out), [iso2709::Refused::SubfieldCode(tag("995"), "ff".into())]);
    record.remove("995");
    assert_eq!(iso2709::decode(&out[6..], Charset::Auto).unwrap().record, record);
    let mut untouched = b"before".to_vec();
    assert!(iso2709::encode_into(&crate::samples::alma_book(), &mut untouched).is_err());
    assert_eq!(untouched, b"before");
}

#[test]
fn the_largest_record_is_exactly_as_long_as_five_digits_allow() {
    let mut record = Record::new();
    // 24 + 2 for leader and terminators, 12 + 5 around each value.
    let room = 99_999 - 26 - 11 * 17;
    for _ in 0..10 {
        record.push_data("500", "  ", &[("a", &"x".repeat(9_000))]);
    }
    record.push_data("500", "  ", &[("a", &"x".repeat(room - 90_000))]);
    let bytes = iso2709::encode(&record).unwrap();
    assert_eq!(bytes.len(), 99_999);
    assert_eq!(iso2709::decode(&bytes, Charset::Auto).unwrap().record, record);
    record.push_control("001", "");
    assert!(iso2709::encode(&record).is_err());
}
