//! Asks the repository, with patience, and looks at the envelope of every answer.

use std::time::Duration;

use oai_pmh::{Body, Page, Record, Response, encode_component, retry_after_seconds};

use super::super::connection::Connection;
use super::Stop;
use super::envelope::Envelope;
use crate::outside::{self, CallFailure};

/// How often a repository may ask us to wait before one answer.
const ATTEMPTS: u32 = 4;

/// No wait is longer, in seconds.
const LONGEST_WAIT: u64 = 300;

/// One answer.
pub struct Answer {
    pub status: u16,
    /// What it says; `None` when it is no answer of the protocol.
    pub response: Option<Response>,
}

impl Answer {
    /// The codes of its error conditions.
    pub fn codes(&self) -> Vec<String> {
        match self.response.as_ref().map(|response| &response.body) {
            Some(Body::Errors(conditions)) => {
                conditions.iter().map(|condition| condition.code.as_str().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The page, when it is one of records or headers.
    pub fn page(self) -> Option<Page<Record>> {
        match self.response?.body {
            Body::ListRecords(page) | Body::GetRecord(page) => Some(page),
            Body::ListIdentifiers(page) => {
                let items = page.items.into_iter().map(|header| Record { header, ..Record::default() }).collect();
                Some(Page { items, bad: page.bad, token: page.token })
            }
            _ => None,
        }
    }

    /// What came instead of what was wanted, in few words.
    pub fn in_words(&self) -> String {
        let codes = self.codes();
        match &self.response {
            Some(_) if !codes.is_empty() => format!("error {}", codes.join(", ")),
            Some(response) => match &response.body {
                Body::GetRecord(_) => "a record".to_owned(),
                Body::Identify(_) => "Identify".to_owned(),
                Body::ListIdentifiers(page) => format!("{} headers", page.items.len()),
                Body::ListMetadataFormats(formats) => format!("{} formats", formats.len()),
                Body::ListRecords(page) => format!("{} records", page.items.len()),
                Body::ListSets(page) => format!("{} sets", page.items.len()),
                Body::Errors(_) => "errors".to_owned(),
            },
            None => format!("no OAI-PMH answer (HTTP status {})", self.status),
        }
    }
}

pub struct Probe {
    pub base_url: String,
    pub envelope: Envelope,
    connection: Connection,
}

impl Probe {
    pub fn new(base_url: &str, connection: Connection) -> Self {
        Self { base_url: base_url.trim().to_owned(), envelope: Envelope::default(), connection }
    }

    /// GET with these arguments, in this order.
    pub async fn get(&mut self, pairs: &[(&str, &str)]) -> Result<Answer, Stop> {
        let separator = if self.base_url.contains('?') { '&' } else { '?' };
        let url = format!("{}{separator}{}", self.base_url, form(pairs));
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.connection.get(&url).await {
                Ok(answer) => match wait_of(&answer).filter(|_| attempt < ATTEMPTS) {
                    Some(seconds) => sleep(seconds).await,
                    None => return Ok(self.look(pairs, &answer)),
                },
                Err(CallFailure::Address(words)) => return Err(Stop::Usage(format!("{url}: {words}"))),
                Err(fault) if attempt >= 2 => return Err(Stop::Unreachable(format!("{url} {fault}"))),
                Err(_) => sleep(1).await,
            }
        }
    }

    /// POST with these arguments.
    pub async fn post(&mut self, pairs: &[(&str, &str)]) -> Result<Answer, Stop> {
        match self.connection.post(&self.base_url, form(pairs)).await {
            Ok(answer) => Ok(self.look(pairs, &answer)),
            Err(fault) => Err(Stop::Unreachable(format!("{} {fault}", self.base_url))),
        }
    }

    fn look(&mut self, pairs: &[(&str, &str)], answer: &outside::Answer) -> Answer {
        let response = Response::decode(&answer.body).ok();
        self.envelope.look(pairs, answer, response.as_ref());
        Answer { status: answer.status, response }
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode_component(value))).collect();
    pairs.join("&")
}

/// How long the repository wants us to wait before it answers.
fn wait_of(answer: &outside::Answer) -> Option<u64> {
    let asked = answer.retry_after.as_deref().and_then(|text| retry_after_seconds(text, answer.date.as_deref()));
    matches!(answer.status, 429 | 503).then(|| asked.unwrap_or(10).min(LONGEST_WAIT))
}

async fn sleep(seconds: u64) {
    eprintln!("waiting {seconds} s");
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
