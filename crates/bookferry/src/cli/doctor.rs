//! `bookferry doctor`: every connection of the libraries, tried once.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use store::Library;

use super::{End, Outcome, Stop, runtime};
use crate::clock::Clock;
use crate::config::Config;
use crate::doctor::{Check, Finding, Sample, examine};
use crate::platform::Platform;
use crate::seed;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The configuration file of the platform, which must not be serving; else use Settings, Diagnosis
    #[arg(long, value_name = "FILE", env = "BOOKFERRY_CONFIG")]
    config: PathBuf,
    /// The code of the library; all libraries when absent
    library: Option<String>,
    /// The identifier of a patron who may borrow
    #[arg(long, value_name = "ID", default_value = "")]
    patron: String,
    /// The ISBN or the title of something on the shelf
    #[arg(long, value_name = "TEXT", default_value = "")]
    title: String,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: Arguments) -> Outcome {
    runtime()?.block_on(doctor(&arguments))
}

async fn doctor(arguments: &Arguments) -> Outcome {
    let config = Config::read(&arguments.config).map_err(Stop::usage)?;
    let platform = Platform::open(config.options(), Clock::System).await.map_err(Stop::usage)?;
    seed::seed(&platform, &config).await.map_err(Stop::usage)?;
    let mut libraries = platform.store().libraries().all().await.map_err(Stop::failed)?;
    if let Some(code) = &arguments.library {
        libraries.retain(|library| library.code == *code);
    }
    if libraries.is_empty() {
        return Err(Stop::Usage("there is no such library".into()));
    }
    let sample = Sample { patron: arguments.patron.clone(), title: arguments.title.clone() };
    let (mut passed, mut failed) = (0, 0);
    for library in &libraries {
        for check in examine(&platform, library, &sample).await.map_err(Stop::failed)? {
            match check.finding {
                Finding::Failed => failed += 1,
                Finding::Ok | Finding::Warning => passed += 1,
            }
            println!("{}", line(library, &check, arguments.json));
        }
    }
    platform.store().close().await;
    eprintln!("{passed} passed, {failed} failed");
    Ok(if failed > 0 { End::SomethingFailed } else { End::Done })
}

fn line(library: &Library, check: &Check, as_json: bool) -> String {
    let Check { connection, name, finding, seen, advice } = check;
    if as_json {
        return json!({
            "library": library.code, "connection": connection, "check": name, "finding": finding.word(),
            "seen": seen, "advice": advice,
        })
        .to_string();
    }
    let advice: String = advice.iter().map(|words| format!("\n    {words}")).collect();
    format!("{} {} {connection}, {name}: {seen}{advice}", finding.word(), library.code)
}
