//! MARC-8 against pairs of lines that other people converted.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::corpora;

#[test]
fn published_pairs_of_lines_agree() {
    for folder in ["marc/pymarc-tests", "marc/ruby-marc-tests"] {
        let Some(folder) = corpora::path(folder) else { return };
        let marc8 = std::fs::read(folder.join("test_marc8.txt")).unwrap();
        let utf8 = std::fs::read_to_string(folder.join("test_utf8.txt")).unwrap();
        let composer = ComposingNormalizerBorrowed::new_nfc();
        let (mut compared, mut differing) = (0, Vec::new());
        for (marc8, utf8) in marc8.split(|&byte| byte == b'\n').zip(utf8.split('\n')) {
            let (decoded, _) = marc::marc8::decode(marc8);
            compared += 1;
            if decoded != composer.normalize(utf8) {
                differing.push(format!("{compared}: {marc8:x?}\n  ours   {decoded:?}\n  theirs {utf8:?}"));
            }
        }
        assert!(
            compared > 1_000 && differing.is_empty(),
            "{} of {compared}\n{}",
            differing.len(),
            differing.join("\n")
        );
    }
}

#[test]
fn every_way_to_designate_a_set_works() {
    for (bytes, text) in [
        (b"caf\xE2e na\xE8ive".as_slice(), "café naïve"),
        (b"\x1Bga\x1Bs \x1Bb2\x1Bs \x1Bp2\x1Bs", "α ₂ ²"),
        (b"\x1B(NdEREWNQ\x1B(B.", "Деревня."),
        (b"\x1B,NdEREWNQ\x1B,B.", "Деревня."),
        (b"\x1B)N\xC4\xC5 x \x1B-!E\xE2e", "де x é"),
        (b"\x1B(2ylev\x1B(B", "שלוצ"),
        (b"\x1B(3GdhM\x1B(B", "الوح"),
        (b"\x1B(SDogos\x1B(B", "Γμϛμπ"),
        (b"\x1B$1!0!!Rk\x1B(B.", "一耿."),
        (b"\xEBts\xEC", "t\u{361}s"),
        (b"\xA1\xA2\xA3\xB1\xB2\xC6", "ŁØĐłø¡"),
        (b"&#x4E2D; & &#xZZ; &#x1F; &#x110000;", "中 & &#xZZ; &#x1F; &#x110000;"),
        (b"\x88The \x89title", "\u{98}The \u{9C}title"),
    ] {
        assert_eq!(marc::marc8::decode(bytes), (text.to_owned(), false), "{bytes:x?}");
    }
}

#[test]
fn designations_end_with_their_subfield() {
    // Many records lack the escape back to ASCII.
    let (text, has_faults) = marc::marc8::decode(b"\x1Fa\x1B(NdEREWNQ\x1Fbtitle \xE2\x1Fce");
    assert_eq!((text.as_str(), has_faults), ("\u{1F}aДеревня\u{1F}btitle  \u{301}\u{1F}ce", true));
}

#[test]
fn what_is_not_marc8_becomes_a_replacement_character() {
    for (bytes, text) in [
        (b"\x1B(?x".as_slice(), "\u{FFFD}(?x"),
        (b"\x1B", "\u{FFFD}"),
        (b"a\x81b\xFF", "a\u{FFFD}b\u{FFFD}"),
        (b"\x1B$1!0", "\u{FFFD}"),
        (b"\x1B$1!0!!R !0!\x1B(B.", "一\u{FFFD}\u{FFFD} 一."),
        (b"\x1B$1~~~!0!", "\u{FFFD}一"),
    ] {
        assert_eq!(marc::marc8::decode(bytes), (text.to_owned(), true), "{bytes:x?}");
    }
}
