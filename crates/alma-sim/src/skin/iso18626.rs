//! ISO 18626: this Alma keeps no requests of that protocol. It gives receipts, so that others can try whether they reach it and are understood.

use iso18626::{ErrorData, ErrorType, Message, confirm_error, confirm_unreadable, decode};

use super::http::{HttpRequest, HttpResponse, Outcome, servlet_page};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::Place;
use crate::moment;

/// What is said of every request; none is known here.
const NOT_FOUND: &str = "requestingAgencyRequestId: request with a given ID not found";

impl Alma {
    /// Everything that comes to `/view/ISO18626Servlet`.
    pub(super) fn iso18626_request(&mut self, request: &HttpRequest, now: i64) -> Outcome {
        if !request.is_post() {
            return Outcome::now(servlet_page(405, "HTTP method GET is not supported by this URL"));
        }
        let fault = self.fault_at(&[Place::Iso18626]);
        let time = moment::datestamp(now).to_string();
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen()) {
            return Outcome::refused(fault, |words| receipt(&request.body, &time, error_of(words)));
        }
        let error = ErrorData::new(ErrorType::UnrecognisedDataValue, NOT_FOUND);
        let response = receipt(&request.body, &time, error);
        let (received, sent) = (text(&request.body), text(&response.body));
        let summary = "a message, answered with a receipt".to_owned();
        self.remember(Exchange { at: now, protocol: "ISO 18626", summary, received, sent });
        Outcome::spoilt(fault, response)
    }
}

/// `BadlyFormedMessage: words` as error data.
fn error_of(words: &str) -> ErrorData {
    let (kind, value) = words.split_once(": ").unwrap_or(("", words));
    let kind = ErrorType::ALL.iter().find(|known| known.to_string() == kind);
    ErrorData::new(kind.cloned().unwrap_or(ErrorType::UnrecognisedDataValue), value)
}

fn receipt(body: &[u8], time: &str, error: ErrorData) -> HttpResponse {
    let receipt: Message = match decode(body) {
        Ok(decoded) => match confirm_error(&decoded.message, time, time, vec![error]) {
            Some(receipt) => receipt,
            None => return servlet_page(400, "A receipt gets no receipt."),
        },
        Err(fault) => confirm_unreadable(body, &fault, time, time),
    };
    HttpResponse::new(200, "application/xml;charset=UTF-8", receipt.encode(iso18626::Edition::V1_1))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
