//! What differs between the systems that speak ISO 18626, as data.
//!
//! A dialect changes messages at the border only: [`Dialect::received`] after reading, [`Dialect::to_send`] before
//! writing, [`Dialect::faults`] for the receipt. Everything else sees the standard.

use std::fmt::Display;

use crate::{
    Code, Edition, ErrorData, ErrorType, Header, Message, ReasonForMessage, Request, RequestingAgencyMessage, Status,
    SupplyingAgencyMessage, open_codes,
};

/// How a partner system departs from the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The name for settings and messages to people.
    pub name: &'static str,
    /// The edition to write.
    pub edition: Edition,
    /// An empty status is no fault: it says that nothing changed.
    pub sends_empty_status: bool,
    /// Codes in the wrong case (`loaned`, `isbn`) are put right, both ways.
    pub wants_exact_codes: bool,
    /// `ExpectToSupply` can be sent; else it goes as `WillSupply`.
    pub understands_expect_to_supply: bool,
    /// The reason that the partner insists on for a status.
    pub reasons: &'static [(Status, ReasonForMessage)],
    /// Conditions and costs must be put as text into the note of a Notification, for the partner shows nothing else.
    pub shows_conditions_only_in_notes: bool,
    /// The requester accepts or refuses conditions by a note of its own: the words that begin such a note.
    pub condition_answers: Option<ConditionAnswers>,
    /// Notes begin with `#seq:N#`, a running number that people need not see.
    pub numbers_its_notes: bool,
}

/// How a requester answers conditions in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionAnswers {
    /// Begins a note that accepts.
    pub accept: &'static str,
    /// Begins a note that refuses; `None` when the requester refuses by a Cancel.
    pub refuse: Option<&'static str>,
}

/// The standard, nothing added. Writes the edition of 2021.
pub static STANDARD: Dialect = Dialect {
    name: "standard",
    edition: Edition::V2021,
    sends_empty_status: false,
    wants_exact_codes: false,
    understands_expect_to_supply: true,
    reasons: &[],
    shows_conditions_only_in_notes: false,
    condition_answers: None,
    numbers_its_notes: false,
};

/// ReShare (mod-rs): edition 1.2, numbered notes, conditions accepted by a mark in a note and refused by a Cancel.
pub static RESHARE: Dialect = Dialect {
    name: "reshare",
    edition: Edition::V1_2,
    sends_empty_status: false,
    wants_exact_codes: false,
    understands_expect_to_supply: true,
    reasons: &[],
    shows_conditions_only_in_notes: false,
    condition_answers: Some(ConditionAnswers { accept: "#ReShareLoanConditionAgreeResponse#", refuse: None }),
    numbers_its_notes: true,
};

/// CrossLink's broker: edition 1.2, conditions answered by marks in notes, an empty status passed on from its partners.
pub static CROSSLINK: Dialect = Dialect {
    name: "crosslink",
    edition: Edition::V1_2,
    sends_empty_status: true,
    wants_exact_codes: false,
    understands_expect_to_supply: true,
    reasons: &[],
    shows_conditions_only_in_notes: false,
    condition_answers: Some(ConditionAnswers {
        accept: "#ReShareLoanConditionAgreeResponse#",
        refuse: Some("#ReShareLoanConditionRejectResponse#"),
    }),
    numbers_its_notes: false,
};

/// Alma and Rapido: edition 1.1, notes read only in notifications, `ACCEPT` and `REJECT` by hand.
pub static ALMA: Dialect = Dialect {
    name: "alma",
    edition: Edition::V1_1,
    sends_empty_status: true,
    wants_exact_codes: true,
    understands_expect_to_supply: false,
    reasons: &[
        (Status::WillSupply, ReasonForMessage::RequestResponse),
        (Status::Loaned, ReasonForMessage::StatusChange),
        (Status::LoanCompleted, ReasonForMessage::RequestResponse),
    ],
    shows_conditions_only_in_notes: true,
    condition_answers: Some(ConditionAnswers { accept: "ACCEPT", refuse: Some("REJECT") }),
    numbers_its_notes: false,
};

impl Dialect {
    /// The dialects known by name.
    pub const ALL: [&'static Self; 4] = [&STANDARD, &RESHARE, &CROSSLINK, &ALMA];

    /// The dialect with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name == name)
    }

    /// Puts a message from the partner into the words of the standard.
    pub fn received(&self, message: &mut Message) {
        if self.wants_exact_codes {
            put_codes_right(message);
        }
    }

    /// Puts a message of ours into the words of the partner.
    pub fn to_send(&self, message: &mut Message) {
        if self.wants_exact_codes {
            put_codes_right(message);
        }
        let Message::SupplyingAgencyMessage(message) = message else { return };
        let status = &mut message.status_info.status;
        if !self.understands_expect_to_supply && *status == Status::ExpectToSupply {
            *status = Status::WillSupply;
        }
        let reason = &mut message.message_info.reason_for_message;
        let wanted = self.reasons.iter().find(|(of, _)| of == status).map(|(_, wanted)| wanted);
        match wanted {
            Some(wanted) if *reason != ReasonForMessage::Notification => *reason = wanted.clone(),
            _ => {}
        }
    }

    /// What a receipt must refuse before anyone looks at the request: an empty request id, codes that no edition has.
    #[must_use]
    pub fn faults(&self, message: &Message) -> Vec<ErrorData> {
        let mut faults: Vec<ErrorData> = message.header().map(header_faults).unwrap_or_default();
        match message {
            Message::Request(request) => faults.extend(request_faults(request)),
            Message::SupplyingAgencyMessage(message) => faults.extend(self.supplying_faults(message)),
            Message::RequestingAgencyMessage(message) => faults.extend(requesting_faults(message)),
            _ => {}
        }
        faults
    }

    /// The conditions in a message as text for people, where the partner shows nothing but notes: to be sent as the
    /// note of a Notification. `None` when there are none or the partner reads the fields themselves.
    #[must_use]
    pub fn conditions_note(&self, message: &SupplyingAgencyMessage) -> Option<String> {
        if !self.shows_conditions_only_in_notes {
            return None;
        }
        let retry = message.retry_info.as_ref();
        let delivery = message.delivery_info.as_ref();
        let conditions = retry.map(|info| &info.loan_conditions).into_iter();
        let conditions = conditions.chain(delivery.map(|info| &info.loan_conditions)).flatten();
        let costs = retry.map(|info| &info.offered_costs).into_iter();
        let costs = costs.chain(delivery.map(|info| &info.delivery_costs)).flatten();
        let mut parts: Vec<String> = conditions.map(|condition| format!("Condition: {condition}")).collect();
        parts.extend(costs.map(|costs| format!("Cost: {costs}")));
        parts.extend(delivery.and_then(|info| info.url.as_ref()).map(|url| format!("URL: {url}")));
        Some(parts.join(", ")).filter(|note| !note.is_empty())
    }

    /// Whether a requester's note accepts (`true`) or refuses (`false`) the conditions; `None` when it does neither.
    #[must_use]
    pub fn condition_answer(&self, note: &str) -> Option<bool> {
        let answers = self.condition_answers.as_ref()?;
        let (_, note) = self.split_note(note);
        if note.trim_start().starts_with(answers.accept) {
            return Some(true);
        }
        answers.refuse.filter(|refuse| note.trim_start().starts_with(refuse)).map(|_| false)
    }

    /// The running number in front of a note, where the partner writes one, and the note without it.
    #[must_use]
    pub fn split_note<'a>(&self, note: &'a str) -> (Option<u64>, &'a str) {
        let numbered = || note.strip_prefix("#seq:")?.split_once('#');
        match numbered().filter(|_| self.numbers_its_notes) {
            Some((number, rest)) if number.parse::<u64>().is_ok() => (number.parse().ok(), rest),
            _ => (None, note),
        }
    }

    fn supplying_faults(&self, message: &SupplyingAgencyMessage) -> Vec<ErrorData> {
        let mut faults = Vec::new();
        let reason = &message.message_info.reason_for_message;
        if !reason.is_known() {
            let kind = ErrorType::UnsupportedReasonForMessageType;
            faults.push(unknown_code(kind, "reasonForMessage", reason, ReasonForMessage::ALL));
        }
        let status = &message.status_info.status;
        let says_nothing_changed = status.is_empty() && self.sends_empty_status;
        if !status.is_known() && !says_nothing_changed {
            faults.push(unknown_code(ErrorType::UnrecognisedDataValue, "status", status, Status::ALL));
        }
        faults
    }
}

fn header_faults(header: &Header) -> Vec<ErrorData> {
    let mut faults = Vec::new();
    let mut empty = |name: &str| {
        faults.push(ErrorData::new(ErrorType::UnrecognisedDataValue, &format!("{name}: cannot be empty")));
    };
    if header.requesting_agency_request_id.is_empty() {
        empty("requestingAgencyRequestId");
    }
    if header.requesting_agency_id.agency_id_value.is_empty() {
        empty("requestingAgencyId");
    }
    faults
}

fn request_faults(request: &Request) -> Vec<ErrorData> {
    let mut faults = Vec::new();
    let Some(service) = &request.service_info else { return faults };
    let kind = ErrorType::UnrecognisedDataValue;
    if !service.service_type.is_known() {
        faults.push(unknown_code(kind.clone(), "serviceType", &service.service_type, crate::ServiceType::ALL));
    }
    if let Some(request_type) = service.request_type.as_ref().filter(|code| !code.is_known()) {
        faults.push(unknown_code(kind, "requestType", request_type, crate::RequestType::ALL));
    }
    faults
}

fn requesting_faults(message: &RequestingAgencyMessage) -> Option<ErrorData> {
    let action = &message.action;
    let fault = || unknown_code(ErrorType::UnsupportedActionType, "action", action, crate::Action::ALL);
    (!action.is_known()).then(fault)
}

fn unknown_code<T: Display>(error_type: ErrorType, element: &str, code: &T, known: &[T]) -> ErrorData {
    let known: Vec<String> = known.iter().map(ToString::to_string).collect();
    ErrorData::new(error_type, &format!("{element}: \"{code}\" is not known; expected one of {}", known.join(", ")))
}

fn put_codes_right(message: &mut Message) {
    match message {
        Message::Request(request) => put_request_right(request),
        Message::SupplyingAgencyMessage(message) => {
            let status = &mut message.status_info.status;
            *status = status.ignoring_case();
            let reason = &mut message.message_info.reason_for_message;
            *reason = reason.ignoring_case();
        }
        Message::RequestingAgencyMessage(message) => message.action = message.action.ignoring_case(),
        _ => {}
    }
}

fn put_request_right(request: &mut Request) {
    let ids = &mut request.bibliographic_info;
    ids.bibliographic_item_ids.iter_mut().for_each(|id| put_right(&mut id.code, open_codes::ITEM_ID));
    ids.bibliographic_record_ids.iter_mut().for_each(|id| put_right(&mut id.code, open_codes::RECORD_ID));
    if let Some(code) = request.publication_info.as_mut().and_then(|info| info.publication_type.as_mut()) {
        put_right(code, open_codes::PUBLICATION_TYPE);
    }
    let Some(service) = &mut request.service_info else { return };
    service.service_type = service.service_type.ignoring_case();
    service.request_type = service.request_type.as_ref().map(crate::RequestType::ignoring_case);
    if let Some(code) = &mut service.service_level {
        put_right(code, open_codes::SERVICE_LEVEL);
    }
}

fn put_right(code: &mut Code, known: &[&str]) {
    if let Some(known) = known.iter().find(|known| known.eq_ignore_ascii_case(code.value.trim())) {
        (*known).clone_into(&mut code.value);
    }
}
