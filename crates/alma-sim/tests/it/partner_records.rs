//! Partner records: set up on their pages as in Alma, and what NCIP makes of them.

use alma_sim::{Alma, HttpRequest};
use ncip::{Code, Header, Message, Outcome, Profile, Request, RequestId, RequestItem, UserId, answer_of};

use crate::world::*;

const GENERAL: &str = "code=Ferry&name=Ferry+network&profile_type=NCIP&system_type=Other&active=true\
    &average_supply_time=4&delivery_delay=0&supports_borrowing=true&borrowing_workflow=BORROWING\
    &supports_lending=true&lending_workflow=LENDING";
const PARAMETERS: &str = "user_identifier_type=BARCODE&request_pushing_method=LINK&url_template=\
    &broker_ncip_url=https://ferry.example/ncip&default_library_owner=RES_SHARE&loan_days=21\
    &bibliographic_record_id_type=OCLC+Number&request_item_location=IN_RS_REQ&lending_location=IN_RS_REQ\
    &lending_policy=ILL&accept_item_location=OUT_RS_REQ&default_pickup_library=MAIN&automatic_receive=true\
    &receive_desk=MAIN_CIRC&accept_item_policy=ILL";

/// `done`, or the words of the problem and the element that it names.
fn said(alma: &mut Alma, partner: Option<&str>, request: Request) -> (String, String) {
    let header = Header::between("01EAST_INST", "01EAST_INST");
    let header = match partner {
        Some(code) => header.with_profile(code),
        None => header,
    };
    let body = Profile::ALMA.encode(&Message::request(header, request));
    let answer = Message::decode(post(alma, &body, NOW).as_bytes()).unwrap().message;
    match answer_of(&answer) {
        Outcome::Done => ("done".to_owned(), String::new()),
        Outcome::Refused(problems) => {
            let problem = &problems[0];
            let words = problem.problem_type.clone().unwrap().value;
            (words, problem.element.clone().unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

fn words(alma: &mut Alma, partner: &str, request: Request) -> String {
    said(alma, Some(partner), request).0
}

fn set_up() -> Alma {
    let mut alma = east();
    assert_eq!(words(&mut alma, "Ferry", lookup(PATRON)), "Unknown partner");
    assert_eq!(submit(&mut alma, "/alma/partners/new", GENERAL), "The partner record is saved.");
    assert_eq!(submit(&mut alma, "/alma/partners/Ferry/parameters", PARAMETERS), "The partner record is saved.");
    alma
}

#[test]
fn a_partner_that_is_added_step_by_step_is_known_by_its_code() {
    let mut alma = set_up();
    let barcode = look(&alma).users[PATRON].barcode.clone();
    assert_eq!(words(&mut alma, "Ferry", lookup(&barcode)), "done");
    assert_eq!(words(&mut alma, "Ferry", lookup(PATRON)), "Unknown User", "by barcode, as the parameters say");
    let unknown = ("Unknown partner".to_owned(), "ApplicationProfileType".to_owned());
    for code in [Some("FERRY"), Some("ferry"), Some("Ferry network"), Some(""), None] {
        assert_eq!(said(&mut alma, code, lookup(&barcode)), unknown, "{code:?}");
    }
    assert_eq!(words(&mut alma, "Ferry", Request::AcceptItem(accept("F-1", "F-1", &barcode))), "done");
    assert_eq!(place(&alma, "F-1"), "RES_SHARE OUT_RS_REQ HOLDSHELF");
    let partner = look(&alma).partners["Ferry"].clone();
    assert_eq!((partner.loan_days, partner.broker_ncip_url.as_str()), (21, "https://ferry.example/ncip"));
}

#[test]
fn a_record_that_does_not_fit_is_no_known_partner() {
    for change in ["active=false", "profile_type=ISO_18626", "profile_type=NCIP_P2P", "profile_type=EMAIL"] {
        let mut alma = set_up();
        let barcode = look(&alma).users[PATRON].barcode.clone();
        let (name, _) = change.split_once('=').unwrap();
        let fields: Vec<&str> = GENERAL.split('&').filter(|field| !field.starts_with(name)).collect();
        submit(&mut alma, "/alma/partners/Ferry", &format!("{}&{change}", fields.join("&")));
        assert_eq!(words(&mut alma, "Ferry", lookup(&barcode)), "Unknown partner", "{change}");
    }
}

#[test]
fn a_partner_that_supports_one_side_is_refused_on_the_other() {
    let lend = || check_out("F-2", BOOK, "2026-05-01");
    let ask = || {
        Request::RequestItem(RequestItem {
            request_id: Some(RequestId::new("F-3")),
            user_id: Some(UserId::new("-")),
            item_ids: vec![ncip::ItemId::new(SCIENCE_BOOK)],
            request_type: Some(Code::new("Physical")),
            request_scope: Some(Code::new("Item")),
            ..RequestItem::default()
        })
    };
    let mut alma = set_up();
    let barcode = look(&alma).users[PATRON].barcode.clone();
    let borrow = || Request::AcceptItem(accept("F-1", "F-1", &barcode));
    submit(&mut alma, "/alma/partners/Ferry", &GENERAL.replace("&supports_lending=true", ""));
    assert_eq!(words(&mut alma, "Ferry", lend()), "Partner Does Not Support Lending");
    assert_eq!(words(&mut alma, "Ferry", ask()), "Partner Does Not Support Lending");
    assert_eq!(words(&mut alma, "Ferry", borrow()), "done");
    submit(&mut alma, "/alma/partners/Ferry", &GENERAL.replace("&supports_borrowing=true", ""));
    let again = Request::AcceptItem(accept("F-4", "F-4", &barcode));
    assert_eq!(words(&mut alma, "Ferry", again), "Partner Does Not Support Borrowing");
    assert_eq!(words(&mut alma, "Ferry", lend()), "done");
    assert_eq!(words(&mut alma, "Ferry", ask()), "done");
    assert_eq!(words(&mut alma, "Ferry", check_in("F-1")), "done", "what is here can go back");
}

#[test]
fn what_is_wrong_with_a_form_is_said_beside_its_field() {
    let mut alma = set_up();
    let mut refused = |path: &str, fields: &str, part: &str| {
        let answer = submit(&mut alma, path, fields);
        assert!(answer.starts_with("refused: ") && answer.contains(part), "{answer}");
    };
    refused("/alma/partners/new", GENERAL, "Another partner has this code.");
    refused("/alma/partners/new", &GENERAL.replace("code=Ferry", "code=Two+words"), "one word");
    refused("/alma/partners/new", &GENERAL.replace("name=Ferry+network", "name="), "Name is empty");
    refused(
        "/alma/partners/new",
        &GENERAL.replace("average_supply_time=4", "average_supply_time=soon"),
        "number of days",
    );
    let parameters = "/alma/partners/Ferry/parameters";
    refused(
        parameters,
        &PARAMETERS.replace("default_library_owner=RES_SHARE", "default_library_owner=MAIN"),
        "resource sharing",
    );
    refused(parameters, &PARAMETERS.replace("lending_location=IN_RS_REQ", "lending_location=stk"), "Check-Out Item");
    refused(parameters, &PARAMETERS.replace("receive_desk=MAIN_CIRC", "receive_desk="), "receive desk");
    refused(parameters, &PARAMETERS.replace("https://ferry", "ferry"), "begins with https");
    let page = HttpRequest::post("/alma/partners/new", "application/x-www-form-urlencoded", GENERAL);
    let response = answered(&mut alma, &page, NOW);
    assert!(response.status == 422 && String::from_utf8_lossy(&response.body).contains("code-error"));
    assert_eq!(answered(&mut alma, &HttpRequest::get("/alma/partners/none", ""), NOW).status, 404);
}

#[test]
fn a_new_code_takes_the_requests_along_and_open_requests_keep_a_partner() {
    let mut alma = set_up();
    let barcode = look(&alma).users[PATRON].barcode.clone();
    assert_eq!(words(&mut alma, "Ferry", Request::AcceptItem(accept("F-1", "F-1", &barcode))), "done");
    submit(&mut alma, "/alma/partners/Ferry", &GENERAL.replace("code=Ferry", "code=FERRY"));
    assert_eq!(words(&mut alma, "Ferry", lookup(&barcode)), "Unknown partner");
    assert!(submit(&mut alma, "/alma/partners/FERRY/delete", "").contains("1 requests of this partner are open"));
    assert_eq!(words(&mut alma, "FERRY", check_in("F-1")), "done");
    assert!(submit(&mut alma, "/alma/partners/FERRY/delete", "").contains("is deleted"));
    assert_eq!(words(&mut alma, "FERRY", lookup(&barcode)), "Unknown partner");
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
}
