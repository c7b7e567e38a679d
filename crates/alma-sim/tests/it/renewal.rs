//! Renewals that begin in Primo.

use alma_sim::{Alma, HttpRequest, Outgoing, OutgoingReply};
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
    let mut outgoing = alma.take_outgoing(NOW);
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
    let good = |body: String| OutgoingReply::Answered { status: 200, body: body.into_bytes() };
    for (reply, status, due, told) in [
        (good(answer(&outgoing, granted.clone())), "RENEWED", "2026-06-01", "Renewed until 2026-06-01."),
        (
            good(answer(&outgoing, pending)),
            "RENEW_REQUESTED",
            "2026-04-30",
            "Renewal requested. The broker will decide.",
        ),
        (
            good(ncip::Profile::ALMA.encode_answer(&refused)),
            "RENEW_NOT_ACCEPTED",
            "2026-04-30",
            "Not renewed: please bring it back when it is due.",
        ),
        (good("<html>".to_owned()), "RENEW_REQUESTED", "2026-04-30", "The broker did not answer."),
        (
            OutgoingReply::Answered { status: 500, body: answer(&outgoing, granted).into_bytes() },
            "RENEW_REQUESTED",
            "2026-04-30",
            "The broker did not answer.",
        ),
        (OutgoingReply::TimedOut, "RENEW_REQUESTED", "2026-04-30", "The broker did not answer in time."),
        (OutgoingReply::NotReached, "LOANED", "2026-04-30", "The lender could not be asked. Please try later."),
    ] {
        let (mut alma, outgoing) = asked();
        alma.outgoing_answered(&outgoing, &reply, NOW);
        assert_eq!(borrowing_status(&alma, "BF-1"), status);
        assert_eq!(&look(&alma).items["BF-1"].due_date.as_ref().unwrap()[..10], due);
        let page = account(&mut alma);
        assert!(page.contains(told), "{told}: {page}");
    }
}

/// What the user sees.
fn account(alma: &mut Alma) -> String {
    let page = answered(alma, &HttpRequest::get("/primo/account", &format!("user={PATRON}")), NOW);
    String::from_utf8(page.body).unwrap()
}

fn report(words: &str) -> Request {
    Request::CirculationStatusUpdated(ncip::CirculationStatusUpdated {
        item_id: Some(ncip::ItemId::new("BF-1")),
        circulation_status: Some(ncip::Code::new(words)),
        ..ncip::CirculationStatusUpdated::default()
    })
}

#[test]
fn after_a_pending_answer_the_broker_says_yes_or_no() {
    for (last, status, told) in [
        (renew(PATRON, "BF-1", "2026-06-15"), "RENEWED", "Renewed until 2026-06-15."),
        (report("Item Not Renewed"), "RENEW_NOT_ACCEPTED", "Not renewed"),
    ] {
        let (mut alma, outgoing) = asked();
        let pending = RenewItemResponse { pending: Some(Pending::default()), ..RenewItemResponse::default() };
        let body = answer(&outgoing, pending).into_bytes();
        assert_eq!(send(&mut alma, report("Renew Still Pending")), "done");
        alma.outgoing_answered(&outgoing, &OutgoingReply::Answered { status: 200, body: body.clone() }, NOW);
        assert_eq!(borrowing_status(&alma, "BF-1"), "RENEW_REQUESTED");
        assert_eq!(send(&mut alma, last), "done");
        assert_eq!(borrowing_status(&alma, "BF-1"), status);
        assert!(account(&mut alma).contains(told));
        // The answer to the question comes late: what the broker has said since holds.
        alma.outgoing_answered(&outgoing, &OutgoingReply::Answered { status: 200, body }, NOW);
        assert_eq!(borrowing_status(&alma, "BF-1"), status);
    }
}

#[test]
fn primo_offers_no_renewal_that_nobody_could_decide() {
    let (mut alma, _) = asked();
    assert!(account(&mut alma).contains("<button>Renew<"));
    for field in ["borrowing_workflow&value=BORROWING_NO_RENEWAL", "broker_ncip_url&value="] {
        let mut alma = alma.clone();
        desk(&mut alma, "partner-field", &format!("code=BOOKFERRY&field={field}"));
        assert!(!account(&mut alma).contains("<button>Renew<") && account(&mut alma).contains("Not renewable"));
        assert!(desk(&mut alma, "renew", "barcode=BF-1").starts_with("refused"));
    }
    desk(&mut alma, "block-user", &format!("user={PATRON}&block=Fines"));
    assert!(desk(&mut alma, "renew", "barcode=BF-1").contains("blocked"));
}

#[test]
fn a_partner_without_an_address_cannot_be_asked_and_a_replay_asks_nobody() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-1&user=afontenoy");
    assert!(desk(&mut alma, "renew", "barcode=BF-1").contains("Broker System NCIP URL"));
    let (mut alma, outgoing) = asked();
    alma.outgoing_answered(&outgoing, &OutgoingReply::TimedOut, NOW);
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
    assert!(again.take_outgoing(NOW).is_empty());
}
