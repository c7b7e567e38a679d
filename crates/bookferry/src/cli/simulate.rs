//! `bookferry simulate`: simulated systems to test and practise with.

use std::net::SocketAddr;
use std::path::PathBuf;

use alma_sim::state::{Access, CirculationAccess, KeyDetails};
use alma_sim::{Alma, Institution, Rule, Setup, Trouble};
use clap::{Args, Subcommand, ValueEnum};
use tokio::net::TcpListener;

use super::{End, Outcome, Progress, Stop, input, log_to_stderr, marc::records, runtime, until_stopped};
use crate::clock::Clock;
use crate::simulators::Simulator;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// One simulated Alma: OAI-PMH, NCIP, Z39.50, SRU, REST, webhooks, a simulated Primo, and pages that show its state
    ///
    /// Its addresses, HTTP ones behind that of --http:
    ///
    ///   /simulator                         what it holds, last messages, what is guessed
    ///   /simulator/desk                    lend, take back, scan in, receive
    ///   /alma                              set up as in Alma: sets, publishing profiles, integration profiles, keys
    ///   /alma/partners                     resource sharing partners
    ///   /alma/faults                       faults on purpose, faulty states by name
    ///   /view/NCIPServlet                  NCIP 2; /view/NCIPServlet/v1 for NCIP 1
    ///   /view/oai/INSTITUTION/request      OAI-PMH
    ///   /view/sru/INSTITUTION              SRU, off without --sru
    ///   /almaws/v1                         REST, with a key: --rest-key
    ///   /primo/search, /primo/account      a simulated Primo: titles, My Account with renewals
    ///   Z39.50 at --z3950                  database: the institution code
    #[command(verbatim_doc_comment)]
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
    /// Nothing is set up yet, neither publishing nor a partner nor Z39.50: to practise all steps on the pages under /alma
    #[arg(long)]
    unconfigured: bool,
    /// SRU is on, with availability; otherwise it is off until it is set up under /alma
    #[arg(long)]
    sru: bool,
    /// A key for the REST interface that may ask for everything and change partners, nothing else; it is printed
    #[arg(long)]
    rest_key: bool,
    /// Where Alma asks for a renewal that begins in Primo: the Broker System NCIP URL of its partner
    #[arg(long, value_name = "URL", conflicts_with = "no_partner")]
    broker_ncip_url: Option<String>,
    /// There is no resource sharing partner yet: to practise its steps alone on the pages under /alma/partners
    #[arg(long)]
    no_partner: bool,
    /// Where its HTTP addresses listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    http: SocketAddr,
    /// Where its Z39.50 server listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:1921")]
    z3950: SocketAddr,
    /// Something that goes wrong on purpose: a rule such as `accept-item:3:http-500`, or a faulty state by its name such as
    /// `oai-unauthorized`; see docs/reference/simulator.md
    #[arg(long, value_name = "RULE|NAME")]
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
    let (troubles, faults) = faults_of(&arguments.fault)?;
    let now = Clock::System.now();
    let (mut setup, bad) = match arguments.sample {
        Some(sample) => (Setup::sample(sample.into(), now), 0),
        None => read_catalogue(arguments.institution.as_deref().unwrap_or_default(), &arguments.marc, now)?,
    };
    if arguments.noise {
        setup = setup.with_noise();
    }
    if arguments.unconfigured {
        setup = setup.unconfigured();
    }
    let setup = troubles.into_iter().fold(furnished(setup, &arguments).with_faults(faults), Setup::with_trouble);
    runtime()?.block_on(serve(&arguments, Alma::new(setup), bad))
}

/// Faulty states by name, and rules.
fn faults_of(texts: &[String]) -> Result<(Vec<&'static Trouble>, Vec<Rule>), Stop> {
    let (mut troubles, mut rules) = (Vec::new(), Vec::new());
    for text in texts {
        match Trouble::named(text) {
            Some(trouble) => troubles.push(trouble),
            None => rules.push(text.parse().map_err(Stop::usage)?),
        }
    }
    Ok((troubles, rules))
}

/// With what the arguments add to it and take away.
fn furnished(mut setup: Setup, arguments: &AlmaArguments) -> Setup {
    if arguments.sru {
        setup = setup.with_sru_server(true);
    }
    if arguments.rest_key {
        let institution = setup.state_mut().institution.clone();
        let (bibs, configuration) = (Access::ReadOnly, Access::ReadOnly);
        let details = KeyDetails { name: "simulate alma".to_owned(), institution, bibs, configuration };
        let circulation = CirculationAccess { partners: Access::ReadWrite, ..CirculationAccess::READ };
        setup = setup.with_circulation_key(details, circulation);
    }
    if let Some(url) = &arguments.broker_ncip_url {
        setup = setup.with_broker_ncip_url(url);
    }
    match arguments.no_partner {
        true => setup.without_partners(),
        false => setup,
    }
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
    let sru = if alma.state().sru.is_some() { "" } else { " (off)" };
    let key = alma.state().rest.keys.first().map_or("no key".to_owned(), |key| format!("key {}", key.key));
    let simulator = Simulator::start(alma, None, Clock::System, http, z3950).map_err(Stop::failed)?;
    let address = simulator.http;
    eprintln!("state    http://{address}/simulator");
    eprintln!("set up   http://{address}/alma");
    eprintln!("partners http://{address}/alma/partners");
    eprintln!("faults   http://{address}/alma/faults");
    eprintln!("OAI-PMH  http://{address}/view/oai/{institution}/request");
    eprintln!("NCIP     http://{address}/view/NCIPServlet");
    eprintln!("SRU      http://{address}/view/sru/{institution}{sru}");
    eprintln!("REST     http://{address}/almaws/v1 ({key})");
    eprintln!("Z39.50   {}/{institution}", simulator.z3950);
    eprintln!("Primo    http://{address}/primo/search");
    until_stopped().await;
    simulator.stop();
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|fault| Stop::Usage(format!("cannot listen on {address}: {fault}")))
}
