//! An Alma out of MARC records.

use std::io::Read;

use alma_sim::{Alma, HttpRequest, Setup};
use marc::Record;
use marc::holdings::{Mapping, holdings, write_holdings};

use crate::world::*;

fn plain(number: usize) -> Record {
    let mut record = Record::new();
    record
        .push_control("001", &format!("ocm{number}"))
        .push_data("050", "00", &[("a", "PR4034"), ("b", &format!(".E5 {number}"))])
        .push_data("245", "10", &[("a", &format!("Emma, volume {number} /")), ("c", "Jane Austen.")]);
    record
}

#[test]
fn a_record_without_inventory_gets_one_item() {
    let mut alma = Alma::new(Setup::from_marc("01TEST_INST", (1..=300).map(plain), NOW));
    let view = look(&alma);
    assert_eq!((view.counts.bibs, view.counts.items), (300, 300));
    let (barcode, item) = view.items.first_key_value().unwrap();
    assert_eq!((item.library.as_str(), item.location.as_str()), ("MAIN", "stacks"));
    assert_eq!(send(&mut alma, lookup("patron1")), "done");
    assert_eq!(send(&mut alma, check_out("BF-1", barcode, "2026-05-01")), "done");
    assert_eq!(place(&alma, barcode), "RES_SHARE IN_RS_REQ ILL");
    let mut found = alma.state().catalog.find("emma 17").into_iter();
    let record = alma.state().catalog.bibs[&found.next().unwrap()].marc.record();
    assert_eq!(record.value("035", 'a'), Some("ocm17"));
    assert!(record.control("001").unwrap().starts_with("99"));
}

#[test]
fn inventory_in_the_records_becomes_holdings_and_items() {
    let mut records = Vec::new();
    for number in 1..=20 {
        let mut record = Record::new();
        record.push_control("001", &format!("9910000000{number:02}4242")).push_data(
            "245",
            "10",
            &[("a", &format!("Emma {number} /"))],
        );
        let item = marc::holdings::Item {
            id: Some(format!("2310000000{number:02}4242")),
            barcode: Some(format!("312340000000{number:02}")),
            policy: Some("reg".to_owned()),
            status: (number == 3).then(|| "MISSING".to_owned()),
            ..marc::holdings::Item::default()
        };
        let holding = marc::holdings::Holding {
            id: Some(format!("2210000000{number:02}4242")),
            library: Some("LAW".to_owned()),
            location: Some("upper".to_owned()),
            call_number: Some("K 1".to_owned()),
            items: vec![item],
            ..marc::holdings::Holding::default()
        };
        write_holdings(&mut record, &[holding], &Mapping::preset("alma-852-876").unwrap());
        records.push(record);
    }
    let mut alma = Alma::new(Setup::from_marc("01LAW_INST", records, NOW));
    let view = look(&alma);
    let item = &view.items["31234000000007"];
    assert_eq!(item.mms_id.unwrap().to_string(), "9910000000074242");
    assert_eq!(item.holdings_id.to_string(), "2210000000074242");
    assert_eq!((item.library.as_str(), item.location.as_str(), item.policy.as_str()), ("LAW", "upper", "reg"));
    assert_eq!(view.items["31234000000003"].process_type, Some("MISSING"));
    assert_eq!(alma.state().suffix, "4242");
    let record = alma.state().catalog.bibs.values().next().unwrap().marc.record();
    assert!(record.field("852").is_none() && record.field("876").is_none());
    let page = answered(&mut alma, &HttpRequest::get("/primo/search", "q=emma"), NOW);
    assert!(String::from_utf8(page.body).unwrap().contains("20 titles"));
}

/// A page that a real Alma gave out: holdings in 900, items in 995 under codes of two letters.
fn real_page() -> Option<Vec<Record>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpora/alma/millersville-oai/alma_millersville_hold_item_physical_titles-7fa3668.xml.gz"
    );
    let Ok(file) = std::fs::File::open(path) else {
        eprintln!("skipped: ../shared/corpora is not here");
        return None;
    };
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    let oai_pmh::Body::ListRecords(page) = oai_pmh::Response::decode(&bytes).unwrap().body else { panic!("no page") };
    let metadata = page.items.iter().filter_map(|record| record.metadata.as_ref());
    Some(metadata.map(|metadata| marc::marcxml::decode(metadata.xml.as_bytes()).unwrap().record).collect())
}

#[test]
fn a_page_of_a_real_alma_comes_out_with_the_inventory_it_had() {
    let Some(records) = real_page() else { return };
    let mapping = Mapping::preset("alma-900-995").unwrap();
    let inventory = |records: &[Record]| {
        let mut barcodes: Vec<(String, Option<String>)> = Vec::new();
        for holding in records.iter().flat_map(|record| holdings(record, &mapping)) {
            barcodes.extend(holding.items.into_iter().filter_map(|item| Some((item.barcode?, item.id))));
        }
        barcodes.sort();
        barcodes
    };
    let expected = inventory(&records);
    assert!(expected.len() > 50, "only {} items", expected.len());
    let mut alma = Alma::new(Setup::from_marc("01REAL_INST", records, NOW));
    let query = "verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY";
    let body = answered(&mut alma, &HttpRequest::get("/view/oai/01REAL_INST/request", query), NOW).body;
    let oai_pmh::Body::ListRecords(page) = oai_pmh::Response::decode(&body).unwrap().body else { panic!("no page") };
    let published = page.items.iter().map(|record| record.metadata.as_ref().unwrap().xml.as_bytes());
    let published: Vec<Record> = published.map(|xml| marc::marcxml::decode(xml).unwrap().record).collect();
    assert_eq!(inventory(&published), expected);
}
