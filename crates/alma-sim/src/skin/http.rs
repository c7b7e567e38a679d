//! HTTP without a network: a request in, an outcome out.

use std::time::Duration;

use super::form::Fields;
use crate::Alma;
use crate::fault::{Fault, Place};

/// A request as the host read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpRequest {
    /// `GET`, `POST`.
    pub method: String,
    /// The path, percent signs as sent.
    pub path: String,
    /// The query string without the question mark.
    pub query: String,
    /// Names and values of headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The caller's address without the port; for the list of addresses that may harvest.
    pub peer_address: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Names and values of headers; no Content-Length.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the host is to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Wait so long first.
    pub delay: Duration,
    /// Then send this; `None` means: close the connection without a word.
    pub response: Option<HttpResponse>,
}

impl HttpRequest {
    /// A GET request.
    #[must_use]
    pub fn get(path: &str, query: &str) -> Self {
        Self { method: "GET".to_owned(), path: path.to_owned(), query: query.to_owned(), ..Self::default() }
    }

    /// A POST request.
    #[must_use]
    pub fn post(path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { method: "POST".to_owned(), path: path.to_owned(), headers, body: body.into(), ..Self::default() }
    }

    /// The value of a header; case does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_post(&self) -> bool {
        self.method.eq_ignore_ascii_case("POST")
    }

    pub(super) fn fields(&self) -> Fields {
        Fields::of_query(&self.query)
    }
}

impl HttpResponse {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    pub(super) fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    pub(super) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// The header says ISO-8859-1, the body stays what it is.
    fn name_other_charset(&mut self) {
        for (_, value) in self.headers.iter_mut().filter(|(name, _)| name == "content-type") {
            let kind = value.split(';').next().unwrap_or_default();
            *value = format!("{kind};charset=ISO-8859-1");
        }
    }

    pub(super) fn see_other(location: &str) -> Self {
        let headers = vec![("location".to_owned(), location.to_owned())];
        Self { status: 303, headers, body: Vec::new() }
    }
}

/// An error page as a servlet container sends it.
pub(super) fn servlet_page(status: u16, words: &str) -> HttpResponse {
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><title>HTTP Status {status}</title></head>\
         <body><h1>HTTP Status {status}</h1><p>{}</p></body></html>",
        xml::escape(words)
    );
    HttpResponse::html(status, body)
}

impl Alma {
    /// Answers a request. Everything under `/view`, `/almaws`, `/simulator`, `/alma` and `/primo` is answered here; the host serves
    /// `/assets/bookferry.css`.
    pub fn http(&mut self, request: &HttpRequest, now: i64) -> Outcome {
        self.keep_schedules(now);
        self.watch(now);
        let segments: Vec<&str> = request.path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            ["view", "NCIPServlet"] => self.ncip_servlet(request, false, now),
            ["view", "NCIPServlet", "v1"] => self.ncip_servlet(request, true, now),
            ["view", "oai"] | ["view", "oai", "request"] => self.oai_request(request, None, now),
            ["view", "oai", institution, ..] => self.oai_request(request, Some(institution), now),
            ["view", "sru"] => self.sru_request(request, None, now),
            ["view", "sru", institution, ..] => self.sru_request(request, Some(institution), now),
            ["view", "ISO18626Servlet"] => self.iso18626_request(request, now),
            ["almaws", "v1", rest @ ..] => self.rest_request(request, rest, now),
            ["simulator", rest @ ..] => Outcome::now(self.simulator_page(request, rest, now)),
            ["alma", rest @ ..] => Outcome::now(self.alma_page(request, rest, now)),
            ["primo", rest @ ..] => Outcome::now(self.primo_page(request, rest)),
            [] => Outcome::now(HttpResponse::see_other("/simulator")),
            _ => Outcome::now(servlet_page(404, "The requested resource is not available.")),
        }
    }

    /// `http://host:port`: that of the setup, or the one that the caller used.
    pub(super) fn own_address(&self, request: &HttpRequest) -> String {
        let host = || format!("http://{}", request.header("host").unwrap_or("alma.example"));
        self.surroundings.base_url.clone().unwrap_or_else(host)
    }

    /// The fault for a request: that of its header `X-Simulator-Fault`, for trying by hand, or that of the rules.
    pub(super) fn fault_of(&mut self, request: &HttpRequest, places: &[Place]) -> Option<Fault> {
        let by_rule = self.fault_at(places);
        request.header("x-simulator-fault").and_then(|text| text.parse().ok()).or(by_rule)
    }
}

impl Outcome {
    pub(super) fn now(response: HttpResponse) -> Self {
        Self { delay: Duration::ZERO, response: Some(response) }
    }

    /// The outcome of a request that is not carried out; `problem` words a refusal in the protocol's own form.
    pub(super) fn refused(fault: &Fault, problem: impl FnOnce(&str) -> HttpResponse) -> Self {
        let response = match fault {
            Fault::HttpStatus(status, retry_after) => {
                let mut page = servlet_page(*status, "The server encountered an internal error.");
                page.headers.extend(retry_after.map(|seconds| ("retry-after".to_owned(), seconds.to_string())));
                page
            }
            Fault::Problem(words) => problem(words),
            Fault::EmptyBody => HttpResponse::new(200, "text/xml;charset=UTF-8", Vec::new()),
            Fault::Html => servlet_page(200, "Please log in."),
            _ => return Self::default(),
        };
        Self::now(response)
    }

    /// What a fault makes of an answer.
    pub(super) fn spoilt(fault: Option<Fault>, mut response: HttpResponse) -> Self {
        let delay = Duration::from_millis;
        match fault {
            Some(Fault::Slow(milliseconds)) => Self { delay: delay(milliseconds), response: Some(response) },
            Some(Fault::Timeout(milliseconds)) => Self { delay: delay(milliseconds), response: None },
            Some(Fault::AppliedThenNoAnswer) => Self::default(),
            Some(Fault::WrongCharset) => {
                response.name_other_charset();
                Self::now(response)
            }
            Some(Fault::Truncated) => {
                response.body.truncate(response.body.len() / 2);
                Self::now(response)
            }
            _ => Self::now(response),
        }
    }
}
