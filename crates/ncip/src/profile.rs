//! What differs between the systems we talk to, as data.

mod shape;

use crate::codes::{circulation_status, request_scope, request_type, requested_action, user_element};
use crate::{
    CirculationStatusUpdated, Code, DateForm, DateTime, Header, ItemId, Message, Prefix, RenewalStatus, Request,
    Schemes, Style, Version,
};

/// How to speak to one kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its name in settings and on the command line.
    pub name: &'static str,
    /// The version attribute of our requests.
    pub version: &'static str,
    /// The looks of our requests.
    pub style: Style,
    /// The version attribute of its answers, for simulators.
    pub answer_version: &'static str,
    /// The looks of its answers, for simulators.
    pub answer_style: Style,
    /// How it wants due dates.
    pub date_form: DateForm,
    /// How it writes due dates, for simulators.
    pub answer_date_form: DateForm,
    /// What AcceptItem asks for when nothing else is said.
    pub requested_action: &'static str,
    /// What RequestItem asks for when nothing else is said.
    pub request_type: &'static str,
    /// What RequestItem asks for when nothing else is said.
    pub request_scope: &'static str,
    /// What LookupUser asks to be told when nothing else is said.
    pub user_elements: &'static [&'static str],
    /// Whether identifiers without an agency get that of the sender.
    pub agency_in_identifiers: bool,
    /// Whether CheckInItem carries patron and request, which the schema does not have there.
    pub check_in_names_request: bool,
    /// The patron that RequestItem, CheckOutItem and CancelRequestItem name for a loan to another library, when nothing else
    /// is said.
    pub lending_patron: Option<&'static str>,
    /// The circulation status that says a renewal is not decided yet.
    pub renewal_pending: &'static str,
    /// The circulation status that says a renewal was refused.
    pub renewal_refused: &'static str,
}

impl Profile {
    /// Ex Libris Alma in its broker profile. The schema makes the messages of a loan to a library name a
    /// patron; Alma needs none there and takes its own lending library.
    pub const ALMA: Self = Self {
        name: "alma",
        version: Version::TWO_TWO,
        style: Style { standalone: false, prefix: Prefix::Named("ns1"), schemes: Schemes::Never },
        answer_version: Version::TWO,
        answer_style: Style::ALMA,
        date_form: DateForm::EndOfDay,
        answer_date_form: DateForm::MillisecondsUtc,
        requested_action: requested_action::HOLD_FOR_PICKUP,
        request_type: request_type::LOAN,
        request_scope: request_scope::BIBLIOGRAPHIC_ITEM,
        user_elements: USER_ELEMENTS,
        agency_in_identifiers: true,
        check_in_names_request: false,
        lending_patron: Some("-"),
        renewal_pending: circulation_status::RENEW_STILL_PENDING,
        renewal_refused: circulation_status::ITEM_NOT_RENEWED,
    };

    /// Any system that keeps to NCIP 2.02.
    pub const GENERIC: Self = Self {
        name: "generic",
        style: Style { standalone: false, prefix: Prefix::Named("ncip"), schemes: Schemes::Always },
        answer_version: Version::TWO_TWO,
        answer_style: Style::PLAIN,
        request_type: request_type::HOLD,
        lending_patron: None,
        ..Self::ALMA
    };

    /// Every profile.
    pub const EVERY: [Self; 2] = [Self::ALMA, Self::GENERIC];

    /// The profile of this name, upper or lower case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|profile| profile.name.eq_ignore_ascii_case(name.trim()))
    }

    /// A request as this system wants it: what is missing is filled in, what it does not take is left out.
    #[must_use]
    pub fn message(&self, header: Header, request: Request) -> Message {
        let agency = header.from_agency.clone().filter(|_| self.agency_in_identifiers);
        let request = shape::shaped(self, request, agency.as_ref());
        Message { version: Version::new(self.version), ..Message::request(header, request) }
    }

    /// The report on a renewal that a patron asked for in Primo, in the words of this system. Alma is sent it after the pending
    /// answer (still pending) or when the lender said no; when the lender said yes it is sent a RenewItem instead.
    #[must_use]
    pub fn renewal_report(&self, item_id: ItemId, status: RenewalStatus) -> Request {
        let words = match status {
            RenewalStatus::StillPending => self.renewal_pending,
            RenewalStatus::NotRenewed => self.renewal_refused,
        };
        Request::CirculationStatusUpdated(CirculationStatusUpdated {
            item_id: Some(item_id),
            circulation_status: Some(Code::new(words)),
            ..CirculationStatusUpdated::default()
        })
    }

    /// The bytes of a request.
    #[must_use]
    pub fn encode(&self, message: &Message) -> String {
        message.encode(&self.style)
    }

    /// The bytes of an answer as this system writes it, for simulators. A version 1 answer keeps its version.
    #[must_use]
    pub fn encode_answer(&self, message: &Message) -> String {
        if message.version.edition() == crate::Edition::One {
            return message.encode(&self.answer_style);
        }
        let message = Message { version: Version::new(self.answer_version), ..message.clone() };
        message.encode(&self.answer_style)
    }

    /// A due date without a time in the form of this system; with a time, or not understood, as it is.
    #[must_use]
    pub fn due_date(&self, date: &str) -> DateTime {
        DateTime::as_sent(date).in_form(self.date_form)
    }
}

const USER_ELEMENTS: &[&str] = &[
    user_element::NAME_INFORMATION,
    user_element::USER_ADDRESS_INFORMATION,
    user_element::USER_PRIVILEGE,
    user_element::BLOCK_OR_TRAP,
    user_element::USER_ID,
];
