//! The REST interface about people, partners, desks and code tables.

use alma_sim::Alma;
use ncip::Request;
use serde_json::{Value, json};

use crate::rest::{get, refusal, with_key};
use crate::world::*;

const READ_ALL: &str =
    "name=Bookferry&institution=01EAST_INST&bibs=read-only&configuration=read-only&users=read-only&partners=read-only";

/// PATRON has BF-ON and nothing else, and BF-SHELF waits.
fn lent() -> (Alma, String) {
    let (mut alma, key) = with_key(READ_ALL);
    for loan in look(&alma).loans.iter().filter(|loan| loan.user == PATRON) {
        desk(&mut alma, "return", &format!("barcode={}", loan.barcode));
    }
    send(&mut alma, Request::AcceptItem(accept("BF-ON", "BF-ON", PATRON)));
    desk(&mut alma, "loan", &format!("barcode=BF-ON&user={PATRON}"));
    send(&mut alma, Request::AcceptItem(accept("BF-SHELF", "BF-SHELF", PATRON)));
    (alma, key)
}

#[test]
fn a_user_is_found_by_any_identifier_or_by_the_type_that_is_named() {
    let (mut alma, key) = lent();
    let user = look(&alma).users[PATRON].clone();
    for id in [PATRON, &user.barcode, &user.university_id] {
        let found = get(&mut alma, &key, &format!("/users/{id}"), "");
        assert_eq!((&found["primary_id"], &found["status"]["value"]), (&json!(PATRON), &json!("ACTIVE")));
    }
    let found = get(&mut alma, &key, &format!("/users/{}", user.barcode), "user_id_type=BARCODE&expand=loans,requests");
    assert_eq!(found["loans"]["value"], 1);
    assert_eq!(found["requests"]["value"], 1);
    assert_eq!(found["fees"], Value::Null, "not asked for");
    assert_eq!(found["user_group"], json!({ "value": "faculty", "desc": "Faculty" }));
    assert_eq!(found["user_identifier"][0]["id_type"]["value"], "BARCODE");
    assert_eq!(found["contact_info"]["email"][0]["email_address"], user.email.as_str());
    assert_eq!(found["rs_library"][0]["code"]["value"], "RES_SHARE");
    let unknown = (400, "401861".to_owned());
    assert_eq!(refusal(&mut alma, &key, &format!("/users/{PATRON}"), "user_id_type=BARCODE"), unknown);
    assert_eq!(refusal(&mut alma, &key, "/users/nobody/loans", ""), unknown);
    let inactive = get(&mut alma, &key, &format!("/users/{INACTIVE}"), "");
    assert_eq!(inactive["status"]["value"], "INACTIVE");
    let blocked = get(&mut alma, &key, &format!("/users/{BLOCKED}"), "");
    assert_eq!(blocked["user_block"][0]["block_status"], "ACTIVE");
}

#[test]
fn loans_and_requests_of_a_user_follow_the_item() {
    let (mut alma, key) = lent();
    let loans = get(&mut alma, &key, &format!("/users/{PATRON}/loans"), "expand=renewable");
    assert_eq!(loans["total_record_count"], 1);
    let loan = &loans["item_loan"][0];
    assert_eq!((&loan["item_barcode"], &loan["due_date"]), (&json!("BF-ON"), &json!("2026-04-30T23:59:00Z")));
    assert_eq!(
        (&loan["library"]["value"], &loan["location_code"]["value"]),
        (&json!("RES_SHARE"), &json!("OUT_RS_REQ"))
    );
    assert_eq!(loan["renewable"], false, "nobody can be asked");
    let path = loan["link"].as_str().unwrap().strip_prefix("http://alma.test/almaws/v1").unwrap().to_owned();
    assert_eq!(get(&mut alma, &key, &path, "expand=renewable"), *loan);
    assert_eq!(refusal(&mut alma, &key, &format!("/users/{PATRON}/loans/1"), ""), (400, "401823".to_owned()));
    desk(&mut alma, "partner-field", "code=BOOKFERRY&field=broker_ncip_url&value=http://broker.example/ncip");
    assert_eq!(get(&mut alma, &key, &path, "expand=renewable")["renewable"], true);

    let requests = get(&mut alma, &key, &format!("/users/{PATRON}/requests"), "request_type=HOLD");
    let request = &requests["user_request"][0];
    assert_eq!((&request["barcode"], &request["request_status"]), (&json!("BF-SHELF"), &json!("ON_HOLD_SHELF")));
    assert_eq!(request["pickup_location_library"], "MAIN");
    let path = request["link"].as_str().unwrap().strip_prefix("http://alma.test/almaws/v1").unwrap().to_owned();
    assert_eq!(get(&mut alma, &key, &path, ""), *request);
    let digital = get(&mut alma, &key, &format!("/users/{PATRON}/requests"), "request_type=DIGITIZATION");
    assert_eq!(digital, json!({ "total_record_count": 0 }));
    assert_eq!(refusal(&mut alma, &key, &format!("/users/{PATRON}/requests/1"), ""), (400, "401694".to_owned()));

    send(&mut alma, check_in("BF-ON"));
    let loans = get(&mut alma, &key, &format!("/users/{PATRON}/loans"), "");
    assert_eq!(loans, json!({ "total_record_count": 0 }));
}

#[test]
fn loans_come_in_pages_and_in_the_order_that_is_asked_for() {
    let (mut alma, key) = lent();
    for (barcode, due) in [("BF-SHELF", "2026-04-01"), (BOOK, "2026-06-01")] {
        desk(&mut alma, "loan", &format!("barcode={barcode}&user={PATRON}&due={due}"));
    }
    let mut barcodes = |query: &str| -> Vec<String> {
        let loans = get(&mut alma, &key, &format!("/users/{PATRON}/loans"), query);
        assert_eq!(loans["total_record_count"], 3);
        let text = |loan: &Value| loan["item_barcode"].as_str().unwrap().to_owned();
        loans["item_loan"].as_array().unwrap().iter().map(text).collect()
    };
    assert_eq!(barcodes(""), ["BF-SHELF", "BF-ON", BOOK]);
    assert_eq!(barcodes("direction=DESC&limit=1"), [BOOK]);
    assert_eq!(barcodes("limit=2&offset=2"), [BOOK]);
}

#[test]
fn partners_are_told_with_what_the_record_says() {
    let (mut alma, key) = lent();
    let partners = get(&mut alma, &key, "/partners", "");
    assert_eq!(partners["total_record_count"], 1);
    let partner = get(&mut alma, &key, "/partners/BOOKFERRY", "");
    assert_eq!(partners["partner"][0], partner);
    let details = &partner["partner_details"];
    assert_eq!(details["profile_details"]["profile_type"], "NCIP");
    assert_eq!(details["profile_details"]["ncip_details"]["user_identifier_type"], "PRIMARY_ID");
    assert_eq!(details["status"], "ACTIVE");
    assert_eq!(refusal(&mut alma, &key, "/partners/bookferry", ""), (400, "402118".to_owned()), "case counts");
    desk(&mut alma, "partner-status", "code=BOOKFERRY&active=false");
    assert_eq!(get(&mut alma, &key, "/partners", "status=ACTIVE")["total_record_count"], 0);
    assert_eq!(get(&mut alma, &key, "/partners", "status=INACTIVE")["total_record_count"], 1);
}

#[test]
fn desks_and_code_tables_have_codes_and_names() {
    let (mut alma, key) = lent();
    let desks = get(&mut alma, &key, "/conf/libraries/MAIN/circ-desks", "");
    assert_eq!((&desks["total_record_count"], &desks["circ_desk"][0]["code"]), (&json!(1), &json!("MAIN_CIRC")));
    assert_eq!(get(&mut alma, &key, "/conf/libraries/MAIN/circ-desks/MAIN_CIRC", ""), desks["circ_desk"][0]);
    let wrong_library = refusal(&mut alma, &key, "/conf/libraries/SCI/circ-desks/MAIN_CIRC", "");
    assert_eq!(wrong_library, (400, "401153".to_owned()));
    let mut codes = |name: &str| -> Vec<String> {
        let table = get(&mut alma, &key, &format!("/conf/code-tables/{name}"), "");
        assert_eq!(table["name"], name);
        table["row"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes("ItemPolicy").contains(&"ILL".to_owned()));
    assert!(codes("UserGroups").contains(&"faculty".to_owned()));
    assert!(codes("PartnerSystemTypes").contains(&"TIPASA".to_owned()));
    assert_eq!(refusal(&mut alma, &key, "/conf/code-tables/Nothing", ""), (400, "402880".to_owned()));
}

#[test]
fn users_and_partners_need_a_key_that_opens_them() {
    let (mut alma, key) = with_key(crate::rest::READ);
    for path in [format!("/users/{PATRON}"), "/partners".to_owned()] {
        assert_eq!(refusal(&mut alma, &key, &path, ""), (400, "UNAUTHORIZED".to_owned()), "{path}");
    }
    submit(&mut alma, "/alma/api-keys/1", &READ_ALL.replace("&partners=read-only", ""));
    assert_eq!(get(&mut alma, &key, &format!("/users/{PATRON}"), "")["primary_id"], PATRON);
    assert_eq!(refusal(&mut alma, &key, "/partners", "").1, "UNAUTHORIZED");
    let lines = alma.take_journal();
    let mut again = east();
    lines.iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state().rest == alma.state().rest);
}
