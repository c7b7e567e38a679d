//! The REST interface, as those who ask for availability use it.

use alma_sim::state::{Access, KeyDetails, Library, Location};
use alma_sim::{Alma, HttpRequest, HttpResponse, Institution, Setup};
use serde_json::Value;

use crate::world::*;

pub const READ: &str = "name=Bookferry&institution=01EAST_INST&bibs=read-only&configuration=read-only";

/// An Alma with one key, and the key.
pub fn with_key(fields: &str) -> (Alma, String) {
    let mut alma = east();
    assert_eq!(submit(&mut alma, "/alma/api-keys/new", fields), "The key is saved.");
    let key = alma.state().rest.keys[0].key.clone();
    (alma, key)
}

pub fn request(key: &str, path: &str, query: &str) -> HttpRequest {
    let mut request = HttpRequest::get(&format!("/almaws/v1{path}"), query);
    request.headers.push(("Authorization".to_owned(), format!("apikey {key}")));
    request.headers.push(("Accept".to_owned(), "application/json".to_owned()));
    request.headers.push(("Host".to_owned(), "alma.test".to_owned()));
    request
}

pub fn call_at(alma: &mut Alma, key: &str, path: &str, query: &str, now: i64) -> (u16, Value) {
    let response = answered(alma, &request(key, path, query), now);
    assert_eq!(header(&response, "content-type"), Some("application/json;charset=UTF-8"));
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

pub fn call(alma: &mut Alma, key: &str, path: &str, query: &str) -> (u16, Value) {
    call_at(alma, key, path, query, NOW)
}

pub fn get(alma: &mut Alma, key: &str, path: &str, query: &str) -> Value {
    let (status, answer) = call(alma, key, path, query);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Status and code of a refusal.
pub fn refusal(alma: &mut Alma, key: &str, path: &str, query: &str) -> (u16, String) {
    let (status, answer) = call(alma, key, path, query);
    assert_eq!(answer["errorsExist"], true, "{path}: {answer}");
    let error = &answer["errorList"]["error"][0];
    assert!(!error["errorMessage"].as_str().unwrap().is_empty() && error["trackingId"].is_string());
    (status, error["errorCode"].as_str().unwrap().to_owned())
}

pub fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn mms_id(alma: &Alma, barcode: &str) -> String {
    look(alma).items[barcode].mms_id.unwrap().to_string()
}

/// The AVA fields of a record inside an answer: codes and values of each.
fn availability(bib: &Value) -> Vec<Vec<(String, String)>> {
    let text = bib["anies"][0].as_str().unwrap();
    let text = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<record>").expect("as captured");
    let text = format!("<record xmlns=\"http://www.loc.gov/MARC21/slim\">{text}");
    let record = marc::marcxml::decode(text.as_bytes()).unwrap().record;
    let pairs =
        |field: marc::Field<'_>| field.subfields().map(|one| (one.code.to_string(), one.value.to_owned())).collect();
    record.fields("AVA").map(pairs).collect()
}

#[test]
fn a_record_comes_with_its_availability() {
    let (mut alma, key) = with_key(READ);
    let id = mms_id(&alma, BOOK);
    let bib = get(&mut alma, &key, &format!("/bibs/{id}"), "view=full&expand=p_avail,e_avail,d_avail");
    assert_eq!(bib["mms_id"], id.as_str());
    assert_eq!(bib["title"], "Things fall apart /");
    assert_eq!(bib["isbn"], "9780385474542");
    assert_eq!(bib["holdings"]["link"], format!("http://alma.test/almaws/v1/bibs/{id}/holdings"));
    let told = availability(&bib);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(&("e".to_owned(), "available".to_owned())), "{told:?}");
    let plain = get(&mut alma, &key, &format!("/bibs/{id}"), "");
    assert!(availability(&plain).is_empty());
    assert!(get(&mut alma, &key, &format!("/bibs/{id}"), "view=brief").get("anies").is_none());
}

#[test]
fn several_records_come_at_once_and_unknown_ones_are_left_out() {
    let (mut alma, key) = with_key(READ);
    let (one, other) = (mms_id(&alma, BOOK), mms_id(&alma, SCIENCE_BOOK));
    let found = get(&mut alma, &key, "/bibs", &format!("mms_id={one},{other},991&expand=p_avail"));
    let ids: Vec<&str> = found["bib"].as_array().unwrap().iter().map(|bib| bib["mms_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [one.as_str(), other.as_str()]);
    assert_eq!(found["total_record_count"], 2);
    assert_eq!(get(&mut alma, &key, "/bibs", "mms_id=991"), serde_json::json!({ "total_record_count": 0 }));
    assert_eq!(refusal(&mut alma, &key, "/bibs", "").0, 400);
}

#[test]
fn items_tell_where_they_belong_where_they_stand_and_what_happens_to_them() {
    let (mut alma, key) = with_key(READ);
    let path = format!("/bibs/{}/holdings/ALL/items", mms_id(&alma, BOOK));
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}&due=2026-04-01"));
    let items = get(&mut alma, &key, &path, "expand=due_date");
    let item = &items["item"][0];
    let data = &item["item_data"];
    assert_eq!(data["barcode"], BOOK);
    assert_eq!(data["library"], serde_json::json!({ "value": "MAIN", "desc": "Main Library" }));
    assert_eq!(data["location"], serde_json::json!({ "value": "stk", "desc": "Stacks" }));
    assert_eq!(data["policy"], serde_json::json!({ "value": "regular", "desc": "Regular Loan" }));
    assert_eq!(data["base_status"], serde_json::json!({ "value": "0", "desc": "Item not in place" }));
    assert_eq!(data["process_type"], serde_json::json!({ "value": "LOAN", "desc": "Loan" }));
    assert!(data["due_date"].as_str().unwrap().starts_with("2026-04-01T"), "{data}");
    assert!(get(&mut alma, &key, &path, "")["item"][0]["item_data"].get("due_date").is_none());
    desk(&mut alma, "return", &format!("barcode={BOOK}"));
    send(&mut alma, check_out("BF-1", BOOK, "2026-05-01"));
    let item = &get(&mut alma, &key, &path, "")["item"][0];
    assert_eq!(item["holding_data"]["in_temp_location"], true);
    assert_eq!(item["holding_data"]["temp_location"]["value"], "IN_RS_REQ");
    assert_eq!(item["item_data"]["process_type"]["value"], "ILL");
    assert_eq!(item["item_data"]["location"]["value"], "stk", "where it belongs");
    assert_eq!(item["bib_data"]["mms_id"], mms_id(&alma, BOOK));
}

#[test]
fn items_come_in_pages() {
    let (mut alma, key) = with_key(READ);
    let catalog = alma.state().catalog.clone();
    let count = |bib: &alma_sim::state::Bib| catalog.inventory(bib).map(|(.., items)| items.len()).sum::<usize>();
    let (id, total) = catalog.bibs.iter().map(|(id, bib)| (id, count(bib))).max_by_key(|(_, count)| *count).unwrap();
    assert!(total >= 3, "{total}");
    let path = format!("/bibs/{id}/holdings/ALL/items");
    let mut seen = std::collections::BTreeSet::new();
    for offset in (0..total).step_by(2) {
        let page = get(&mut alma, &key, &path, &format!("limit=2&offset={offset}"));
        assert_eq!(page["total_record_count"], total);
        let items = page["item"].as_array().unwrap();
        assert_eq!(items.len(), 2.min(total - offset));
        seen.extend(items.iter().map(|item| item["item_data"]["pid"].as_str().unwrap().to_owned()));
    }
    assert_eq!(seen.len(), total);
    assert_eq!(get(&mut alma, &key, &path, &format!("offset={total}"))["item"], serde_json::json!([]));
    let holding = catalog.bibs[id].holdings[0];
    let of_one = get(&mut alma, &key, &format!("/bibs/{id}/holdings/{holding}/items"), "limit=100");
    assert_eq!(of_one["total_record_count"], catalog.holdings[&holding].items.len());
}

#[test]
fn a_barcode_leads_to_its_item() {
    let (mut alma, key) = with_key(READ);
    let response = answered(&mut alma, &request(&key, "/items", &format!("item_barcode={BOOK}")), NOW);
    assert_eq!(response.status, 302);
    let location = header(&response, "location").unwrap().to_owned();
    let path = location.strip_prefix("http://alma.test/almaws/v1").expect("an address of this interface");
    let item = get(&mut alma, &key, path, "");
    assert_eq!(item["item_data"]["barcode"], BOOK);
    assert_eq!(item["link"], location.as_str());
    assert_eq!(refusal(&mut alma, &key, "/items", "item_barcode=none"), (400, "401689".to_owned()));
}

#[test]
fn holdings_libraries_and_locations_have_codes_and_names() {
    let (mut alma, key) = with_key(READ);
    let id = mms_id(&alma, BOOK);
    let holdings = get(&mut alma, &key, &format!("/bibs/{id}/holdings"), "");
    let holding = &holdings["holding"][0];
    assert_eq!(holding["library"]["desc"], "Main Library");
    assert_eq!(holdings["bib_data"]["mms_id"], id.as_str());
    let number = holding["holding_id"].as_str().unwrap();
    let record = get(&mut alma, &key, &format!("/bibs/{id}/holdings/{number}"), "");
    assert!(record["anies"][0].as_str().unwrap().contains("<subfield code=\"c\">stk</subfield>"), "{record}");
    let libraries = get(&mut alma, &key, "/conf/libraries", "");
    let shared: Vec<&Value> =
        libraries["library"].as_array().unwrap().iter().filter(|one| one["resource_sharing"] == true).collect();
    assert!(shared.len() == 1 && shared[0]["code"] == "RES_SHARE", "{shared:?}");
    let locations = get(&mut alma, &key, "/conf/libraries/SCI/locations", "");
    assert_eq!(locations["total_record_count"], locations["location"].as_array().unwrap().len());
    assert_eq!(get(&mut alma, &key, "/conf/libraries/SCI/locations/stk", "")["name"], "Stacks");
    assert_eq!(get(&mut alma, &key, "/conf/libraries/SCI", "")["name"], "Science Library");
}

#[test]
fn the_link_of_a_place_leads_to_it_whatever_its_code_is() {
    let mut setup = Setup::sample(Institution::East, NOW).with_api_key(KeyDetails {
        name: "a key".to_owned(),
        institution: "01EAST_INST".to_owned(),
        bibs: Access::None,
        configuration: Access::ReadOnly,
    });
    let places = &mut setup.state_mut().places;
    let (code, name) = ("Law & more".to_owned(), "Law Library".to_owned());
    places.libraries.push(Library {
        code: code.clone(),
        name,
        is_resource_sharing: false,
        campus: None,
        has_hours: true,
    });
    let name = "Old books".to_owned();
    places.locations.push(Location { library: code.clone(), code: "old$2+3".to_owned(), name, lending: true });
    let mut alma = Alma::new(setup);
    let key = alma.state().rest.keys[0].key.clone();
    let path = |link: &Value| link.as_str().unwrap().strip_prefix("http://alma.test/almaws/v1").unwrap().to_owned();
    let libraries = get(&mut alma, &key, "/conf/libraries", "");
    let library = libraries["library"].as_array().unwrap().iter().find(|one| one["code"] == code.as_str()).unwrap();
    let locations = get(&mut alma, &key, &format!("{}/locations", path(&library["link"])), "");
    let location = get(&mut alma, &key, &path(&locations["location"][0]["link"]), "");
    assert_eq!(location["name"], "Old books");
}

#[test]
fn what_is_not_there_is_refused_with_almas_codes() {
    let (mut alma, key) = with_key(READ);
    let (book, other) = (mms_id(&alma, BOOK), look(&alma).items[SCIENCE_BOOK].clone());
    for (path, code) in [
        ("/bibs/991".to_owned(), "402203"),
        ("/bibs/x/holdings".to_owned(), "402203"),
        ("/bibs/991/holdings/ALL/items".to_owned(), "402203"),
        (format!("/bibs/{book}/holdings/{}", other.holdings_id), "402204"),
        (format!("/bibs/{book}/holdings/ALL/items/{}", other.item_id), "401688"),
        ("/conf/libraries/NONE".to_owned(), "401668"),
        ("/conf/libraries/NONE/locations".to_owned(), "401668"),
        ("/conf/libraries/MAIN/locations/NONE".to_owned(), "401669"),
    ] {
        assert_eq!(refusal(&mut alma, &key, &path, ""), (400, code.to_owned()), "{path}");
    }
    assert_eq!(refusal(&mut alma, &key, "/acq/vendors", "").0, 404);
    let none = get(&mut alma, &key, &format!("/bibs/{book}/holdings/{}/items", other.holdings_id), "");
    assert_eq!(none, serde_json::json!({ "total_record_count": 0 }));
}

#[test]
fn a_key_opens_what_it_is_for() {
    let details = |institution: &str, bibs, configuration| KeyDetails {
        name: "a key".to_owned(),
        institution: institution.to_owned(),
        bibs,
        configuration,
    };
    let setup = Setup::sample(Institution::East, NOW)
        .with_api_key(details("01EAST_INST", Access::ReadOnly, Access::None))
        .with_api_key(details("01EAST_INST", Access::None, Access::ReadWrite))
        .with_api_key(details("01WEST_INST", Access::ReadWrite, Access::ReadWrite));
    let mut alma = Alma::new(setup);
    let keys: Vec<String> = alma.state().rest.keys.iter().map(|key| key.key.clone()).collect();
    let bib = format!("/bibs/{}", mms_id(&alma, BOOK));
    let unauthorized = (400, "UNAUTHORIZED".to_owned());
    get(&mut alma, &keys[0], &bib, "");
    assert_eq!(refusal(&mut alma, &keys[0], "/conf/libraries", ""), unauthorized);
    get(&mut alma, &keys[1], "/conf/libraries", "");
    assert_eq!(refusal(&mut alma, &keys[1], &bib, ""), unauthorized);
    assert_eq!(refusal(&mut alma, &keys[2], &bib, ""), unauthorized, "the key of another institution");
    assert_eq!(refusal(&mut alma, "l8xx0", &bib, ""), (403, "INVALID_REQUEST".to_owned()));
    let mut change = request(&keys[0], &bib, "");
    change.method = "PUT".to_owned();
    assert_eq!(answered(&mut alma, &change, NOW).status, 400, "a key for questions only");
    change.headers[0].1 = format!("apikey {}", keys[1]);
    change.path = "/almaws/v1/conf/libraries".to_owned();
    assert_eq!(answered(&mut alma, &change, NOW).status, 405, "this one may, but nothing can be changed here");
    let by_parameter = HttpRequest::get(&format!("/almaws/v1{bib}"), &format!("apikey={}&format=json", keys[0]));
    assert_eq!(answered(&mut alma, &by_parameter, NOW).status, 200);
}

#[test]
fn without_a_wish_for_json_answers_are_xml() {
    let (mut alma, key) = with_key(READ);
    let id = mms_id(&alma, BOOK);
    let mut xml = |path: &str, query: &str| {
        let mut request = request(&key, path, query);
        request.headers.retain(|(name, _)| name != "Accept");
        let response = answered(&mut alma, &request, NOW);
        assert_eq!(header(&response, "content-type"), Some("application/xml;charset=UTF-8"));
        String::from_utf8(response.body).unwrap()
    };
    let bibs = xml("/bibs", &format!("mms_id={id}&expand=p_avail"));
    assert!(bibs.contains("<bibs total_record_count=\"1\"><bib><mms_id>"), "{bibs}");
    assert!(bibs.contains("<record><leader>") && bibs.contains("tag=\"AVA\""), "{bibs}");
    let items = xml(&format!("/bibs/{id}/holdings/ALL/items"), "");
    assert!(items.contains("<library desc=\"Main Library\">MAIN</library>"), "{items}");
    let refused = xml("/bibs/991", "");
    let part = "<web_service_result xmlns=\"http://com/exlibris/urm/general/xmlbeans\"><errorsExist>true</errorsExist>\
                <errorList><error><errorCode>402203</errorCode><errorMessage>Input parameters mmsId 991 is not valid.\
                </errorMessage>";
    assert!(refused.contains(part), "{refused}");
}

#[test]
fn a_second_has_25_calls_and_a_day_as_many_as_were_set() {
    let (mut alma, key) = with_key(READ);
    let left = |response: &HttpResponse| header(response, "x-exl-api-remaining").unwrap().parse::<u64>().unwrap();
    let ask = request(&key, "/conf/libraries", "");
    for number in 1..=25 {
        let response = answered(&mut alma, &ask, NOW);
        assert_eq!((response.status, left(&response)), (200, 100_000 - number));
    }
    assert_eq!(refusal(&mut alma, &key, "/conf/libraries", ""), (429, "PER_SECOND_THRESHOLD".to_owned()));
    assert_eq!(call_at(&mut alma, &key, "/conf/libraries", "", NOW + 1_000).0, 200);
    submit(&mut alma, "/alma/api-keys/limits", "calls=26");
    let (status, answer) = call_at(&mut alma, &key, "/conf/libraries", "", NOW + 2_000);
    assert_eq!((status, &answer["errorList"]["error"][0]["errorCode"]), (429, &Value::from("DAILY_THRESHOLD")));
    assert_eq!(call_at(&mut alma, &key, "/conf/libraries", "", NOW + 24 * HOUR).0, 200);
}

#[test]
fn faults_of_the_interface_do_what_their_names_say() {
    let (mut alma, key) = with_key(READ);
    for (rule, code) in [("rest:rate-limit", "PER_SECOND_THRESHOLD"), ("rest:daily-quota", "DAILY_THRESHOLD")] {
        alma.set_faults(vec![rule.parse().unwrap()]);
        assert_eq!(refusal(&mut alma, &key, "/conf/libraries", ""), (429, code.to_owned()));
    }
    let mut outcome = |rule: &str| {
        alma.set_faults(vec![rule.parse().unwrap()]);
        alma.http(&request(&key, "/conf/libraries", ""), NOW)
    };
    assert_eq!(outcome("rest:refuses").response, None);
    assert_eq!(outcome("rest:drop").response, None);
    assert_eq!(outcome("rest:slow=70").delay.as_millis(), 70);
    assert_eq!(outcome("rest:http-503=9").response.unwrap().status, 503);
    assert_eq!(outcome("sru:off").response.unwrap().status, 200);
    let half = outcome("rest:truncated").response.unwrap().body;
    assert!(serde_json::from_slice::<Value>(&half).is_err());
}

#[test]
fn keys_are_kept_by_the_journal_and_can_be_changed_and_deleted() {
    let (mut alma, key) = with_key(READ);
    assert!(
        submit(&mut alma, "/alma/api-keys/new", "name=&institution=x&bibs=none&configuration=none")
            .contains("Name is empty")
    );
    assert!(
        submit(&mut alma, "/alma/api-keys/new", "name=x&institution=x&bibs=all&configuration=none")
            .contains("Choose none")
    );
    assert!(submit(&mut alma, "/alma/api-keys/9", READ).contains("There is no such key any more."));
    submit(&mut alma, "/alma/api-keys/1", &READ.replace("bibs=read-only", "bibs=none"));
    submit(&mut alma, "/alma/api-keys/new", READ);
    submit(&mut alma, "/alma/integration-profiles/sru", "code=SRU&name=SRU&active=true");
    let lines = alma.take_journal();
    let mut again = Alma::new(Setup::sample(Institution::East, NOW));
    lines.iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state().rest == alma.state().rest && again.state().sru == alma.state().sru);
    assert_eq!(refusal(&mut again, &key, "/bibs/991", "").1, "UNAUTHORIZED");
    submit(&mut again, "/alma/api-keys/1/delete", "");
    assert_eq!(refusal(&mut again, &key, "/conf/libraries", "").1, "INVALID_REQUEST");
    let page = answered(&mut again, &HttpRequest::get("/alma/api-keys", ""), NOW).body;
    assert!(String::from_utf8(page).unwrap().contains(&again.state().rest.keys[0].key));
}

/// Names of members, those of objects inside with a dot.
fn members(value: &Value, before: &str, into: &mut std::collections::BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let name = format!("{before}{name}");
        members(value, &format!("{name}."), into);
        into.insert(name);
    }
}

#[test]
fn every_member_is_one_that_real_answers_have() {
    let Some(folder) = corpora("alma") else { return };
    let real = |file: &str| -> Value { serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap() };
    let items = real("princeton-published/alma/99125378873406421_holding_items.json");
    let (mut alma, key) = with_key(READ);
    let id = mms_id(&alma, BOOK);
    // The captured records are older than the captured items and lack what has come since.
    for (known, path, query, list) in [
        (vec![&items["item"][0]], format!("/bibs/{id}/holdings/ALL/items"), "", "item"),
        (
            vec![&real("alma-rest-api/multiple_bibs.json")["bib"][0], &items["item"][0]["bib_data"]],
            "/bibs".to_owned(),
            &*format!("mms_id={id}"),
            "bib",
        ),
        (vec![&real("alma-rest-api/libraries.json")["library"][0]], "/conf/libraries".to_owned(), "", "library"),
        (
            vec![&real("alma-rest-api/locations.json")["location"][0]],
            "/conf/libraries/MAIN/locations".to_owned(),
            "",
            "location",
        ),
    ] {
        let (mut known_members, mut told) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        known.into_iter().for_each(|value| members(value, "", &mut known_members));
        members(&get(&mut alma, &key, &path, query)[list][0], "", &mut told);
        let unknown: Vec<&String> = told.difference(&known_members).collect();
        assert!(unknown.is_empty(), "{list}: {unknown:?}");
        assert!(told.len() > 8, "{list}: {told:?}");
    }
}
