//! `bookferry z3950`: search a catalogue, look into its lists of terms, serve a catalogue.

mod scan;
mod search;
mod serve;
mod show;

use ::z3950::pdu::Query;
use ::z3950::{cql, pqf};
use clap::Subcommand;

use super::{End, Outcome, Stop, runtime};
use crate::association::AssociationError;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search a Z39.50 server and show records
    Search(search::Search),
    /// Show the terms of an index of a Z39.50 server
    Scan(scan::Scan),
    /// Serve MARC files over Z39.50 and SRU on one address
    Serve(serve::Serve),
}

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Search(arguments) => search::run(&arguments),
        Command::Scan(arguments) => scan::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    }
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
        AssociationError::Unreachable(..) | AssociationError::TimedOut(..) | AssociationError::Resting(..) => {
            Stop::Unreachable(fault.to_string())
        }
        AssociationError::Protocol(_) | AssociationError::Diagnostics(_) => Stop::failed(fault),
    }
}
