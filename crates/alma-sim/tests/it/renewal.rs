//! Renewals that begin in Primo.

use alma_sim::{Alma, Outgoing};
use ncip::{Body, DateTime, Message, Pending, Problem, RenewItemResponse, Request, Response};

use crate::world::*;

/// A user has BF-1, and has asked for more time.
fn asked() -> (Alma, Outgoing) {
    let mut alma = east();
    desk(&mut alma, "partner-field", "code=BOOKFERRY&field=broker_ncip_url&value=http://broker.example/ncip");
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert!(desk(&mut alma, "renew", "barcode=BF-1").starts_with("refused"));
    desk(&mut alma, "loan", "barcode=BF-1&user=afontenoy");
    assert!(desk(&mut alma, "renew", "barcode=BF-1").contains("will be asked"));
    let mut outgoing = alma.take_outgoing();
    assert_eq!((outgoing.len(), borrowing_status(&alma, "BF-1")), (1, "RENEW_REQUESTED"));
    (alma, outgoing.remove(0))
}

fn answer(outgoing: &Outgoing, renewal: RenewItemResponse) -> String {
    let message = Message::decode(outgoing.body.as_bytes()).unwrap().message;
    let response = Response::RenewItem(ncip::Answer::Done(renewal));
    ncip::Profile::ALMA.encode_answer(&message.answer(response))
}

#[test]
fn the_broker_is_asked_with_the_barcode_and_a_later_date() {
    let (_, outgoing) = asked();
    assert_eq!(outgoing.url, "http://broker.example/ncip");
    let message = Message::decode(outgoing.body.as_bytes()).unwrap().message;
    let Body::Request(Request::RenewItem(renewal)) = &message.body else { panic!("{message:?}") };
    assert_eq!(renewal.item_id.as_ref().unwrap().value, "BF-1");
    assert_eq!(renewal.desired_date_due.as_ref().unwrap().as_str(), "2026-05-28T23:59:00.000Z");
}

#[test]
fn every_answer_of_the_broker_shows() {
    let granted =
        RenewItemResponse { date_due: Some(DateTime::as_sent("2026-06-01T23:59:00")), ..RenewItemResponse::default() };
    let pending = RenewItemResponse { pending: Some(Pending::default()), ..RenewItemResponse::default() };
    let (_, outgoing) = asked();
    let message = Message::decode(outgoing.body.as_bytes()).unwrap().message;
    let Body::Request(request) = &message.body else { panic!("{message:?}") };
    let refused = message.answer(request.refused(Problem::new("Item Not Renewable", "")));
    for (bytes, status, due) in [
        (Some(answer(&outgoing, granted)), "RENEWED", "2026-06-01"),
        (Some(answer(&outgoing, pending)), "RENEW_REQUESTED", "2026-04-30"),
        (Some(ncip::Profile::ALMA.encode_answer(&refused)), "RENEW_NOT_ACCEPTED", "2026-04-30"),
        (Some("<html>".to_owned()), "RENEW_REQUESTED", "2026-04-30"),
        (None, "RENEW_REQUESTED", "2026-04-30"),
    ] {
        let (mut alma, outgoing) = asked();
        alma.outgoing_answered(&outgoing, bytes.as_deref().map(str::as_bytes), NOW);
        assert_eq!(borrowing_status(&alma, "BF-1"), status);
        assert_eq!(&look(&alma).items["BF-1"].due_date.as_ref().unwrap()[..10], due);
    }
}

#[test]
fn a_partner_without_an_address_cannot_be_asked_and_a_replay_asks_nobody() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-1&user=afontenoy");
    assert!(desk(&mut alma, "renew", "barcode=BF-1").contains("Broker System NCIP URL"));
    let (mut alma, outgoing) = asked();
    alma.outgoing_answered(&outgoing, None, NOW);
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
    assert!(again.take_outgoing().is_empty());
}
