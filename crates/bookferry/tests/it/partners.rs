//! What other libraries' systems send to `/iso18626`, and what they get back.

use iso18626::{
    Action, AgencyId, BibliographicInfo, Edition, Header, Message, MessageStatus, Request, RequestType,
    RequestingAgencyMessage, ServiceInfo, ServiceType,
};

use super::house::House;

#[tokio::test]
async fn a_message_that_comes_twice_gets_the_same_confirmation_and_does_nothing_more() {
    let house = House::build().await;
    let xml = request("ISIL:WEST", "EAST-1", "Emma");
    let first = post(&house, &xml).await;
    let second = post(&house, &xml).await;
    assert_eq!(status_of(&first), MessageStatus::Ok, "{first}");
    assert_eq!(first, second);
    let queue = supplier_queue(&house).await;
    assert_eq!(queue.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn messages_that_make_no_sense_are_answered_with_an_error_of_the_protocol() {
    let house = House::build().await;
    let unknown_supplier = request("ISIL:NOBODY", "EAST-2", "Emma");
    let unknown_request = requesting(Action::Received, "EAST-99");
    let strange_action = requesting(Action::Other("Juggle".into()), "EAST-3");
    post(&house, &request("ISIL:WEST", "EAST-3", "Emma")).await;
    let again = request("ISIL:WEST", "EAST-3", "Persuasion");
    for (xml, expected) in [
        ("<broken".to_owned(), "BadlyFormedMessage"),
        (String::new(), "BadlyFormedMessage"),
        (unknown_supplier, "supplyingAgencyId"),
        (unknown_request, "request with a given ID not found"),
        (strange_action, "UnsupportedActionType"),
        (again, "request with a given ID already exists"),
        (requesting(Action::ShippedReturn, "EAST-3"), "status change not allowed"),
    ] {
        let answer = post(&house, &xml).await;
        assert_eq!(status_of(&answer), MessageStatus::Error, "{answer}");
        assert!(answer.contains(expected), "{expected}: {answer}");
    }
    assert_eq!(supplier_queue(&house).await.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn what_is_no_message_is_refused_by_http() {
    let house = House::build().await;
    let address = format!("{}/iso18626", house.address);
    let client = reqwest::Client::new();
    let plain =
        client.post(&address).header("Content-Type", "text/plain").body("hello").send().await.expect("an answer");
    assert_eq!(plain.status(), 415);
    let huge = "x".repeat(2 << 20);
    let large =
        client.post(&address).header("Content-Type", "application/xml").body(huge).send().await.expect("an answer");
    assert_eq!(large.status(), 413);
    let fetched = client.get(&address).send().await.expect("an answer");
    assert_eq!(fetched.status(), 405);
    house.stop().await;
}

#[tokio::test]
async fn a_cancel_is_answered_before_the_item_is_sent() {
    let house = House::build().await;
    post(&house, &request("ISIL:WEST", "EAST-4", "Emma")).await;
    let answer = post(&house, &requesting(Action::Cancel, "EAST-4")).await;
    assert_eq!(status_of(&answer), MessageStatus::Ok, "{answer}");
    let [request] = supplier_queue(&house).await.try_into().expect("one request");
    assert_eq!(request.state, "cancelled");
    house.stop().await;
}

pub async fn supplier_queue(house: &House) -> Vec<store::Request> {
    let filter = store::QueueFilter { side: "supplier".into(), limit: 10, ..store::QueueFilter::default() };
    house.platform.store().requests().queue(house.west.id, &filter).await.expect("the queue").requests
}

pub async fn post(house: &House, xml: &str) -> String {
    let client = reqwest::Client::new();
    let request =
        client.post(format!("{}/iso18626", house.address)).header("Content-Type", "application/xml; charset=utf-8");
    let response = request.body(xml.to_owned()).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    response.text().await.expect("a text")
}

fn status_of(xml: &str) -> MessageStatus {
    let decoded = iso18626::decode(xml.as_bytes()).expect("the answer is a message");
    decoded.message.confirmation_header().expect("the answer is a confirmation").message_status.clone()
}

fn header(supplier: &str, id: &str) -> Header {
    let (_, value) = supplier.split_once(':').expect("a symbol");
    Header::new(AgencyId::new("ISIL", value), AgencyId::new("ISIL", "EAST"), id, "2026-11-21T10:00:00Z")
}

pub fn request(supplier: &str, id: &str, title: &str) -> String {
    let request = Request {
        header: header(supplier, id),
        bibliographic_info: BibliographicInfo { title: Some(title.to_owned()), ..BibliographicInfo::default() },
        service_info: Some(ServiceInfo {
            request_type: Some(RequestType::New),
            service_type: ServiceType::Loan,
            ..ServiceInfo::default()
        }),
        ..Request::default()
    };
    Message::from(request).encode(Edition::V1_2)
}

fn requesting(action: Action, id: &str) -> String {
    let message =
        RequestingAgencyMessage { header: header("ISIL:WEST", id), action, ..RequestingAgencyMessage::default() };
    Message::from(message).encode(Edition::V1_2)
}
