//! Writing MARC-8: what is written reads back as the same text.

use icu_normalizer::ComposingNormalizerBorrowed;
use marc::{Charset, Record, iso2709, marc8};
use proptest::prelude::*;

use crate::corpora;

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

fn check(text: &str) {
    let bytes = marc8::encode(text);
    assert_eq!(marc8::decode(&bytes), (composed(text), false), "{text:?} as {bytes:x?}");
}

/// Control characters stay out of it: separators belong to ISO 2709, the escape to MARC-8, and XML holds none of them.
#[test]
fn every_character_of_unicode_is_written_and_read_back() {
    let characters = ('\u{20}'..='\u{FFFF}').chain(('\u{10000}'..=char::MAX).step_by(997)).filter(|c| !c.is_control());
    for character in characters {
        check(&format!("{character}a{character}\u{301}{character} "));
    }
}

/// Marks are written before their letter, so what stands behind them comes next to it.
#[test]
fn an_ampersand_with_marks_begins_no_reference_that_was_not_there() {
    for text in ["&\u{326}#x41;", "&\u{301}\u{326}#xAEEE; and on", "&#x41;", "a&\u{301}b"] {
        check(text);
    }
}

/// The code of a subfield is composed by itself, whatever its value begins with, and has no marks.
#[test]
fn a_subfield_code_takes_no_marks_from_its_value() {
    for (bytes, text) in [
        (b"\x1F\xF1\xBC".as_slice(), "\u{1F}\u{1A1}\u{328}"),
        (b"\x1Fa\xE2e", "\u{1F}aé"),
        (b"\x1F\x1B(S;a", "\u{1F}\u{B7}α"),
        (b"\x1F&#x3AD;s", "\u{1F}\u{3AD}s"),
    ] {
        assert_eq!(marc8::decode(bytes), (text.to_owned(), false), "{bytes:x?}");
        assert_eq!(marc8::decode(&marc8::encode(text)), (text.to_owned(), false), "{text:?}");
    }
}

/// What is not a reference is in the tables or made of what is there.
#[test]
fn scripts_of_marc8_need_no_references() {
    let latin = ('\u{C0}'..='\u{17F}').filter(|c| !"Ð×÷ĦħĲĳĸŉŊŋŦŧſĿŀ".contains(*c));
    let others = [('Α', 'Ρ'), ('α', 'ω'), ('А', 'я'), ('א', 'ת'), ('ء', 'غ'), ('ぁ', 'ん'), ('ァ', 'ヶ'), ('Ạ', 'ỹ')];
    let others = others.into_iter().flat_map(|(first, last)| first..=last);
    for character in latin.chain(others) {
        let bytes = marc8::encode(&character.to_string());
        assert!(!bytes.starts_with(b"&#x"), "{character} as {bytes:x?}");
    }
}

#[test]
fn texts_are_written_as_the_standard_shows() {
    for (text, bytes) in [
        ("café naïve", b"caf\xE2e na\xE8ive".as_slice()),
        ("Ệ", b"\xF2\xE3E"),
        ("Деревня. Конец — 1", b"\x1B(NdEREWNQ. kONEC \x1B(B&#x2014; 1"),
        ("α ₂ ²", b"\x1B(Sa \x1Bb2\x1Bs \x1Bp2\x1Bs"),
        ("t\u{361}s t\u{360}s t\u{361}", b"\xEBt\xECs \xFAt\xFBs \xEBt"),
        ("\u{98}The \u{9C}title \u{200D}", b"\x88The \x89title \x8D"),
        ("一耿.", b"\x1B$1!0!!Rk\x1B(B."),
        // Programs that count three bytes a letter in this set know no byte of another set among them.
        ("一·一\u{98}一", b"\x1B$1!0!\x1B(B\xA8\x1B$1!0!\x1B(B\x88\x1B$1!0!\x1B(B"),
        ("中 & &#x4E2D; &#xZZ;", b"\x1B$1!04\x1B(B & &#x0026;#x4E2D; &#xZZ;"),
        ("\u{301}x e\u{301}\u{30D} e\u{30D}\u{301}", b"&#x0301;x \xE2e&#x030D; e&#x030D;&#x0301;"),
    ] {
        assert_eq!(marc8::encode(text).escape_ascii().to_string(), bytes.escape_ascii().to_string(), "{text}");
        check(text);
    }
}

#[test]
fn published_pairs_of_lines_go_the_other_way_too() {
    for folder in ["marc/pymarc-tests", "marc/ruby-marc-tests"] {
        let Some(folder) = corpora::path(folder) else { return };
        let text = std::fs::read_to_string(folder.join("test_utf8.txt")).unwrap();
        assert!(text.lines().count() > 1_000);
        text.lines().for_each(check);
    }
}

#[test]
fn a_record_in_marc8_says_so_and_reads_back() {
    let mut record = Record::new();
    record.push_control("001", "7").push_data(
        "245",
        "10",
        &[("a", "Les corps étrangers /"), ("c", "Деревня"), ("b", "\u{301}mark first"), ("d", "")],
    );
    let mut bytes = b"before".to_vec();
    iso2709::encode_in(iso2709::Characters::Marc8, &record, &mut bytes).unwrap();
    let found = iso2709::decode(&bytes[6..], Charset::Auto).unwrap();
    assert_eq!((found.record.leader().coding(), found.defects.as_slice()), (' ', [].as_slice()));
    assert_eq!(found.record, record);
    record.push_data("500", "  ", &[("é", "a code outside of ASCII")]);
    let refused = iso2709::encode_in(iso2709::Characters::Marc8, &record, &mut bytes);
    assert_eq!(refused, Err(iso2709::Refused::SubfieldCode("500".into(), "é".into())));
}

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => proptest::char::range(' ', '~'),
        2 => proptest::char::range('\u{A0}', '\u{24F}'),
        2 => proptest::char::range('\u{300}', '\u{36F}'),
        2 => proptest::char::range('\u{370}', '\u{6FF}'),
        1 => proptest::char::range('\u{3000}', '\u{30FF}'),
        2 => proptest::char::range('一', '鿿'),
        1 => proptest::char::range('가', '힣'),
        1 => any::<char>(),
    ];
    let plain = character.prop_filter("control characters are not for MARC-8", |c| !c.is_control());
    proptest::collection::vec(plain, 0..24).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn any_text_reads_back_in_normalisation_form_c(text in text()) {
        let bytes = marc8::encode(&text);
        prop_assert_eq!(marc8::decode(&bytes), (composed(&text), false), "{:x?}", bytes);
    }
}
