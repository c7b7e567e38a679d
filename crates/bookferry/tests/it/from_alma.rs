//! What a library's own system tells by itself: a renewal in Primo over NCIP, loans and returns by webhook.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bookferry::settings::{HostLms, LocalNcip, Webhooks};
use bookferry::work::codec;
use hmac::{Hmac, KeyInit, Mac};
use lifecycle::{Facts, LentItem, Moment, ServiceType};
use ncip::{Header, ItemId, Message, Profile, RenewItem, Request as Asked, UserId};
use serde_json::json;
use sha2::Sha256;
use store::Request;

use super::house::House;

const SECRET: &str = "s3cret";

/// A borrowed book that is here, with its temporary item in Alma.
async fn borrowed(house: &House) -> Request {
    let alma = HostLms::default();
    house.platform.put_section(house.east.id, &alma, "tests").await.expect("settings");
    let ncip = LocalNcip {
        server_address: "http://127.0.0.1:9/view/NCIPServlet".into(),
        app_profile: "BOOKFERRY".into(),
        from_agency: "01EAST_INST".into(),
        to_agency: "01EAST_INST".into(),
    };
    house.platform.put_section(house.east.id, &ncip, "tests").await.expect("settings");
    let mut facts = Facts::new(ServiceType::Loan);
    facts.suppliers_asked = 1;
    facts.items = vec![LentItem::with_barcode("39031000123")];
    facts.temporary_items = vec![1];
    facts.due = Some(Moment(1_800_000_000_000));
    house.loan("requester", "received", &facts, "p1", Vec::new()).await
}

fn renewal(barcode: &str, agency: &str) -> String {
    let renew =
        RenewItem { user_id: Some(UserId::new("p1")), item_id: Some(ItemId::new(barcode)), ..RenewItem::default() };
    let header = Header::between(agency, agency);
    Profile::ALMA.encode(&Profile::ALMA.message(header, Asked::RenewItem(renew)))
}

async fn post(house: &House, path: &str, signature: &str, body: String) -> (u16, String) {
    let request = reqwest::Client::new().post(format!("{}{path}", house.address)).header("X-Exl-Signature", signature);
    let answer = request.body(body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

async fn state_of(house: &House, request: &Request) -> Facts {
    let request = house.platform.store().requests().by_id(house.east.id, request.id).await.expect("the request");
    codec::facts(&request.facts).expect("facts")
}

#[tokio::test]
async fn a_renewal_in_primo_is_pending_and_goes_to_the_supplier_once() {
    let house = House::build().await;
    let request = borrowed(&house).await;
    for time in 0..2 {
        let (status, answer) = post(&house, "/ncip/EAST", "", renewal(&request.number, "01EAST_INST")).await;
        assert_eq!(status, 200, "{time}: {answer}");
        assert!(answer.contains("RenewItemResponse") && answer.contains("Pending"), "{time}: {answer}");
    }
    assert!(state_of(&house, &request).await.renewal_from_ils);
    let rows = house.platform.store().outbox().of_request(house.east.id, request.id).await.expect("the outbox");
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["iso18626", "ils"], "one message to the supplier, one report to Alma");
    assert!(rows[0].payload.contains("Renew") && rows[1].payload.contains("renewal_pending"));
    house.stop().await;
}

#[tokio::test]
async fn what_cannot_be_renewed_is_refused_in_ncip() {
    let house = House::build().await;
    let request = borrowed(&house).await;
    for (body, expected) in [
        (renewal("31234", "01EAST_INST"), "Unknown Item"),
        (renewal(&request.number, "01WEST_INST"), "Unknown Agency"),
        ("<broken".to_owned(), "Problem"),
        (String::new(), "Problem"),
        (
            Profile::ALMA.encode(&Message::request(
                Header::between("01EAST_INST", "01EAST_INST"),
                Asked::LookupUser(ncip::LookupUser::default()),
            )),
            "Unsupported Service",
        ),
    ] {
        let (status, answer) = post(&house, "/ncip/east", "", body).await;
        assert_eq!(status, 200);
        assert!(answer.contains(expected), "{expected}: {answer}");
    }
    assert_eq!(post(&house, "/ncip/NOBODY", "", String::new()).await.0, 404);
    assert!(!state_of(&house, &request).await.renewal_asked);
    house.stop().await;
}

#[tokio::test]
async fn loans_and_returns_at_alma_s_desk_are_heard_when_they_are_signed() {
    let house = House::build().await;
    let request = borrowed(&house).await;
    house
        .platform
        .put_section(house.east.id, &Webhooks { is_on: true, secret: SECRET.into() }, "tests")
        .await
        .expect("settings");
    let event = |what: &str| {
        json!({ "action": "LOAN", "event": { "value": what }, "item_loan": { "item_barcode": request.number } })
            .to_string()
    };
    let path = "/webhooks/alma/EAST";
    let (status, words) = post(&house, path, "", event("LOAN_CREATED")).await;
    assert_eq!((status, words.contains("Settings, Webhooks")), (401, true), "{words}");
    assert!(!state_of(&house, &request).await.with_patron);
    for (what, is_there) in [("LOAN_CREATED", true), ("LOAN_RETURNED", false)] {
        let body = event(what);
        let (status, words) = post(&house, path, &signed(&body), body).await;
        assert_eq!(status, 200, "{words}");
        assert_eq!(state_of(&house, &request).await.with_patron, is_there, "{words}");
    }
    let request = house.platform.store().requests().by_id(house.east.id, request.id).await.expect("the request");
    assert!(request.attention.is_some_and(|words| words.contains("brought the item back")));
    let challenge = reqwest::get(format!("{}{path}?challenge=abc", house.address)).await.expect("an answer");
    assert_eq!(challenge.text().await.expect("a text"), r#"{"challenge":"abc"}"#);
    house.stop().await;
}

fn signed(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.update(body.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}
