//! SRU as Alma serves it.

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use z3950::sru::{Response, SearchRetrieveResponse};

use crate::world::*;

fn with_sru(include_availability: bool) -> Alma {
    let mut alma = east();
    let fields = format!("code=SRU&name=SRU+server&active=true&include_availability={include_availability}");
    assert_eq!(submit(&mut alma, "/alma/integration-profiles/sru", &fields), "The integration profile is saved.");
    alma
}

fn body(alma: &mut Alma, query: &str) -> String {
    let path = format!("/view/sru/{}", alma.state().institution);
    let response = answered(alma, &HttpRequest::get(&path, query), NOW);
    assert_eq!(response.status, 200);
    String::from_utf8(response.body).unwrap()
}

fn ask(alma: &mut Alma, parameters: &str) -> SearchRetrieveResponse {
    let query = format!("version=1.2&operation=searchRetrieve&{parameters}");
    match Response::decode(body(alma, &query).as_bytes()).unwrap() {
        Response::SearchRetrieve(response) => response,
        other => panic!("{other:?}"),
    }
}

fn search(alma: &mut Alma, cql: &str) -> SearchRetrieveResponse {
    ask(alma, &format!("query={}", oai_pmh::encode_component(cql)))
}

/// Hits, or the number of the diagnostic below zero.
fn hits(alma: &mut Alma, cql: &str) -> i64 {
    outcome(&search(alma, cql))
}

fn outcome(response: &SearchRetrieveResponse) -> i64 {
    match response.diagnostics.first() {
        Some(diagnostic) => -i64::from(diagnostic.number().unwrap()),
        None => i64::try_from(response.number_of_records.unwrap()).unwrap(),
    }
}

fn records(response: &SearchRetrieveResponse) -> Vec<marc::Record> {
    let decoded = response.records.iter().map(|record| marc::marcxml::decode(record.data.as_bytes()).unwrap().record);
    decoded.collect()
}

/// The fields with this tag: codes and values.
fn fields(record: &marc::Record, tag: &str) -> Vec<Vec<(String, String)>> {
    let pairs =
        |field: marc::Field<'_>| field.subfields().map(|one| (one.code.to_string(), one.value.to_owned())).collect();
    record.fields(tag).map(pairs).collect()
}

fn value<'a>(field: &'a [(String, String)], code: &str) -> Option<&'a str> {
    field.iter().find(|(known, _)| known == code).map(|(_, value)| value.as_str())
}

#[test]
fn it_is_off_until_somebody_sets_it_up() {
    let mut alma = east();
    assert_eq!(hits(&mut alma, "alma.title=emma"), -1);
    let mut alma = with_sru(false);
    assert!(hits(&mut alma, "alma.title=emma") > 0);
    let elsewhere = HttpRequest::get("/view/sru/01WEST_INST", "version=1.2&operation=explain");
    let refused = String::from_utf8(answered(&mut alma, &elsewhere, NOW).body).unwrap();
    assert!(refused.contains("info:srw/diagnostic/1/1<"), "{refused}");
    submit(&mut alma, "/alma/integration-profiles/sru", "code=SRU&name=SRU");
    assert_eq!(hits(&mut alma, "alma.title=emma"), -1, "it is not active");
    submit(&mut alma, "/alma/integration-profiles/sru/delete", "");
    assert_eq!(hits(&mut alma, "alma.title=emma"), -1);
}

#[test]
fn every_index_finds() {
    let mut alma = with_sru(false);
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    for (query, expected) in [
        (format!("alma.mms_id={title}"), 1),
        (format!("rec.id={title}"), 1),
        (format!("mms_id={title} or mms_id=991"), 1),
        ("alma.mms_id=991".to_owned(), 0),
        (format!("alma.other_system_number={title}"), 1),
        ("alma.isbn=9780385474542".to_owned(), 1),
        ("alma.isbn all \"0-385-47454-7\"".to_owned(), 1),
        (format!("alma.barcode={BOOK}"), 1),
        ("alma.barcode=none".to_owned(), 0),
        ("alma.issn=0002-8762".to_owned(), 1),
        ("alma.title=\"things fall apart\"".to_owned(), 1),
        ("alma.title==\"Things fall apart\"".to_owned(), 1),
        ("alma.title==\"things fall\"".to_owned(), 0),
        ("alma.title=thing* and alma.creator=achebe".to_owned(), 1),
        ("alma.creator=achebe not alma.title=things".to_owned(), 0),
        ("alma.creator=achebe and alma.main_pub_date=1994".to_owned(), 1),
        ("alma.creator=achebe and alma.main_pub_date>1994".to_owned(), 0),
        ("alma.creator=achebe and alma.main_pub_date>=1994 and alma.main_pub_date<1995".to_owned(), 1),
        ("alma.creator=achebe and alma.mms_tagSuppressed=false".to_owned(), 1),
        ("alma.mms_tagSuppressed=true".to_owned(), 0),
        ("alma.isbn=9780385474542 and alma.has_inventory=true".to_owned(), 1),
        ("alma.isbn=9780385474542 and alma.has_inventory=false".to_owned(), 0),
        ("alma.all_for_ui all \"achebe apart\"".to_owned(), 1),
    ] {
        assert_eq!(hits(&mut alma, &query), expected, "{query}");
    }
    let all = hits(&mut alma, "alma.holding_tagSuppressed=false");
    assert_eq!(hits(&mut alma, "alma.title<>things"), all - hits(&mut alma, "alma.title=things"));
}

#[test]
fn an_oclc_number_is_found_in_the_field_that_the_index_names() {
    let record = |tag: &str, code: &str| {
        let mut record = marc::Record::new();
        record.push_data("245", "10", &[("a", tag)]);
        record.push_data(tag, "  ", &[(code, "(OCoLC)ocm02229465")]);
        record
    };
    let records = [record("035", "a"), record("035", "z"), record("019", "a")];
    let mut alma = Alma::new(Setup::from_marc("01EX_INST", records, NOW).with_sru_server(false));
    for (index, expected) in [("035_a", 1), ("035_z", 1), ("035_az", 2), ("019_a", 1)] {
        for number in ["2229465", "\"(OCoLC)2229465\"", "ocm02229465"] {
            let query = format!("alma.oclc_control_number_{index}={number}");
            assert_eq!(hits(&mut alma, &query), expected, "{query}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_in_the_document() {
    let mut alma = with_sru(false);
    for (query, number) in [
        ("alma.title=", 10),
        ("(alma.title=emma", 10),
        ("alma.colour=red", 16),
        ("rec.title=emma", 16),
        ("dc.title=emma", 15),
        ("alma.title any emma", 19),
        ("alma.creator == austen", 19),
        ("alma.title=/stem emma", 20),
        ("alma.title=em?a", 28),
        ("alma.title=^emma", 31),
        ("alma.title=\"\"", 27),
        ("alma.main_pub_date>soon", 36),
        ("alma.has_inventory=perhaps", 36),
        ("alma.title=emma prox alma.creator=austen", 39),
        ("alma.title=emma sortby alma.isbn", 88),
        ("alma.title=emma sortby alma.title/sort.sideways", 20),
    ] {
        assert_eq!(hits(&mut alma, query), -number, "{query}");
    }
    for (parameters, number) in [
        ("operation=searchRetrieve&query=alma.title=emma", 7),
        ("version=1.2&query=alma.title=emma", 7),
        ("version=1.2&operation=searchRetrieve", 7),
        ("version=2.0&operation=searchRetrieve&query=alma.title=emma", 5),
        ("version=1.2&operation=scan&scanClause=alma.title=emma", 4),
        ("version=1.2&operation=dance", 4),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&recordSchema=onix", 66),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&sortKeys=isbn", 88),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&sortKeys=title,,up", 90),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&recordXPath=/record", 72),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&startRecord=0", 6),
        ("version=1.2&operation=searchRetrieve&query=alma.title=emma&startRecord=9000", 61),
        ("", 7),
    ] {
        let text = body(&mut alma, parameters);
        assert!(text.contains(&format!("info:srw/diagnostic/1/{number}<")), "{parameters}: {text}");
    }
}

#[test]
fn an_answer_has_the_shape_of_captured_ones() {
    let mut alma = with_sru(false);
    let text =
        body(&mut alma, "version=1.2&operation=searchRetrieve&recordSchema=marcxml&query=alma.isbn=9780385474542");
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    let start = "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\"><version>1.2</version>\
                 <numberOfRecords>1</numberOfRecords><records><record><recordSchema>marcxml</recordSchema>\
                 <recordPacking>xml</recordPacking><recordData><record xmlns=\"http://www.loc.gov/MARC21/slim\">";
    assert!(text.contains(start), "{text}");
    let end = format!(
        "</recordData><recordIdentifier>{title}</recordIdentifier><recordPosition>1</recordPosition></record></records>\
         <extraResponseData><exact xmlns=\"http://www.exlibris.com/repository/search/xmlbeans/\">true</exact>\
         <responseDate xmlns=\"http://www.exlibris.com/repository/search/xmlbeans/\">2026-03-02T09:00:00+0000</responseDate>\
         </extraResponseData></searchRetrieveResponse>"
    );
    assert!(text.ends_with(&end), "{text}");
    assert!(text.contains("<leader>"));
    let first = ask(&mut alma, "query=alma.isbn=9780385474542&recordPacking=string");
    assert_eq!(first.records[0].escaping, z3950::sru::Escaping::String);
    assert_eq!(records(&first).len(), 1);
}

#[test]
fn records_come_in_dublin_core_too() {
    let mut alma = with_sru(true);
    for name in ["dc", "info:srw/schema/1/dc-schema"] {
        let answer = ask(&mut alma, &format!("query=alma.isbn=9780385474542&recordSchema={name}"));
        let record = &answer.records[0];
        let root = xml::Element::parse(record.data.as_bytes(), &xml::Limits::message()).unwrap();
        assert_eq!((record.schema.as_str(), root.name.local.as_str()), ("dc", "dc"));
        assert_eq!(root.child_text("title").as_deref(), Some("Things fall apart /"), "{}", record.data);
        assert_eq!(root.child_text("identifier").as_deref(), Some("9780385474542"));
    }
    let registered = ask(&mut alma, "query=alma.isbn=9780385474542&recordSchema=info:srw/schema/1/marcxml-v1.1");
    assert_eq!(registered.records[0].schema, "marcxml");
}

#[test]
fn records_come_in_every_schema_that_explain_names_or_with_a_reason() {
    let mut alma = with_sru(true);
    let book = "query=alma.isbn=9780385474542";
    for (name, root) in [
        ("marcxml", "record"),
        ("dc", "dc"),
        ("mods", "mods"),
        ("info:srw/schema/1/mods-v3.5", "mods"),
        ("dcx", "dcx"),
        ("isohold", "holdings"),
        ("unimarcxml", "diagnostic"),
        ("kormarcxml", "diagnostic"),
        ("cnmarcxml", "diagnostic"),
    ] {
        let answer = ask(&mut alma, &format!("{book}&recordSchema={name}"));
        let record = &answer.records[0];
        let element = xml::Element::parse(record.data.as_bytes(), &xml::Limits::message()).unwrap();
        assert_eq!(element.name.local, root, "{name}");
        assert_eq!(record.identifier, look(&alma).items[BOOK].mms_id.map(|id| id.to_string()), "{name}");
        assert_eq!(record.diagnostic().and_then(|one| one.number()), (root == "diagnostic").then_some(67), "{name}");
    }
    let mods = ask(&mut alma, &format!("{book}&recordSchema=mods")).records[0].data.clone();
    let mods = xml::Element::parse(mods.as_bytes(), &xml::Limits::message()).unwrap();
    let text = |path: &str| mods.at(path).map(xml::Element::text).unwrap_or_default();
    assert_eq!(text("titleInfo/title"), "Things fall apart");
    assert_eq!(text("name/namePart"), "Achebe, Chinua");
    assert_eq!(text("originInfo/dateIssued"), "1994");
    assert!(mods.all("identifier").any(|one| one.text() == "9780385474542"));
}

#[test]
fn results_are_sorted_by_the_query_or_by_sort_keys() {
    let record = |title: &str, article: &str, author: &str, year: &str| {
        let mut record = marc::Record::new();
        record.push_control("008", &format!("260101s{year}    xx            000 0 eng d"));
        if !author.is_empty() {
            record.push_data("100", "1 ", &[("a", author)]);
        }
        record.push_data("245", &format!("1{article}"), &[("a", title)]);
        record
    };
    let records = [
        record("The zebra", "4", "Baker, Ann", "1990"),
        record("Ängste", "0", "Adler, Kurt", "2001"),
        record("Birds", "0", "", "1985"),
    ];
    let mut alma = Alma::new(Setup::from_marc("01EX_INST", records, NOW).with_sru_server(false));
    for (sorted, expected) in [
        ("query=alma.mms_tagSuppressed=false sortBy alma.title", "Ängste, Birds, The zebra"),
        ("query=alma.mms_tagSuppressed=false sortBy title/sort.descending", "The zebra, Birds, Ängste"),
        ("query=alma.mms_tagSuppressed=false sortBy alma.main_pub_date/sort.descending", "Ängste, The zebra, Birds"),
        ("query=alma.mms_tagSuppressed=false sortBy alma.creator/sort.ascending", "Ängste, The zebra, Birds"),
        ("query=alma.mms_tagSuppressed=false sortBy alma.creator/sort.descending", "The zebra, Ängste, Birds"),
        ("query=alma.mms_tagSuppressed=false&sortKeys=main_pub_date", "Birds, The zebra, Ängste"),
        ("query=alma.mms_tagSuppressed=false&sortKeys=alma.main_pub_date,,0", "Ängste, The zebra, Birds"),
        ("query=alma.mms_tagSuppressed=false&sortKeys=title,,1 creator", "Ängste, Birds, The zebra"),
    ] {
        let found = ask(&mut alma, &sorted.replace(' ', "%20"));
        let titles: Vec<String> =
            self::records(&found).iter().map(|one| one.value("245", 'a').unwrap().to_owned()).collect();
        assert_eq!(titles.join(", "), expected, "{sorted}");
    }
}

/// Barcode, status and place of each copy.
fn copies(record: &str) -> Vec<(String, String, String)> {
    let root = xml::Element::parse(record.as_bytes(), &xml::Limits::message()).unwrap();
    let of_holding = |holding: &xml::Element| {
        let place = holding.child_text("physicalLocation").unwrap_or_default();
        let simple = holding.all("holdingSimple").flat_map(|simple| simple.all("copyInformation"));
        let sets = holding.all("holdingStructured").flat_map(|one| one.all("set")).flat_map(|set| set.all("component"));
        let copy = |copy: &xml::Element| {
            let text = |path: &str| copy.at(path).map(xml::Element::text).unwrap_or_default();
            (text("pieceIdentifier/value"), text("availabilityInformation/status/availabilityStatus"), place.clone())
        };
        simple.chain(sets).map(copy).collect::<Vec<_>>()
    };
    root.all("holding").flat_map(of_holding).collect()
}

#[test]
fn holdings_by_iso_20775_tell_each_copy() {
    let mut alma = with_sru(false);
    let book = "query=alma.isbn=9780385474542&recordSchema=isohold";
    let data = |alma: &mut Alma| ask(alma, book).records[0].data.clone();
    let own = |status: &str| vec![(BOOK.to_owned(), status.to_owned(), "Main Library".to_owned())];
    assert_eq!(copies(&data(&mut alma)), own("1"), "with or without availability in MARC records");
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    let lent = data(&mut alma);
    assert_eq!(copies(&lent), own("2"));
    for element in [
        "<availableCount>0</availableCount>",
        "<copiesCount>1</copiesCount>",
        "<earliestDispatchDate>",
        "<dateTimeAvailable>",
    ] {
        assert!(lent.contains(element), "{element}: {lent}");
    }
    let none = ask(&mut alma, "query=alma.mms_id=00000000000000&recordSchema=isohold");
    assert_eq!(none.number_of_records, Some(0));
}

#[test]
fn an_institution_with_campuses_names_them_and_tells_one_of_them_apart() {
    let mut alma = Alma::new(Setup::sample(Institution::North, NOW).with_sru_server(true));
    let all = "query=alma.mms_tagSuppressed=false&maximumRecords=50";
    let told = records(&ask(&mut alma, all));
    let campuses: std::collections::BTreeSet<(String, String)> = told
        .iter()
        .flat_map(|record| fields(record, "AVA"))
        .map(|field| ["b", "h"].map(|code| value(&field, code).unwrap_or_default().to_owned()).into())
        .collect();
    for (library, campus) in &campuses {
        let expected = if library == "tech" { "HAFEN" } else { "INNENSTADT" };
        assert_eq!(campus, expected, "{library}");
    }
    assert!(campuses.len() > 1, "{campuses:?}");
    let mut at = |campus: &str| {
        let query = format!("{all}&recordSchema=isohold&x-filterHoldingsByCampusCode={campus}");
        ask(&mut alma, &query).records.iter().flat_map(|record| copies(&record.data)).collect::<Vec<_>>()
    };
    let (everywhere, harbour, city) = (at(""), at("HAFEN"), at("INNENSTADT"));
    assert!(!harbour.is_empty() && !city.is_empty());
    assert!(harbour.iter().all(|(.., place)| place == "Fachbibliothek Technik"));
    let physical = everywhere.iter().filter(|(.., place)| !place.is_empty()).count();
    assert_eq!(harbour.len() + city.len(), physical);
    assert_eq!(at("NOWHERE"), []);
}

#[test]
fn the_answers_have_the_elements_that_real_ones_have() {
    let Some(folder) = corpora("z3950/slsp-alma-sru") else { return };
    let names = |document: &str| {
        let root = xml::Element::parse(document.as_bytes(), &xml::Limits::message()).unwrap();
        let record = root.child("records").and_then(|records| records.child("record")).unwrap();
        let local = |element: &xml::Element| element.name.local.clone();
        let outer: Vec<String> = root.elements().map(local).collect();
        let inner: Vec<String> = record.elements().map(local).collect();
        let extra: Vec<String> = root.child("extraResponseData").unwrap().elements().map(local).collect();
        (outer, inner, extra)
    };
    let ours = names(&body(&mut with_sru(true), "version=1.2&operation=searchRetrieve&query=alma.isbn=9780385474542"));
    let mut compared = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let document = std::fs::read_to_string(file.unwrap().path()).unwrap();
        if document.contains("<numberOfRecords>1</numberOfRecords>") {
            assert_eq!(names(&document), ours);
            compared += 1;
        }
    }
    assert!(compared > 0);
}

#[test]
fn pages_have_fifty_records_at_most_and_say_where_they_go_on() {
    let mut alma = with_sru(false);
    let all = "query=alma.mms_tagSuppressed=false";
    let first = ask(&mut alma, all);
    assert_eq!((first.records.len(), first.next_record_position), (10, Some(11)));
    let total = first.number_of_records.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let mut next = Some(1);
    while let Some(start) = next {
        let page = ask(&mut alma, &format!("{all}&maximumRecords=500&startRecord={start}"));
        assert!(page.records.len() <= 50);
        assert_eq!(page.records[0].position, Some(start));
        seen.extend(page.records.iter().map(|record| record.identifier.clone().unwrap()));
        next = page.next_record_position;
    }
    assert_eq!(seen.len() as u64, total);
    assert_eq!(ask(&mut alma, &format!("{all}&maximumRecords=0")).records.len(), 0);
    assert_eq!(outcome(&ask(&mut alma, &format!("{all}&startRecord={}", total + 1))), -61);
}

#[test]
fn nobody_comes_behind_record_10000() {
    let record = |number: usize| {
        let mut record = marc::Record::new();
        record.push_data("245", "10", &[("a", &format!("Title {number}"))]);
        record
    };
    let setup = Setup::from_marc("01EX_INST", (0..10_020).map(record), NOW).with_sru_server(false);
    let mut alma = Alma::new(setup);
    let mut at = |start: u64, count: u64| {
        let answer = ask(&mut alma, &format!("query=alma.title=title&startRecord={start}&maximumRecords={count}"));
        (outcome(&answer), answer.records.len())
    };
    assert_eq!(at(9_991, 10), (10_020, 10));
    assert_eq!(at(9_991, 11), (-61, 0));
    assert_eq!(at(10_001, 1), (-61, 0));
}

#[test]
fn availability_comes_where_the_profile_says_so() {
    let book = "query=alma.isbn=9780385474542";
    let plain = records(&ask(&mut with_sru(false), book));
    assert!(fields(&plain[0], "AVA").is_empty());
    let mut alma = with_sru(true);
    let item = look(&alma).items[BOOK].clone();
    let told = |alma: &mut Alma| fields(&records(&ask(alma, book))[0], "AVA");
    let expected: Vec<(String, String)> = [
        ("0", item.mms_id.unwrap().to_string()),
        ("8", item.holdings_id.to_string()),
        ("a", "01EAST_INST".to_owned()),
        ("b", "MAIN".to_owned()),
        ("c", "Stacks".to_owned()),
        ("d", "PR9387.9.A3 T5 1994".to_owned()),
        ("e", "available".to_owned()),
        ("f", "1".to_owned()),
        ("g", "0".to_owned()),
        ("j", "stk".to_owned()),
        ("k", "0".to_owned()),
        ("p", "1".to_owned()),
        ("q", "Main Library".to_owned()),
    ]
    .map(|(code, value)| (code.to_owned(), value))
    .to_vec();
    assert_eq!(told(&mut alma), [expected]);
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    let lent = told(&mut alma);
    assert_eq!(["e", "f", "g"].map(|code| value(&lent[0], code)), [Some("unavailable"), Some("1"), Some("1")]);
    desk(&mut alma, "return", &format!("barcode={BOOK}"));
    send(&mut alma, check_out("BF-1", BOOK, "2026-05-01"));
    let away = told(&mut alma);
    assert_eq!(away.len(), 1, "the holdings record has no item left at its place");
    let parts = ["8", "b", "j", "e"].map(|code| value(&away[0], code));
    assert_eq!(parts, [None, Some("RES_SHARE"), Some("IN_RS_REQ"), Some("unavailable")]);
}

#[test]
fn an_electronic_duplicate_has_a_portfolio_and_no_holdings() {
    let mut alma = with_sru(true);
    let found = records(&search(&mut alma, "alma.isbn=9780262035613"));
    let shapes: Vec<_> = found.iter().map(|one| (fields(one, "AVA").len(), fields(one, "AVE").len())).collect();
    assert!(shapes.len() == 2 && shapes.contains(&(1, 0)) && shapes.contains(&(0, 1)), "{shapes:?}");
    let portfolio = found.iter().flat_map(|one| fields(one, "AVE")).next().unwrap();
    assert_eq!(value(&portfolio, "e"), Some("Available"));
    assert!(value(&portfolio, "8").unwrap().starts_with("53"));
}

#[test]
fn items_are_counted_where_they_stand() {
    let mut alma = Alma::new(Setup::sample(Institution::West, NOW).with_sru_server(true));
    let catalog = alma.state().catalog.clone();
    for (id, bib) in catalog.bibs.iter().filter(|(_, bib)| !bib.holdings.is_empty()) {
        let told = fields(&records(&search(&mut alma, &format!("rec.id={id}")))[0], "AVA");
        let number =
            |code: &str| told.iter().filter_map(|field| value(field, code)?.parse::<usize>().ok()).sum::<usize>();
        let items: Vec<_> = catalog.inventory(bib).flat_map(|(.., items)| items).map(|(_, item)| item).collect();
        let unavailable = items.iter().filter(|item| !item.is_available()).count();
        assert_eq!((number("f"), number("g")), (items.len(), unavailable), "{id}");
        let without_holdings = told.iter().filter(|field| value(field, "8").is_none()).count();
        let is_temporary = items.iter().any(|item| item.temporary.is_some());
        assert_eq!(without_holdings > 0, is_temporary, "{id}");
    }
}

#[test]
fn suppressed_and_brief_records_are_not_shown() {
    let mut alma = with_sru(false);
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    let emma = hits(&mut alma, "alma.title=emma");
    send(&mut alma, ncip::Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert_eq!(hits(&mut alma, "alma.title=emma"), emma);
    assert_eq!(hits(&mut alma, "alma.barcode=BF-1"), 0);
    desk(&mut alma, "suppress", &format!("mms_id={title}&suppressed=true"));
    assert_eq!(hits(&mut alma, &format!("rec.id={title}")), 0);
}

#[test]
fn explain_names_the_indexes_that_can_be_searched() {
    let mut alma = with_sru(false);
    let path = "/view/sru/01EAST_INST";
    let mut request = HttpRequest::get(path, "version=1.1&operation=explain");
    request.headers.push(("Host".to_owned(), "127.0.0.1:8081".to_owned()));
    let answer = answered(&mut alma, &request, NOW).body;
    let Response::Explain(response) = Response::decode(&answer).unwrap() else { panic!("no explain response") };
    let record = response.record.unwrap().data;
    let explain = xml::Element::parse(record.as_bytes(), &xml::Limits::message()).unwrap();
    let server = explain.child("serverInfo").unwrap();
    let told = ["host", "port", "database"].map(|name| server.child_text(name).unwrap());
    assert_eq!(told, ["127.0.0.1", "8081", "view/sru/01EAST_INST"]);
    let mut indexes = 0;
    for index in explain.child("indexInfo").unwrap().all("index") {
        let name = index.child("map").unwrap().child("name").unwrap();
        let set = name.attributes.iter().find(|attribute| attribute.name.local == "set").unwrap();
        let index_name = format!("{}.{}", set.value, name.text());
        for relation in index.child("configInfo").unwrap().all("supports").map(xml::Element::text) {
            let term = if index_name.contains("Suppressed") || index_name.contains("has_") { "true" } else { "1994" };
            let found = hits(&mut alma, &format!("{index_name} {relation} {term}"));
            assert!(found >= 0, "{index_name} {relation}: diagnostic {}", -found);
        }
        indexes += 1;
    }
    assert!(indexes > 15);
}

#[test]
fn faults_of_sru_do_what_their_names_say() {
    let query = "query=alma.isbn=9780385474542";
    let with = |rule: &str| {
        let mut alma = with_sru(true);
        alma.set_faults(vec![rule.parse().unwrap()]);
        ask(&mut alma, query)
    };
    assert_eq!(outcome(&with("sru:off")), -1);
    assert!(fields(&records(&with("sru:no-availability"))[0], "AVA").is_empty());
    assert_eq!(fields(&records(&with("sru:rate-limit"))[0], "AVA").len(), 1, "a fault of another protocol");
    assert_eq!(fields(&records(&with("oai:http-500"))[0], "AVA").len(), 1, "another place");
    let outcome_of = |rule: &str| {
        let mut alma = with_sru(true);
        alma.set_faults(vec![rule.parse().unwrap()]);
        let query = format!("version=1.2&operation=searchRetrieve&{query}");
        alma.http(&HttpRequest::get("/view/sru/01EAST_INST", &query), NOW)
    };
    assert_eq!(outcome_of("sru:refuses").response, None);
    assert_eq!(outcome_of("sru:drop").response, None);
    assert_eq!(outcome_of("sru:slow=70").delay.as_millis(), 70);
    assert_eq!(outcome_of("sru:http-503=9").response.unwrap().status, 503);
    let half = outcome_of("sru:truncated").response.unwrap().body;
    assert!(Response::decode(&half).is_err());
}

#[test]
fn damaged_queries_are_answered_in_sru() {
    let mut alma = with_sru(true);
    let sample = "version=1.2&operation=searchRetrieve&query=(alma.title=\"em*\" and alma.isbn==1) or rec.id=991&maximumRecords=2";
    for end in 0..sample.len() {
        let damaged = [&sample[..end], "%zz%ff", &sample[end..]].concat();
        for query in [&sample[..end], damaged.as_str()] {
            Response::decode(body(&mut alma, query).as_bytes()).expect("an answer of SRU");
        }
    }
}
