//! Stories, as staff would tell them.

use lifecycle::requester::{Command as Request, Event as Asking, RotaAnswer, State as Requester};
use lifecycle::supplier::{Command as Supply, Event as Asked, ShelfAnswer, ShelfItem, State as Supplier};
use lifecycle::{
    AutoResponder, Condition, Cost, IlsAnswer, IlsCall, IlsNews, LentItem, Moment, Outcome, PatronTrouble, Policy,
    Reason, Refusal, ServiceType, Trouble, supplier,
};
use lifecycle::{Notice, PartyEvent};

use crate::circle::{Circle, no_copy, ship};

#[test]
fn a_book_goes_out_and_comes_home() {
    let mut circle = Circle::new(ServiceType::Loan, Policy::default()).sent_to(1);
    let item = ShelfItem { location: Some("Stacks".into()), call_number: Some("PR6039".into()), barcode: None };
    circle.supply_event(Asked::Shelf(ShelfAnswer::Available { item, due: None })).post();
    circle.supply(ship()).post().request(Request::Receive).post();
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    circle.shows(&[
        "requester: The library system knows the patron, who may borrow. -> Looking for a library",
        "requester: One library may have it. -> Sent to a library",
        "supplier: A copy is on the shelf: Stacks, PR6039. -> To fetch and send",
        "requester: The supplying library will supply. -> Will be supplied",
        "supplier: The item was sent: 39031000123, due back 2026-12-24. -> Sent out",
        "requester: The supplying library has sent the item, due back 2026-12-24. -> On its way here",
        "requester: The item has arrived. -> Here",
        "supplier: The requesting library has received the item.",
        "requester: The item was sent back. -> On its way back",
        "supplier: The requesting library has sent the item back. -> On its way home",
        "supplier: The item is home again. -> Completed",
        "requester: The supplying library has the item back. -> Completed",
    ]);
    assert_eq!(circle.patron_was_told, [Notice::OnItsWay, Notice::Ready]);
    assert_eq!(
        circle.calls,
        ["lookup_user", "request_item", "check_out_item", "accept_item", "check_in_item", "check_in_item"]
    );
    assert_eq!(circle.requester.1.outcome, Some(Outcome::Supplied));
}

#[test]
fn a_chapter_is_delivered_and_fetched() {
    let mut circle = Circle::new(ServiceType::Copy, Policy::default()).sent_to(1);
    circle.supply(Supply::SendCopy { document: Some("chapter-3.pdf".into()) }).post();
    assert_eq!(circle.states(), (Requester::CopyDelivered, Supplier::Completed));
    assert_eq!(circle.requester.1.document.as_deref(), Some("chapter-3.pdf"));
    circle.request(Request::Downloaded);
    assert_eq!(circle.requester.0, Requester::Completed);
    assert_eq!(circle.patron_was_told, [Notice::DocumentReady]);
    assert_eq!(circle.calls, ["lookup_user"], "a copy leaves no trace in the library systems");
}

#[test]
fn the_next_library_is_asked_when_the_first_has_no_copy() {
    let mut circle = Circle::new(ServiceType::Loan, Policy::default()).sent_to(2);
    circle.supply(no_copy()).post();
    assert_eq!(circle.states(), (Requester::Sent, Supplier::New));
    circle.supply(no_copy()).post();
    assert_eq!(circle.states(), (Requester::Unfilled, Supplier::Unfilled));
    assert_eq!(circle.patron_was_told, [Notice::NotFilled]);
    assert_eq!(circle.requester.1.suppliers_asked, 2);
}

#[test]
fn a_condition_is_accepted() {
    let mut circle = Circle::promised_loan(1);
    circle.supply(library_use_only()).post().request(Request::AcceptConditions).post();
    circle.shows(&[
        "supplier: A condition was attached: library use only. -> Condition sent",
        "requester: The supplying library will supply on a condition: library use only. -> Condition to decide",
        "requester: The supplier's conditions were accepted. -> Will be supplied",
        "supplier: The requesting library accepts the conditions. -> To fetch and send",
    ]);
    assert_eq!(circle.requester.1.conditions_agreed.len(), 1);
}

#[test]
fn a_rejected_condition_leads_to_the_next_library() {
    let mut circle = Circle::promised_loan(2);
    circle.supply(library_use_only()).post().request(Request::RejectConditions).post();
    circle.supply(Supply::AcceptCancel).post();
    assert_eq!(circle.states(), (Requester::Sent, Supplier::New));
    assert!(circle.requester.1.conditions_open.is_empty(), "the next library has set no condition");
    assert_eq!(circle.calls, ["cancel_request_item"]);
}

#[test]
fn a_patron_who_cancels_during_a_rejected_condition_ends_the_request() {
    let mut circle = Circle::promised_loan(2);
    circle.supply(library_use_only()).post().request(Request::RejectConditions).request(Request::Cancel).post();
    circle.supply(Supply::AcceptCancel).post();
    assert_eq!(circle.states(), (Requester::Cancelled, Supplier::Cancelled));
}

#[test]
fn cancel_that_crosses_a_shipment_ends_as_a_loan() {
    let mut circle = Circle::promised_loan(1);
    circle.supply(ship()).request(Request::Cancel).post();
    circle.shows(&[
        "supplier: The item was sent: 39031000123, due back 2026-12-24. -> Sent out",
        "requester: The request is to be cancelled. -> Cancel asked",
        "supplier: The requesting library wants to cancel.",
        "requester: The supplying library has sent the item, due back 2026-12-24. -> On its way here",
        "requester: The supplying library does not cancel: the item is being sent. (late)",
    ]);
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.states(), (Requester::Completed, Supplier::Completed));
    assert_eq!(circle.requester.1.outcome, Some(Outcome::Unknown), "nobody here ever had it");
    assert_eq!(circle.calls, ["check_out_item", "check_in_item"], "no temporary item was made");
}

#[test]
fn a_renewal_is_granted_once_and_refused_when_the_book_is_wanted_back() {
    let mut circle = Circle::received_loan();
    let due = Some(Moment(1_800_489_600_000));
    circle.request(Request::Renew).post().supply(Supply::AllowRenew { due }).post();
    assert_eq!((circle.requester.1.due, circle.requester.1.renewals), (due, 1));
    circle.request(Request::Renew).post().supply(Supply::RefuseRenew).post();
    assert_eq!((circle.requester.1.due, circle.requester.1.renewals), (due, 1));
    assert_eq!(circle.patron_was_told, [Notice::Renewed, Notice::NotRenewed]);
    assert_eq!(circle.calls, ["renew_item", "renew_item"], "the due date moves in both library systems, once");
}

#[test]
fn a_renewal_that_the_patron_asks_for_in_the_library_system_is_pending_there_until_the_supplier_answers() {
    let due = Some(Moment(1_800_489_600_000));
    for (answer, outcome, told) in [
        (Supply::AllowRenew { due }, "renew_item", Notice::Renewed),
        (Supply::RefuseRenew, "renewal_refused", Notice::NotRenewed),
    ] {
        let mut circle = Circle::received_loan();
        circle.request_event(Asking::News(IlsNews::RenewalWanted)).post();
        assert!(circle.requester.1.renewal_from_ils);
        circle.supply(answer).post();
        let calls: Vec<&str> =
            circle.calls.iter().map(String::as_str).filter(|call| call.starts_with("renew")).collect();
        assert_eq!(calls[0], "renewal_pending");
        assert!(calls.contains(&outcome), "{calls:?}");
        assert_eq!(circle.patron_was_told, [told]);
        assert!(!circle.requester.1.renewal_from_ils);
    }
}

#[test]
fn a_renewal_that_is_not_allowed_is_refused_to_the_library_system_at_once() {
    let mut circle = Circle::received_loan();
    circle.request(Request::Renew).post();
    let (state, facts) = &circle.requester;
    let refused = Asking::News(IlsNews::RenewalWanted).decide(facts, &Policy::default(), *state).unwrap_err();
    assert_eq!(refused.words(), "A renewal was asked already; the supplying library has not answered yet.");
}

#[test]
fn staff_hear_that_the_patron_has_brought_the_item_back() {
    let mut circle = Circle::received_loan();
    circle.request_event(Asking::News(IlsNews::Borrowed));
    assert!(circle.requester.1.with_patron);
    circle.request_event(Asking::News(IlsNews::BroughtBack));
    assert_eq!((circle.requester.0, circle.requester.1.with_patron), (Requester::Received, false));
}

#[test]
fn an_overdue_and_recalled_book_still_comes_home() {
    let mut circle = Circle::received_loan();
    circle.supply(Supply::SendOverdue).supply(Supply::Recall).post();
    assert!(circle.requester.1.overdue && circle.requester.1.recalled);
    assert_eq!(circle.requester.0, Requester::Received);
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.states(), (Requester::Completed, Supplier::Completed));
}

#[test]
fn a_book_that_never_comes_back_is_written_off_on_both_sides() {
    let mut circle = Circle::received_loan();
    circle.supply(Supply::SendOverdue).supply(Supply::WriteOff).post();
    assert_eq!(circle.states(), (Requester::Lost, Supplier::Lost));
    assert_eq!(circle.calls, ["check_in_item"], "the temporary item goes; the supplier's loan stays for the bill");
}

#[test]
fn a_book_that_is_brought_back_leaves_the_patrons_account_before_the_parcel_leaves() {
    let mut circle = Circle::received_loan();
    circle.request(Request::Renew).request(Request::TakeBack);
    assert_eq!((circle.requester.0, circle.calls.as_slice()), (Requester::Returned, &["check_in_item".to_owned()][..]));
    circle.post().supply(Supply::Recall).supply(Supply::RefuseRenew).post();
    assert_eq!(circle.requester.0, Requester::Returned);
    assert!(circle.patron_was_told.is_empty(), "the patron has done their part");
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.states(), (Requester::Completed, Supplier::Completed));
    assert_eq!(circle.calls, ["check_in_item", "check_in_item"], "one at each library");
}

#[test]
fn a_book_that_the_patron_lost_is_reported_written_off_and_paid_for() {
    let mut circle = Circle::received_loan();
    circle.request_event(Asking::News(IlsNews::DeclaredLost));
    assert_eq!(circle.requester.0, Requester::Received, "staff say what follows, not the library system");
    circle.request(Request::ReportTrouble { trouble: Trouble::Lost, note: "left on a train".into() }).post();
    assert_eq!(circle.supplier.as_ref().unwrap().1.trouble, Some(Trouble::Lost));
    let cost = Cost { amount: "40.00".into(), currency: "EUR".into() };
    circle.supply(Supply::WriteOff).supply(Supply::Bill { cost, why: "replacement".into() }).post();
    assert_eq!(circle.states(), (Requester::Lost, Supplier::Lost));
    circle.shows(&[
        "requester: Library system: the item counts as lost.",
        "requester: Told to the supplying library: it is lost: left on a train.",
        "supplier: The requesting library reports that the item is lost: left on a train.",
        "supplier: The item was written off. -> Lost",
        "supplier: The requesting library is billed 40.00 EUR: replacement.",
        "requester: The supplying library no longer waits for the item. -> Lost",
        "requester: The supplying library wants to be paid 40.00 EUR: replacement.",
    ]);
}

#[test]
fn a_book_that_was_written_off_and_turns_up_is_taken_in_and_told_once() {
    let mut circle = Circle::received_loan();
    circle.supply(Supply::WriteOff).supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.states(), (Requester::Lost, Supplier::Lost), "what ended stays ended");
    assert_eq!(circle.calls, ["check_in_item", "check_in_item"], "the loan has gone, and the temporary item");
    assert_eq!(
        circle.history.last().map(String::as_str),
        Some("requester: The supplying library writes: \"The item that was written off has turned up.\".")
    );
    let (state, facts) = circle.supplier.as_ref().unwrap();
    let again = Asked::Command(Supply::ReceiveReturn).decide(facts, &Policy::default(), *state);
    assert_eq!(again.unwrap_err(), Refusal::NotNow);
}

#[test]
fn a_book_that_both_sides_believe_to_be_with_the_other_ends_as_its_owner_says() {
    for (answer, ends) in [
        (Supply::ReceiveReturn, (Requester::Completed, Supplier::Completed)),
        (Supply::WriteOff, (Requester::Lost, Supplier::Lost)),
    ] {
        let mut circle = Circle::received_loan();
        circle.request(Request::ShipReturn).post();
        circle.request(Request::ReportTrouble { trouble: Trouble::ClaimsReturned, note: String::new() }).post();
        assert_eq!(circle.states(), (Requester::ReturnShipped, Supplier::ReturnShipped));
        circle.supply(answer).post();
        assert_eq!(circle.states(), ends);
    }
}

#[test]
fn damage_that_shows_when_a_book_is_home_can_still_be_billed() {
    let mut circle = Circle::received_loan();
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    let cost = Cost { amount: "12.50".into(), currency: "EUR".into() };
    circle.supply(Supply::Bill { cost, why: "water damage.".into() }).post();
    assert_eq!(circle.states(), (Requester::Completed, Supplier::Completed));
    assert_eq!(
        circle.history.last().map(String::as_str),
        Some("requester: The supplying library wants to be paid 12.50 EUR: water damage.")
    );
}

#[test]
fn nothing_is_billed_that_was_never_sent() {
    let mut circle = Circle::promised_loan(1);
    circle.supply(Supply::CannotSupply { reason: Reason::coded("NotOnShelf") });
    let (state, facts) = circle.supplier.as_ref().unwrap();
    let bill = Asked::Command(supplier::CommandKind::Bill.sample());
    assert_eq!(bill.decide(facts, &Policy::default(), *state).unwrap_err(), Refusal::NotNow);
}

#[test]
fn a_book_that_comes_home_unannounced_is_taken_in() {
    let mut circle = Circle::received_loan();
    circle.supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.states(), (Requester::Completed, Supplier::Completed));
    assert!(circle.requester.1.temporary_items.is_empty() && circle.requester.1.outcome == Some(Outcome::Supplied));
}

#[test]
fn the_same_library_is_asked_again_when_it_says_so() {
    let mut circle = Circle::promised_loan(1);
    let reason = Reason::coded("NotFoundAsCited");
    circle.supply(Supply::AskRetry { reason, after: None }).post();
    assert_eq!(circle.states(), (Requester::RetryPending, Supplier::RetryAsked));
    circle.request(Request::AskAgain).post();
    assert_eq!(circle.states(), (Requester::Sent, Supplier::New));
}

#[test]
fn a_blocked_patron_is_refused_or_reviewed_as_the_library_likes() {
    let blocked = || Asking::Ils(IlsAnswer::PatronBlocked { why: "Fines of 40.00 EUR.".into() });
    let refusing = Policy { blocked_patron: PatronTrouble::Refuse, ..Policy::default() };
    let mut circle = Circle::new(ServiceType::Loan, refusing);
    circle.request_event(blocked());
    circle.shows(&["requester: The library system does not let the patron borrow: Fines of 40.00 EUR. -> Refused"]);
    assert_eq!(circle.patron_was_told, [Notice::RequestRefused]);

    let mut circle = Circle::new(ServiceType::Loan, Policy::default());
    circle.request_event(blocked()).request(Request::Approve).request_event(Asking::Rota(RotaAnswer::Empty));
    assert_eq!(circle.requester.0, Requester::Unfilled);
}

#[test]
fn a_library_system_that_is_down_holds_nobody_up() {
    let mut circle = Circle::new(ServiceType::Loan, Policy::default());
    circle.request_event(Asking::Ils(IlsAnswer::Unreachable { why: "timed out".into() })).request(Request::Approve);
    circle.request_event(Asking::Rota(RotaAnswer::Found { suppliers: 1 })).post();
    circle.supply(ship()).post().request(Request::Receive).post();
    let call = || IlsCall::AcceptItem { item: 1 };
    circle.request_event(Asking::Ils(IlsAnswer::Failed { call: call(), why: "timed out".into() }));
    assert_eq!(
        (circle.requester.0, circle.requester.1.ils_out_of_step.as_slice()),
        (Requester::Received, &[call()][..])
    );
    circle.request_event(Asking::Ils(IlsAnswer::Done { call: call() }));
    assert!(circle.requester.1.ils_out_of_step.is_empty());
}

#[test]
fn every_volume_gets_its_own_temporary_item() {
    let mut circle = Circle::promised_loan(1);
    let items = ["V1", "V2", "V3"].map(LentItem::with_barcode).to_vec();
    circle.supply(Supply::Ship { items, due: None }).post().request(Request::Receive).post();
    assert_eq!(circle.requester.1.temporary_items, [1, 2, 3]);
    assert_eq!(circle.requester.1.item(2), Some(&LentItem::with_barcode("V2")));
    circle.request(Request::ShipReturn).post().supply(Supply::ReceiveReturn).post();
    assert_eq!(circle.calls.iter().filter(|call| *call == "check_in_item").count(), 6);
}

#[test]
fn a_library_that_lends_at_once_says_loaned_when_a_piece_is_known() {
    let policy = Policy { auto_responder: AutoResponder::LoanedAndCannotSupply, ..Policy::default() };
    let due = Some(Moment(1_798_070_400_000));
    let mut circle = Circle::new(ServiceType::Loan, policy.clone()).sent_to(1);
    let item = ShelfItem { barcode: Some("39031000123".into()), ..ShelfItem::default() };
    circle.supply_event(Asked::Shelf(ShelfAnswer::Available { item, due })).post();
    assert_eq!(circle.states(), (Requester::Shipped, Supplier::Shipped));
    assert_eq!(circle.requester.1.due, due);
    assert_eq!(circle.calls, ["lookup_user", "check_out_item"]);

    let mut circle = Circle::new(ServiceType::Loan, policy).sent_to(1);
    circle.supply_event(Asked::Shelf(ShelfAnswer::Available { item: ShelfItem::default(), due })).post();
    assert_eq!(circle.states(), (Requester::WillSupply, Supplier::WillSupply), "without a barcode nothing can be lent");
}

#[test]
fn a_library_that_does_not_lend_at_present_says_so_at_once() {
    let policy = Policy { suspended: true, auto_responder: AutoResponder::Off, ..Policy::default() };
    let mut circle = Circle::new(ServiceType::Loan, policy).sent_to(1);
    let reason = Reason::noted("closed until 7 January");
    circle.supply_event(Asked::Shelf(ShelfAnswer::NotLending { reason })).post();
    assert_eq!(circle.states(), (Requester::Unfilled, Supplier::Unfilled));
}

#[test]
fn at_the_limit_of_the_day_staff_decide_or_the_next_library_is_asked() {
    let full = || Asked::Shelf(ShelfAnswer::LimitReached { reason: Reason::noted("20 today") });
    for (auto_responder, after) in
        [(AutoResponder::WillSupply, Supplier::New), (AutoResponder::WillAndCannotSupply, Supplier::Unfilled)]
    {
        let mut circle = Circle::new(ServiceType::Loan, Policy { auto_responder, ..Policy::default() }).sent_to(1);
        circle.supply_event(full()).post();
        assert_eq!(circle.states().1, after);
    }
}

#[test]
fn a_shelf_that_gives_no_clear_answer_is_left_to_staff_unless_the_library_wants_a_no() {
    for (unclear_is_no, after) in [(false, Supplier::New), (true, Supplier::Unfilled)] {
        let auto_responder = AutoResponder::WillAndCannotSupply;
        let policy = Policy { auto_responder, unclear_is_no, ..Policy::default() };
        let mut circle = Circle::new(ServiceType::Loan, policy).sent_to(1);
        circle.supply_event(Asked::Shelf(ShelfAnswer::Unclear { why: "no answer".into() })).post();
        assert_eq!(circle.states().1, after);
    }
}

#[test]
fn what_stands_on_our_own_shelf_is_reviewed_before_another_library_is_asked() {
    let policy = Policy { local_review: true, ..Policy::default() };
    let available = || Asking::Shelf(ShelfAnswer::Available { item: ShelfItem::default(), due: None });
    let mut circle = Circle::new(ServiceType::Loan, policy.clone());
    circle.request_event(Asking::Ils(IlsAnswer::PatronFound)).request_event(available());
    assert_eq!(circle.requester.0, Requester::NeedsReview);
    circle.request(Request::FillHere);
    assert_eq!((circle.requester.0, circle.requester.1.outcome), (Requester::FilledHere, Some(Outcome::FilledHere)));
    assert_eq!(circle.patron_was_told, [Notice::FilledHere]);

    let mut circle = Circle::new(ServiceType::Loan, policy);
    circle.request_event(Asking::Ils(IlsAnswer::PatronFound)).request_event(available()).request(Request::Approve);
    circle.request_event(Asking::Rota(RotaAnswer::Found { suppliers: 1 }));
    assert_eq!(circle.requester.0, Requester::Sent, "staff may ask others all the same");
}

#[test]
fn a_silent_library_is_passed_over() {
    let mut circle = Circle::promised_loan(2);
    circle.request(Request::TryNext).post().supply(Supply::AcceptCancel).post();
    assert_eq!(circle.states(), (Requester::Sent, Supplier::New));
}

fn library_use_only() -> Supply {
    Supply::AddConditions { condition: Condition { code: "LibraryUseOnly".into(), ..Condition::default() } }
}
