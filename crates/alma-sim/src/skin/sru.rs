//! SRU as Alma serves it: version 1.2, `alma.` indexes, MARCXML with AVA and AVE where the integration profile says so, holdings by
//! ISO 20775.

mod explain;
mod find;
mod holdings;
mod mods;
mod schema;
mod sort;

use std::fmt::Display;

use ::z3950::cql;
use ::z3950::sru::{Record, Request, Response, SearchRetrieveRequest, SearchRetrieveResponse, SruDiagnostic, Version};
use xml::{Element, Name, Node};

use super::availability::{self, Wanted};
use super::form::Fields;
use super::http::{HttpRequest, HttpResponse, Outcome};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place, SearchFault};
use crate::moment;
use crate::state::{Id, SruServer};
use schema::Schema;

/// Records of an answer when the request names no number, and at most.
const DEFAULT_RECORDS: u64 = 10;
const MAXIMUM_RECORDS: u64 = 50;

/// Nobody sees a record behind this position.
const LAST_POSITION: u64 = 10_000;

/// The parameter that leaves the holdings of one campus in records by ISO 20775.
const CAMPUS: &str = "x-filterHoldingsByCampusCode";

/// Namespace of the moment and exactness of an answer.
const EX_LIBRIS: &str = "http://www.exlibris.com/repository/search/xmlbeans/";

/// What is added to records, or left out of them.
#[derive(Debug, Clone, Copy)]
struct Form<'a> {
    /// The fields of availability.
    wanted: Wanted,
    /// Holdings of this campus only.
    campus: Option<&'a str>,
}

/// What is wrong.
type Refusal = SruDiagnostic;

impl Alma {
    /// `/view/sru/<institution>`
    pub(super) fn sru_request(&mut self, request: &HttpRequest, institution: Option<&str>, now: i64) -> Outcome {
        let fault = self.fault_of(request, &[Place::Sru]);
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen() && **fault != Fault::Z3950Drop) {
            return Outcome::refused(fault, |words| refused(SruDiagnostic::new(1, words)));
        }
        let query = match request.is_post() {
            true => String::from_utf8_lossy(&request.body).into_owned(),
            false => request.query.clone(),
        };
        let is = |wanted| fault.as_ref().is_some_and(|fault| fault.is_search(wanted));
        let answer = match self.sru_server(institution).filter(|_| !is(SearchFault::Off)) {
            Some(server) => {
                let offers = server.include_availability && !is(SearchFault::NoAvailability);
                self.sru_answer(&query, Wanted { physical: offers, electronic: offers }, request, now)
            }
            None => Err(SruDiagnostic::new(1, "SRU is not enabled for this institution")),
        };
        let answer = answer.unwrap_or_else(refused);
        let sent = format!("{} bytes", answer.body.len());
        self.remember(Exchange { at: now, protocol: "SRU", summary: query, received: String::new(), sent });
        Outcome::spoilt(fault, answer)
    }

    /// Where this server is.
    pub(super) fn sru_address(&self, request: &HttpRequest) -> String {
        format!("{}/view/sru/{}", self.own_address(request), self.state.institution)
    }

    /// The profile, if it is active and the address names this institution.
    fn sru_server(&self, institution: Option<&str>) -> Option<&SruServer> {
        let is_ours = institution == Some(self.state.institution.as_str());
        self.state.sru.as_ref().filter(|server| server.active && is_ours)
    }

    fn sru_answer(&self, query: &str, wanted: Wanted, http: &HttpRequest, now: i64) -> Result<HttpResponse, Refusal> {
        let fields = Fields::of_query(query);
        check_mandatory(&fields)?;
        let campus = fields.get(CAMPUS).filter(|code| !code.is_empty());
        match Request::parse(query) {
            Ok(Request::Explain(request)) => {
                let host = http.header("host").unwrap_or("alma.example");
                Ok(xml(&explain::answer(&self.state, host, request.version)))
            }
            Ok(Request::SearchRetrieve(request)) => self
                .sru_search(&request, Form { wanted, campus }, now)
                .map(|answer| xml(&Response::SearchRetrieve(answer))),
            Ok(Request::Scan(_)) => Err(SruDiagnostic::new(4, "scan")),
            Err(refusal) => Err(refusal.diagnostic),
        }
    }

    fn sru_search(
        &self,
        request: &SearchRetrieveRequest,
        form: Form<'_>,
        now: i64,
    ) -> Result<SearchRetrieveResponse, Refusal> {
        let schema = schema_of(request)?;
        let query = cql::parse(&request.query).map_err(|fault| SruDiagnostic::new(10, fault.to_string()))?;
        let mut keys = sort::of_query(&query.sort)?;
        if let Some(text) = &request.sort_keys {
            keys.extend(sort::of_parameter(text)?);
        }
        let mut found = find::records(&self.state, &query)?;
        sort::sort(&mut found, &keys, &self.state);
        let hits = found.len() as u64;
        let start = request.start_record.unwrap_or(1);
        if start > hits.max(1) || start > LAST_POSITION {
            return Err(SruDiagnostic::new(61, start.to_string()));
        }
        let count = request.maximum_records.unwrap_or(DEFAULT_RECORDS).min(MAXIMUM_RECORDS);
        if start.saturating_add(count).saturating_sub(1) > LAST_POSITION && hits > LAST_POSITION {
            return Err(SruDiagnostic::new(61, format!("records behind position {LAST_POSITION} cannot be retrieved")));
        }
        let skipped = usize::try_from(start.saturating_sub(1)).unwrap_or(usize::MAX);
        let taken = usize::try_from(count).unwrap_or(usize::MAX);
        let shown = (start..).zip(found.iter().skip(skipped).take(taken));
        let mut records = Vec::new();
        for (position, id) in shown {
            let mut record = self.sru_record(*id, position, schema, form);
            record.escaping = request.escaping.unwrap_or_default();
            records.push(record);
        }
        let next = start.saturating_add(records.len() as u64);
        Ok(SearchRetrieveResponse {
            version: request.version,
            number_of_records: Some(hits),
            next_record_position: Some(next).filter(|next| *next <= hits),
            records,
            extra: vec![extra(now)],
            ..SearchRetrieveResponse::default()
        })
    }

    fn sru_record(&self, id: Id, position: u64, schema: Schema, form: Form<'_>) -> Record {
        let data = self.state.catalog.bibs.get(&id).and_then(|bib| match schema {
            Schema::Isohold => Some(holdings::write(&self.state, id, bib, form.campus)),
            _ => {
                let mut record = bib.marc.record();
                availability::add(&mut record, &self.state, id, bib, form.wanted);
                schema.write(&record)
            }
        });
        let record = match data {
            Some(data) => Record { schema: schema.name().to_owned(), data, ..Record::default() },
            None => Record::surrogate(&SruDiagnostic::new(67, schema.name()), Version::V1_2),
        };
        Record { identifier: Some(id.to_string()), position: Some(position), ..record }
    }
}

/// Alma insists on both; the standard has a meaning for requests without them.
fn check_mandatory(fields: &Fields) -> Result<(), Refusal> {
    for name in ["version", "operation"] {
        if fields.text(name).is_empty() {
            return Err(SruDiagnostic::new(7, name));
        }
    }
    match Version::parse(&fields.text("version")) {
        Some(Version::V1_1 | Version::V1_2) => Ok(()),
        _ => Err(SruDiagnostic::new(5, Version::V1_2.number())),
    }
}

/// The schema that is wanted; a part of a record cannot be had.
fn schema_of(request: &SearchRetrieveRequest) -> Result<Schema, Refusal> {
    if request.record_xpath.is_some() {
        return Err(SruDiagnostic::new(72, "recordXPath"));
    }
    let Some(wanted) = request.record_schema.as_deref() else { return Ok(Schema::MarcXml) };
    Schema::named(wanted).ok_or_else(|| SruDiagnostic::new(66, wanted))
}

/// That the number of hits is exact, and the moment, as captured answers have them.
fn extra(now: i64) -> Element {
    let element = |namespace: &str, local: &str, children: Vec<Node>| Element {
        name: Name { namespace: Some(namespace.to_owned()), local: local.to_owned() },
        attributes: Vec::new(),
        children,
    };
    let leaf =
        |local: &str, text: &dyn Display| Node::Element(element(EX_LIBRIS, local, vec![Node::Text(text.to_string())]));
    let moment = moment::datestamp(now).to_string();
    let moment = format!("{}+0000", moment.trim_end_matches('Z'));
    let children = vec![leaf("exact", &true), leaf("responseDate", &moment)];
    element("http://www.loc.gov/zing/srw/", "extraResponseData", children)
}

/// HTTP status 200, whatever is wrong: SRU tells its faults in the document.
fn refused(diagnostic: SruDiagnostic) -> HttpResponse {
    xml(&Response::SearchRetrieve(SearchRetrieveResponse {
        number_of_records: Some(0),
        diagnostics: vec![diagnostic],
        ..SearchRetrieveResponse::default()
    }))
}

fn xml(response: &Response) -> HttpResponse {
    HttpResponse::new(200, "text/xml;charset=UTF-8", response.encode())
}
