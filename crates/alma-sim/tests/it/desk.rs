//! Staff acts that no story tells.

use crate::world::*;

#[test]
fn an_ordinary_loan_makes_an_item_unavailable_until_it_is_back() {
    let mut alma = east();
    assert!(
        desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}&due=2026-03-20")).contains("until 2026-03-20")
    );
    assert_eq!(place(&alma, BOOK), "MAIN stk LOAN");
    assert!(desk(&mut alma, "loan", &format!("barcode={BOOK}&user={OTHER_PATRON}")).starts_with("refused"));
    assert_eq!(send(&mut alma, check_out("BF-1", BOOK, "2026-05-01")), "Item Already Checked Out");
    assert!(desk(&mut alma, "return", &format!("barcode={BOOK}&desk=SCI_CIRC")).contains("is back"));
    assert_eq!(place(&alma, BOOK), "MAIN stk TRANSIT");
    assert!(desk(&mut alma, "return", &format!("barcode={BOOK}")).starts_with("refused"));
    desk(&mut alma, "scan", &format!("barcode={BOOK}"));
    assert_eq!(place(&alma, BOOK), "MAIN stk in place");
}

#[test]
fn who_may_not_borrow_is_sent_away() {
    let mut alma = east();
    for user in [BLOCKED, EXPIRED, INACTIVE] {
        assert!(desk(&mut alma, "loan", &format!("barcode={BOOK}&user={user}")).starts_with("refused"), "{user}");
    }
    assert!(desk(&mut alma, "loan", &format!("barcode={BOOK}&user=nobody")).contains("No user"));
    desk(&mut alma, "block-user", &format!("user={BLOCKED}&block="));
    assert!(desk(&mut alma, "loan", &format!("barcode={BOOK}&user={BLOCKED}")).contains("is lent"));
}

#[test]
fn configuration_can_be_changed_and_nonsense_is_refused() {
    let mut alma = east();
    for (action, fields) in [
        ("partner-field", "code=BOOKFERRY&field=loan_days&value=soon"),
        ("partner-field", "code=BOOKFERRY&field=code&value=X"),
        ("partner-field", "code=BOOKFERRY&field=receive_desk&value=MOON"),
        ("partner-field", "code=bookferry&field=loan_days&value=1"),
        ("partner-status", "code=NOBODY&active=true"),
        ("partner-status", "code=BOOKFERRY&active=perhaps"),
        ("suppress", "mms_id=1&suppressed=true"),
        ("missing", "barcode=1"),
        ("loan", "barcode=1"),
        ("dance", ""),
    ] {
        assert!(desk(&mut alma, action, fields).starts_with("refused: "), "{action} {fields}");
    }
    assert!(desk(&mut alma, "missing", &format!("barcode={BOOK}")).contains("is missing"));
    assert_eq!(place(&alma, BOOK), "MAIN stk MISSING");
    assert!(desk(&mut alma, "scan", &format!("barcode={BOOK}")).contains("in its place"));
}

#[test]
fn a_form_is_led_back_to_its_page_with_the_words() {
    let mut alma = east();
    let form = alma_sim::HttpRequest::post(
        "/simulator/desk/loan",
        "application/x-www-form-urlencoded",
        format!("barcode={BOOK}&user={PATRON}"),
    );
    let response = answered(&mut alma, &form, NOW);
    assert_eq!(response.status, 303);
    let location = &response.headers[0].1;
    assert!(location.starts_with("/simulator/desk?said="), "{location}");
    let again = answered(&mut alma, &form, NOW);
    assert!(again.headers[0].1.starts_with("/simulator/desk?refused="));
}

#[test]
fn a_json_body_is_as_good_as_a_form() {
    let mut alma = east();
    let body = r#"{"user": "afontenoy", "active": false}"#;
    let request = alma_sim::HttpRequest::post("/simulator/desk/user-status", "application/json", body);
    assert_eq!(answered(&mut alma, &request, NOW).status, 200);
    assert_eq!(send(&mut alma, lookup(PATRON)), "Unknown User");
}
