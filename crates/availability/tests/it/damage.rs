//! No bytes make a reader panic: each beginning of valid samples, and each sample with one byte changed.

use availability::{LendingRules, Places, Reading, Wanted, decide, merge};
use z3950::opac::OpacRecord;

use crate::made::{BOOK, items, marcxml, opac, sru};

const REPLACEMENTS: [u8; 4] = [0x00, 0xFF, b'<', b'"'];

fn changed(bytes: &[u8], step: usize, mut check: impl FnMut(&[u8])) {
    for end in (0..bytes.len()).step_by(step) {
        check(&bytes[..end]);
    }
    let mut copy = bytes.to_vec();
    for place in (0..bytes.len()).step_by(step) {
        for value in REPLACEMENTS.into_iter().chain([bytes[place] ^ 1, bytes[place] ^ 0x20]) {
            copy[place] = value;
            check(&copy);
        }
        copy[place] = bytes[place];
    }
}

/// Reads, and lets everything else have a go at what was read.
fn try_all(bytes: &[u8], reading: &Reading) {
    let Ok(shelf) = reading.read(bytes) else { return };
    let wanted = Wanted { record_id: "991234".into(), volume: "v.2".into(), ..Wanted::default() };
    let merged = merge(shelf.clone(), shelf, &Places::default());
    let _ = decide(&merged, &wanted, &LendingRules::default(), &Places::default());
}

const HOLDING: &str = "<holding><localLocation>Main</localLocation><volumes><volume><enumeration>v.2</enumeration></volume></volumes>\
    <circulations><circulation><availableNow value='0'/><availabilityDate>20260131</availabilityDate><restrictions>Due 01-31-26 +1 HOLD\
    </restrictions><itemId>31</itemId></circulation></circulations></holding>";
const ISO: &str = "<holdings><holding><holdingSimple><copiesSummary><copiesCount>2</copiesCount><status><availableCount>1</availableCount>\
    </status></copiesSummary><copyInformation><pieceIdentifier><value>3</value></pieceIdentifier><enumerationAndChronology><text>v.2</text>\
    </enumerationAndChronology></copyInformation></holdingSimple></holding></holdings>";

#[test]
fn every_prefix_and_every_changed_byte_of_an_answer_gives_a_shelf_or_an_error() {
    let reading = Reading { mapping: availability::live::mapping("live-koha-952"), ..Reading::default() };
    let ava = "=AVA  \\\\$0991234$82290$bMAIN$jstk$eavailable$f3$g1";
    let koha = "=952  \\\\$00$70$aCH$cCIRC$p31437000069572$q2023-03-12";
    let short = "=001  991234\n=245  00$aEmma";
    let json = format!(
        r#"{{"bib":[{{"mms_id":"991","anies":["{}"]}}]}}"#,
        marcxml(short).replace('"', "\\\"").replace('\n', "")
    );
    for sample in [
        sru(&[&marcxml(&format!("{short}\n{ava}\n{koha}")), ISO]),
        opac(HOLDING),
        ISO.to_owned(),
        items(2, &[("23", "LOAN", "0", r#","due_date":"2026-01-31Z","description":"v.2""#)]),
        json,
        format!("<bibs><bib><mms_id>991</mms_id>{}</bib></bibs>", marcxml(short)),
        r#"{"errorsExist":true,"errorList":{"error":[{"errorCode":"1","errorMessage":"x"}]}}"#.to_owned(),
    ] {
        let step = if sample.len() > 800 { 3 } else { 1 };
        assert!(reading.read(sample.as_bytes()).is_ok() || sample.contains("errorsExist"), "{sample}");
        changed(sample.as_bytes(), step, |bytes| try_all(bytes, &reading));
    }
}

#[test]
fn every_prefix_and_every_changed_byte_of_a_binary_record_gives_a_shelf_or_an_error() {
    let reading = Reading { mapping: availability::live::mapping("live-koha-952"), ..Reading::default() };
    let record = OpacRecord::from_xml(opac(HOLDING).as_bytes()).unwrap().unwrap().encode();
    assert_eq!(reading.read(&record).unwrap().copies(), 1);
    changed(&record, 3, |bytes| try_all(bytes, &reading));
    let marc = marc::iso2709::encode(&crate::made::record(BOOK)).unwrap();
    assert_eq!(reading.read(&marc).unwrap().hits.len(), 1);
    changed(&marc, 1, |bytes| try_all(bytes, &reading));
}

#[test]
fn places_and_words_take_any_text() {
    let json = br#"{"library":[{"code":"MAIN","name":"Main"}]}"#;
    changed(json, 1, |bytes| {
        let _ = Places::default().read_libraries(bytes);
    });
    let words = availability::Words::default();
    changed("Due 01-31-26 +12 HOLDS ü".as_bytes(), 1, |bytes| {
        let _ = words.understand(&String::from_utf8_lossy(bytes));
    });
}
