//! `bookferry z3950 scan`.

use std::time::Duration;

use ::z3950::pdu::{Entry, Query};
use ::z3950::query::{AttributesPlusTerm, Operand};
use clap::Args;
use serde_json::json;

use super::{End, Outcome, Stop, query, runtime, stop};
use crate::association::{self, Target};

#[derive(Debug, Args)]
pub struct Scan {
    /// `host:port/database`
    target: String,
    /// Index and starting point in PQF (`@attr 1=4 emma`) or CQL (`title = emma`)
    term: String,
    /// How many terms to show
    #[arg(long, default_value_t = 20)]
    count: u32,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
    /// Seconds to wait for the server
    #[arg(long, default_value_t = 30)]
    timeout: u64,
}

pub fn run(arguments: &Scan) -> Outcome {
    let target = Target::parse(&arguments.target).map_err(Stop::usage)?;
    let start = start(&arguments.term)?;
    let limit = Duration::from_secs(arguments.timeout);
    let entries = runtime()?.block_on(association::scan(&target, start, arguments.count, limit)).map_err(stop)?;
    let (mut shown, mut failed) = (0, false);
    for entry in &entries {
        match entry {
            Entry::Term(info) => {
                shown += 1;
                let (term, records) = (info.term.text(), info.global_occurrences);
                let display = info.display_term.as_deref().unwrap_or(&term);
                match (arguments.json, records) {
                    (true, _) => println!("{}", json!({ "term": term, "display": display, "records": records })),
                    (false, Some(records)) => println!("{display} ({records})"),
                    (false, None) => println!("{display}"),
                }
            }
            Entry::Diagnostic(diagnostic) => {
                failed = true;
                eprintln!("{}", diagnostic.diagnostic());
            }
            Entry::Other(_) => {}
        }
    }
    eprintln!("terms {shown}");
    Ok(if failed { End::SomethingFailed } else { End::Done })
}

fn start(text: &str) -> Result<AttributesPlusTerm, Stop> {
    let one = || Stop::Usage("a scan starts at one term of one index, such as `@attr 1=4 emma`".to_owned());
    let Query::Rpn(query) = query(text)? else { return Err(one()) };
    match query.rpn.leaves().next() {
        Some(Operand::Term(term)) if query.rpn.operators() == 0 => Ok(term.clone()),
        _ => Err(one()),
    }
}
