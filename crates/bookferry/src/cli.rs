//! The command line. Names, arguments, output and exit codes are a contract with scripts; `docs/reference/cli.md` is its text.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

mod demo;
mod doctor;
mod harvest;
mod index;
mod input;
mod iso18626;
mod marc;
mod ncip;
mod oai;
mod openurl;
mod progress;
mod serve;
mod simulate;
mod sru;
mod z3950;

pub use progress::Progress;

/// Carries books between libraries: the platform, simulated library systems to try it with, and tools for library protocols.
#[derive(Debug, Parser)]
#[command(name = "bookferry", version, about, max_term_width = 110, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 done, but something in it failed (bad records, a refused request); \
2 wrong usage or configuration; 3 the other side could not be reached.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Three simulated Alma libraries and the platform, connected and filled, to try in a browser
    Demo(demo::Arguments),
    /// The platform
    Serve(serve::Arguments),
    /// Harvest the platform's sources while it does not serve, or see how they stand
    Harvest(harvest::Arguments),
    /// Try every connection of the libraries, and say what to change where one does not work
    Doctor(doctor::Arguments),
    /// Simulated systems to test and practise with
    #[command(subcommand)]
    Simulate(simulate::Command),
    /// Read, repair and convert MARC records
    #[command(subcommand)]
    Marc(marc::Command),
    /// Harvest catalogues over OAI-PMH
    #[command(subcommand)]
    Oai(oai::Command),
    /// Search and serve catalogues over Z39.50
    #[command(subcommand)]
    Z3950(z3950::Command),
    /// Search catalogues over SRU
    #[command(subcommand)]
    Sru(sru::Command),
    /// Send or explain circulation messages (NCIP)
    #[command(subcommand)]
    Ncip(ncip::Command),
    /// Explain interlibrary loan messages (ISO 18626)
    #[command(subcommand)]
    Iso18626(iso18626::Command),
    /// Explain OpenURL requests
    #[command(subcommand)]
    Openurl(openurl::Command),
    /// Load and search a shared index
    #[command(subcommand)]
    Index(index::Command),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything was done.
    Done,
    /// The work was done and something in it failed.
    SomethingFailed,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Stop {
    /// Wrong usage or configuration; the text says what to change.
    Usage(String),
    /// The other side could not be reached.
    Unreachable(String),
    /// The work failed on the way: a file that cannot be read, a refusal.
    Failed(String),
}

impl Stop {
    /// A failure of this machine, such as a file that cannot be read.
    pub fn failed(fault: impl std::fmt::Display) -> Self {
        Self::Failed(fault.to_string())
    }

    /// Wrong usage.
    pub fn usage(fault: impl std::fmt::Display) -> Self {
        Self::Usage(fault.to_string())
    }
}

/// The result of every command.
pub type Outcome = Result<End, Stop>;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::SomethingFailed) => ExitCode::from(1),
        Err(stop) => {
            let (code, text) = match stop {
                Stop::Failed(text) => (1, text),
                Stop::Usage(text) => (2, text),
                Stop::Unreachable(text) => (3, text),
            };
            eprintln!("bookferry: {text}");
            ExitCode::from(code)
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Demo(arguments) => demo::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Harvest(arguments) => harvest::run(arguments),
        Command::Simulate(command) => simulate::run(command),
        Command::Marc(command) => marc::run(command),
        Command::Oai(command) => oai::run(command),
        Command::Z3950(command) => z3950::run(command),
        Command::Sru(command) => sru::run(command),
        Command::Ncip(command) => ncip::run(command),
        Command::Iso18626(command) => iso18626::run(command),
        Command::Openurl(command) => openurl::run(command),
        Command::Index(command) => index::run(command),
    }
}

/// Files to decode and how to print what they say.
#[derive(Debug, Args)]
pub struct DecodeArguments {
    /// Files to read; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
}

/// A runtime for commands that use the network.
fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(Stop::failed)
}

/// For a program that does one thing after the other: no thread wakes another for each packet.
fn runtime_of_one_thread() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stop::failed)
}

/// Waits until somebody wants the program to stop: Ctrl-C, or the signal that service managers send.
async fn until_stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}

/// Log lines go to standard error; `RUST_LOG` says which.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,bookferry=info"));
    // A second call finds the first one's subscriber in place.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
