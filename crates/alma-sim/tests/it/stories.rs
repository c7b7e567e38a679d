//! Loans from beginning to end, told by the state.

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use ncip::{CancelRequestItem, Code, ItemId, RecallItem, Request, RequestId, RequestItem, UserId};

use crate::world::*;

#[test]
fn a_borrowed_item_leaves_nothing_behind() {
    let mut alma = east();
    let before = look(&alma).counts;
    assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON))), "done");
    assert_eq!(place(&alma, "BF-1"), "RES_SHARE OUT_RS_REQ HOLDSHELF");
    assert_eq!(borrowing_status(&alma, "BF-1"), "RECEIVED_PHYSICALLY");
    assert_eq!(look(&alma).holds[0].place, "on_hold_shelf");
    assert_eq!(look(&alma).letters[0].name, "Ful Place On Hold Shelf Letter");
    assert!(look(&alma).items["BF-1"].temporary_item);

    assert!(desk(&mut alma, "loan", "barcode=BF-1&user=tokonjoha").starts_with("refused: BF-1 came for afontenoy"));
    assert_eq!(
        desk(&mut alma, "loan", "barcode=BF-1&user=21210000050120"),
        "BF-1 is lent to afontenoy until 2026-04-30."
    );
    assert_eq!(borrowing_status(&alma, "BF-1"), "LOANED");
    let loan = look(&alma).loans.into_iter().find(|loan| loan.barcode == "BF-1").unwrap();
    assert_eq!((loan.due_date.as_str(), loan.resource_sharing), ("2026-04-30T23:59:00.000Z", true));

    assert_eq!(desk(&mut alma, "return", "barcode=BF-1"), "BF-1 is back from afontenoy.");
    assert_eq!(borrowing_status(&alma, "BF-1"), "LENDER_CHECK_IN");
    assert_eq!(send(&mut alma, check_in("BF-1")), "done");
    assert_eq!(place(&alma, "BF-1"), "gone");
    assert_eq!(borrowing_status(&alma, "BF-1"), "REQUEST_COMPLETED");
    assert_eq!(look(&alma).counts, before);
    assert!(look(&alma).holds.is_empty());
}

#[test]
fn a_check_in_ends_a_loan_that_nobody_took_back() {
    let mut alma = east();
    let loans = look(&alma).loans.len();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-1&user=afontenoy");
    assert_eq!(send(&mut alma, check_in("BF-1")), "done");
    assert_eq!(look(&alma).loans.len(), loans);
    assert_eq!(send(&mut alma, check_in("BF-1")), "Unknown Item");
}

#[test]
fn an_item_for_another_library_goes_through_transit_and_comes_on_the_hold_shelf_there() {
    let mut alma = east();
    let mut message = accept("BF-2", "BF-2", PATRON);
    message.pickup_location = Some(Code::new("SCI"));
    assert_eq!(send(&mut alma, Request::AcceptItem(message)), "done");
    assert_eq!(look(&alma).items["BF-2"].transit_to.as_deref(), Some("SCI"));
    assert!(look(&alma).letters.is_empty());
    assert!(desk(&mut alma, "loan", "barcode=BF-2&user=afontenoy").starts_with("refused: BF-2 is on its way to SCI"));
    assert_eq!(desk(&mut alma, "scan", "barcode=BF-2&desk=MAIN_CIRC"), "BF-2 is still on its way to SCI.");
    assert_eq!(desk(&mut alma, "scan", "barcode=BF-2&desk=SCI_CIRC"), "BF-2 is on the hold shelf of SCI.");
    assert_eq!(look(&alma).letters.len(), 1);
    assert!(desk(&mut alma, "loan", "barcode=BF-2&user=afontenoy").contains("is lent"));
}

#[test]
fn without_automatic_receive_somebody_receives_by_hand() {
    let mut alma = east();
    desk(&mut alma, "partner-field", "code=BOOKFERRY&field=automatic_receive&value=false");
    send(&mut alma, Request::AcceptItem(accept("BF-3", "BF-3", PATRON)));
    assert_eq!(place(&alma, "BF-3"), "RES_SHARE OUT_RS_REQ ILL");
    assert_eq!(borrowing_status(&alma, "BF-3"), "SHIPPED_PHYSICALLY");
    assert_eq!(look(&alma).holds[0].place, "to_be_received");
    assert!(desk(&mut alma, "loan", "barcode=BF-3&user=afontenoy").contains("has not been received"));
    assert_eq!(desk(&mut alma, "receive", "barcode=BF-3&desk=MAIN_CIRC"), "BF-3 is received at MAIN.");
    assert_eq!(borrowing_status(&alma, "BF-3"), "RECEIVED_PHYSICALLY");
    assert!(desk(&mut alma, "receive", "barcode=BF-3").starts_with("refused"));
}

#[test]
fn two_pieces_of_one_request_go_back_one_by_one() {
    let mut alma = east();
    let before = look(&alma).counts;
    for barcode in ["BF-4-0001", "BF-4-0002"] {
        assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-4", barcode, PATRON))), "done");
    }
    let request = look(&alma).borrowing_requests.remove(0);
    assert_eq!(request.barcodes, ["BF-4-0001", "BF-4-0002"]);
    assert_eq!(look(&alma).counts.bibs, before.bibs + 1);
    send(&mut alma, check_in("BF-4-0001"));
    assert_eq!(borrowing_status(&alma, "BF-4"), "RECEIVED_PHYSICALLY");
    send(&mut alma, check_in("BF-4-0002"));
    assert_eq!(borrowing_status(&alma, "BF-4"), "REQUEST_COMPLETED");
    assert_eq!(look(&alma).counts, before);
}

#[test]
fn a_lent_item_goes_to_the_lending_location_and_home_again() {
    let mut alma = east();
    assert_eq!(place(&alma, SCIENCE_BOOK), "SCI stk in place");
    assert_eq!(send(&mut alma, check_out("BF-5", SCIENCE_BOOK, "2026-05-01")), "done");
    assert_eq!(place(&alma, SCIENCE_BOOK), "RES_SHARE IN_RS_REQ ILL");
    assert_eq!(lending_status(&alma, "BF-5"), "SHIPPED_PHYSICALLY");
    let item = &look(&alma).items[SCIENCE_BOOK];
    assert_eq!((item.policy.as_str(), item.due_date.as_deref()), ("ILL", Some("2026-05-01T23:59:00.000Z")));
    assert!(!item.temporary_item && item.temporary_location);
    assert!(look(&alma).loans.iter().all(|loan| loan.barcode != SCIENCE_BOOK));

    assert_eq!(send(&mut alma, check_in(SCIENCE_BOOK)), "done");
    assert_eq!(place(&alma, SCIENCE_BOOK), "SCI stk TRANSIT");
    assert_eq!(lending_status(&alma, "BF-5"), "REQUEST_COMPLETED");
    assert_eq!(
        desk(&mut alma, "scan", &format!("barcode={SCIENCE_BOOK}")),
        format!("{SCIENCE_BOOK} has arrived at SCI.")
    );
    assert_eq!(place(&alma, SCIENCE_BOOK), "SCI stk in place");
}

#[test]
fn what_is_said_twice_changes_nothing_the_second_time() {
    let mut alma = east();
    assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-6", "BF-6", PATRON))), "done");
    let after_once = alma.state().clone();
    assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-6", "BF-6", PATRON))), "Item Barcode Already Exist");
    assert_eq!(*alma.state(), after_once);

    assert_eq!(send(&mut alma, check_out("BF-7", BOOK, "2026-05-01")), "done");
    let after_once = alma.state().clone();
    let no_change = "Apply to circulation desk - Loan cannot be renewed (no change in due date)";
    assert_eq!(send(&mut alma, check_out("BF-7", BOOK, "2026-05-01")), no_change);
    assert_eq!(*alma.state(), after_once);
    assert_eq!(send(&mut alma, check_out("BF-7", BOOK, "2026-06-01")), "done");
    assert_eq!(look(&alma).items[BOOK].due_date.as_deref(), Some("2026-06-01T23:59:00.000Z"));
    assert_eq!(send(&mut alma, check_out("BF-8", BOOK, "2026-06-01")), "Item Already Checked Out");

    assert_eq!(send(&mut alma, check_in(BOOK)), "done");
    let after_once = alma.state().clone();
    assert_eq!(send(&mut alma, check_in(BOOK)), "Item Not Checked Out");
    assert_eq!(*alma.state(), after_once);
}

#[test]
fn a_loan_is_renewed_and_recalled() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-9", "BF-9", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-9&user=afontenoy");
    assert_eq!(send(&mut alma, renew(PATRON, "BF-9", "2026-06-20")), "done");
    assert_eq!(borrowing_status(&alma, "BF-9"), "RENEWED");
    assert_eq!(look(&alma).items["BF-9"].due_date.as_deref(), Some("2026-06-20T23:59:00.000Z"));
    let recall = RecallItem { item_id: Some(ItemId::new("BF-9")), ..RecallItem::default() };
    assert_eq!(send(&mut alma, Request::RecallItem(recall)), "done");
    assert_eq!(borrowing_status(&alma, "BF-9"), "RECALLED_BOR");
    assert_eq!(look(&alma).letters.last().unwrap().name, "Borrower Recall Email Letter");
}

#[test]
fn a_renewal_that_was_asked_for_is_pending_and_then_refused() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-9", "BF-9", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-9&user=afontenoy");
    for (words, status) in [
        ("Renew Still Pending", "RENEW_REQUESTED"),
        ("Item Not Renewed", "RENEW_NOT_ACCEPTED"),
        ("Renewal Still Pending", "RENEW_REQUESTED"),
    ] {
        let report = ncip::CirculationStatusUpdated {
            item_id: Some(ItemId::new("BF-9")),
            circulation_status: Some(Code::new(words)),
            ..ncip::CirculationStatusUpdated::default()
        };
        assert_eq!(send(&mut alma, Request::CirculationStatusUpdated(report)), "done");
        assert_eq!(borrowing_status(&alma, "BF-9"), status);
    }
}

fn order(external_id: &str, user: &str, mms_id: &str) -> Request {
    Request::RequestItem(RequestItem {
        request_id: Some(RequestId::new(external_id)),
        user_id: Some(UserId::new(user)),
        bibliographic_ids: vec![ncip::BibliographicId::record(mms_id, "SYSNUMBER")],
        ..RequestItem::default()
    })
}

fn cancel(external_id: &str) -> Request {
    Request::CancelRequestItem(CancelRequestItem {
        request_id: Some(RequestId::new(external_id)),
        ..CancelRequestItem::default()
    })
}

#[test]
fn a_lending_request_sets_a_copy_aside_until_it_is_cancelled_or_shipped() {
    let mut alma = east();
    let title = look(&alma).items[BOOK].mms_id.unwrap().to_string();
    assert_eq!(send(&mut alma, order("BF-10", "-", &title)), "done");
    assert_eq!(place(&alma, BOOK), "MAIN stk REQUESTED");
    assert_eq!(lending_status(&alma, "BF-10"), "REQUEST_CREATED_LEN");
    assert_eq!(send(&mut alma, order("BF-10", "-", &title)), "Duplicate Request");
    assert_eq!(send(&mut alma, order("BF-11", "-", &title)), "Item Not Requestable");
    assert_eq!(send(&mut alma, cancel("BF-10")), "done");
    assert_eq!(place(&alma, BOOK), "MAIN stk in place");
    assert_eq!(send(&mut alma, cancel("BF-10")), "Unknown Request");

    assert_eq!(send(&mut alma, order("BF-12", "-", &title)), "done");
    assert_eq!(send(&mut alma, check_out("BF-12", BOOK, "2026-05-01")), "done");
    assert_eq!(look(&alma).lending_requests.len(), 2);
    assert_eq!(send(&mut alma, cancel("BF-12")), "Request Cannot Be Cancelled");
    assert_eq!(send(&mut alma, order("BF-13", "-", "99000")), "Unknown Item");
}

#[test]
fn a_borrowing_request_that_was_told_early_is_found_again_by_accept_item() {
    let mut alma = east();
    assert_eq!(send(&mut alma, order("BF-14", PATRON, "99000")), "done");
    assert_eq!(borrowing_status(&alma, "BF-14"), "REQUEST_CREATED_BOR");
    assert_eq!(send(&mut alma, Request::AcceptItem(accept("BF-14", "BF-14", PATRON))), "done");
    assert_eq!(look(&alma).borrowing_requests.len(), 1);
    assert_eq!(borrowing_status(&alma, "BF-14"), "RECEIVED_PHYSICALLY");
    assert_eq!(send(&mut alma, cancel("BF-14")), "Request Cannot Be Cancelled");
}

#[test]
fn each_sample_library_wants_its_own_identifier_and_partner_code() {
    for (institution, right, wrong) in [
        (Institution::East, "afontenoy", "21210000050120"),
        (Institution::West, "25680000050120", "w104310"),
        (Institution::North, "N-03311", "jweisshau11"),
    ] {
        let mut alma = Alma::new(Setup::sample(institution, NOW));
        assert_eq!(send(&mut alma, lookup(right)), "done", "{institution:?}");
        assert_eq!(send(&mut alma, lookup(wrong)), "Unknown User", "{institution:?}");
    }
}

#[test]
fn a_library_without_a_desk_at_its_pickup_sends_everything_through_transit() {
    let mut alma = Alma::new(Setup::sample(Institution::North, NOW));
    let mut message = accept("BF-15", "BF-15", "N-03311");
    message.pickup_location = None;
    assert_eq!(send(&mut alma, Request::AcceptItem(message)), "done");
    assert_eq!(look(&alma).items["BF-15"].transit_to.as_deref(), Some("zb"));
    let mut message = accept("BF-16", "BF-16", "N-03311");
    message.pickup_location = Some(Code::new("Zentralbibliothek"));
    assert_eq!(send(&mut alma, Request::AcceptItem(message)), "Unknown Pickup Location");
}

#[test]
fn state_json_is_the_inspection_view() {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    let request = HttpRequest::get("/simulator/state.json", "barcode=BF-1");
    let response = answered(&mut alma, &request, NOW);
    let view: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(view["institution"], "01EAST_INST");
    assert_eq!(view["items"].as_object().unwrap().len(), 1);
    assert_eq!(view["items"]["BF-1"]["temporary_item"], true);
    assert_eq!(view["items"]["BF-1"]["process_type"], "HOLDSHELF");
    assert_eq!(view["borrowing_requests"][0]["external_id"], "BF-1");
    assert_eq!(view["partners"]["BOOKFERRY"]["user_identifier_type"], "Primary identifier");
    assert_eq!(view["users"]["pvelluris"]["block"], "Unpaid fines over 50.00");
}
