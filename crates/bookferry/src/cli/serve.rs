//! `bookferry serve`: the platform.

use std::path::PathBuf;

use clap::Args;
use tokio::net::TcpListener;

use super::{End, Outcome, Stop, log_to_stderr, runtime, until_stopped};
use crate::clock::Clock;
use crate::config::Config;
use crate::platform::Platform;
use crate::seed;
use crate::server::Server;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The configuration file; docs/reference/bookferry.toml is an example with every key
    #[arg(long, value_name = "FILE", env = "BOOKFERRY_CONFIG")]
    config: PathBuf,
}

pub fn run(arguments: Arguments) -> Outcome {
    log_to_stderr();
    runtime()?.block_on(serve(&arguments))
}

async fn serve(arguments: &Arguments) -> Outcome {
    let config = Config::read(&arguments.config).map_err(Stop::usage)?;
    let platform = Platform::open(config.options(), Clock::System).await.map_err(Stop::usage)?;
    seed::seed(&platform, &config).await.map_err(Stop::usage)?;
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(|fault| Stop::Usage(format!("cannot listen on {}: {fault}", config.listen)))?;
    let server = Server::start(platform.clone(), listener).map_err(Stop::failed)?;
    eprintln!("listening on http://{}", server.address);
    until_stopped().await;
    eprintln!("stopping; work under way is finished first");
    server.stop().await;
    platform.store().close().await;
    Ok(End::Done)
}
