//! `bookferry z3950`: search a catalogue.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use marc::{Charset, breaker, iso2709};
use serde_json::{Value, json};
use z3950::opac::OpacRecord;
use z3950::pdu::Query;
use z3950::record::Record;
use z3950::{Oid, cql, pqf};

use super::{End, Outcome, Stop, runtime};
use crate::association::{self, AssociationError, Target, retrieved};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search a Z39.50 server and show records
    Search(Search),
}

#[derive(Debug, Args)]
pub struct Search {
    /// `host:port/database`
    target: String,
    /// In PQF (`@attr 1=7 0140449116`) or CQL (`title = emma and author = austen`)
    query: String,
    /// What the records shall look like
    #[arg(long, value_enum, default_value = "usmarc")]
    syntax: Syntax,
    /// How many records to show
    #[arg(long, default_value_t = 10)]
    count: u32,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
    /// Seconds to wait for the server
    #[arg(long, default_value_t = 30)]
    timeout: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Syntax {
    /// MARC 21
    Usmarc,
    /// MARC 21 with holdings and circulation
    Opac,
    /// MARCXML
    Xml,
}

pub fn run(command: Command) -> Outcome {
    let Command::Search(arguments) = command;
    let target = Target::parse(&arguments.target).map_err(Stop::usage)?;
    let query = query(&arguments.query)?;
    let syntax = match arguments.syntax {
        Syntax::Usmarc => Oid::USMARC,
        Syntax::Opac => Oid::OPAC,
        Syntax::Xml => Oid::XML,
    };
    let limit = Duration::from_secs(arguments.timeout);
    let found =
        runtime()?.block_on(association::search(&target, query, syntax, arguments.count, limit)).map_err(stop)?;
    let mut failed = !found.diagnostics.is_empty();
    let mut shown = 0;
    for (number, record) in (1..).zip(&found.records) {
        match retrieved(record)
            .map_err(|diagnostic| diagnostic.to_string())
            .and_then(|external| external.record().map_err(|fault| fault.to_string()))
        {
            Ok(record) => {
                shown += 1;
                match arguments.json {
                    true => println!("{}", as_json(number, &record)),
                    false => println!("{}", as_text(&record)),
                }
            }
            Err(words) => {
                failed = true;
                eprintln!("record {number}: {words}");
            }
        }
    }
    found.diagnostics.iter().for_each(|diagnostic| eprintln!("{diagnostic}"));
    eprintln!("hits {}, shown {shown}", found.hits);
    Ok(if failed { End::SomethingFailed } else { End::Done })
}

/// PQF when it begins like PQF, else CQL.
fn query(text: &str) -> Result<Query, Stop> {
    if text.trim_start().starts_with('@') {
        return pqf::parse(text).map(Query::Rpn).map_err(Stop::usage);
    }
    let query = cql::parse(text).map_err(Stop::usage)?;
    query.to_rpn(&cql::Mapping::bath()).map(Query::Rpn).map_err(Stop::usage)
}

fn stop(fault: AssociationError) -> Stop {
    match fault {
        AssociationError::Unreachable(..) | AssociationError::TimedOut(..) => Stop::Unreachable(fault.to_string()),
        AssociationError::Protocol(_) | AssociationError::Diagnostics(_) => Stop::failed(fault),
    }
}

fn as_text(record: &Record) -> String {
    match record {
        Record::Marc(bytes) => marc_text(bytes),
        Record::Xml(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Record::Sutrs(text) => text.clone(),
        Record::Opac(opac) => {
            let marc =
                opac.bibliographic_record.as_ref().and_then(|external| external.bytes()).map(|bytes| marc_text(&bytes));
            format!("{}{}", marc.unwrap_or_default(), holdings_text(opac))
        }
        other => format!("{other:#?}"),
    }
}

fn marc_text(bytes: &[u8]) -> String {
    match iso2709::decode(bytes, Charset::Auto) {
        Ok(found) => breaker::encode(&found.record),
        Err(defect) => format!("unreadable record: {defect}\n"),
    }
}

fn holdings_text(opac: &OpacRecord) -> String {
    let mut out = String::new();
    for holdings in opac.holdings_and_circulation() {
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        out.push_str(&format!(
            "holding: {} / {} / {}\n",
            part(&holdings.local_location),
            part(&holdings.shelving_location),
            part(&holdings.call_number)
        ));
        for copy in &holdings.circulation_data {
            let shelf = if copy.available_now { "on the shelf" } else { "not on the shelf" };
            out.push_str(&format!("  item {}: {shelf}, {}\n", part(&copy.item_id), part(&copy.available_thru)));
        }
    }
    out
}

fn as_json(number: usize, record: &Record) -> Value {
    match record {
        Record::Opac(opac) => {
            let marc = opac.bibliographic_record.as_ref().and_then(|external| external.bytes());
            json!({ "n": number, "marc": marc.map(|bytes| marc_json(&bytes)), "holdings": holdings_json(opac) })
        }
        Record::Marc(bytes) => json!({ "n": number, "marc": marc_json(bytes) }),
        other => json!({ "n": number, "text": as_text(other) }),
    }
}

fn marc_json(bytes: &[u8]) -> Value {
    let found = iso2709::decode(bytes, Charset::Auto).ok();
    found.and_then(|found| serde_json::from_str(&marc::json::encode(&found.record)).ok()).unwrap_or(Value::Null)
}

fn holdings_json(opac: &OpacRecord) -> Vec<Value> {
    let copy = |copy: &z3950::opac::CirculationRecord| {
        json!({
            "barcode": copy.item_id,
            "available": copy.available_now,
            "due": copy.availability_date,
            "policy": copy.available_thru,
            "on_hold": copy.on_hold,
            "enumeration": copy.enum_and_chron,
            "temporary_location": copy.temporary_location,
        })
    };
    opac.holdings_and_circulation()
        .map(|holdings| {
            json!({
                "library": holdings.local_location,
                "location": holdings.shelving_location,
                "call_number": holdings.call_number,
                "items": holdings.circulation_data.iter().map(copy).collect::<Vec<_>>(),
            })
        })
        .collect()
}
