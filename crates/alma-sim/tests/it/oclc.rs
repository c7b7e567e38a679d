//! What OCLC's messages have beyond those of other brokers, the addresses of version 1, and fees.

use alma_sim::{Alma, HttpRequest};
use ncip::codes::identifier;
use ncip::{
    AcceptItem, Amount, CheckInItem, CheckOutItem, Code, CreateUserFiscalTransaction, DateTime,
    FiscalTransactionInformation, Header, ItemId, ItemRequestCancelled, MandatedAction, Message, Outcome, Request,
    RequestId, Style, UserId, Version, answer_of,
};

use crate::world::*;

fn fiscal(minor_units: &str) -> FiscalTransactionInformation {
    FiscalTransactionInformation {
        action: Some(Code::new("Assess")),
        transaction_type: Some(Code::new("Interlibrary Loan Fee")),
        amount: Some(Amount { value: minor_units.to_owned(), ..Amount::new(0, "USD") }),
        request_id: Some(RequestId::new("BF-1")),
        ..FiscalTransactionInformation::default()
    }
}

fn charge(user: &str, minor_units: &str) -> Request {
    Request::CreateUserFiscalTransaction(CreateUserFiscalTransaction {
        user_id: Some(UserId::new(user)),
        fiscal_transaction: Some(fiscal(minor_units)),
        ..CreateUserFiscalTransaction::default()
    })
}

fn by_request(number: &str) -> Request {
    let item = ItemId { identifier_type: Some(Code::new(identifier::ILL_REQUEST_ID)), ..ItemId::new(number) };
    Request::CheckInItem(CheckInItem { item_id: Some(item), ..CheckInItem::default() })
}

fn has_left(request: &str, barcode: &str, due: &str) -> Request {
    Request::CheckOutItem(CheckOutItem {
        request_id: Some(RequestId::new(request)),
        item_id: Some(ItemId::new(barcode)),
        desired_date_due: Some(DateTime::as_sent(due)),
        mandated_action: Some(MandatedAction::default()),
        ..CheckOutItem::default()
    })
}

#[test]
fn fees_are_taken_where_the_partner_record_says_so() {
    let mut alma = east();
    assert_eq!(send(&mut alma, charge(PATRON, "1234")), "Service is not known");
    desk(&mut alma, "partner-field", "code=BOOKFERRY&field=accepts_fees&value=true");
    assert_eq!(send(&mut alma, charge(PATRON, "1234")), "done");
    assert_eq!(send(&mut alma, charge("nobody", "1234")), "Unknown User");
    for wrong in ["", "0", "-5", "1.50"] {
        assert_eq!(send(&mut alma, charge(PATRON, wrong)), "Needed Data Missing", "{wrong}");
    }
    let with_fee = AcceptItem { fiscal_transaction: Some(fiscal("500")), ..accept("BF-1", "BF-1", PATRON) };
    assert_eq!(send(&mut alma, Request::AcceptItem(with_fee)), "done");
    let fees = &alma.state().fees;
    let told: Vec<_> = fees.iter().map(|fee| (fee.user.as_str(), fee.minor_units, fee.currency.as_str())).collect();
    assert_eq!(told, [(PATRON, 1234, "USD"), (PATRON, 500, "USD")]);
    let page = answered(&mut alma, &HttpRequest::get("/primo/account", &format!("user={PATRON}")), NOW);
    assert!(String::from_utf8(page.body).unwrap().contains("12.34 USD"));
    let mut again = east();
    alma.take_journal().iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
}

#[test]
fn a_check_in_by_the_number_of_the_request_succeeds_when_the_item_has_gone() {
    let mut alma = east();
    let circulate = AcceptItem { requested_action: Some(Code::new("Circulate")), ..accept("BF-1", "BF-1", PATRON) };
    assert_eq!(send(&mut alma, Request::AcceptItem(circulate)), "done");
    assert_eq!(send(&mut alma, by_request("BF-1")), "done");
    assert_eq!(place(&alma, "BF-1"), "gone");
    assert_eq!(send(&mut alma, by_request("BF-1")), "done");
    assert_eq!(send(&mut alma, by_request("BF-NEVER")), "done");
    assert_eq!(send(&mut alma, check_in("BF-1")), "Unknown Item");
}

#[test]
fn an_item_that_has_left_is_lent_whatever_was_known_of_it() {
    let mut alma = east();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    assert_eq!(send(&mut alma, check_out("BF-1", BOOK, "2026-05-01")), "Item Already Checked Out");
    assert_eq!(send(&mut alma, has_left("BF-1", BOOK, "2026-05-01")), "done");
    assert!(look(&alma).loans.iter().all(|loan| loan.barcode != BOOK));
    assert_eq!(send(&mut alma, has_left("BF-1", BOOK, "2026-05-01")), "done", "the same date once more");
    assert!(send(&mut alma, check_out("BF-1", BOOK, "2026-05-01")).contains("no change in due date"));
    assert_eq!(send(&mut alma, has_left("BF-2", BOOK, "2026-06-01")), "done");
    assert_eq!(
        (lending_status(&alma, "BF-1"), lending_status(&alma, "BF-2")),
        ("REQUEST_COMPLETED", "SHIPPED_PHYSICALLY")
    );
    assert_eq!(send(&mut alma, check_in(BOOK)), "done");
    assert_eq!(lending_status(&alma, "BF-2"), "REQUEST_COMPLETED");
}

#[test]
fn the_profile_of_oclc_means_the_partner_of_the_type_tipasa() {
    let ask = |alma: &mut Alma| {
        let header = Header::between("01EAST_INST", "01EAST_INST").with_profile("2.00");
        let body = ncip::Profile::ALMA.encode(&Message::request(header, lookup(PATRON)));
        post(alma, &body, NOW)
    };
    let mut alma = east();
    assert!(ask(&mut alma).contains("Unknown partner"));
    let general = "code=TIPASA&name=Tipasa&profile_type=NCIP&system_type=Tipasa&active=true&average_supply_time=4\
        &delivery_delay=0&supports_borrowing=true&borrowing_workflow=BORROWING&lending_workflow=LENDING";
    submit(&mut alma, "/alma/partners/new", general);
    assert!(ask(&mut alma).contains(&format!(">{PATRON}<")));
    submit(
        &mut alma,
        "/alma/partners/TIPASA",
        &general.replace("code=TIPASA", "code=2.00").replace("Tipasa&active", "Other&active"),
    );
    assert!(ask(&mut alma).contains(&format!(">{PATRON}<")), "by its code");
}

#[test]
fn version_one_carries_a_loan_from_acceptance_to_return_and_a_cancelled_request() {
    let mut alma = east();
    let one = |alma: &mut Alma, request: Request| {
        let header = Header::between("broker", "01EAST_INST").with_profile("BOOKFERRY");
        let message = Message { version: Version::new(Version::ONE), ..Message::request(header, request) };
        let body = message.encode(&Style::PLAIN);
        let response = answered(alma, &HttpRequest::post("/view/NCIPServlet/v1", "text/xml", body), NOW);
        let answer = Message::decode(&response.body).unwrap().message;
        match answer_of(&answer) {
            Outcome::Done => "done".to_owned(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(one(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON))), "done");
    assert_eq!(place(&alma, "BF-1"), "RES_SHARE OUT_RS_REQ HOLDSHELF");
    let returned = ncip::ItemCheckedIn { item_id: Some(ItemId::new("BF-1")), ..ncip::ItemCheckedIn::default() };
    assert_eq!(one(&mut alma, Request::ItemCheckedIn(returned)), "done");
    assert_eq!(place(&alma, "BF-1"), "gone");
    assert_eq!(one(&mut alma, check_out("BF-2", BOOK, "2026-05-01")), "done");
    assert_eq!(lending_status(&alma, "BF-2"), "SHIPPED_PHYSICALLY");
    assert_eq!(one(&mut alma, check_in(BOOK)), "done");
    let requested = ncip::ItemRequested {
        user_id: Some(UserId::new("-")),
        item_id: Some(ItemId::new(SCIENCE_BOOK)),
        request_id: Some(RequestId::new("BF-3")),
        ..ncip::ItemRequested::default()
    };
    one(&mut alma, Request::ItemRequested(requested));
    assert_eq!(lending_status(&alma, "BF-3"), "REQUEST_CREATED_LEN");
    let cancelled =
        ItemRequestCancelled { request_id: Some(RequestId::new("BF-3")), ..ItemRequestCancelled::default() };
    assert_eq!(one(&mut alma, Request::ItemRequestCancelled(cancelled)), "done");
    assert_eq!((lending_status(&alma, "BF-3"), place(&alma, SCIENCE_BOOK).as_str()), ("CANCELLED", "SCI stk in place"));
}

#[test]
fn automatic_receive_desk_and_pickup_decide_where_an_item_goes() {
    for (receive, desk_code, pickup, expected) in [
        ("true", "MAIN_CIRC", Some("MAIN"), "HOLDSHELF"),
        ("true", "MAIN_CIRC", Some("SCI"), "TRANSIT"),
        ("true", "RES_SHARE_CIRC", Some("MAIN"), "TRANSIT"),
        ("true", "SCI_CIRC", None, "HOLDSHELF"),
        ("false", "MAIN_CIRC", Some("MAIN"), "ILL"),
    ] {
        let mut alma = east();
        for (field, value) in
            [("automatic_receive", receive), ("receive_desk", desk_code), ("default_pickup_library", "SCI")]
        {
            desk(&mut alma, "partner-field", &format!("code=BOOKFERRY&field={field}&value={value}"));
        }
        let message = AcceptItem { pickup_location: pickup.map(Code::new), ..accept("BF-1", "BF-1", PATRON) };
        assert_eq!(send(&mut alma, Request::AcceptItem(message)), "done");
        assert_eq!(
            place(&alma, "BF-1"),
            format!("RES_SHARE OUT_RS_REQ {expected}"),
            "{receive} {desk_code} {pickup:?}"
        );
        let letters = look(&alma).letters.iter().filter(|letter| letter.name.contains("Hold Shelf")).count();
        assert_eq!(letters, usize::from(expected == "HOLDSHELF"));
    }
}

#[test]
fn a_recall_and_the_two_reports_of_a_renewal_turn_the_request() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", &format!("barcode=BF-1&user={PATRON}"));
    for (words, status) in [
        ("Renew Still Pending", "RENEW_REQUESTED"),
        ("Renewal Still Pending", "RENEW_REQUESTED"),
        ("Item Not Renewed", "RENEW_NOT_ACCEPTED"),
    ] {
        let report = ncip::CirculationStatusUpdated {
            item_id: Some(ItemId::new("BF-1")),
            circulation_status: Some(Code::new(words)),
            ..ncip::CirculationStatusUpdated::default()
        };
        assert_eq!(send(&mut alma, Request::CirculationStatusUpdated(report)), "done");
        assert_eq!(borrowing_status(&alma, "BF-1"), status);
    }
    let recall = ncip::RecallItem {
        item_id: Some(ItemId::new("BF-1")),
        desired_date_due: Some(DateTime::as_sent("2026-03-20T23:59:00")),
        ..ncip::RecallItem::default()
    };
    assert_eq!(send(&mut alma, Request::RecallItem(recall)), "done");
    assert_eq!(borrowing_status(&alma, "BF-1"), "RECALLED_BOR");
    assert_eq!(look(&alma).items["BF-1"].due_date.as_deref(), Some("2026-03-20T23:59:00.000Z"));
    assert!(look(&alma).letters.iter().any(|letter| letter.name.contains("Recall")));
}
