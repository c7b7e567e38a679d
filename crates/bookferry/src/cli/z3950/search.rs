//! `bookferry z3950 search`.

use std::time::Duration;

use ::z3950::Oid;
use clap::{Args, ValueEnum};

use super::show::{as_json, as_text};
use super::{End, Outcome, Stop, query, runtime, stop};
use crate::association::{self, Target, retrieved};

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
    /// Plain text
    Sutrs,
    /// Generic tagged elements
    Grs1,
}

pub fn run(arguments: &Search) -> Outcome {
    let target = Target::parse(&arguments.target).map_err(Stop::usage)?;
    let query = query(&arguments.query)?;
    let syntax = match arguments.syntax {
        Syntax::Usmarc => Oid::USMARC,
        Syntax::Opac => Oid::OPAC,
        Syntax::Xml => Oid::XML,
        Syntax::Sutrs => Oid::SUTRS,
        Syntax::Grs1 => Oid::GRS1,
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
