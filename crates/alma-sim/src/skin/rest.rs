//! The REST interface, as far as questions go: records with availability, holdings, items; libraries, locations, desks and code
//! tables; users with their loans and requests; partners. Partners can be created and changed through it, nothing else.

mod bibs;
mod configuration;
mod document;
mod fees;
mod gate;
mod items;
mod partner_changes;
mod partners;
mod users;

use xml::Writer;

use super::form::{Fields, decoded};
use super::http::{HttpRequest, HttpResponse, Outcome};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place};
use crate::moment;
use crate::state::{BorrowingRequest, Id, Loan, State};
use document::Document;
use gate::Area;
pub(crate) use gate::Calls;

/// Why a call is refused: HTTP status, Alma's code, words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    status: u16,
    code: &'static str,
    words: String,
}

/// What a call comes to.
enum Answer {
    Document(Document),
    /// Look there (status 302).
    Elsewhere(String),
}

/// What a call has changed, and shows.
enum Changed {
    Partner(String),
    Fee(Id),
}

impl Refusal {
    fn new(status: u16, code: &'static str, words: impl Into<String>) -> Self {
        Self { status, code, words: words.into() }
    }

    fn no_key() -> Self {
        Self::new(403, "INVALID_REQUEST", "Invalid API Key")
    }

    fn not_allowed() -> Self {
        Self::new(400, "UNAUTHORIZED", "API-key not defined or not configured to allow this API.")
    }

    fn per_second_threshold() -> Self {
        Self::new(429, "PER_SECOND_THRESHOLD", "HTTP requests are more than allowed per second")
    }

    fn daily_threshold() -> Self {
        Self::new(429, "DAILY_THRESHOLD", "HTTP requests are more than allowed per day")
    }

    fn no_such_mms_id(text: &str) -> Self {
        Self::new(400, "402203", format!("Input parameters mmsId {text} is not valid."))
    }
}

impl Alma {
    /// Everything under `/almaws/v1`.
    pub(super) fn rest_request(&mut self, request: &HttpRequest, path: &[&str], now: i64) -> Outcome {
        let fault = self.fault_of(request, &[Place::Rest]);
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen() && **fault != Fault::Z3950Drop) {
            return Outcome::refused(fault, |words| {
                refused(&Refusal::new(500, "GENERAL_ERROR", words), is_json(request), now)
            });
        }
        let pieces: Vec<String> = path.iter().copied().map(decoded).collect();
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let answer = self.rest_answer(request, &pieces, fault.as_ref(), now);
        let mut response = match answer {
            Ok(Answer::Document(document)) if is_json(request) => json(200, document.json()),
            Ok(Answer::Document(document)) => xml(200, document.xml()),
            Ok(Answer::Elsewhere(address)) => {
                HttpResponse { status: 302, headers: vec![("location".to_owned(), address)], body: Vec::new() }
            }
            Err(refusal) => refused(&refusal, is_json(request), now),
        };
        response.headers.push(("x-exl-api-remaining".to_owned(), self.calls_left().to_string()));
        let summary = format!("{} /{}?{}", request.method, path.join("/"), request.query);
        let sent = format!("status {}, {} bytes", response.status, response.body.len());
        self.remember(Exchange { at: now, protocol: "REST", summary, received: String::new(), sent });
        Outcome::spoilt(fault, response)
    }

    fn rest_answer(
        &mut self,
        request: &HttpRequest,
        path: &[&str],
        fault: Option<&Fault>,
        now: i64,
    ) -> Result<Answer, Refusal> {
        let area = match path.first() {
            Some(&"conf") => Area::Configuration,
            Some(&"users") => Area::Users,
            Some(&"partners") => Area::Partners,
            _ => Area::Bibs,
        };
        self.rest_gate(request, area, fault, now)?;
        let changed = match (request.method.as_str(), path) {
            ("GET" | "HEAD", _) => None,
            ("POST", ["partners"]) => Some(Changed::Partner(self.create_partner(request, now)?)),
            ("PUT", ["partners", code]) => Some(Changed::Partner(self.update_partner(request, code, now)?)),
            ("POST", ["users", id, "fees"]) => Some(Changed::Fee(self.create_fee(request, id, now)?)),
            ("PUT", ["bibs", mms_id, "holdings", holding, "items", pid]) => {
                let base = self.rest_address(request);
                self.update_item(request, [mms_id, holding, pid], &base, now)?;
                None
            }
            _ => {
                let words = "The simulator changes partners, fees and the notes of items only.";
                return Err(Refusal::new(405, "NOT_SUPPORTED", words));
            }
        };
        let base = self.rest_address(request);
        let here = Here { state: &self.state, base: &base };
        match changed {
            Some(Changed::Partner(code)) => here.partner(&code).map(Answer::Document),
            Some(Changed::Fee(id)) => here.fee(id).map(Answer::Document),
            None => here.answer(path, &request.fields(), now),
        }
    }

    /// Calls that are left on the day of the last call.
    pub(super) fn calls_left(&self) -> u64 {
        self.calls.left(self.state.rest.daily_calls)
    }

    /// `http://host/almaws/v1`, as the setup says or the caller used it.
    pub(super) fn rest_address(&self, request: &HttpRequest) -> String {
        format!("{}/almaws/v1", self.own_address(request))
    }
}

/// What calls look at.
struct Here<'a> {
    state: &'a State,
    /// Beginning of addresses.
    base: &'a str,
}

impl Here<'_> {
    fn answer(&self, path: &[&str], fields: &Fields, now: i64) -> Result<Answer, Refusal> {
        let document = match path {
            ["bibs"] => self.bibs(fields),
            ["bibs", mms_id] => self.bib(mms_id, fields),
            ["bibs", mms_id, "holdings"] => self.holdings(mms_id),
            ["bibs", mms_id, "holdings", id] => self.holding(mms_id, id),
            ["bibs", mms_id, "holdings", id, "items"] => self.items(mms_id, id, fields),
            ["bibs", mms_id, "holdings", id, "items", pid] => self.item(mms_id, id, pid, fields),
            ["items"] => return self.item_by_barcode(fields).map(Answer::Elsewhere),
            ["conf", "libraries"] => Ok(self.libraries()),
            ["conf", "libraries", code] => self.library(code),
            ["conf", "libraries", code, "open-hours"] => self.open_hours(code, now),
            ["conf", "libraries", code, "locations"] => self.locations(code),
            ["conf", "libraries", code, "locations", location] => self.location(code, location),
            ["conf", "libraries", code, "circ-desks"] => self.desks(code),
            ["conf", "libraries", code, "circ-desks", desk] => self.desk(code, desk),
            ["conf", "code-tables", name] => self.code_table(name),
            ["users", id] => self.user(id, fields, now),
            ["users", id, "loans"] => self.loans(id, fields, now),
            ["users", id, "loans", loan] => self.loan(id, loan, fields, now),
            ["users", id, "fees"] => self.fees(id, fields),
            ["users", id, "requests"] => self.requests(id, fields),
            ["users", id, "requests", number] => self.request(id, number, fields),
            ["partners"] => self.partners(fields),
            ["partners", code] => self.partner(code),
            _ => Err(Refusal::new(404, "NOT_FOUND", "The simulator has no such call.")),
        };
        document.map(Answer::Document)
    }
}

/// A loan as the interface tells it.
pub(crate) fn loan_json(state: &State, base: &str, item: Id, loan: &Loan, now: i64) -> Option<serde_json::Value> {
    Here { state, base }.loan_object(item, loan, &Fields::of_query(""), now).map(|object| object.json())
}

/// A borrowed item that waits for its user, as the interface tells it.
pub(crate) fn hold_json(state: &State, base: &str, id: Id, request: &BorrowingRequest) -> Option<serde_json::Value> {
    Here { state, base }.hold_object(id, request).map(|object| object.json())
}

/// The part of a list that `limit` (10 without a number, 100 at most) and `offset` ask for.
fn page<T>(all: Vec<T>, fields: &Fields) -> impl Iterator<Item = T> {
    const DEFAULT: usize = 10;
    const MOST: usize = 100;
    let limit = fields.text("limit").parse().unwrap_or(DEFAULT).min(MOST);
    let offset = fields.text("offset").parse().unwrap_or(0);
    all.into_iter().skip(offset).take(limit)
}

/// XML is the form for who asks for nothing else.
fn is_json(request: &HttpRequest) -> bool {
    let accepts = request.header("accept").is_some_and(|accept| accept.contains("json"));
    match request.fields().get("format") {
        Some(format) => format.eq_ignore_ascii_case("json"),
        None => accepts,
    }
}

fn refused(refusal: &Refusal, wants_json: bool, now: i64) -> HttpResponse {
    // Where a real one has the name of a machine, this one says what it is.
    let moment: String = moment::datestamp(now).to_string().chars().filter(char::is_ascii_digit).collect();
    let tracking = format!("E01-{moment}-SIMULATOR");
    if wants_json {
        let error = serde_json::json!({
            "errorCode": refusal.code, "errorMessage": refusal.words, "trackingId": tracking,
        });
        let body = serde_json::json!({ "errorsExist": true, "errorList": { "error": [error] }, "result": null });
        return json(refusal.status, body.to_string());
    }
    let mut writer = Writer::standalone();
    writer.start("web_service_result", &[("xmlns", "http://com/exlibris/urm/general/xmlbeans")]);
    writer.leaf("errorsExist", "true");
    writer.start("errorList", &[]);
    writer.start("error", &[]);
    writer.leaf("errorCode", refusal.code);
    writer.leaf("errorMessage", &refusal.words);
    writer.leaf("trackingId", &tracking);
    xml(refusal.status, writer.finish())
}

fn json(status: u16, body: String) -> HttpResponse {
    HttpResponse::new(status, "application/json;charset=UTF-8", body)
}

fn xml(status: u16, body: String) -> HttpResponse {
    HttpResponse::new(status, "application/xml;charset=UTF-8", body)
}
