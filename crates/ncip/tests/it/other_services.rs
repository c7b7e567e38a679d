//! Samples of the services that other systems than Alma need.

use ncip::*;

use crate::samples::{item, request, title, user};

pub fn requests() -> Vec<(&'static str, Request)> {
    vec![
        ("item-received", Request::ItemReceived(received())),
        ("item-shipped", Request::ItemShipped(shipped())),
        ("lookup-item-set", Request::LookupItemSet(what_is_held())),
        (
            "lookup-request",
            Request::LookupRequest(LookupRequest {
                request_id: request(),
                request_elements: vec![Code::new("Request Status Type")],
                ..LookupRequest::default()
            }),
        ),
        (
            "undo-check-out-item",
            Request::UndoCheckOutItem(UndoCheckOutItem {
                item_id: item(),
                user_id: user(),
                request_id: request(),
                ..UndoCheckOutItem::default()
            }),
        ),
        (
            "update-item",
            Request::UpdateItem(UpdateItem {
                item_id: item(),
                delete: Some(use_restriction("Renewals Not Permitted")),
                add: Some(use_restriction("In Library Use Only")),
                ..UpdateItem::default()
            }),
        ),
    ]
}

pub fn responses() -> Vec<(&'static str, Response)> {
    let acknowledged = || Answer::Done(Acknowledgement::default());
    vec![
        ("item-received-response", Response::ItemReceived(acknowledged())),
        ("item-shipped-response", Response::ItemShipped(acknowledged())),
        ("item-checked-in-response", Response::ItemCheckedIn(acknowledged())),
        ("item-requested-response", Response::ItemRequested(acknowledged())),
        (
            "item-request-cancelled-refused",
            Response::ItemRequestCancelled(Answer::Refused(Refusal::new(
                Problem::new("Unknown Request", "").about("//ItemRequestCancelled/RequestId", "BF-1001"),
            ))),
        ),
        ("lookup-item-set-response", Response::LookupItemSet(Answer::Done(held()))),
        ("lookup-request-response", Response::LookupRequest(Answer::Done(standing()))),
        (
            "undo-check-out-item-response",
            Response::UndoCheckOutItem(Answer::Done(UndoCheckOutItemResponse {
                item_id: item(),
                user_id: user(),
                ..UndoCheckOutItemResponse::default()
            })),
        ),
        (
            "update-item-response",
            Response::UpdateItem(Answer::Done(UpdateItemResponse { item_id: item(), ..UpdateItemResponse::default() })),
        ),
    ]
}

fn received() -> ItemReceived {
    ItemReceived {
        item_id: item(),
        request_id: request(),
        date_received: Some(DateTime::as_sent("2026-09-02T10:15:00Z")),
        ..ItemReceived::default()
    }
}

fn shipped() -> ItemShipped {
    ItemShipped {
        request_id: request(),
        item_id: item(),
        date_shipped: Some(DateTime::as_sent("2026-09-01T08:00:00Z")),
        shipping_information: Some(ShippingInformation {
            instructions: Some("Courier".to_owned()),
            physical: Some(main_library()),
            ..ShippingInformation::default()
        }),
        ..ItemShipped::default()
    }
}

fn main_library() -> PhysicalAddress {
    PhysicalAddress {
        structured: Some(StructuredAddress {
            street: Some("1 Library Way".to_owned()),
            locality: Some("Keighley".to_owned()),
            postal_code: Some("BD22 8DR".to_owned()),
            ..StructuredAddress::default()
        }),
        address_type: Some(Code::new("Postal Address")),
        ..PhysicalAddress::default()
    }
}

fn what_is_held() -> LookupItemSet {
    LookupItemSet {
        bibliographic_ids: vec![BibliographicId::record("1156831832", codes::identifier::OCLC)],
        item_elements: vec![Code::new("Circulation Status"), Code::new("Location")],
        maximum_items_count: Some("50".to_owned()),
        ..LookupItemSet::default()
    }
}

fn held() -> LookupItemSetResponse {
    let copy = ItemInformation {
        item_id: item(),
        date_due: Some(DateTime::as_sent("2026-09-30T23:59:00Z")),
        optional_fields: Some(ItemOptionalFields {
            circulation_status: Some(Code::new("On Loan")),
            ..ItemOptionalFields::default()
        }),
        ..ItemInformation::default()
    };
    let holdings = HoldingsSet {
        holdings_set_id: Some("22123".to_owned()),
        bibliographic_description: title().bibliographic_description,
        location: Some(main_floor()),
        call_number: Some("PR4172 .W7".to_owned()),
        items: vec![copy],
        ..HoldingsSet::default()
    };
    let found = BibInformation {
        bibliographic_id: Some(BibliographicId::record("1156831832", codes::identifier::OCLC)),
        title_hold_queue_length: Some("0".to_owned()),
        holdings_sets: vec![holdings],
        ..BibInformation::default()
    };
    let unknown = BibInformation {
        bibliographic_id: Some(BibliographicId::record("0", codes::identifier::OCLC)),
        problems: vec![Problem::new("Unknown Item", "")],
        ..BibInformation::default()
    };
    LookupItemSetResponse {
        titles: vec![found, unknown],
        next_item_token: Some("51".to_owned()),
        ..LookupItemSetResponse::default()
    }
}

fn main_floor() -> Location {
    let level = |level: &str, value: &str| LocationNameInstance {
        level: level.to_owned(),
        value: value.to_owned(),
        ..LocationNameInstance::default()
    };
    Location {
        location_type: Some(Code::new("Permanent Location")),
        name: Some(LocationName {
            levels: vec![level("1", "Main Library"), level("2", "First floor")],
            ..LocationName::default()
        }),
        ..Location::default()
    }
}

fn standing() -> LookupRequestResponse {
    LookupRequestResponse {
        request_id: request(),
        item_id: item(),
        user_id: user(),
        request_type: Some(Code::new("Loan")),
        request_status: Some(Code::new("In Process")),
        hold_queue_position: Some("1".to_owned()),
        pickup_location: Some(Code::new("MAIN")),
        ..LookupRequestResponse::default()
    }
}

fn use_restriction(restriction: &str) -> ItemFields {
    ItemFields { use_restrictions: vec![Code::new(restriction)], ..ItemFields::default() }
}
