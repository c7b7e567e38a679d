//! What other libraries say, as the lifecycle hears it.

use iso18626::{
    Action, ErrorData, ErrorType, ReasonForMessage, Request, RequestingAgencyMessage, Status, SupplyingAgencyMessage,
};
use jiff::tz::TimeZone;
use lifecycle::{Condition, Cost, FromRequester, FromSupplier, LentItem, Moment, Reason, ServiceType, Trouble};

use super::{ACCEPT_MARK, TROUBLE_MARK};
use crate::clock::parse_instant;
use crate::work::Description;

/// What a requester's message means; an error in the words of the protocol when it means nothing we know.
///
/// # Errors
/// [`ErrorData`] for the confirmation.
pub fn from_requester(message: &RequestingAgencyMessage) -> Result<FromRequester, ErrorData> {
    let note = message.note.clone().unwrap_or_default();
    Ok(match &message.action {
        Action::Received => FromRequester::Received,
        Action::Cancel => FromRequester::Cancel,
        Action::Renew => FromRequester::Renew,
        Action::ShippedReturn => FromRequester::ShippedReturn,
        Action::Notification if accepts_conditions(&note) => FromRequester::AcceptConditions,
        Action::Notification => trouble(&note).unwrap_or(FromRequester::Notification { note }),
        other => {
            let words = format!(
                "action: {other} is not supported; supported are Received, Cancel, Renew, ShippedReturn, Notification"
            );
            return Err(ErrorData::new(ErrorType::UnsupportedActionType, &words));
        }
    })
}

/// What a supplier's message means to a library of this zone; `None` when it says nothing new (a receipt of the request).
///
/// # Errors
/// [`ErrorData`] for the confirmation.
pub fn from_supplier(message: &SupplyingAgencyMessage, zone: &TimeZone) -> Result<Option<FromSupplier>, ErrorData> {
    let info = &message.message_info;
    let answered_yes = info.answer_yes_no.as_ref().and_then(iso18626::YesNo::to_bool);
    let due = message.status_info.due_date.as_ref().and_then(|due| parse_instant(due.as_str(), zone)).map(Moment);
    match &info.reason_for_message {
        ReasonForMessage::CancelResponse => {
            let yes = answered_yes.unwrap_or(message.status_info.status == Status::Cancelled);
            return Ok(Some(FromSupplier::CancelReply { yes }));
        }
        ReasonForMessage::RenewResponse => {
            let yes = answered_yes.unwrap_or(due.is_some());
            return Ok(Some(FromSupplier::RenewReply { yes, due }));
        }
        ReasonForMessage::Notification => {
            let offer = || condition(message).map(|condition| FromSupplier::Conditional { condition });
            let heard = bill(message).or_else(offer);
            let note = info.note.clone().unwrap_or_default();
            return Ok(Some(heard.unwrap_or(FromSupplier::Notification { note })));
        }
        ReasonForMessage::RequestResponse
        | ReasonForMessage::StatusRequestResponse
        | ReasonForMessage::StatusChange => {}
        ReasonForMessage::Other(other) => {
            let words = format!("reasonForMessage: {other} is not a reason of ISO 18626");
            return Err(ErrorData::new(ErrorType::UnsupportedReasonForMessageType, &words));
        }
    }
    by_status(message, due, zone)
}

fn by_status(
    message: &SupplyingAgencyMessage,
    due: Option<Moment>,
    zone: &TimeZone,
) -> Result<Option<FromSupplier>, ErrorData> {
    let info = &message.message_info;
    let reason = |code: &Option<iso18626::Code>| Reason {
        code: code.as_ref().map(|code| code.value.clone()).unwrap_or_default(),
        note: info.note.clone().unwrap_or_default(),
    };
    Ok(Some(match &message.status_info.status {
        Status::ExpectToSupply | Status::WillSupply if condition(message).is_some() => {
            FromSupplier::Conditional { condition: condition(message).unwrap_or_default() }
        }
        Status::ExpectToSupply => FromSupplier::ExpectToSupply,
        Status::WillSupply => FromSupplier::WillSupply,
        Status::Loaned => FromSupplier::Loaned { due, items: items(message) },
        Status::CopyCompleted => FromSupplier::CopyCompleted { document: document(message) },
        Status::Unfilled => FromSupplier::Unfilled { reason: reason(&info.reason_unfilled) },
        Status::RetryPossible => {
            let after = message.retry_info.as_ref().and_then(|retry| retry.retry_after.as_ref());
            let after = after.and_then(|after| parse_instant(after.as_str(), zone)).map(Moment);
            FromSupplier::RetryPossible { reason: reason(&info.reason_retry), after }
        }
        Status::Cancelled => FromSupplier::CancelReply { yes: true },
        Status::Overdue => FromSupplier::Overdue,
        Status::Recalled => FromSupplier::Recalled,
        Status::LoanCompleted => FromSupplier::LoanCompleted,
        Status::CompletedWithoutReturn => FromSupplier::CompletedWithoutReturn,
        Status::HoldReturn | Status::ReleaseHoldReturn => FromSupplier::Notification {
            note: format!("{}: {}", message.status_info.status, info.note.clone().unwrap_or_default()),
        },
        Status::RequestReceived => return Ok(None),
        Status::Other(text) if text.is_empty() => return Ok(None),
        Status::Other(other) => {
            let words = format!("status: {other} is not a status of ISO 18626");
            return Err(ErrorData::new(ErrorType::UnrecognisedDataValue, &words));
        }
    }))
}

/// The strings attached to a promise: a loan condition or a price.
fn condition(message: &SupplyingAgencyMessage) -> Option<Condition> {
    if message.status_info.status.is_final() || message.status_info.status == Status::Loaned {
        return None;
    }
    let code = message.delivery_info.as_ref().and_then(|delivery| delivery.loan_conditions.first());
    let cost = message.retry_info.as_ref().and_then(|retry| retry.offered_costs.first());
    if code.is_none() && cost.is_none() {
        return None;
    }
    Some(Condition {
        code: code.map(|code| code.value.clone()).unwrap_or_default(),
        cost: cost.map(price),
        note: message.message_info.note.clone().unwrap_or_default(),
    })
}

/// A price for what was sent. Beside a promise or a condition it is part of an offer.
fn bill(message: &SupplyingAgencyMessage) -> Option<FromSupplier> {
    let delivery = message.delivery_info.as_ref()?;
    let is_offer = matches!(message.status_info.status, Status::ExpectToSupply | Status::WillSupply);
    let cost = delivery.delivery_costs.first().filter(|_| !is_offer && delivery.loan_conditions.is_empty())?;
    Some(FromSupplier::Bill { cost: price(cost), why: message.message_info.note.clone().unwrap_or_default() })
}

fn price(costs: &iso18626::Costs) -> Cost {
    Cost { amount: costs.monetary_value.clone(), currency: costs.currency_code.value.clone() }
}

/// What a note of ours reports about an item: a mark, our words, then words of the staff.
fn trouble(note: &str) -> Option<FromRequester> {
    let (name, words) = note.strip_prefix(TROUBLE_MARK)?.split_once(TROUBLE_MARK)?;
    let trouble = Trouble::from_name(name)?;
    let words = words.trim();
    let own = words.strip_prefix(trouble.label()).map_or(words, |rest| rest.trim_start_matches('.').trim());
    Some(FromRequester::Trouble { trouble, note: own.to_owned() })
}

/// The pieces sent. Before the edition of 2021 several barcodes stand in one element with commas.
fn items(message: &SupplyingAgencyMessage) -> Vec<LentItem> {
    let ids = message.delivery_info.iter().flat_map(|delivery| &delivery.item_ids);
    let barcodes = ids.flat_map(|id| id.split(',')).map(str::trim).filter(|barcode| !barcode.is_empty());
    barcodes.map(LentItem::with_barcode).collect()
}

/// The address of the document: its own element (2021), an item id that is an address, or a line of the note.
fn document(message: &SupplyingAgencyMessage) -> Option<String> {
    let is_address = |text: &&String| text.starts_with("http://") || text.starts_with("https://");
    let delivery = message.delivery_info.as_ref();
    let own = delivery.and_then(|delivery| delivery.url.as_ref()).filter(is_address);
    let as_item = delivery.and_then(|delivery| delivery.item_ids.iter().find(is_address));
    let in_note = || {
        let note = message.message_info.note.as_deref()?;
        let (_, address) = note.split_once("URL: ")?;
        address.split_whitespace().next().map(str::to_owned)
    };
    own.or(as_item).cloned().or_else(in_note)
}

fn accepts_conditions(note: &str) -> bool {
    let first = note.split_whitespace().next().unwrap_or_default();
    first.eq_ignore_ascii_case(ACCEPT_MARK) || first.starts_with("#ReShareLoanConditionAgreeResponse#")
}

/// The citation of a request.
#[must_use]
pub fn description(request: &Request) -> Description {
    let info = &request.bibliographic_info;
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let number = |code: &str| {
        let matching = info.bibliographic_item_ids.iter().find(|id| id.code.value.eq_ignore_ascii_case(code));
        matching.map(|id| id.identifier.clone()).unwrap_or_default()
    };
    let oclc = info.bibliographic_record_ids.iter().find(|id| id.code.value.eq_ignore_ascii_case("OCLC"));
    let publication = request.publication_info.clone().unwrap_or_default();
    Description {
        title: text(&info.title),
        author: text(&info.author),
        edition: text(&info.edition),
        publisher: text(&publication.publisher),
        place: text(&publication.place_of_publication),
        date: text(&publication.publication_date),
        isbn: number("ISBN"),
        issn: number("ISSN"),
        oclc_number: oclc.map(|id| id.identifier.clone()).unwrap_or_default(),
        component_title: text(&info.title_of_component),
        component_author: text(&info.author_of_component),
        volume: info.volumes.join(", "),
        issue: text(&info.issue),
        pages: text(&info.pages_requested),
        record_id: text(&info.supplier_unique_record_id),
        service_level: service_level(request),
        requester_note: request.service_info.as_ref().and_then(|service| service.note.clone()).unwrap_or_default(),
        ..Description::default()
    }
}

fn service_level(request: &Request) -> String {
    let level = request.service_info.as_ref().and_then(|service| service.service_level.as_ref());
    level.map(|level| level.value.trim().to_owned()).unwrap_or_default()
}

/// Loan or copy. "Copy or loan" is treated as a loan, unless a part of the work is wanted.
#[must_use]
pub fn service_type(request: &Request) -> ServiceType {
    let wanted = request.service_info.as_ref().map(|service| &service.service_type);
    let part =
        request.bibliographic_info.title_of_component.is_some() || request.bibliographic_info.pages_requested.is_some();
    match wanted {
        Some(iso18626::ServiceType::Copy) => ServiceType::Copy,
        Some(iso18626::ServiceType::CopyOrLoan) if part => ServiceType::Copy,
        _ => ServiceType::Loan,
    }
}
