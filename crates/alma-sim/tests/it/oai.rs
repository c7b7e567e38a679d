//! OAI-PMH as a harvester sees it.

use std::collections::BTreeMap;

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use marc::holdings::{Mapping, holdings};
use oai_pmh::{Harvest, HttpAnswer, Record, Settings, Step, Summary};

use crate::world::*;

fn address(alma: &Alma) -> String {
    format!("http://alma.example/view/oai/{}/request", alma.state().institution)
}

fn harvest(alma: &mut Alma, settings: Settings, now: i64) -> (Vec<Record>, Summary) {
    let mut harvest = Harvest::new(settings);
    let mut records = Vec::new();
    for _ in 0..1_000 {
        match harvest.next() {
            Step::Fetch { url } => {
                let (path, query) = url.trim_start_matches("http://alma.example").split_once('?').unwrap();
                let mut request = HttpRequest::get(path, query);
                request.headers.push(("Host".to_owned(), "alma.example".to_owned()));
                let response = answered(alma, &request, now);
                harvest.answer(HttpAnswer { status: response.status, retry_after: None, body: response.body });
            }
            Step::Deliver(delivery) => {
                assert!(delivery.bad.is_empty(), "{:?}", delivery.bad);
                records.extend(delivery.records);
            }
            Step::Wait { .. } => {}
            Step::Finished(summary) => return (records, summary),
            Step::Failed(failure) => panic!("{failure:?}"),
        }
    }
    panic!("the harvest does not end");
}

fn settings(alma: &Alma, set: &str, prefix: &str) -> Settings {
    Settings { set: Some(set.to_owned()), ..Settings::new(address(alma), prefix) }
}

fn marc_of(record: &Record) -> marc::Record {
    marc::marcxml::decode(record.metadata.as_ref().unwrap().xml.as_bytes()).unwrap().record
}

#[test]
fn a_harvest_gets_every_physical_title_once_with_its_items() {
    for (institution, set, preset) in [
        (Institution::East, "BOOKFERRY", "alma-900-995"),
        (Institution::West, "RESHARE_WEST", "alma-852-876"),
        (Institution::North, "verbund", "alma-hld-itm"),
    ] {
        let mut alma = Alma::new(Setup::sample(institution, NOW));
        let wanted = settings(&alma, set, "marc21");
        let (records, summary) = harvest(&mut alma, wanted, NOW + HOUR);
        let by_id: BTreeMap<&str, &Record> = records.iter().map(|one| (one.header.identifier.as_str(), one)).collect();
        let titles = alma.state().catalog.bibs.values().filter(|bib| !bib.holdings.is_empty()).count();
        assert_eq!((by_id.len(), records.len()), (titles, titles), "{institution:?}");
        assert!(summary.pages > 1, "{institution:?}");
        let mapping = Mapping::preset(preset).unwrap();
        let found = records.iter().flat_map(|record| holdings(&marc_of(record), &mapping));
        let items: usize = found.map(|holding| holding.items.len()).sum();
        assert_eq!(items, alma.state().catalog.items.len(), "{institution:?}");
    }
}

#[test]
fn a_loan_to_another_library_shows_in_the_next_harvest_and_nothing_else_does() {
    let mut alma = east();
    let (_, summary) = {
        let wanted = settings(&alma, "BOOKFERRY", "marc21");
        harvest(&mut alma, wanted, NOW)
    };
    send_at(&mut alma, check_out("BF-1", BOOK, "2026-05-01"), NOW + HOUR);
    send_at(&mut alma, ncip::Request::AcceptItem(accept("BF-2", "BF-2", PATRON)), NOW + HOUR);
    let mut wanted = settings(&alma, "BOOKFERRY", "marc21");
    let at = summary.watermark.unwrap().unix_seconds() + 1;
    wanted.from = oai_pmh::Datestamp::from_unix_seconds(at);
    let (records, _) = harvest(&mut alma, wanted, NOW + 2 * HOUR);
    assert_eq!(records.len(), 1);
    let found = holdings(&marc_of(&records[0]), &Mapping::preset("alma-900-995").unwrap());
    let item = found[0].items.iter().find(|item| item.barcode.as_deref() == Some(BOOK)).unwrap();
    assert_eq!(item.temporary_library.as_deref(), Some("RES_SHARE"));
    assert_eq!(item.temporary_location.as_deref(), Some("IN_RS_REQ"));
}

#[test]
fn a_suppressed_title_is_told_as_deleted() {
    let mut alma = east();
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    desk(&mut alma, "suppress", &format!("mms_id={title}&suppressed=true"));
    let wanted = settings(&alma, "BOOKFERRY", "marc21");
    let (records, summary) = harvest(&mut alma, wanted, NOW);
    assert_eq!(summary.deleted, 1);
    let gone = records.iter().find(|record| record.header.deleted).unwrap();
    assert_eq!(gone.header.identifier, format!("oai:alma.01EAST_INST:{title}"));
    assert!(gone.metadata.is_none());
}

#[test]
fn a_record_names_every_set_that_it_is_in() {
    let mut alma = Alma::new(Setup::sample(Institution::West, NOW));
    let wanted = settings(&alma, "DISCOVERY", "oai_dc");
    let (records, _) = harvest(&mut alma, wanted, NOW);
    assert!(records.iter().any(|record| record.header.sets == ["RESHARE_WEST", "DISCOVERY"]));
    assert!(records.iter().any(|record| record.header.sets == ["DISCOVERY"]));
    assert!(records.iter().all(|record| record.metadata.as_ref().unwrap().xml.contains("<dc:title>")));
}

fn ask(alma: &mut Alma, path: &str, query: &str) -> String {
    let mut request = HttpRequest::get(path, query);
    request.peer_address = "192.0.2.7".to_owned();
    String::from_utf8(answered(alma, &request, NOW).body).unwrap()
}

#[test]
fn every_refusal_is_in_almas_words() {
    let east_path = "/view/oai/01EAST_INST/request";
    let mut alma = east();
    for (path, query, words) in [
        ("/view/oai/request", "verb=Identify", "Problem with url - institution code is missing"),
        (
            "/view/oai/01OTHER_INST/request",
            "verb=Identify",
            "OAI Repository definition doesnt exist for this Institution",
        ),
        (east_path, "verb=ListRecords", "The request is missing required arguments."),
        (east_path, "verb=ListRecords&metadataPrefix=marc21", "The request is missing required arguments."),
        (
            east_path,
            "verb=ListRecords&metadataPrefix=marc21&set=bookferry",
            "No Publishing profile exists for given set and metadataPrefix",
        ),
        (east_path, "verb=ListRecords&resumptionToken=nonsense", "badResumptionToken"),
        (east_path, "verb=GetRecord&metadataPrefix=marc21&identifier=oai:alma.01EAST_INST:1", "idDoesNotExist"),
        (east_path, "verb=Dance", "badVerb"),
        (east_path, "verb=ListRecords&metadataPrefix=marc21&set=BOOKFERRY&from=2030-01-01", "noRecordsMatch"),
    ] {
        let answer = ask(&mut alma, path, query);
        assert!(answer.contains(words), "{query}: {answer}");
    }
    desk(&mut alma, "oai-addresses", "addresses=10.1., 192.0.2.");
    assert!(ask(&mut alma, east_path, "verb=Identify").contains("<Identify>"));
    desk(&mut alma, "oai-addresses", "addresses=10.1.");
    assert!(ask(&mut alma, east_path, "verb=Identify").contains("Unauthorized access to the OAI services"));
    desk(&mut alma, "oai-addresses", "addresses=");
    desk(&mut alma, "oai-status", "active=false");
    assert!(ask(&mut alma, east_path, "verb=Identify").contains("OAI Repository is not active for this Institution"));

    let mut setup = Setup::sample(Institution::East, NOW);
    setup.state_mut().publishing.profiles.clear();
    let mut alma = Alma::new(setup);
    assert!(ask(&mut alma, east_path, "verb=ListSets").contains("The repository does not support sets"));
}

#[test]
fn tokens_and_pages_look_like_almas() {
    let mut alma = east();
    let path = "/view/oai/01EAST_INST/request";
    let first = ask(&mut alma, path, "verb=ListIdentifiers&metadataPrefix=marc21&set=BOOKFERRY");
    let (_, token) = first.split_once("<resumptionToken>").expect("a token without attributes");
    let (token, _) = token.split_once('<').unwrap();
    assert!(token.starts_with("all@all@BOOKFERRY@marc21@1") && token.ends_with("5101"), "{token}");
    assert_eq!(first.matches("<header>").count(), 25);
    let (records, _) = {
        let wanted = settings(&alma, "BOOKFERRY", "marc21");
        harvest(&mut alma, wanted, NOW)
    };
    let identifier = &records[0].header.identifier;
    let one = ask(&mut alma, path, &format!("verb=GetRecord&metadataPrefix=marc21&identifier={identifier}"));
    assert!(one.contains(identifier));
    assert!(!one.contains("resumptionToken"));
}

#[test]
fn a_harvester_survives_pages_that_are_cut_or_repeated() {
    let mut alma = east();
    let (expected, _) = {
        let wanted = settings(&alma, "BOOKFERRY", "marc21");
        harvest(&mut alma, wanted, NOW)
    };
    alma.set_faults(vec!["oai:3:oai-truncated-page".parse().unwrap(), "oai:5:oai-repeated-page".parse().unwrap()]);
    let wanted = settings(&alma, "BOOKFERRY", "marc21");
    let (records, _) = harvest(&mut alma, wanted, NOW);
    let distinct = |records: &[Record]| {
        let mut ids: Vec<String> = records.iter().map(|record| record.header.identifier.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    assert_eq!(distinct(&records), distinct(&expected));
}
