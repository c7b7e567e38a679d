//! `bookferry simulate`: simulated systems to test and practise with.

use std::net::SocketAddr;
use std::path::PathBuf;

use alma_sim::{Alma, Institution, Rule, Setup};
use clap::{Args, Subcommand, ValueEnum};
use tokio::net::TcpListener;

use super::{End, Outcome, Progress, Stop, input, log_to_stderr, marc::records, runtime, until_stopped};
use crate::clock::Clock;
use crate::simulators::Simulator;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// One simulated Alma: OAI-PMH, NCIP, Z39.50, a simulated Primo, and pages that show its state
    Alma(AlmaArguments),
}

#[derive(Debug, Args)]
pub struct AlmaArguments {
    /// Institution code, such as 01EX_INST
    #[arg(long, required_unless_present = "sample")]
    institution: Option<String>,
    /// MARC files with its catalogue, in any format, gzip or not
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "sample")]
    marc: Vec<PathBuf>,
    /// In place of a catalogue of your own: a library of the demonstration
    #[arg(long, value_enum, conflicts_with_all = ["institution", "marc"])]
    sample: Option<Sample>,
    /// Records as real Almas publish them: fields of former systems, missing numbers, empty subfields
    #[arg(long)]
    noise: bool,
    /// Nothing is set up for OAI-PMH yet: to practise all its steps on the pages under /alma
    #[arg(long)]
    unconfigured: bool,
    /// Where its HTTP addresses listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    http: SocketAddr,
    /// Where its Z39.50 server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:1921")]
    z3950: SocketAddr,
    /// Something that goes wrong on purpose, such as `accept-item:3:http-500`; see docs/reference/simulator.md
    #[arg(long, value_name = "RULE")]
    fault: Vec<String>,
}

/// The libraries of the demonstration.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sample {
    East,
    West,
    North,
}

impl From<Sample> for Institution {
    fn from(sample: Sample) -> Self {
        match sample {
            Sample::East => Self::East,
            Sample::West => Self::West,
            Sample::North => Self::North,
        }
    }
}

pub fn run(command: Command) -> Outcome {
    let Command::Alma(arguments) = command;
    log_to_stderr();
    let faults =
        arguments.fault.iter().map(|text| text.parse::<Rule>().map_err(Stop::usage)).collect::<Result<Vec<_>, _>>()?;
    let now = Clock::System.now();
    let (mut setup, bad) = match arguments.sample {
        Some(sample) => (Setup::sample(sample.into(), now), 0),
        None => read_catalogue(arguments.institution.as_deref().unwrap_or_default(), &arguments.marc, now)?,
    };
    if arguments.noise {
        setup = setup.with_noise();
    }
    if arguments.unconfigured {
        setup = setup.without_publishing();
    }
    runtime()?.block_on(serve(&arguments, Alma::new(setup.with_faults(faults)), bad))
}

/// The Alma with the records of all files, and how many were bad. Records go into it one by one: only the packed ones are held.
fn read_catalogue(institution: &str, files: &[PathBuf], now: i64) -> Result<(Setup, u64), Stop> {
    let readers: Vec<_> = files.iter().map(|path| Ok((path, records(path)?))).collect::<Result<_, Stop>>()?;
    let (mut good, mut bad) = (0_u64, 0_u64);
    let mut progress = Progress::new("records", None);
    let found = readers.into_iter().flat_map(|(path, reader)| reader.map(move |next| (path, next)));
    let usable = found.filter_map(|(path, next)| {
        let record = match next {
            Ok(found) => Some(found.record),
            Err(defect) => {
                bad += 1;
                progress.say(&format!("{}: {defect}", input::name(path)));
                None
            }
        };
        good += u64::from(record.is_some());
        progress.at(good);
        record
    });
    let setup = Setup::from_marc(institution, usable, now);
    progress.finish(&format!("records {good}, bad {bad}"));
    Ok((setup, bad))
}

async fn serve(arguments: &AlmaArguments, alma: Alma, bad: u64) -> Outcome {
    let http = listen(arguments.http).await?;
    let z3950 = listen(arguments.z3950).await?;
    let institution = alma.state().institution.clone();
    let simulator = Simulator::start(alma, None, Clock::System, http, z3950).map_err(Stop::failed)?;
    let address = simulator.http;
    eprintln!("state    http://{address}/simulator");
    eprintln!("set up   http://{address}/alma");
    eprintln!("OAI-PMH  http://{address}/view/oai/{institution}/request");
    eprintln!("NCIP     http://{address}/view/NCIPServlet");
    eprintln!("Z39.50   {}/{institution}", simulator.z3950);
    eprintln!("Primo    http://{address}/primo/search");
    until_stopped().await;
    simulator.stop();
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|fault| Stop::Usage(format!("cannot listen on {address}: {fault}")))
}
