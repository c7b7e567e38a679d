//! Partners that depart from the standard.

use iso18626::{
    ALMA, Action, CROSSLINK, Costs, Dialect, Edition, Message, RESHARE, ReasonForMessage, RetryInfo, STANDARD, Status,
};

use crate::samples;

fn sent(dialect: &Dialect, reason: ReasonForMessage, status: Status) -> (Status, ReasonForMessage) {
    let mut message = samples::answer(reason, status).into();
    dialect.to_send(&mut message);
    let Message::SupplyingAgencyMessage(message) = message else { panic!() };
    (message.status_info.status, message.message_info.reason_for_message)
}

#[test]
fn alma_is_told_will_supply_instead_of_expect_to_supply() {
    let told = sent(&ALMA, ReasonForMessage::StatusChange, Status::ExpectToSupply);
    assert_eq!(told, (Status::WillSupply, ReasonForMessage::RequestResponse));
    let told = sent(&STANDARD, ReasonForMessage::StatusChange, Status::ExpectToSupply);
    assert_eq!(told, (Status::ExpectToSupply, ReasonForMessage::StatusChange));
}

#[test]
fn alma_gets_the_reasons_it_insists_on_and_notifications_stay_notifications() {
    let told = sent(&ALMA, ReasonForMessage::RequestResponse, Status::Loaned);
    assert_eq!(told.1, ReasonForMessage::StatusChange);
    let told = sent(&ALMA, ReasonForMessage::StatusChange, Status::LoanCompleted);
    assert_eq!(told.1, ReasonForMessage::RequestResponse);
    let told = sent(&ALMA, ReasonForMessage::Notification, Status::Loaned);
    assert_eq!(told.1, ReasonForMessage::Notification);
}

#[test]
fn an_empty_status_is_a_fault_unless_the_partner_is_known_for_it() {
    let message: Message = samples::answer(ReasonForMessage::Notification, Status::default()).into();
    assert_eq!(STANDARD.faults(&message).len(), 1);
    assert_eq!(RESHARE.faults(&message).len(), 1);
    assert_eq!(ALMA.faults(&message), []);
    assert_eq!(CROSSLINK.faults(&message), []);
}

#[test]
fn codes_in_the_wrong_case_are_put_right_for_alma() {
    let mut message = Message::from(samples::reaction("received".into()));
    ALMA.received(&mut message);
    assert_eq!(message, samples::reaction(Action::Received).into());

    let mut request = samples::request_loan();
    request.bibliographic_info.bibliographic_item_ids[0].code = "isbn".into();
    request.publication_info.as_mut().unwrap().publication_type = Some("BOOK".into());
    let mut message = Message::from(request);
    ALMA.to_send(&mut message);
    assert_eq!(message, samples::request_loan().into());
}

#[test]
fn other_dialects_leave_codes_as_they_are() {
    let mut message = Message::from(samples::reaction("received".into()));
    STANDARD.received(&mut message);
    assert_eq!(message, samples::reaction("received".into()).into());
}

#[test]
fn conditions_become_a_note_where_only_notes_are_shown() {
    let mut message = samples::loaned();
    message.retry_info = Some(RetryInfo { offered_costs: vec![Costs::new("3", "USD")], ..Default::default() });
    let note = ALMA.conditions_note(&message);
    assert_eq!(note.as_deref(), Some("Condition: LibraryUseOnly, Cost: 3 USD, Cost: 10.61 EUR"));
    assert_eq!(STANDARD.conditions_note(&message), None);
    assert_eq!(ALMA.conditions_note(&samples::answer(ReasonForMessage::StatusChange, Status::Loaned)), None);
}

#[test]
fn conditions_are_answered_in_the_words_of_the_partner() {
    assert_eq!(ALMA.condition_answer("ACCEPT, thank you"), Some(true));
    assert_eq!(ALMA.condition_answer("REJECT"), Some(false));
    assert_eq!(ALMA.condition_answer("I accept"), None);
    assert_eq!(RESHARE.condition_answer("#seq:4##ReShareLoanConditionAgreeResponse#"), Some(true));
    assert_eq!(CROSSLINK.condition_answer("#ReShareLoanConditionRejectResponse#too dear"), Some(false));
    assert_eq!(STANDARD.condition_answer("ACCEPT"), None);
}

#[test]
fn reshare_numbers_its_notes() {
    assert_eq!(RESHARE.split_note("#seq:12#Thank you"), (Some(12), "Thank you"));
    assert_eq!(RESHARE.split_note("#seq:x#Thank you"), (None, "#seq:x#Thank you"));
    assert_eq!(ALMA.split_note("#seq:12#Thank you"), (None, "#seq:12#Thank you"));
}

#[test]
fn dialects_are_found_by_name_and_say_which_edition_to_write() {
    let editions: Vec<_> = Dialect::ALL.iter().map(|dialect| (dialect.name, dialect.edition)).collect();
    assert_eq!(
        editions,
        [
            ("standard", Edition::V2021),
            ("reshare", Edition::V1_2),
            ("crosslink", Edition::V1_2),
            ("alma", Edition::V1_1)
        ]
    );
    assert_eq!(Dialect::by_name("alma"), Some(&ALMA));
    assert_eq!(Dialect::by_name("Alma Mater"), None);
}
