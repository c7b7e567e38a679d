//! Webhooks: what a listener is told, and when it is told again.

use alma_sim::{Alma, HttpRequest, Outgoing, OutgoingReply};
use ncip::Request;
use serde_json::{Value, json};

use crate::world::*;

const PROFILE: &str = "code=BF&name=Bookferry&active=true&url=http://listener.example/hook?at=east&secret=s3cret\
    &loans=true&requests=true";
const FORM: &str = "/alma/integration-profiles/webhooks";

fn replied(status: u16, body: &str) -> OutgoingReply {
    OutgoingReply::Answered { status, body: body.as_bytes().to_vec() }
}

/// An Alma whose listener has echoed its challenge.
fn listened_to() -> Alma {
    let mut alma = east();
    submit(&mut alma, FORM, PROFILE);
    echo(&mut alma);
    alma
}

fn echo(alma: &mut Alma) {
    let sent = alma.take_outgoing(NOW);
    assert_eq!((sent.len(), sent[0].method), (1, "GET"));
    let (_, challenge) = sent[0].url.split_once("&challenge=").expect("behind the query of the address");
    let body = json!({ "challenge": challenge }).to_string();
    alma.outgoing_answered(&sent[0], &replied(200, &body), NOW);
}

fn events(sent: &[Outgoing]) -> Vec<String> {
    let event = |outgoing: &Outgoing| {
        let body: Value = serde_json::from_str(&outgoing.body).unwrap();
        format!("{} {}", body["action"].as_str().unwrap(), body["event"]["value"].as_str().unwrap())
    };
    sent.iter().map(event).collect()
}

fn told(alma: &mut Alma) -> Vec<String> {
    events(&alma.take_outgoing(NOW))
}

#[test]
fn loans_and_requests_are_told_as_they_happen() {
    let mut alma = listened_to();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert_eq!(told(&mut alma), ["REQUEST REQUEST_CREATED", "REQUEST REQUEST_PLACED_ON_SHELF"]);
    desk(&mut alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    let sent = alma.take_outgoing(NOW);
    assert_eq!(events(&sent), ["LOAN LOAN_CREATED", "REQUEST REQUEST_CLOSED"]);
    let body: Value = serde_json::from_str(&sent[0].body).unwrap();
    assert_eq!(
        (&body["institution"]["value"], &body["time"]),
        (&json!("01EAST_INST"), &json!("2026-03-02T09:00:00.000Z"))
    );
    let loan = &body["item_loan"];
    assert_eq!((&loan["item_barcode"], &loan["user_id"]), (&json!("BF-1"), &json!(PATRON)));
    send(&mut alma, renew(PATRON, "BF-1", "2026-06-15"));
    assert_eq!(told(&mut alma), ["LOAN LOAN_RENEWED"]);
    let recall = ncip::RecallItem {
        item_id: Some(ncip::ItemId::new("BF-1")),
        desired_date_due: Some(ncip::DateTime::as_sent("2026-03-20T23:59:00")),
        ..ncip::RecallItem::default()
    };
    send(&mut alma, Request::RecallItem(recall));
    assert_eq!(told(&mut alma), ["LOAN LOAN_DUE_DATE"]);
    desk(&mut alma, "return", "barcode=BF-1");
    let sent = alma.take_outgoing(NOW);
    assert_eq!(events(&sent), ["LOAN LOAN_RETURNED"]);
    let body: Value = serde_json::from_str(&sent[0].body).unwrap();
    assert_eq!(
        (&body["item_loan"]["item_barcode"], &body["item_loan"]["loan_status"]),
        (&json!("BF-1"), &json!("COMPLETE"))
    );
    send(&mut alma, check_in("BF-1"));
    assert!(told(&mut alma).is_empty(), "the loan was over");
    send(&mut alma, lookup(PATRON));
    desk(&mut alma, "scan", "barcode=nothing");
    assert!(told(&mut alma).is_empty());
}

#[test]
fn a_loan_that_ends_because_the_item_goes_back_is_told_too() {
    let mut alma = listened_to();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    told(&mut alma);
    send(&mut alma, check_in("BF-1"));
    assert_eq!(told(&mut alma), ["LOAN LOAN_RETURNED"]);
}

#[test]
fn only_what_is_subscribed_to_is_told() {
    let mut alma = east();
    submit(&mut alma, FORM, &PROFILE.replace("&requests=true", ""));
    echo(&mut alma);
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    assert_eq!(told(&mut alma), ["LOAN LOAN_CREATED"]);
}

#[test]
fn every_message_is_signed_over_its_bytes() {
    let mut alma = listened_to();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    let first = alma.take_outgoing(NOW).remove(0);
    let signature = |outgoing: &Outgoing| {
        let header = outgoing.headers.iter().find(|(name, _)| name == "X-Exl-Signature");
        header.expect("a signature").1.clone()
    };
    assert_eq!((signature(&first).len(), signature(&first).ends_with('=')), (44, true), "32 bytes in base 64");
    desk(&mut alma, "return", &format!("barcode={BOOK}"));
    assert_ne!(signature(&alma.take_outgoing(NOW).remove(0)), signature(&first));
}

#[test]
fn a_listener_that_does_not_echo_is_told_nothing() {
    for reply in [
        replied(200, "{\"challenge\":\"something else\"}"),
        replied(200, "<html>"),
        replied(404, ""),
        OutgoingReply::TimedOut,
        OutgoingReply::NotReached,
    ] {
        let mut alma = east();
        submit(&mut alma, FORM, PROFILE);
        let challenge = alma.take_outgoing(NOW).remove(0);
        desk(&mut alma, "loan", &format!("barcode={SCIENCE_BOOK}&user={PATRON}"));
        alma.outgoing_answered(&challenge, &reply, NOW);
        desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
        assert!(alma.take_outgoing(NOW).is_empty());
        let page = answered(&mut alma, &HttpRequest::get(FORM, ""), NOW);
        assert!(String::from_utf8(page.body).unwrap().contains("did not echo the challenge"));
        submit(&mut alma, &format!("{FORM}/challenge"), "");
        echo(&mut alma);
        desk(&mut alma, "return", &format!("barcode={BOOK}"));
        assert_eq!(told(&mut alma), ["LOAN LOAN_RETURNED"], "only what happened since");
    }
}

#[test]
fn a_message_is_sent_again_after_one_three_and_six_hours_unless_it_was_refused() {
    let mut alma = listened_to();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    let (mut outgoing, mut now) = (alma.take_outgoing(NOW).remove(0), NOW);
    for hours in [1, 3, 6] {
        let down = if hours == 3 { OutgoingReply::NotReached } else { replied(503, "") };
        alma.outgoing_answered(&outgoing, &down, now);
        assert!(alma.take_outgoing(now + hours * HOUR - 1).is_empty());
        let again = alma.take_outgoing(now + hours * HOUR).remove(0);
        assert_eq!((&again.body, &again.headers), (&outgoing.body, &outgoing.headers));
        (outgoing, now) = (again, now + hours * HOUR);
    }
    alma.outgoing_answered(&outgoing, &OutgoingReply::TimedOut, now);
    assert!(alma.take_outgoing(i64::MAX).is_empty(), "that was the last time");
    for reply in [replied(200, ""), replied(401, "")] {
        desk(&mut alma, "return", &format!("barcode={BOOK}"));
        desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
        for outgoing in alma.take_outgoing(NOW) {
            alma.outgoing_answered(&outgoing, &reply, NOW);
        }
        assert!(alma.take_outgoing(i64::MAX).is_empty());
    }
}

#[test]
fn the_journal_keeps_the_profile_and_tells_nobody_twice() {
    let mut alma = listened_to();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
    assert!(again.take_outgoing(i64::MAX).is_empty());
    desk(&mut again, "return", &format!("barcode={BOOK}"));
    assert_eq!(told(&mut again), ["LOAN LOAN_RETURNED"]);
    assert!(submit(&mut again, &format!("{FORM}/delete"), "").contains("Nobody is told"));
    assert!(submit(&mut again, FORM, &PROFILE.replace("http://", "")).contains("begins with https://"));
    assert!(submit(&mut again, FORM, &PROFILE.replace("secret=s3cret", "secret=")).contains("Secret is empty"));
}
