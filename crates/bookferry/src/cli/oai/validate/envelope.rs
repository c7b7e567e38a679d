//! What holds for every answer (3.1, 3.2): kept while the others ask, told once at the end.

use std::str::FromStr;

use oai_pmh::{Body, Datestamp, ErrorCode, Granularity, NAMESPACE, Response};
use xml::{Element, Limits};

use super::model;
use super::report::{Problem, Report, some};
use crate::outside::Answer;

/// Faults by requirement, each with the arguments of the question.
#[derive(Default)]
pub struct Envelope {
    answers: u64,
    /// Answers that came in gzip.
    pub compressed: u64,
    status: Vec<String>,
    media_type: Vec<String>,
    utf8: Vec<String>,
    well_formed: Vec<String>,
    namespace: Vec<String>,
    schema: Vec<String>,
    response_date: Vec<String>,
    base_url: Vec<String>,
    attributes: Vec<String>,
    /// The base URL that Identify gave.
    pub known_base_url: Option<String>,
}

impl Envelope {
    /// Looks at an answer to a question with these arguments.
    pub fn look(&mut self, pairs: &[(&str, &str)], answer: &Answer, response: Option<&Response>) {
        let question: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let question = question.join("&");
        self.answers += 1;
        self.compressed += u64::from(answer.compressed);
        if answer.status != 200 {
            self.status.push(format!("{} for {question}", answer.status));
        }
        if answer.media_type != "text/xml" {
            self.media_type.push(format!("{:?} for {question}", answer.media_type));
        }
        if std::str::from_utf8(&answer.body).is_err() || !declares_utf8(&answer.body) {
            self.utf8.push(question.clone());
        }
        self.look_at_xml(&question, &answer.body);
        if let Some(response) = response {
            self.look_at_head(&question, pairs, response);
        }
    }

    fn look_at_xml(&mut self, question: &str, body: &[u8]) {
        match Element::parse(body, &Limits::records()) {
            Err(fault) => self.well_formed.push(format!("{fault} for {question}")),
            Ok(root) => {
                if root.name.namespace.as_deref() != Some(NAMESPACE) {
                    self.namespace.push(format!("{:?} for {question}", root.name.namespace.unwrap_or_default()));
                } else if let Some(fault) = model::first_fault(&root) {
                    self.schema.push(format!("{fault} for {question}"));
                }
            }
        }
    }

    fn look_at_head(&mut self, question: &str, pairs: &[(&str, &str)], response: &Response) {
        let moment = Datestamp::from_str(&response.response_date).ok();
        if moment.map(Datestamp::granularity) != Some(Granularity::Second) {
            self.response_date.push(format!("{:?} for {question}", response.response_date));
        }
        if self.known_base_url.as_ref().is_some_and(|known| *known != response.base_url) {
            self.base_url.push(format!("{:?} for {question}", response.base_url));
        }
        let bad = matches!(&response.body, Body::Errors(conditions)
            if conditions.iter().any(|condition| matches!(condition.code, ErrorCode::BadVerb | ErrorCode::BadArgument)));
        let mut told: Vec<(&str, &str)> =
            response.request.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut asked = if bad { Vec::new() } else { pairs.to_vec() };
        told.sort_unstable();
        asked.sort_unstable();
        if told != asked {
            self.attributes.push(question.to_owned());
        }
    }

    /// Tells what was seen in all answers together.
    pub fn tell(&self, report: &mut Report) {
        let mut line = |section: &str, asks: &str, faults: &[String], problem: fn(String) -> Problem| {
            let seen = format!("{} answers", self.answers);
            report.tell(section, asks, if faults.is_empty() { Ok(seen) } else { Err(problem(some(faults))) });
        };
        line("3.1.2.2", "answers, also errors, come with HTTP status 200", &self.status, Problem::warning);
        line("3.1.2.1", "the media type is text/xml", &self.media_type, Problem::warning);
        line("3.2", "answers are UTF-8 and say nothing else", &self.utf8, Problem::failed);
        line("3.2", "answers are well-formed XML", &self.well_formed, Problem::failed);
        line("3.2", "the root element is in the namespace of OAI-PMH 2.0", &self.namespace, Problem::failed);
        line("3.2", "elements are those of the schema, in its order", &self.schema, Problem::failed);
        line("3.2", "responseDate has the form YYYY-MM-DDThh:mm:ssZ", &self.response_date, Problem::failed);
        line("3.2", "request holds the base URL that Identify gives", &self.base_url, Problem::warning);
        line("3.2", "request repeats the arguments, and none of a bad question", &self.attributes, Problem::failed);
    }
}

fn declares_utf8(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(body.get(..body.len().min(120)).unwrap_or_default()).to_ascii_lowercase();
    let declaration = head.split("?>").next().unwrap_or_default();
    !declaration.contains("encoding") || declaration.contains("utf-8")
}
