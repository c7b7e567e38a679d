//! What we say to other libraries, as ISO 18626 messages.

use iso18626::{
    Action, AgencyId, BibliographicInfo, BibliographicItemId, BibliographicRecordId, Code, Costs, DeliveryInfo,
    Edition, Header, Message, MessageInfo, PublicationInfo, ReasonForMessage, Request, RequestType,
    RequestingAgencyInfo, RequestingAgencyMessage, RetryInfo, ReturnInfo, ServiceInfo, ServiceType, Status, StatusInfo,
    SupplyingAgencyMessage, Timestamp,
};
use lifecycle::{FromRequester, FromSupplier, Moment, Trouble, supplier};

use super::{ACCEPT_MARK, Symbol, TROUBLE_MARK};
use crate::clock::precise_instant_text;
use crate::work::Description;

/// The edition written to partners of whom nothing else is known; every system in the field reads it.
pub const EDITION: Edition = Edition::V1_2;

/// What a message needs to know of the request it belongs to.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    /// The requesting library.
    pub requester: &'a Symbol,
    /// The supplying library.
    pub supplier: &'a Symbol,
    /// The name of the library that writes.
    pub own_name: &'a str,
    /// requestingAgencyRequestId.
    pub requester_request_id: &'a str,
    /// supplyingAgencyRequestId, where known.
    pub supplier_request_id: Option<&'a str>,
    /// The record in the supplier's catalogue, where known.
    pub supplier_record_id: Option<&'a str>,
    /// Loan or copy.
    pub service_type: lifecycle::ServiceType,
    /// What is wanted.
    pub description: &'a Description,
    /// Now.
    pub at: i64,
}

/// A requester's message.
#[must_use]
pub fn from_requester(envelope: &Envelope<'_>, say: &FromRequester) -> Message {
    let (action, note) = match say {
        FromRequester::Request => return request(envelope, RequestType::New),
        FromRequester::RequestAgain => return request(envelope, RequestType::Retry),
        FromRequester::AcceptConditions => {
            (Action::Notification, Some(format!("{ACCEPT_MARK} The conditions are accepted.")))
        }
        FromRequester::Notification { note } => (Action::Notification, Some(note.clone())),
        FromRequester::Trouble { trouble, note } => (Action::Notification, Some(trouble_note(*trouble, note))),
        FromRequester::Cancel => (Action::Cancel, None),
        FromRequester::Received => (Action::Received, None),
        FromRequester::Renew => (Action::Renew, None),
        FromRequester::ShippedReturn => (Action::ShippedReturn, None),
    };
    RequestingAgencyMessage { header: header(envelope), action, note, ..Default::default() }.into()
}

/// The mark for programs, then words for people.
fn trouble_note(trouble: Trouble, note: &str) -> String {
    let mark = format!("{TROUBLE_MARK}{}{TROUBLE_MARK}", trouble.name());
    format!("{mark} {}. {note}", trouble.label()).trim_end().to_owned()
}

/// A supplier's message. `state` is where the request stands after saying it, `is_first` whether nothing was said before.
#[must_use]
pub fn from_supplier(envelope: &Envelope<'_>, say: &FromSupplier, state: supplier::State, is_first: bool) -> Message {
    let mut message = SupplyingAgencyMessage {
        header: header(envelope),
        message_info: MessageInfo {
            reason_for_message: if is_first {
                ReasonForMessage::RequestResponse
            } else {
                ReasonForMessage::StatusChange
            },
            ..Default::default()
        },
        status_info: StatusInfo {
            status: status(say, state, envelope.service_type),
            last_change: timestamp(envelope.at),
            ..Default::default()
        },
        ..Default::default()
    };
    add_details(&mut message, envelope, say);
    message.into()
}

fn add_details(message: &mut SupplyingAgencyMessage, envelope: &Envelope<'_>, say: &FromSupplier) {
    let info = &mut message.message_info;
    match say {
        FromSupplier::Conditional { condition } => {
            info.note = some_text(&condition.note);
            if let Some(cost) = &condition.cost {
                let offered_costs = vec![Costs::new(&cost.amount, &cost.currency)];
                message.retry_info = Some(RetryInfo { offered_costs, ..Default::default() });
            }
            let loan_conditions = some_text(&condition.code).iter().map(|code| Code::new(code)).collect();
            message.delivery_info = Some(DeliveryInfo { loan_conditions, ..delivery(envelope) });
        }
        FromSupplier::Loaned { due, items } => {
            message.status_info.due_date = due.map(|moment| timestamp(moment.0));
            let item_ids =
                items.iter().map(|item| item.barcode.clone()).filter(|barcode| !barcode.is_empty()).collect();
            message.delivery_info = Some(DeliveryInfo { item_ids, ..delivery(envelope) });
            message.return_info = Some(return_info(envelope));
        }
        FromSupplier::CopyCompleted { document } => {
            info.note = document.as_ref().map(|address| format!("URL: {address}"));
            let delivery_method = document.as_ref().map(|_| Code::new("URL"));
            let item_ids = document.iter().cloned().collect();
            message.delivery_info =
                Some(DeliveryInfo { item_ids, url: document.clone(), delivery_method, ..delivery(envelope) });
        }
        FromSupplier::Unfilled { reason } => {
            info.reason_unfilled = some_text(&reason.code).map(|code| Code::new(&code));
            info.note = some_text(&reason.note);
        }
        FromSupplier::RetryPossible { reason, after } => {
            info.reason_retry = some_text(&reason.code).map(|code| Code::new(&code));
            info.note = some_text(&reason.note);
            let retry_after = after.map(|moment| timestamp(moment.0));
            message.retry_info = retry_after.map(|after| RetryInfo { retry_after: Some(after), ..Default::default() });
        }
        FromSupplier::CancelReply { yes } => {
            info.reason_for_message = ReasonForMessage::CancelResponse;
            info.answer_yes_no = Some((*yes).into());
        }
        FromSupplier::RenewReply { yes, due } => {
            info.reason_for_message = ReasonForMessage::RenewResponse;
            info.answer_yes_no = Some((*yes).into());
            message.status_info.due_date = due.map(|moment| timestamp(moment.0));
        }
        FromSupplier::Notification { note } => {
            info.reason_for_message = ReasonForMessage::Notification;
            info.note = Some(note.clone());
        }
        FromSupplier::Bill { cost, why } => {
            info.reason_for_message = ReasonForMessage::Notification;
            info.note = some_text(why);
            let delivery_costs = vec![Costs::new(&cost.amount, &cost.currency)];
            message.delivery_info = Some(DeliveryInfo { delivery_costs, ..delivery(envelope) });
        }
        FromSupplier::ExpectToSupply
        | FromSupplier::WillSupply
        | FromSupplier::Overdue
        | FromSupplier::Recalled
        | FromSupplier::LoanCompleted
        | FromSupplier::CompletedWithoutReturn => {}
    }
}

fn status(say: &FromSupplier, state: supplier::State, service_type: lifecycle::ServiceType) -> Status {
    match say {
        FromSupplier::ExpectToSupply => Status::ExpectToSupply,
        FromSupplier::WillSupply | FromSupplier::Conditional { .. } => Status::WillSupply,
        FromSupplier::Loaned { .. } | FromSupplier::RenewReply { .. } => Status::Loaned,
        FromSupplier::CopyCompleted { .. } => Status::CopyCompleted,
        FromSupplier::Unfilled { .. } => Status::Unfilled,
        FromSupplier::RetryPossible { .. } => Status::RetryPossible,
        FromSupplier::CancelReply { yes: true } => Status::Cancelled,
        FromSupplier::Overdue => Status::Overdue,
        FromSupplier::Recalled => Status::Recalled,
        FromSupplier::LoanCompleted => Status::LoanCompleted,
        FromSupplier::CompletedWithoutReturn => Status::CompletedWithoutReturn,
        FromSupplier::CancelReply { yes: false } | FromSupplier::Notification { .. } | FromSupplier::Bill { .. } => {
            standing(state, service_type)
        }
    }
}

/// The status that describes a state by itself.
fn standing(state: supplier::State, service_type: lifecycle::ServiceType) -> Status {
    use supplier::State;
    match state {
        State::Completed if service_type == lifecycle::ServiceType::Loan => Status::LoanCompleted,
        State::Completed => Status::CopyCompleted,
        State::Lost => Status::CompletedWithoutReturn,
        State::Shipped | State::ReturnShipped => Status::Loaned,
        State::WillSupply | State::ConditionPending | State::CancelRequested => Status::WillSupply,
        State::Unfilled => Status::Unfilled,
        State::Cancelled => Status::Cancelled,
        _ => Status::RequestReceived,
    }
}

fn request(envelope: &Envelope<'_>, request_type: RequestType) -> Message {
    let wanted = envelope.description;
    Request {
        header: header(envelope),
        bibliographic_info: bibliographic_info(envelope),
        publication_info: publication_info(wanted),
        service_info: Some(ServiceInfo {
            request_type: Some(request_type),
            service_type: match envelope.service_type {
                lifecycle::ServiceType::Loan => ServiceType::Loan,
                lifecycle::ServiceType::Copy => ServiceType::Copy,
            },
            service_level: some_text(&wanted.service_level).map(|level| Code::new(&level)),
            note: some_text(&wanted.note),
            ..Default::default()
        }),
        requesting_agency_info: Some(RequestingAgencyInfo { name: some_text(envelope.own_name), ..Default::default() }),
        ..Default::default()
    }
    .into()
}

fn bibliographic_info(envelope: &Envelope<'_>) -> BibliographicInfo {
    let wanted = envelope.description;
    let numbers = [("ISBN", &wanted.isbn), ("ISSN", &wanted.issn)];
    let numbers = numbers.into_iter().filter(|(_, number)| !number.is_empty());
    BibliographicInfo {
        supplier_unique_record_id: envelope.supplier_record_id.map(str::to_owned),
        title: some_text(&wanted.title),
        author: some_text(&wanted.author),
        edition: some_text(&wanted.edition),
        title_of_component: some_text(&wanted.component_title),
        author_of_component: some_text(&wanted.component_author),
        volumes: some_text(&wanted.volume).into_iter().collect(),
        issue: some_text(&wanted.issue),
        pages_requested: some_text(&wanted.pages),
        bibliographic_item_ids: numbers.map(|(code, number)| BibliographicItemId::new(code, number)).collect(),
        bibliographic_record_ids: some_text(&wanted.oclc_number)
            .iter()
            .map(|number| BibliographicRecordId::new("OCLC", number))
            .collect(),
        ..Default::default()
    }
}

fn publication_info(wanted: &Description) -> Option<PublicationInfo> {
    let info = PublicationInfo {
        publisher: some_text(&wanted.publisher),
        publication_date: some_text(&wanted.date),
        place_of_publication: some_text(&wanted.place),
        ..Default::default()
    };
    (info != PublicationInfo::default()).then_some(info)
}

fn header(envelope: &Envelope<'_>) -> Header {
    let at = precise_instant_text(envelope.at);
    let mut header =
        Header::new(agency(envelope.supplier), agency(envelope.requester), envelope.requester_request_id, &at);
    header.supplying_agency_request_id = envelope.supplier_request_id.map(str::to_owned);
    header
}

fn delivery(envelope: &Envelope<'_>) -> DeliveryInfo {
    DeliveryInfo { date_sent: timestamp(envelope.at), ..Default::default() }
}

fn return_info(envelope: &Envelope<'_>) -> ReturnInfo {
    ReturnInfo {
        return_agency_id: Some(agency(envelope.supplier)),
        name: some_text(envelope.own_name),
        ..Default::default()
    }
}

fn agency(symbol: &Symbol) -> AgencyId {
    AgencyId::new(&symbol.scheme, &symbol.value)
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from(precise_instant_text(Moment(at).0).as_str())
}

fn some_text(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::incoming;

    fn envelope<'a>(requester: &'a Symbol, supplier: &'a Symbol, description: &'a Description) -> Envelope<'a> {
        Envelope {
            requester,
            supplier,
            own_name: "East Library",
            requester_request_id: "EAST-1",
            supplier_request_id: None,
            supplier_record_id: None,
            service_type: lifecycle::ServiceType::Loan,
            description,
            at: 0,
        }
    }

    fn heard(message: &Message) -> Message {
        iso18626::decode(message.encode(EDITION).as_bytes()).unwrap().message
    }

    #[test]
    fn trouble_with_an_item_travels_as_a_note_that_people_understand_too() {
        let (requester, supplier, wanted) =
            (Symbol::parse("ISIL:EAST"), Symbol::parse("ISIL:WEST"), Description::default());
        let envelope = envelope(&requester, &supplier, &wanted);
        for &trouble in Trouble::ALL {
            for note in ["", "The cover is torn."] {
                let said = FromRequester::Trouble { trouble, note: note.into() };
                let Message::RequestingAgencyMessage(message) = heard(&from_requester(&envelope, &said)) else {
                    panic!("{said:?}")
                };
                let words = message.note.as_deref().unwrap_or_default();
                assert!(words.contains(trouble.label()) && words.ends_with(note), "{words}");
                assert_eq!(incoming::from_requester(&message), Ok(said));
            }
        }
    }

    #[test]
    fn a_bill_travels_with_its_amount_whatever_became_of_the_item() {
        let (requester, supplier, wanted) =
            (Symbol::parse("ISIL:EAST"), Symbol::parse("ISIL:WEST"), Description::default());
        let envelope = envelope(&requester, &supplier, &wanted);
        let cost = lifecycle::Cost { amount: "40.00".into(), currency: "EUR".into() };
        for (state, status) in [
            (supplier::State::Shipped, Status::Loaned),
            (supplier::State::Completed, Status::LoanCompleted),
            (supplier::State::Lost, Status::CompletedWithoutReturn),
        ] {
            for why in ["", "replacement"] {
                let said = FromSupplier::Bill { cost: cost.clone(), why: why.into() };
                let Message::SupplyingAgencyMessage(message) = heard(&from_supplier(&envelope, &said, state, false))
                else {
                    panic!("{said:?}")
                };
                assert_eq!(message.status_info.status, status);
                let zone = jiff::tz::TimeZone::UTC;
                assert_eq!(incoming::from_supplier(&message, &zone), Ok(Some(said)));
                let mut promised = message.clone();
                promised.status_info.status = Status::WillSupply;
                let heard = incoming::from_supplier(&promised, &zone).unwrap();
                assert!(!matches!(heard, Some(FromSupplier::Bill { .. })), "a price beside a promise is no bill");
            }
        }
    }

    #[test]
    fn how_soon_it_is_wanted_travels_with_the_request() {
        for level in ["Rush", "Express", "SecondaryMail", ""] {
            let description =
                Description { title: "Emma".into(), service_level: level.into(), ..Description::default() };
            let (requester, supplier) = (Symbol::parse("ISIL:EAST"), Symbol::parse("ISIL:WEST"));
            let envelope = envelope(&requester, &supplier, &description);
            let xml = from_requester(&envelope, &FromRequester::Request).encode(EDITION);
            let Message::Request(heard) = iso18626::decode(xml.as_bytes()).unwrap().message else { panic!("{xml}") };
            assert_eq!(incoming::description(&heard).service_level, level, "{xml}");
            assert_eq!(xml.contains("serviceLevel"), !level.is_empty(), "{xml}");
        }
    }
}
