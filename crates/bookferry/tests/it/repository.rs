//! A repository that says what the test wants: records that change between harvests, and a page at which it falls silent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use oai_pmh::decode_query;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// Records on a page.
const PAGE: usize = 2;

/// A repository on loopback.
#[derive(Clone)]
pub struct Repository {
    pub url: String,
    state: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    /// Metadata by record number; `None`: deleted.
    records: Mutex<BTreeMap<String, Option<String>>>,
    /// List requests that are answered before it falls silent.
    answers_left: Mutex<Option<usize>>,
    silent: Notify,
    asked: Mutex<Vec<String>>,
}

impl Repository {
    /// Opens it, empty.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/oai", listener.local_addr().expect("the port has a number"));
        let state = Arc::new(Inside::default());
        let router = Router::new().route("/oai", get(answer)).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// Publishes a record with this title.
    pub fn publish(&self, id: &str, title: &str) {
        self.put(id, Some(marcxml(Some(id), title)));
    }

    /// Publishes this in place of MARCXML.
    pub fn publish_raw(&self, id: &str, metadata: &str) {
        self.put(id, Some(metadata.to_owned()));
    }

    /// Publishes that the record is deleted.
    pub fn delete(&self, id: &str) {
        self.put(id, None);
    }

    /// Forgets the record without a word.
    pub fn forget(&self, id: &str) {
        self.state.records.lock().unwrap().remove(id);
    }

    /// Answers so many list requests, and then no more; `None`: all.
    pub fn fall_silent_after(&self, answers: Option<usize>) {
        *self.state.answers_left.lock().unwrap() = answers;
    }

    /// Returns when a request came that is not answered.
    pub async fn silence(&self) {
        self.state.silent.notified().await;
    }

    /// The queries so far.
    pub fn asked(&self) -> Vec<String> {
        self.state.asked.lock().unwrap().clone()
    }

    fn put(&self, id: &str, metadata: Option<String>) {
        self.state.records.lock().unwrap().insert(id.to_owned(), metadata);
    }
}

/// A small record.
pub fn marcxml(id: Option<&str>, title: &str) -> String {
    let number = id.map(|id| format!("<controlfield tag=\"001\">{id}</controlfield>")).unwrap_or_default();
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 i 4500</leader>{number}\
         <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">{title}</subfield></datafield>\
         <datafield tag=\"852\" ind1=\"8\" ind2=\" \"><subfield code=\"b\">MAIN</subfield><subfield code=\"c\">stacks</subfield>\
         </datafield></record>"
    )
}

async fn answer(State(state): State<Arc<Inside>>, RawQuery(query): RawQuery) -> String {
    let query = query.unwrap_or_default();
    state.asked.lock().unwrap().push(query.clone());
    let pairs: BTreeMap<String, String> = decode_query(&query).into_iter().collect();
    let verb = pairs.get("verb").cloned().unwrap_or_default();
    if verb.starts_with("List") && is_silent(&state) {
        state.silent.notify_one();
        std::future::pending::<()>().await;
    }
    let records = state.records.lock().unwrap().clone();
    let body = match verb.as_str() {
        "Identify" => "<Identify><repositoryName>Scripted</repositoryName><baseURL>http://x</baseURL>\
             <protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>\
             <earliestDatestamp>2026-01-01T00:00:00Z</earliestDatestamp><deletedRecord>transient</deletedRecord>\
             <granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
            .to_owned(),
        "GetRecord" => {
            let id = pairs.get("identifier").and_then(|text| text.rsplit(':').next()).unwrap_or_default();
            let found = records.get(id).map(|metadata| record(id, metadata.as_deref(), false));
            found.map_or_else(
                || "<error code=\"idDoesNotExist\"/>".to_owned(),
                |found| format!("<GetRecord>{found}</GetRecord>"),
            )
        }
        _ => list(&records, &verb, pairs.get("resumptionToken")),
    };
    format!(
        "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>2026-11-28T12:00:00Z</responseDate>\
         <request>http://x</request>{body}</OAI-PMH>"
    )
}

fn is_silent(state: &Inside) -> bool {
    let mut left = state.answers_left.lock().unwrap();
    match *left {
        Some(0) => true,
        Some(number) => {
            *left = Some(number - 1);
            false
        }
        None => false,
    }
}

fn list(records: &BTreeMap<String, Option<String>>, verb: &str, token: Option<&String>) -> String {
    if records.is_empty() {
        return "<error code=\"noRecordsMatch\"/>".to_owned();
    }
    let start: usize = token.and_then(|token| token.parse().ok()).unwrap_or(0);
    let is_bare = verb == "ListIdentifiers";
    let page: String =
        records.iter().skip(start).take(PAGE).map(|(id, metadata)| record(id, metadata.as_deref(), is_bare)).collect();
    let next = start + PAGE;
    let token = match next < records.len() {
        true => format!("<resumptionToken completeListSize=\"{}\">{next}</resumptionToken>", records.len()),
        false => String::new(),
    };
    format!("<{verb}>{page}{token}</{verb}>")
}

fn record(id: &str, metadata: Option<&str>, is_bare: bool) -> String {
    let status = if metadata.is_none() { " status=\"deleted\"" } else { "" };
    let header = format!(
        "<header{status}><identifier>oai:scripted:{id}</identifier><datestamp>2026-11-01T00:00:00Z</datestamp></header>"
    );
    match (is_bare, metadata) {
        (true, _) => header,
        (false, Some(metadata)) => format!("<record>{header}<metadata>{metadata}</metadata></record>"),
        (false, None) => format!("<record>{header}</record>"),
    }
}
