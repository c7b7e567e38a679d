//! An Alma and short ways to speak to it.

use std::sync::LazyLock;

use alma_sim::inspect::Inspection;
use alma_sim::{Alma, HttpRequest, HttpResponse, Institution, Setup};
use ncip::{
    AcceptItem, BibliographicDescription, CheckInItem, CheckOutItem, Code, DateTime, Header, ItemId,
    ItemOptionalFields, LookupUser, Message, Outcome, Profile, RenewItem, Request, RequestId, UserId, answer_of,
};

/// 2026-03-02T09:00:00Z
pub const NOW: i64 = 1_772_442_000_000;
pub const HOUR: i64 = 3_600_000;

/// In the stacks of the main library of 01EAST_INST.
pub const BOOK: &str = "31210000010528";
/// In the stacks of its science library.
pub const SCIENCE_BOOK: &str = "31210000010445";
pub const PATRON: &str = "afontenoy";
pub const OTHER_PATRON: &str = "tokonjoha";
pub const BLOCKED: &str = "pvelluris";
pub const EXPIRED: &str = "cthornqui";
pub const INACTIVE: &str = "nalbahraw";

static EAST: LazyLock<Alma> = LazyLock::new(|| Alma::new(Setup::sample(Institution::East, NOW)));

/// A fresh copy; reading the sample takes longer than copying it.
pub fn east() -> Alma {
    EAST.clone()
}

/// The institution and its partner code.
pub fn header(alma: &Alma) -> Header {
    let state = alma.state();
    let partner = state.partners.keys().next().unwrap();
    Header::between(&state.institution, &state.institution).with_profile(partner)
}

pub fn message(alma: &Alma, request: Request) -> Message {
    Profile::ALMA.message(header(alma), request)
}

/// The body of the answer to a body.
pub fn post(alma: &mut Alma, body: &str, now: i64) -> String {
    let response = answered(alma, &HttpRequest::post("/view/NCIPServlet", "text/xml", body), now);
    assert_eq!(response.status, 200);
    String::from_utf8(response.body).unwrap()
}

pub fn answered(alma: &mut Alma, request: &HttpRequest, now: i64) -> HttpResponse {
    alma.http(request, now).response.expect("an answer")
}

/// `done`, or the words of the first problem.
pub fn send_at(alma: &mut Alma, request: Request, now: i64) -> String {
    let body = Profile::ALMA.encode(&message(alma, request));
    let answer = Message::decode(post(alma, &body, now).as_bytes()).unwrap().message;
    match answer_of(&answer) {
        Outcome::Done => "done".to_owned(),
        Outcome::Refused(problems) => problems[0].problem_type.clone().unwrap().value,
        other => panic!("{other:?}"),
    }
}

pub fn send(alma: &mut Alma, request: Request) -> String {
    send_at(alma, request, NOW)
}

pub fn lookup(user: &str) -> Request {
    Request::LookupUser(LookupUser { user_id: Some(UserId::new(user)), ..LookupUser::default() })
}

pub fn accept(request: &str, barcode: &str, user: &str) -> AcceptItem {
    let description = BibliographicDescription {
        title: Some("Emma /".to_owned()),
        author: Some("Austen, Jane".to_owned()),
        ..BibliographicDescription::default()
    };
    let fields = ItemOptionalFields { bibliographic_description: Some(description), ..ItemOptionalFields::default() };
    AcceptItem {
        request_id: Some(RequestId::new(request)),
        item_id: Some(ItemId::new(barcode)),
        user_id: Some(UserId::new(user)),
        date_for_return: Some(DateTime::as_sent("2026-04-30T23:59:00")),
        pickup_location: Some(Code::new("MAIN")),
        item_optional_fields: Some(fields),
        ..AcceptItem::default()
    }
}

pub fn check_out(request: &str, barcode: &str, due: &str) -> Request {
    Request::CheckOutItem(CheckOutItem {
        request_id: Some(RequestId::new(request)),
        item_id: Some(ItemId::new(barcode)),
        desired_date_due: Some(DateTime::as_sent(due)),
        ..CheckOutItem::default()
    })
}

pub fn check_in(barcode: &str) -> Request {
    Request::CheckInItem(CheckInItem { item_id: Some(ItemId::new(barcode)), ..CheckInItem::default() })
}

pub fn renew(user: &str, barcode: &str, due: &str) -> Request {
    Request::RenewItem(RenewItem {
        user_id: Some(UserId::new(user)),
        item_id: Some(ItemId::new(barcode)),
        desired_date_due: Some(DateTime::as_sent(due)),
        ..RenewItem::default()
    })
}

/// What is done at a desk: the words, or `refused: ` and the words.
pub fn desk(alma: &mut Alma, action: &str, fields: &str) -> String {
    let path = format!("/simulator/desk/{action}");
    let mut request = HttpRequest::post(&path, "application/x-www-form-urlencoded", fields);
    request.headers.push(("Accept".to_owned(), "application/json".to_owned()));
    let response = answered(alma, &request, NOW);
    let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    let words = answer["message"].as_str().unwrap().to_owned();
    match response.status {
        200 => words,
        _ => format!("refused: {words}"),
    }
}

pub fn look(alma: &Alma) -> Inspection {
    alma.inspect(None)
}

/// Library, location and process type of an item.
pub fn place(alma: &Alma, barcode: &str) -> String {
    match look(alma).items.get(barcode) {
        None => "gone".to_owned(),
        Some(item) => format!("{} {} {}", item.library, item.location, item.process_type.unwrap_or("in place")),
    }
}

pub fn borrowing_status(alma: &Alma, external_id: &str) -> &'static str {
    let view = look(alma);
    let found = view.borrowing_requests.iter().find(|request| request.external_id == external_id);
    found.map_or("none", |request| request.status)
}

pub fn lending_status(alma: &Alma, external_id: &str) -> &'static str {
    let view = look(alma);
    let found = view.lending_requests.iter().rev().find(|request| request.external_id == external_id);
    found.map_or("none", |request| request.status)
}

/// A form of the pages under `/alma`: the words, or `refused: ` and the words.
pub fn submit_at(alma: &mut Alma, path: &str, fields: &str, now: i64) -> String {
    let mut request = HttpRequest::post(path, "application/x-www-form-urlencoded", fields);
    request.headers.push(("Accept".to_owned(), "application/json".to_owned()));
    let response = answered(alma, &request, now);
    let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    let words = answer["message"].as_str().unwrap().to_owned();
    match response.status {
        200 => words,
        _ => format!("refused: {words}"),
    }
}

pub fn submit(alma: &mut Alma, path: &str, fields: &str) -> String {
    submit_at(alma, path, fields, NOW)
}

/// The body of the answer to an OAI-PMH question.
pub fn oai_at(alma: &mut Alma, query: &str, now: i64) -> Vec<u8> {
    let path = format!("/view/oai/{}/request", alma.state().institution);
    let mut request = HttpRequest::get(&path, query);
    request.peer_address = "192.0.2.7".to_owned();
    answered(alma, &request, now).body
}

/// A file or folder of the shared corpora, when they are beside the workspace.
pub fn corpora(path: &str) -> Option<std::path::PathBuf> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora").join(path);
    if !found.exists() {
        eprintln!("skipped: ../shared/corpora is not here");
    }
    Some(found).filter(|found| found.exists())
}
