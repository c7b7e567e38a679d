//! `bookferry z3950 serve`: MARC files over Z39.50 and SRU on one address.

mod catalogue;
mod listener;
mod matching;
mod shown;
mod target;
mod terms;
mod web;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::super::{Progress, input, log_to_stderr, marc::records, until_stopped};
use super::{End, Outcome, Stop, runtime};
use catalogue::{Builder, Catalogue};
use listener::Limits;

#[derive(Debug, Args)]
pub struct Serve {
    /// MARC files in any format, gzip or not; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9999")]
    listen: SocketAddr,
    /// Name of the database
    #[arg(long, value_name = "NAME", default_value = "Default")]
    database: String,
    /// Connections at the same time at most
    #[arg(long, value_name = "N", default_value_t = 2000)]
    connections: usize,
    /// Seconds after which a silent connection is closed
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    idle: u64,
}

pub fn run(arguments: &Serve) -> Outcome {
    log_to_stderr();
    let (catalogue, bad) = read(arguments)?;
    let limits = Limits { connections: arguments.connections, idle: std::time::Duration::from_secs(arguments.idle) };
    runtime()?.block_on(serve(Arc::new(catalogue), arguments.listen, limits))?;
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

fn read(arguments: &Serve) -> Result<(Catalogue, u64), Stop> {
    let (mut builder, mut bad) = (Builder::new(&arguments.database), 0);
    let mut progress = Progress::new("records", None);
    for path in &arguments.files {
        for next in records(path)? {
            match next {
                Ok(found) => {
                    for left_out in builder.add(&found.record) {
                        progress.say(&format!("{}, record {}: {left_out}", input::name(path), builder.len()));
                    }
                }
                Err(defect) => {
                    bad += 1;
                    progress.say(&format!("{}: {defect}", input::name(path)));
                }
            }
            progress.at(builder.len() as u64);
        }
    }
    progress.finish(&format!("records {}, bad {bad}", builder.len()));
    Ok((builder.finish(), bad))
}

async fn serve(catalogue: Arc<Catalogue>, address: SocketAddr, limits: Limits) -> Result<(), Stop> {
    let listener = tokio::net::TcpListener::bind(address).await;
    let listener = listener.map_err(|fault| Stop::Usage(format!("cannot listen on {address}: {fault}")))?;
    let address = listener.local_addr().map_err(Stop::failed)?;
    eprintln!("Z39.50  {address}/{}", catalogue.database());
    eprintln!("SRU     http://{address}/{}", catalogue.database());
    tokio::select! {
        outcome = listener::run(listener, catalogue, limits) => outcome.map_err(Stop::failed),
        () = until_stopped() => Ok(()),
    }
}
