//! What noise makes of a catalogue.

use alma_sim::{Alma, Institution, Setup};
use marc::Record;
use oai_pmh::{Body, Response};

use crate::world::*;

/// Whether a record has a kind of noise.
type Has = fn(&Record) -> bool;

fn published(alma: &mut Alma) -> Vec<Record> {
    let mut query = "verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY".to_owned();
    let mut records = Vec::new();
    loop {
        let Body::ListRecords(page) = Response::decode(&oai_at(alma, &query, NOW)).unwrap().body else {
            panic!("no page")
        };
        let metadata = page.items.iter().filter_map(|record| record.metadata.as_ref());
        records.extend(metadata.map(|one| marc::marcxml::decode(one.xml.as_bytes()).unwrap().record));
        match page.token {
            Some(token) => query = format!("verb=ListRecords&resumptionToken={}", token.value),
            None => return records,
        }
    }
}

#[test]
fn noisy_records_have_every_kind_of_noise() {
    let mut clean = Alma::new(Setup::sample(Institution::East, NOW));
    let clean = published(&mut clean);
    let mut noisy = Alma::new(Setup::sample(Institution::East, NOW).with_noise());
    let noisy = published(&mut noisy);
    assert_eq!(clean.len(), noisy.len());
    let kinds: [(&str, Has); 12] = [
        ("001 behind 008", |record| record.all_fields().position(|field| field.is("001")) > Some(0)),
        ("no 005", |record| record.control("005").is_none()),
        ("fields of the former system", |record| record.field("907").is_some() && record.field("945").is_some()),
        ("fill characters", |record| record.field("245").is_some_and(|field| field.indicators() == ['|', '|'])),
        ("035 without a prefix", |record| record.value("035", '9').is_some()),
        ("035 with a former system", |record| record.values("035", 'a').any(|number| number.ends_with("-olddb"))),
        ("049", |record| record.field("049").is_some()),
        ("an empty subfield", |record| record.value("500", 'a') == Some("")),
        ("an item without barcode", |record| record.fields("995").any(|item| item.values("s").all(str::is_empty))),
        ("an item elsewhere", |record| record.fields("995").any(|item| item.subfield('v') == Some("true"))),
        ("policy EMPTY", |record| record.fields("995").any(|item| item.subfield('c') == Some("EMPTY"))),
        ("a code of two letters", |record| record.fields("995").any(|item| item.subfield("ff").is_some())),
    ];
    for (kind, has) in kinds {
        let count = noisy.iter().filter(|record| has(record)).count();
        assert!(count > 0, "{kind}");
        let is_of_the_preset = kind == "a code of two letters";
        assert!(is_of_the_preset || count > clean.iter().filter(|record| has(record)).count(), "{kind}");
    }
    let several = |records: &[Record]| records.iter().filter(|record| record.fields("995").count() > 1).count();
    assert!(several(&noisy) > several(&clean));
    let numbered = |records: &[Record]| records.iter().filter(|record| record.field("020").is_some()).count();
    assert!(numbered(&noisy) < numbered(&clean));
}

#[test]
fn noise_is_the_same_every_time_and_can_be_searched() {
    let setup = || Setup::sample(Institution::West, NOW).with_noise();
    let (one, other) = (Alma::new(setup()), Alma::new(setup()));
    assert!(one.state() == other.state());
    let clean = Alma::new(Setup::sample(Institution::West, NOW));
    assert_eq!(one.state().catalog.find("history"), clean.state().catalog.find("history"));
}
