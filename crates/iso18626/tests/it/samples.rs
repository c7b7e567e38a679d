//! Messages as the platform sends them: invented libraries and persons, real books.

use iso18626::{
    Action, Address, AgencyId, BibliographicInfo, BibliographicItemId, BibliographicRecordId, BillingInfo, Costs,
    DeliveryInfo, ErrorData, ErrorType, Header, Message, MessageInfo, PatronInfo, PhysicalAddress, PublicationInfo,
    ReasonForMessage, Request, RequestSubType, RequestType, RequestedDeliveryInfo, RequestingAgencyInfo,
    RequestingAgencyMessage, RetryInfo, ReturnInfo, ServiceInfo, ServiceType, ShippingInfo, Status, StatusInfo,
    SupplierInfo, SupplyingAgencyMessage, YesNo, confirm_error, confirm_ok,
};

pub const NOW: &str = "2026-03-02T10:00:00Z";

/// Every message kind that the platform sends, under the name of its fixture.
pub fn all() -> Vec<(&'static str, Message)> {
    let mut all = vec![("request-loan", request_loan().into()), ("request-copy", request_copy().into())];
    all.extend(supplying());
    all.extend(requesting());
    all.extend(confirmations());
    all
}

pub fn header() -> Header {
    Header {
        supplying_agency_request_id: Some("S-77".to_owned()),
        ..Header::new(AgencyId::new("ISIL", "XX-NORTH"), AgencyId::new("ISIL", "XX-SOUTH"), "R-2026-1", NOW)
    }
}

pub fn request_loan() -> Request {
    Request {
        header: Header { supplying_agency_request_id: None, ..header() },
        bibliographic_info: BibliographicInfo {
            supplier_unique_record_id: Some("990000123450204".to_owned()),
            title: Some("Property and wealth in classical Sparta".to_owned()),
            author: Some("Hodkinson, Stephen".to_owned()),
            edition: Some("1st ed.".to_owned()),
            bibliographic_item_ids: vec![BibliographicItemId::new("ISBN", "0715630407")],
            bibliographic_record_ids: vec![BibliographicRecordId::new("OCLC", "44786349")],
            ..Default::default()
        },
        publication_info: Some(PublicationInfo {
            publisher: Some("Duckworth & the Classical Press of Wales".to_owned()),
            publication_type: Some("Book".into()),
            publication_date: Some("2000".to_owned()),
            place_of_publication: Some("London".to_owned()),
            ..Default::default()
        }),
        service_info: Some(ServiceInfo {
            request_type: Some(RequestType::New),
            request_sub_types: vec![RequestSubType::PatronRequest],
            service_type: ServiceType::Loan,
            service_level: Some("Standard".into()),
            need_before_date: Some("2026-04-30T00:00:00Z".into()),
            any_edition: Some(YesNo::Yes),
            note: Some("Any printing <before> 2010 will do.".to_owned()),
            ..Default::default()
        }),
        supplier_info: vec![SupplierInfo {
            sort_order: Some("1".to_owned()),
            supplier_code: Some(AgencyId::new("ISIL", "XX-NORTH")),
            call_number: Some("DF261.S8 H64 2000".to_owned()),
            ..Default::default()
        }],
        requested_delivery_info: vec![RequestedDeliveryInfo {
            sort_order: Some("1".to_owned()),
            address: Some(desk().into()),
            ..Default::default()
        }],
        requesting_agency_info: Some(RequestingAgencyInfo {
            name: Some("South Library".to_owned()),
            addresses: vec![Address::electronic("Email", "ill@south.example")],
            ..Default::default()
        }),
        patron_info: Some(PatronInfo {
            patron_id: Some("P-0042".to_owned()),
            surname: Some("Muster".to_owned()),
            given_name: Some("Zoë".to_owned()),
            send_to_patron: Some(YesNo::No),
            ..Default::default()
        }),
        billing_info: Some(BillingInfo { maximum_costs: Some(Costs::new("12.50", "EUR")), ..Default::default() }),
        ..Default::default()
    }
}

fn request_copy() -> Request {
    Request {
        header: Header { supplying_agency_request_id: None, ..header() },
        bibliographic_info: BibliographicInfo {
            title: Some("Nature".to_owned()),
            title_of_component: Some("Molecular structure of nucleic acids".to_owned()),
            author_of_component: Some("Watson, J. D.; Crick, F. H. C.".to_owned()),
            volumes: vec!["171".to_owned()],
            issue: Some("4356".to_owned()),
            pages_requested: Some("737-738".to_owned()),
            bibliographic_item_ids: vec![BibliographicItemId::new("ISSN", "0028-0836")],
            ..Default::default()
        },
        publication_info: Some(PublicationInfo {
            publication_type: Some("Article".into()),
            publication_date: Some("1953-04-25".to_owned()),
            ..Default::default()
        }),
        service_info: Some(ServiceInfo {
            service_type: ServiceType::Copy,
            item_format: Some("PDF".into()),
            copyright_compliance: Some("US-CCG".into()),
            ..Default::default()
        }),
        requested_delivery_info: vec![RequestedDeliveryInfo {
            address: Some(Address::electronic("Email", "ill@south.example")),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn desk() -> PhysicalAddress {
    PhysicalAddress {
        line1: Some("South Library, Interlibrary Loan".to_owned()),
        line2: Some("1 Long Street".to_owned()),
        locality: Some("Southport".to_owned()),
        postal_code: Some("00042".to_owned()),
        region: Some("XX-S".into()),
        country: Some("XX".into()),
        ..Default::default()
    }
}

pub fn answer(reason: ReasonForMessage, status: Status) -> SupplyingAgencyMessage {
    SupplyingAgencyMessage {
        header: header(),
        message_info: MessageInfo { reason_for_message: reason, ..Default::default() },
        status_info: StatusInfo { status, last_change: NOW.into(), ..Default::default() },
        ..Default::default()
    }
}

fn supplying() -> Vec<(&'static str, Message)> {
    use ReasonForMessage::{CancelResponse, Notification, RenewResponse, RequestResponse, StatusChange};
    let mut will_supply = answer(RequestResponse, Status::WillSupply);
    will_supply.status_info.expected_delivery_date = Some("2026-03-06T00:00:00Z".into());
    let mut unfilled = answer(RequestResponse, Status::Unfilled);
    unfilled.message_info.reason_unfilled = Some("NotOnShelf".into());
    let mut notification = answer(Notification, Status::WillSupply);
    notification.message_info.note = Some("The binding is fragile.".to_owned());
    let mut renewed = answer(RenewResponse, Status::Loaned);
    renewed.message_info.answer_yes_no = Some(YesNo::Yes);
    renewed.status_info.due_date = Some("2026-05-31T23:59:59Z".into());
    let mut cancelled = answer(CancelResponse, Status::Cancelled);
    cancelled.message_info.answer_yes_no = Some(YesNo::Yes);
    vec![
        ("supplying-will-supply", will_supply.into()),
        ("supplying-unfilled", unfilled.into()),
        ("supplying-retry-possible", retry_possible().into()),
        ("supplying-loaned", loaned().into()),
        ("supplying-copy-completed", copy_completed().into()),
        ("supplying-notification", notification.into()),
        ("supplying-renew-response", renewed.into()),
        ("supplying-cancel-response", cancelled.into()),
        ("supplying-recalled", answer(StatusChange, Status::Recalled).into()),
        ("supplying-overdue", answer(StatusChange, Status::Overdue).into()),
        ("supplying-loan-completed", answer(StatusChange, Status::LoanCompleted).into()),
    ]
}

fn retry_possible() -> SupplyingAgencyMessage {
    let mut message = answer(ReasonForMessage::RequestResponse, Status::RetryPossible);
    message.message_info.reason_retry = Some("CostExceedsMaxCost".into());
    message.retry_info = Some(RetryInfo {
        offered_costs: vec![Costs::new("15.00", "EUR")],
        retry_after: Some("2026-03-03T00:00:00Z".into()),
        retry_before: Some("2026-04-03T00:00:00Z".into()),
        ..Default::default()
    });
    message
}

pub fn loaned() -> SupplyingAgencyMessage {
    let mut message = answer(ReasonForMessage::StatusChange, Status::Loaned);
    message.status_info.due_date = Some("2026-04-30T23:59:59Z".into());
    message.delivery_info = Some(DeliveryInfo {
        date_sent: NOW.into(),
        item_ids: vec!["31234000123456".to_owned()],
        delivery_method: Some("Mail".into()),
        sent_to_patron: Some(false.into()),
        loan_conditions: vec!["LibraryUseOnly".into()],
        item_format: Some("Printed".into()),
        delivery_costs: vec![Costs::new("10.61", "EUR")],
        ..Default::default()
    });
    message.shipping_info = Some(ShippingInfo {
        courier_name: Some("Post".into()),
        tracking_ids: vec!["TR-1".to_owned()],
        insurance: Some(YesNo::No),
        ..Default::default()
    });
    message.return_info = Some(ReturnInfo {
        return_agency_id: Some(AgencyId::new("ISIL", "XX-NORTH")),
        name: Some("North Library".to_owned()),
        physical_address: Some(PhysicalAddress { locality: Some("Northport".to_owned()), ..desk() }),
        ..Default::default()
    });
    message
}

fn copy_completed() -> SupplyingAgencyMessage {
    let mut message = answer(ReasonForMessage::StatusChange, Status::CopyCompleted);
    message.delivery_info = Some(DeliveryInfo {
        date_sent: NOW.into(),
        url: Some("https://north.example/d/7?t=a&u=b".to_owned()),
        delivery_method: Some("URL".into()),
        item_format: Some("PDF".into()),
        service_type: Some(ServiceType::Copy),
        ..Default::default()
    });
    message
}

pub fn reaction(action: Action) -> RequestingAgencyMessage {
    RequestingAgencyMessage { header: header(), action, ..Default::default() }
}

fn requesting() -> Vec<(&'static str, Message)> {
    let note = Some("Please hurry, the reader leaves on Friday.".to_owned());
    vec![
        ("requesting-received", reaction(Action::Received).into()),
        ("requesting-cancel", reaction(Action::Cancel).into()),
        ("requesting-renew", reaction(Action::Renew).into()),
        ("requesting-shipped-return", reaction(Action::ShippedReturn).into()),
        ("requesting-status-request", reaction(Action::StatusRequest).into()),
        ("requesting-notification", RequestingAgencyMessage { note, ..reaction(Action::Notification) }.into()),
    ]
}

fn confirmations() -> Vec<(&'static str, Message)> {
    let request: Message = request_loan().into();
    let loaned: Message = loaned().into();
    let renew: Message = reaction(Action::Renew).into();
    let fault = |error_type, text| vec![ErrorData::new(error_type, text)];
    let duplicate = "requestingAgencyRequestId: a request R-2026-1 is already here";
    let refused = [
        ("request-confirmation-error", &request, fault(ErrorType::UnrecognisedDataValue, duplicate)),
        (
            "supplying-confirmation-error",
            &loaned,
            fault(ErrorType::UnsupportedReasonForMessageType, "reasonForMessage: nothing was asked"),
        ),
        (
            "requesting-confirmation-error",
            &renew,
            fault(ErrorType::UnsupportedActionType, "action: Renew is not possible before the item was received"),
        ),
    ];
    let mut all: Vec<(&'static str, Message)> = refused
        .into_iter()
        .map(|(name, message, faults)| (name, confirm_error(message, NOW, NOW, faults).unwrap()))
        .collect();
    for (name, message) in [
        ("request-confirmation-ok", &request),
        ("supplying-confirmation-ok", &loaned),
        ("requesting-confirmation-ok", &renew),
    ] {
        all.push((name, confirm_ok(message, NOW, NOW).unwrap()));
    }
    all
}
