//! `bookferry sru`: search a catalogue over SRU.

mod availability;

use std::time::Duration;

use ::z3950::sru::{Record, Request, Response, SearchRetrieveRequest, SearchRetrieveResponse, Version};
use clap::{Args, Subcommand, ValueEnum};
use marc::{breaker, marcxml};
use serde_json::{Value, json};

use super::{End, Outcome, Stop, runtime};
use crate::outside::{CallFailure, Outside};

/// Records of one request at most, which is what Alma gives.
const PAGE: u64 = 50;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search an SRU server and show records, with what Alma says about their availability
    Search(Search),
}

#[derive(Debug, Args)]
pub struct Search {
    /// Base address, such as `https://<alma_domain>/view/sru/01UNIV_INST`
    url: String,
    /// In CQL, such as `alma.isbn = 9780140449112`
    query: String,
    /// How many records to show
    #[arg(long, default_value_t = 10)]
    count: u64,
    /// Version of the protocol
    #[arg(long, value_enum, default_value = "1.2")]
    version: Number,
    /// Schema of the records
    #[arg(long, default_value = "marcxml")]
    schema: String,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
    /// Seconds to wait for each answer of the server
    #[arg(long, default_value_t = 30)]
    timeout: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Number {
    #[value(name = "1.1")]
    V1_1,
    #[value(name = "1.2")]
    V1_2,
    #[value(name = "2.0")]
    V2_0,
}

pub fn run(command: Command) -> Outcome {
    let Command::Search(arguments) = command;
    runtime()?.block_on(search(&arguments))
}

async fn search(arguments: &Search) -> Outcome {
    let outside = Outside::new("command line").map_err(Stop::failed)?;
    let (mut hits, mut shown, mut failed, mut position) = (0, 0, false, 1);
    loop {
        let wanted = arguments.count.saturating_sub(position - 1).min(PAGE);
        let response = page(&outside, arguments, position, wanted).await?;
        for diagnostic in &response.diagnostics {
            failed = true;
            eprintln!("{diagnostic}");
        }
        hits = response.number_of_records.unwrap_or(hits);
        for (number, record) in (position..).zip(&response.records) {
            match show(number, record, arguments.json) {
                Ok(()) => shown += 1,
                Err(words) => {
                    failed = true;
                    eprintln!("record {number}: {words}");
                }
            }
        }
        position += response.records.len() as u64;
        let is_complete = response.records.is_empty() || position > hits.min(arguments.count);
        if is_complete {
            break;
        }
    }
    eprintln!("hits {hits}, shown {shown}");
    Ok(if failed { End::SomethingFailed } else { End::Done })
}

async fn page(
    outside: &Outside,
    arguments: &Search,
    position: u64,
    count: u64,
) -> Result<SearchRetrieveResponse, Stop> {
    let version = match arguments.version {
        Number::V1_1 => Version::V1_1,
        Number::V1_2 => Version::V1_2,
        Number::V2_0 => Version::V2_0,
    };
    let request = SearchRetrieveRequest::new(version, &arguments.query);
    let request = Request::SearchRetrieve(request.with_records(position, count, &arguments.schema));
    let joint = if arguments.url.contains('?') { '&' } else { '?' };
    let url = format!("{}{joint}{}", arguments.url, request.to_query());
    let answer = outside.get(&url, Duration::from_secs(arguments.timeout)).await;
    let answer = answer.map_err(|fault| match fault {
        CallFailure::Address(_) => Stop::Usage(format!("{}: {fault}", arguments.url)),
        CallFailure::Unreachable(_) | CallFailure::PerhapsDone(_) => {
            Stop::Unreachable(format!("{} {fault}", arguments.url))
        }
        CallFailure::TooLarge => Stop::failed(fault),
    })?;
    match Response::decode(&answer.body) {
        Ok(Response::SearchRetrieve(response)) => Ok(response),
        // A server that does not know the operation or the version answers with its description and a diagnostic.
        Ok(other) => {
            let words: Vec<String> = other.diagnostics().iter().map(ToString::to_string).collect();
            Err(Stop::Failed(format!("{} does not search: {}", arguments.url, words.join("; "))))
        }
        Err(_) if answer.status >= 400 => {
            Err(Stop::Failed(format!("{} answered with HTTP status {}", arguments.url, answer.status)))
        }
        Err(fault) => Err(Stop::Failed(format!("the answer of {} cannot be read: {fault}", arguments.url))),
    }
}

fn show(number: u64, record: &Record, as_json: bool) -> Result<(), String> {
    if let Some(diagnostic) = record.diagnostic() {
        return Err(diagnostic.to_string());
    }
    let marc = marcxml::decode(record.data.as_bytes()).ok().map(|found| found.record);
    match (marc, as_json) {
        (Some(marc), true) => {
            let availability = availability::of(&marc);
            let fields: Value = serde_json::from_str(&marc::json::encode(&marc)).unwrap_or(Value::Null);
            let availability: Vec<Value> = availability.iter().map(availability::Availability::json).collect();
            println!("{}", json!({ "n": number, "marc": fields, "availability": availability }));
        }
        (Some(marc), false) => {
            let lines: Vec<String> = availability::of(&marc).iter().map(ToString::to_string).collect();
            print!("{}", breaker::encode(&marc));
            lines.iter().for_each(|line| println!("{line}"));
            println!();
        }
        // A record of another schema, such as Dublin Core.
        (None, true) => println!("{}", json!({ "n": number, "schema": record.schema, "xml": record.data })),
        (None, false) => println!("{}\n", record.data),
    }
    Ok(())
}
