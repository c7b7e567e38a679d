//! `bookferry harvest`: one harvest of the platform's sources from the command line, and how they stand.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use store::{Library, Source};

use super::{End, Outcome, Progress, Stop, runtime, until_stopped};
use crate::clock::{Clock, people_time};
use crate::config::Config;
use crate::jobs::{self, HarvestError, SourceKind, Wanted};
use crate::metrics::lag_seconds;
use crate::platform::Platform;
use crate::seed;

/// How often the bar moves.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    harvest: Option<Harvest>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A line a source: records, age of the data, last error, quarantine, held removals
    Status(Status),
}

#[derive(Debug, Args)]
struct Status {
    /// The configuration file of the platform
    #[arg(long, value_name = "FILE", env = "BOOKFERRY_CONFIG")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct Harvest {
    /// The configuration file of the platform, which must not be serving
    #[arg(long, value_name = "FILE", env = "BOOKFERRY_CONFIG")]
    config: PathBuf,
    /// The code of the library
    library: String,
    /// The name of the source; all sources of the library when absent
    source: Option<String>,
    /// Read the whole list, and remove what is no longer in it
    #[arg(long, conflicts_with = "headers")]
    everything: bool,
    /// Read only the headers of the whole list, and remove what is no longer in it
    #[arg(long)]
    headers: bool,
    /// Fetch one page, show what would be taken in, and keep nothing
    #[arg(long, conflicts_with_all = ["everything", "headers"])]
    dry_run: bool,
}

pub fn run(arguments: Arguments) -> Outcome {
    match (arguments.command, arguments.harvest) {
        (Some(Command::Status(status)), _) => runtime()?.block_on(show(&status)),
        (None, Some(harvest)) => runtime()?.block_on(run_harvest(&harvest)),
        (None, None) => Err(Stop::Usage("name a library, or ask for the status: bookferry harvest --help".into())),
    }
}

async fn run_harvest(arguments: &Harvest) -> Outcome {
    let config = Config::read(&arguments.config).map_err(Stop::usage)?;
    let platform = Platform::open(config.options(), Clock::System).await.map_err(Stop::usage)?;
    seed::seed(&platform, &config).await.map_err(Stop::usage)?;
    let library = platform.store().libraries().by_code(&arguments.library).await.map_err(Stop::failed)?;
    let library = library.ok_or_else(|| Stop::Usage(format!("there is no library {}", arguments.library)))?;
    let mut sources = platform.store().sources().of_library(library.id).await.map_err(Stop::failed)?;
    sources.retain(|source| match &arguments.source {
        Some(name) => source.settings.name == *name,
        None => !SourceKind::is_by_upload(&source.settings),
    });
    if sources.is_empty() {
        return Err(Stop::Usage(format!("{} has no such source to harvest", library.name)));
    }
    let mut end = End::Done;
    for source in sources {
        let went_well = match arguments.dry_run {
            true => look(&platform, &source).await?,
            false => harvest(&platform, &source, arguments.wanted()).await?,
        };
        if !went_well {
            end = End::SomethingFailed;
        }
    }
    platform.store().close().await;
    Ok(end)
}

impl Harvest {
    fn wanted(&self) -> Wanted {
        match (self.everything, self.headers) {
            (true, _) => Wanted::Everything,
            (_, true) => Wanted::Headers,
            _ => Wanted::Changes,
        }
    }
}

/// Harvests with a bar; Ctrl-C stops after the page.
async fn harvest(platform: &Platform, source: &Source, wanted: Wanted) -> Result<bool, Stop> {
    let mut progress = Progress::new("records", None);
    let mut work = std::pin::pin!(jobs::harvest_now(platform, source.library_id, source.id, wanted));
    let mut interrupted = std::pin::pin!(until_stopped());
    let mut is_interrupted = false;
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = &mut interrupted, if !is_interrupted => {
                is_interrupted = true;
                progress.say("stopping after this page");
                jobs::stop(platform, source.id);
            }
            () = tokio::time::sleep(LOOK) => {
                if let Some(live) = jobs::progress(platform, source.id) {
                    progress.at(live.records);
                }
            }
        }
    };
    if let Err(HarvestError::Store(fault)) = outcome {
        return Err(Stop::failed(fault));
    }
    let runs = platform.store().sources().runs(source.library_id, source.id, 1).await.map_err(Stop::failed)?;
    let run = runs.into_iter().next().unwrap_or_default();
    let why = run.error.clone().or(run.note).map(|why| format!(" ({why})")).unwrap_or_default();
    let counts = run.counts;
    progress.finish(&format!(
        "{}: new {}, changed {}, unchanged {}, deleted {}, held {}, bad {}, pages {}{why}",
        source.settings.name,
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.deleted,
        counts.held,
        run.bad,
        run.pages
    ));
    Ok(outcome.is_ok() && run.bad == 0)
}

/// Shows one page of a source.
async fn look(platform: &Platform, source: &Source) -> Result<bool, Stop> {
    let seen = jobs::dry_run(platform, source.library_id, &source.settings).await.map_err(|step| {
        let advice = step.advice.map(|advice| format!(" {advice}")).unwrap_or_default();
        Stop::Unreachable(format!("{}: {}: {}.{advice}", source.settings.name, step.name, step.seen))
    })?;
    for (id, record) in &seen.sample {
        println!("{id}\t{}", record.value("245", 'a').unwrap_or_default());
    }
    for (id, reason) in &seen.bad {
        eprintln!("{id}: {reason}");
    }
    for fit in seen.fits.iter().take(3) {
        eprintln!("mapping {}: {:.2} ({})", fit.mapping.name, fit.score, fit.evidence.join("; "));
    }
    eprintln!(
        "{}: records {}, deleted {}, without items {}, bad {}",
        source.settings.name,
        seen.records,
        seen.deleted,
        seen.without_items,
        seen.bad.len()
    );
    Ok(seen.bad.is_empty())
}

/// Reads the store only: the platform may be serving.
async fn show(arguments: &Status) -> Outcome {
    let config = Config::read(&arguments.config).map_err(Stop::usage)?;
    if !config.data.exists() {
        return Err(Stop::Usage(format!("{} does not exist; start the platform first", config.data.display())));
    }
    let store = store::Store::open(&config.data).await.map_err(Stop::usage)?;
    let libraries = store.libraries().all().await.map_err(Stop::failed)?;
    let sources = store.sources().all().await.map_err(Stop::failed)?;
    let (now, zone) = (Clock::System.now(), config.options().time_zone);
    for source in &sources {
        println!("{}", line(&libraries, source, now, &zone));
    }
    store.close().await;
    let failed = sources.iter().filter(|source| source.last_error.is_some()).count();
    eprintln!("sources {}, failed {failed}", sources.len());
    Ok(if failed == 0 { End::Done } else { End::SomethingFailed })
}

fn line(libraries: &[Library], source: &Source, now: i64, zone: &TimeZone) -> String {
    let library = libraries.iter().find(|library| library.id == source.library_id);
    let age =
        lag_seconds(source, now).map_or_else(|| "never harvested".to_owned(), |lag| format!("{} h old", lag / 3_600));
    let next = match source.next_run_at {
        _ if source.paused => "paused".to_owned(),
        Some(next) => format!("next {}", people_time(next, zone)),
        None => "by hand".to_owned(),
    };
    let error = source.last_error.as_ref().map(|error| format!("\t{error}")).unwrap_or_default();
    format!(
        "{}\t{}\t{}\trecords {}\t{age}\tquarantine {}\theld {}\t{next}{error}",
        library.map(|library| library.code.as_str()).unwrap_or_default(),
        source.settings.name,
        source.status,
        source.record_count,
        source.quarantined,
        source.held_removals
    )
}
