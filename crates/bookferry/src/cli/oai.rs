//! `bookferry oai`: harvest a repository, check one against the protocol, or publish MARC files as one.

mod connection;
mod directory;
mod harvest;
mod serve;
mod sink;
mod validate;

use clap::Subcommand;

use super::{End, Outcome, Progress, Stop, runtime, runtime_of_one_thread};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Harvest a repository completely; what was interrupted goes on where it stopped
    Harvest(harvest::Arguments),
    /// Check a repository against OAI-PMH 2.0, requirement by requirement
    Validate(validate::Arguments),
    /// Publish MARC files as a repository
    Serve(serve::Arguments),
}

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Harvest(arguments) => harvest::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
    }
}
