//! SRU: requests, answers of others, and the server over the shelf.

use z3950::sru::*;

use crate::corpora::files;
use crate::shelf::Shelf;

fn server() -> Server {
    let explain = Explain { host: "127.0.0.1".into(), port: 210, database: "shelf".into(), title: "The shelf".into() };
    Server::new(Settings { use_attributes: vec![4, 7, 12, 1003, 1016], ..Settings::new(explain) })
}

fn ask(query: &str) -> Response {
    let reply = server().answer(query, &mut Shelf::classics());
    let response = Response::decode(reply.body.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {}", reply.body));
    let again = Response::decode(response.encode().as_bytes()).unwrap();
    assert_eq!(again, response, "{}", reply.body);
    response
}

fn search(query: &str) -> SearchRetrieveResponse {
    match ask(query) {
        Response::SearchRetrieve(response) => response,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_answer_of_the_corpora_survives_a_round_trip() {
    let (mut records, mut diagnostics, mut surrogates) = (0, 0, 0);
    for folder in ["yaz-ztest-sru", "slsp-alma-sru", "gvi-sru", "opac-responses"] {
        for (path, bytes) in files(folder, "xml") {
            if !String::from_utf8_lossy(&bytes).contains("searchRetrieveResponse") && folder == "opac-responses" {
                continue;
            }
            let response = Response::decode(&bytes).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
            let again = Response::decode(response.encode().as_bytes()).unwrap();
            assert_eq!(again, response, "{}", path.display());
            diagnostics += response.diagnostics().len();
            if let Response::SearchRetrieve(response) = &response {
                records += response.records.len();
                surrogates += response.records.iter().filter(|record| record.diagnostic().is_some()).count();
            }
        }
    }
    eprintln!("{records} records, {diagnostics} diagnostics, {surrogates} in a record's place");
    assert!(records == 0 || records > 40 && diagnostics >= 2 && surrogates >= 1);
}

#[test]
fn a_record_packed_as_text_is_the_same_record() {
    let found = |packing: &str| {
        search(&format!("version=1.2&operation=searchRetrieve&query=dc.title%3Dodyssey&recordPacking={packing}"))
    };
    let (xml, text) = (found("xml"), found("string"));
    assert_eq!((xml.number_of_records, text.number_of_records), (Some(1), Some(1)));
    assert_eq!((xml.records[0].escaping, text.records[0].escaping), (Escaping::Xml, Escaping::String));
    assert_eq!(xml.records[0].data, text.records[0].data);
    assert!(xml.records[0].data.contains("The Odyssey"));
    assert_eq!(xml.records[0].schema, MARCXML);
}

#[test]
fn pages_follow_one_another() {
    let first = search("version=1.1&operation=searchRetrieve&query=kafka&maximumRecords=1");
    assert_eq!((first.number_of_records, first.records.len(), first.next_record_position), (Some(2), 1, Some(2)));
    let last = search("version=1.1&operation=searchRetrieve&query=kafka&maximumRecords=1&startRecord=2");
    assert_eq!((last.records[0].position, last.next_record_position), (Some(2), None));
    let none = search("version=1.1&operation=searchRetrieve&query=kafka&maximumRecords=0");
    assert_eq!((none.number_of_records, none.records.len(), none.next_record_position), (Some(2), 0, Some(1)));
    let nothing = search("version=1.1&operation=searchRetrieve&query=nobody");
    assert_eq!((nothing.number_of_records, nothing.diagnostics.len()), (Some(0), 0));
}

#[test]
fn an_answer_speaks_the_version_of_its_request() {
    let version = |query: &str| search(query).version;
    assert_eq!(version("version=1.1&operation=searchRetrieve&query=kafka"), Version::V1_1);
    assert_eq!(version("operation=searchRetrieve&query=kafka"), Version::V1_2);
    assert_eq!(version("query=kafka"), Version::V2_0);
    let new = search("query=kafka&recordXMLEscaping=string");
    assert!(new.result_count_precision.unwrap().ends_with("/exact"));
    assert_eq!(new.records[0].escaping, Escaping::String);
    let words = search("queryType=searchTerms&query=Kafka+trial%3F");
    assert_eq!(words.diagnostics, []);
}

#[test]
fn keys_put_records_in_order() {
    let titles = |query: &str| -> Vec<bool> {
        search(query).records.iter().map(|record| record.data.contains("The trial")).collect()
    };
    let base = "version=1.2&operation=searchRetrieve&query=";
    assert_eq!(titles(&format!("{base}kafka%20sortby%20dc.title")), [false, true]);
    assert_eq!(titles(&format!("{base}kafka%20sortby%20dc.title/sort.descending")), [true, false]);
    assert_eq!(titles("version=1.1&operation=searchRetrieve&query=kafka&sortKeys=title,dc,0"), [true, false]);
}

/// The request, and the diagnostic that it gets.
const REFUSED: &[(&str, u16, &str)] = &[
    ("version=1.2&operation=searchRetrieve", 7, "query"),
    ("version=1.2&operation=scan", 7, "scanClause"),
    ("version=1.2&operation=nosuch", 4, "nosuch"),
    ("version=1.9&operation=searchRetrieve&query=kafka", 5, "2.0"),
    ("query=%22open", 10, ""),
    ("query=kafka&startRecord=0", 6, "startRecord"),
    ("query=kafka&startRecord=3", 61, "3"),
    ("query=kafka&maximumRecords=many", 6, "maximumRecords"),
    ("query=kafka&recordXMLEscaping=json", 71, "json"),
    ("query=kafka&recordSchema=mods", 66, "mods"),
    ("query=kafka&queryType=xcql", 6, "queryType xcql"),
    ("query=kafka&stylesheet=style.xsl", 110, ""),
    ("query=dc.colour%3Dred", 16, "dc.colour"),
    ("query=x.title%3Dred", 15, "x"),
    ("query=dc.publisher%3Dpenguin", 16, "1018"),
    ("query=kafka+prox+trial", 37, "prox"),
    ("query=kafka+sortby+colour", 88, "colour"),
    ("query=kafka&sortKeys=title,,up", 90, "up"),
    ("version=1.1&operation=searchRetrieve&query=kafka&recordXPath=//x", 72, "//x"),
    ("scanClause=dc.title%3Dthe&maximumTerms=0", 6, "maximumTerms"),
    ("scanClause=dc.title%3Dthe&maximumTerms=100000", 121, "1000"),
    ("scanClause=dc.title%3Dthe&maximumTerms=2&responsePosition=9", 120, "responsePosition"),
    ("scanClause=dc.identifier%3Dthe", 16, ""),
];

#[test]
fn what_cannot_be_done_is_named_in_a_diagnostic() {
    for (query, number, details) in REFUSED {
        let response = ask(query);
        let [diagnostic] = response.diagnostics() else { panic!("{query}: {response:?}") };
        assert_eq!(diagnostic.number(), Some(*number), "{query}: {diagnostic}");
        let found = diagnostic.details.as_deref().unwrap_or_default();
        assert!(found == *details || *number == 10, "{query}: {diagnostic}");
    }
}

#[test]
fn terms_are_listed_around_the_starting_point() {
    for (query, version) in [
        ("version=1.1&operation=scan&scanClause=dc.title%3Dthe&maximumTerms=3&responsePosition=2", Version::V1_1),
        ("scanClause=dc.title%3Dthe&maximumTerms=3&responsePosition=2", Version::V2_0),
    ] {
        let Response::Scan(response) = ask(query) else { panic!("a scan") };
        let terms: Vec<_> = response.terms.iter().map(|term| (term.value.as_str(), term.number_of_records)).collect();
        assert_eq!(terms, [("die verwandlung", Some(1)), ("the odyssey", Some(1)), ("the trial", Some(1))]);
        assert_eq!(response.version, version);
    }
}

#[test]
fn a_server_says_what_can_be_searched() {
    let Response::Explain(response) = ask("version=1.2&operation=explain") else { panic!("an explanation") };
    let record = response.record.unwrap().data;
    for part in ["<host>127.0.0.1</host>", "<name set=\"dc\">title</name>", "<name set=\"bath\">isbn</name>", MARCXML] {
        assert!(record.contains(part), "{part} in {record}");
    }
    assert!(!record.contains("publisher"), "{record}");
    assert!(matches!(ask(""), Response::Explain(_)));
}

#[test]
fn requests_survive_a_round_trip() {
    let search = SearchRetrieveRequest::new(Version::V1_2, "dc.title = \"Öl & Gas\"").with_records(11, 50, "marcxml");
    let full = SearchRetrieveRequest {
        query_type: Some("cql".into()),
        escaping: Some(Escaping::String),
        sort_keys: Some("title,,1".into()),
        result_set_ttl: Some(60),
        stylesheet: Some("http://example.org/a.xsl".into()),
        record_xpath: Some("//a".into()),
        version: Version::V2_0,
        ..search.clone()
    };
    let scan = ScanRequest { scan_clause: "dc.title = a".into(), maximum_terms: Some(5), ..ScanRequest::default() };
    for request in [
        Request::SearchRetrieve(search),
        Request::SearchRetrieve(full),
        Request::Scan(scan.clone()),
        Request::Scan(ScanRequest { version: Version::V2_0, response_position: Some(0), ..scan }),
        Request::Explain(ExplainRequest { version: Version::V1_1, escaping: Some(Escaping::String) }),
    ] {
        assert_eq!(Request::parse(&request.to_query()), Ok(request));
    }
}

#[test]
fn every_prefix_and_every_changed_byte_of_an_answer_gives_a_value_or_an_error() {
    let mut answers: Vec<Vec<u8>> = ["query=kafka", "operation=explain", "scanClause=dc.title%3Da", "query=%22"]
        .iter()
        .map(|query| server().answer(query, &mut Shelf::classics()).body.into_bytes())
        .collect();
    answers.extend(files("yaz-ztest-sru", "xml").into_iter().map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 900));
    for bytes in answers {
        for end in (0..bytes.len()).step_by(7) {
            let _ = Response::decode(&bytes[..end]);
        }
        for place in (0..bytes.len()).step_by(5) {
            let mut changed = bytes.clone();
            changed[place] = changed[place].wrapping_add(37);
            if let Ok(response) = Response::decode(&changed) {
                let _ = response.encode();
            }
        }
    }
}

#[test]
fn nothing_in_an_address_upsets_the_server() {
    let valid = "version=1.2&operation=searchRetrieve&query=dc.title%3D%22a%20b%22%20and%20x*&sortKeys=title,,0";
    for end in 0..valid.len() {
        ask(&valid[..end]);
    }
    for place in 0..valid.len() {
        for character in ['&', '%', '"', '\u{0}', 'é', '<'] {
            let mut changed: Vec<char> = valid.chars().collect();
            changed[place] = character;
            ask(&changed.iter().collect::<String>());
        }
    }
}
