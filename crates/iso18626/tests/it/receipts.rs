//! Receipts: which message gets which, and what is said about a message that cannot be read.

use iso18626::{
    Action, Edition, ErrorType, Kind, Message, MessageStatus, STANDARD, confirm_error, confirm_ok, confirm_unreadable,
    decode,
};

use crate::samples::{self, NOW};

const RECEIVED: &str = "2026-03-02T09:59:59Z";

#[test]
fn a_receipt_names_the_request_and_repeats_the_action() {
    let renew: Message = samples::reaction(Action::Renew).into();
    let receipt = confirm_ok(&renew, NOW, RECEIVED).unwrap();
    let Message::RequestingAgencyMessageConfirmation(receipt) = receipt else { panic!("{receipt:?}") };
    assert_eq!(receipt.action, Some(Action::Renew));
    let header = receipt.confirmation_header;
    assert_eq!(header.message_status, MessageStatus::Ok);
    assert_eq!(header.requesting_agency_request_id.as_deref(), Some("R-2026-1"));
    assert_eq!((header.timestamp.as_str(), header.timestamp_received.as_str()), (NOW, RECEIVED));
}

#[test]
fn there_is_no_receipt_for_a_receipt() {
    let receipt = confirm_ok(&samples::request_loan().into(), NOW, NOW).unwrap();
    assert_eq!(confirm_ok(&receipt, NOW, NOW), None);
    assert_eq!(confirm_error(&receipt, NOW, NOW, Vec::new()), None);
}

#[test]
fn every_message_gets_the_receipt_of_its_kind() {
    for (name, message) in samples::all() {
        let receipt = confirm_ok(&message, NOW, NOW).map(|receipt| receipt.kind());
        assert_eq!(receipt, message.kind().confirmation(), "{name}");
    }
}

#[test]
fn a_message_cut_off_behind_its_header_is_refused_with_its_request_id() {
    let whole = Message::from(samples::loaned()).encode(Edition::V1_2);
    let cut = &whole.as_bytes()[..whole.find("<statusInfo>").unwrap()];
    let error = decode(cut).unwrap_err();
    let Message::SupplyingAgencyMessageConfirmation(receipt) = confirm_unreadable(cut, &error, NOW, RECEIVED) else {
        panic!("the kind can be made out")
    };
    let header = receipt.confirmation_header;
    assert_eq!(header.message_status, MessageStatus::Error);
    assert_eq!(header.requesting_agency_request_id.as_deref(), Some("R-2026-1"));
    assert_eq!(header.supplying_agency_id.unwrap().symbol(), "ISIL:XX-NORTH");
    assert_eq!(receipt.error_data[0].error_type, ErrorType::BadlyFormedMessage);
    let said = receipt.error_data[0].error_value.as_deref().unwrap();
    assert!(said.starts_with("the XML ends in the middle of an element (at /ISO18626Message/supplying"), "{said}");
}

#[test]
fn bytes_that_are_no_xml_are_refused_as_a_badly_formed_request() {
    let bytes = b"hello";
    let receipt = confirm_unreadable(bytes, &decode(bytes).unwrap_err(), NOW, NOW);
    assert_eq!(receipt.kind(), Kind::RequestConfirmation);
    assert_eq!(receipt.error_data()[0].error_type, ErrorType::BadlyFormedMessage);
    let again = decode(receipt.encode(Edition::V1_2).as_bytes()).unwrap();
    assert_eq!(again.message, receipt);
    assert_eq!(again.warnings, []);
}

#[test]
fn faults_name_the_element_and_what_was_expected() {
    let mut message = samples::answer("NoGoodReason".into(), "WeCouldLoan".into());
    message.header.requesting_agency_request_id.clear();
    let faults: Vec<String> = STANDARD.faults(&message.into()).iter().map(ToString::to_string).collect();
    assert_eq!(faults[0], "UnrecognisedDataValue: requestingAgencyRequestId: cannot be empty");
    assert_eq!(
        faults[1],
        "UnsupportedReasonForMessageType: reasonForMessage: \"NoGoodReason\" is not known; expected one of RequestResponse, \
         StatusRequestResponse, RenewResponse, CancelResponse, StatusChange, Notification"
    );
    assert!(faults[2].starts_with("UnrecognisedDataValue: status: \"WeCouldLoan\" is not known; expected one of Req"));
}

#[test]
fn an_unknown_action_is_an_unsupported_action() {
    let faults = STANDARD.faults(&samples::reaction("Juggle".into()).into());
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].error_type, ErrorType::UnsupportedActionType);
}

#[test]
fn our_own_messages_have_no_faults() {
    for (name, message) in samples::all() {
        assert_eq!(STANDARD.faults(&message), [], "{name}");
    }
}

#[test]
fn a_message_in_one_line() {
    let described: Vec<String> = [
        "request-loan",
        "request-copy",
        "supplying-loaned",
        "requesting-renew",
        "request-confirmation-ok",
        "requesting-confirmation-error",
    ]
    .iter()
    .map(|name| samples::all().into_iter().find(|(found, _)| found == name).unwrap().1.describe())
    .collect();
    assert_eq!(
        described,
        [
            "Request R-2026-1 from ISIL:XX-SOUTH to ISIL:XX-NORTH: Loan, \"Property and wealth in classical Sparta\"",
            "Request R-2026-1 from ISIL:XX-SOUTH to ISIL:XX-NORTH: Copy, \"Molecular structure of nucleic acids. In: Nature\"",
            "Supplier's message on R-2026-1 from ISIL:XX-NORTH to ISIL:XX-SOUTH: Loaned (StatusChange)",
            "Requester's message on R-2026-1 from ISIL:XX-SOUTH to ISIL:XX-NORTH: Renew",
            "Confirmation of the request R-2026-1: OK",
            "Confirmation of the requester's message R-2026-1 (Renew): ERROR; UnsupportedActionType: action: Renew is not \
             possible before the item was received",
        ]
    );
}

#[test]
fn a_summary_is_flat_and_has_no_patron_in_it() {
    let summary = Message::from(samples::request_loan()).summary(Edition::V2021);
    assert_eq!(summary.kind, "request");
    assert_eq!(summary.edition, "2021-2");
    assert_eq!(summary.requesting_agency.as_deref(), Some("ISIL:XX-SOUTH"));
    assert_eq!(summary.service_type.as_deref(), Some("Loan"));
    let shown = format!("{summary:?}");
    assert!(!shown.contains("Muster") && !shown.contains("P-0042"), "{shown}");
}
