//! What differs between the systems we talk to, as data.

mod shape;
mod table;

use crate::{
    CirculationStatusUpdated, Code, DateForm, DateTime, Header, ItemId, Message, RenewalStatus, Request, Style, Version,
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
    /// The code that says that a record number is the system's own, in RequestItem.
    pub record_code: &'static str,
    /// How the system's own record numbers are written.
    pub record_number: RecordNumber,
    /// What LookupUser asks to be told when nothing else is said.
    pub user_elements: &'static [&'static str],
    /// Whether identifiers without an agency get that of the sender.
    pub agency_in_identifiers: bool,
    /// Whether CheckInItem carries patron and request, which the schema does not have there.
    pub check_in_names_request: bool,
    /// Whether AcceptItem names the pickup location as the receiving agency, for want of another place.
    pub pickup_location_is_agency: bool,
    /// The patron that RequestItem, CheckOutItem and CancelRequestItem name for a loan to another library, when nothing else
    /// is said.
    pub lending_patron: Option<&'static str>,
    /// The names of the sending and the receiving system, for the header.
    pub system_ids: Option<(&'static str, &'static str)>,
    /// The application profile, when the header has none.
    pub application_profile: Option<&'static str>,
    /// The types of patron, item and request identifiers that have none.
    pub identifier_types: Option<[&'static str; 3]>,
    /// The schemes of this system's own, by element, for values that have none.
    pub schemes: &'static [(&'static str, &'static str)],
    /// The circulation status that says a renewal is not decided yet.
    pub renewal_pending: &'static str,
    /// The circulation status that says a renewal was refused.
    pub renewal_refused: &'static str,
}

/// How a system writes its own record numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordNumber {
    /// As its catalogue gives them out.
    AsItIs,
    /// Without the `.b` in front and the check digit behind: `.b12345678` is `1234567`. A check digit `x` stays, as ReShare leaves it.
    Sierra,
}

impl Profile {
    /// The profile of this name, upper or lower case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|profile| profile.name.eq_ignore_ascii_case(name.trim()))
    }

    /// A request as this system wants it: what is missing is filled in, what it does not take is left out.
    #[must_use]
    pub fn message(&self, header: Header, request: Request) -> Message {
        let agency = header.from_agency.clone().filter(|_| self.agency_in_identifiers);
        let (header, request) = shape::shaped(self, header, request, agency.as_ref());
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

    /// The bytes of a message of ours to this system: a request made by [`Profile::message`], or an answer, which keeps the version of
    /// the request. In version 1, what the DTD has no place for is left out, and what it demands is filled in where it is known.
    #[must_use]
    pub fn encode(&self, message: &Message) -> String {
        message.encode_fitted(&self.style, self.schemes)
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
