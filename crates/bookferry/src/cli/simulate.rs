//! `bookferry simulate`: simulated systems to test and practise with.

use std::net::SocketAddr;
use std::path::PathBuf;

use alma_sim::{Alma, Rule, Setup};
use clap::{Args, Subcommand};
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
    #[arg(long)]
    institution: String,
    /// MARC files with its catalogue, in any format, gzip or not
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    marc: Vec<PathBuf>,
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

pub fn run(command: Command) -> Outcome {
    let Command::Alma(arguments) = command;
    log_to_stderr();
    let faults =
        arguments.fault.iter().map(|text| text.parse::<Rule>().map_err(Stop::usage)).collect::<Result<Vec<_>, _>>()?;
    let (catalogue, bad) = read_catalogue(&arguments.marc)?;
    let mut alma = Alma::new(Setup::from_marc(&arguments.institution, catalogue, Clock::System.now()));
    alma.set_faults(faults);
    runtime()?.block_on(serve(&arguments, alma, bad))
}

/// The records of all files, and how many were bad.
fn read_catalogue(files: &[PathBuf]) -> Result<(Vec<marc::Record>, u64), Stop> {
    let (mut catalogue, mut bad) = (Vec::new(), 0);
    let mut progress = Progress::new("records", None);
    for path in files {
        for next in records(path)? {
            match next {
                Ok(found) => catalogue.push(found.record),
                Err(defect) => {
                    bad += 1;
                    progress.say(&format!("{}: {defect}", input::name(path)));
                }
            }
            progress.at(catalogue.len() as u64);
        }
    }
    progress.finish(&format!("records {}, bad {bad}", catalogue.len()));
    Ok((catalogue, bad))
}

async fn serve(arguments: &AlmaArguments, alma: Alma, bad: u64) -> Outcome {
    let http = listen(arguments.http).await?;
    let z3950 = listen(arguments.z3950).await?;
    let simulator = Simulator::start(alma, None, Clock::System, http, z3950).map_err(Stop::failed)?;
    let (address, institution) = (simulator.http, &arguments.institution);
    eprintln!("state    http://{address}/simulator");
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
