//! NCIP over HTTP: messages in and out in the byte shape of Alma's servlet.

use ncip::{Body, Code, DateTime, Edition, Header, Message, Problem, Profile, Request, Response, Style, Version};

use super::http::{HttpRequest, HttpResponse, Outcome, servlet_page};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place, kebab};
use crate::journal::{Act, ReplayError};
use crate::moment;
use crate::services::{Call, Refused, refusal, refuse};
use crate::state::{Partner, ProfileType};

/// What OCLC sends as application profile.
const OCLC_PROFILE: &str = "2.00";

/// What Alma writes as the scheme of agencies in version 1.
const AGENCY_SCHEME: &str = "NCIP Unique Agency Id";

impl Alma {
    /// `/view/NCIPServlet`, and `/view/NCIPServlet/v1` for version 1. Every message is answered with status 200.
    pub(super) fn ncip_servlet(&mut self, request: &HttpRequest, version_one: bool, now: i64) -> Outcome {
        if !request.is_post() {
            let words = format!("HTTP method {} is not supported by this URL", request.method);
            return Outcome::now(servlet_page(405, &words));
        }
        let mut decoded = Message::decode(&request.body).map(|decoded| decoded.message);
        let fault = self.fault_of(request, &places_of(decoded.as_ref().ok()));
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen() && **fault != Fault::Z3950Drop) {
            return Outcome::refused(fault, |words| xml(&self.refusing(decoded.as_ref().ok(), version_one, words)));
        }
        if let (Ok(message), Some(fault)) = (&mut decoded, &fault) {
            misread(message, fault);
        }
        let answer = match &decoded {
            Ok(message) => self.answer(message, version_one, now),
            Err(error) => unreadable(version_one, &error.to_string()),
        };
        let sent = Profile::ALMA.encode_answer(&answer);
        let summary = decoded.as_ref().map_or_else(|_| "unreadable".to_owned(), ncip::describe);
        let received = String::from_utf8_lossy(&request.body).into_owned();
        self.remember(Exchange { at: now, protocol: "NCIP", summary, received, sent: sent.clone() });
        Outcome::spoilt(fault, HttpResponse::new(200, "text/xml;charset=UTF-8", sent))
    }

    /// Does again what a message of the journal did.
    pub(crate) fn replay_ncip(&mut self, message: &str, at: i64) -> Result<(), ReplayError> {
        let unreadable = |error: ncip::DecodeError| ReplayError::Unreadable(error.to_string());
        let message = Message::decode(message.as_bytes()).map_err(unreadable)?.message;
        let response = match &message.body {
            Body::Request(request) => self.carried_out(&message, request, at),
            _ => return Err(ReplayError::Unreadable("a message of the journal is no request".to_owned())),
        };
        match response.map_err(|problem| vec![*problem]).map(|response| response.problems()) {
            Ok(problems) if problems.is_empty() => Ok(()),
            Ok(problems) | Err(problems) => {
                let words = problems.first().map(Problem::line).unwrap_or_default();
                Err(ReplayError::Refused(words))
            }
        }
    }

    fn answer(&mut self, message: &Message, version_one: bool, now: i64) -> Message {
        let Body::Request(request) = &message.body else {
            return unreadable(version_one, "the message is no request");
        };
        let speaks_one = message.version.edition() == Edition::One;
        if speaks_one != version_one {
            return unreadable(speaks_one, "this address is for the other version of NCIP");
        }
        match self.carried_out(message, request, now) {
            Ok(response) => {
                if changes_something(request) && response.problems().is_empty() {
                    self.record(now, Act::Ncip { message: message.encode(&Style::PLAIN) });
                }
                self.reply(message, response)
            }
            Err(problem) if is_service_unknown(&problem) => unreadable(version_one, request.service()),
            Err(problem) => self.reply(message, request.refused(*problem)),
        }
    }

    /// The response of the service, or the problem that keeps the message from reaching it.
    fn carried_out(&mut self, message: &Message, request: &Request, at: i64) -> Result<Response, Refused> {
        let fallback = Header::default();
        let header = message.header.as_ref().unwrap_or(&fallback);
        self.check_agency(header)?;
        let partner = self.partner_of(header)?.clone();
        let mut call = Call { state: &mut self.state, partner: &partner, at };
        call.serve(request).ok_or_else(|| Box::new(Problem::new(refusal::SERVICE_NOT_KNOWN, request.service())))
    }

    /// The message must be for this institution; where it does not say, it must come from it.
    fn check_agency(&self, header: &Header) -> Result<(), Refused> {
        let named = header.to_agency.as_ref().or(header.from_agency.as_ref()).map(|code| code.value.as_str());
        if named.is_some_and(|code| code.eq_ignore_ascii_case(&self.state.institution)) {
            return Ok(());
        }
        Err(refuse(refusal::UNKNOWN_AGENCY, "ToAgencyId", named.unwrap_or_default()))
    }

    /// The partner whose code is the application profile; in version 1 it may stand in the agency's authentication. OCLC writes
    /// [`OCLC_PROFILE`] there whatever the code is, and the system type tells who is meant.
    fn partner_of(&self, header: &Header) -> Result<&Partner, Refused> {
        let profile = header.application_profile.as_ref().map(|code| code.value.as_str());
        let code = profile.or(header.from_agency_authentication.as_deref()).unwrap_or_default();
        let is_usable = |partner: &&Partner| partner.active && partner.profile_type == ProfileType::Ncip;
        let of_oclc = || {
            let mut all = self.state.partners.values().filter(is_usable);
            all.find(|partner| code == OCLC_PROFILE && partner.system_type == "Tipasa")
        };
        let partner = self.state.partners.get(code).filter(is_usable).or_else(of_oclc);
        partner.ok_or_else(|| refuse(refusal::UNKNOWN_PARTNER, "ApplicationProfileType", code))
    }

    fn reply(&self, message: &Message, response: Response) -> Message {
        let mut answer = message.answer(response);
        let header = answer.header.get_or_insert_default();
        header.from_agency = Some(Code::new(&self.state.institution));
        let to = header.to_agency.get_or_insert_with(|| Code::new(&self.state.institution));
        if answer.version.edition() == Edition::One {
            to.scheme = Some(AGENCY_SCHEME.to_owned());
            header.from_agency = Some(Code::with_scheme(&self.state.institution, AGENCY_SCHEME));
        }
        answer
    }

    /// The answer of a fault that refuses: in the response of the service, where there is one.
    fn refusing(&self, message: Option<&Message>, version_one: bool, words: &str) -> Message {
        match message.map(|message| (message, &message.body)) {
            Some((message, Body::Request(request))) => self.reply(message, request.refused(Problem::new(words, words))),
            _ => problem_alone(version_one, Problem::new(words, words)),
        }
    }
}

/// What a fault makes of a message. The journal keeps the message as it was carried out.
fn misread(message: &mut Message, fault: &Fault) {
    let Body::Request(request) = &mut message.body else { return };
    match (fault, request) {
        (Fault::PickupIgnored, Request::AcceptItem(accept)) => accept.pickup_location = None,
        (Fault::LibraryTime(hours), request) => {
            let date = match request {
                Request::AcceptItem(accept) => &mut accept.date_for_return,
                Request::CheckOutItem(check_out) => &mut check_out.desired_date_due,
                Request::RenewItem(renew) => &mut renew.desired_date_due,
                Request::RecallItem(recall) => &mut recall.desired_date_due,
                _ => return,
            };
            *date = date.take().map(|date| in_zone(date, *hours));
        }
        _ => {}
    }
}

/// A time that names no zone, as UTC says it.
fn in_zone(date: DateTime, hours: i8) -> DateTime {
    let is_local = date.moment().is_some_and(|moment| moment.offset_minutes.is_none());
    let at = moment::of_date(&date).filter(|_| is_local);
    at.map_or(date, |at| DateTime::as_sent(&moment::iso(at - i64::from(hours) * 3_600_000)))
}

fn places_of(message: Option<&Message>) -> Vec<Place> {
    let service = match message.map(|message| &message.body) {
        Some(Body::Request(request)) => Some(Place::Service(kebab(request.service()))),
        _ => None,
    };
    [Some(Place::Ncip), service].into_iter().flatten().collect()
}

fn changes_something(request: &Request) -> bool {
    !matches!(request, Request::LookupUser(_))
}

fn is_service_unknown(problem: &Problem) -> bool {
    problem.problem_type.as_ref().is_some_and(|code| code.value == refusal::SERVICE_NOT_KNOWN)
}

/// What Alma says to everything that it cannot make out.
fn unreadable(version_one: bool, detail: &str) -> Message {
    problem_alone(version_one, Problem::new(refusal::SERVICE_NOT_KNOWN, detail))
}

fn problem_alone(version_one: bool, problem: Problem) -> Message {
    let message = Message::from(problem);
    match version_one {
        true => Message { version: Version::new(Version::ONE), ..message },
        false => message,
    }
}

fn xml(message: &Message) -> HttpResponse {
    HttpResponse::new(200, "text/xml;charset=UTF-8", Profile::ALMA.encode_answer(message))
}
