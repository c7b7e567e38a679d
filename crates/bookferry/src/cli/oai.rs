//! `bookferry oai`: harvest a repository into files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use oai_pmh::{Checkpoint, Datestamp, Delivery, Harvest, HttpAnswer, Settings, Step, Summary, retry_after_seconds};

use super::{End, Outcome, Progress, Stop, runtime};
use crate::outside::{CallFailure, Outside};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Harvest a repository completely; what was interrupted goes on where it stopped
    Harvest(Arguments),
}

#[derive(Debug, Args)]
pub struct Arguments {
    /// Base address, such as `https://<alma_domain>/view/oai/01UNIV_INST/request`
    url: String,
    /// Set to harvest
    #[arg(long)]
    set: Option<String>,
    /// Metadata format
    #[arg(long, default_value = "marc21")]
    prefix: String,
    /// First day or instant, inclusive
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day or instant, inclusive
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// A directory (one file a page), a file, or `-` for standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// Seconds that one page may take
    #[arg(long, default_value_t = 300)]
    timeout: u64,
}

pub fn run(command: Command) -> Outcome {
    let Command::Harvest(arguments) = command;
    runtime()?.block_on(harvest(&arguments))
}

async fn harvest(arguments: &Arguments) -> Outcome {
    let mut sink = Sink::open(&arguments.output)?;
    let settings = settings(arguments)?;
    let mut harvest = match sink.checkpoint() {
        Some(checkpoint) => Harvest::resume(settings, checkpoint),
        None => Harvest::new(settings),
    };
    let outside = Outside::new("command line").map_err(Stop::failed)?;
    let mut progress = Progress::new("records", None);
    let limit = Duration::from_secs(arguments.timeout);
    loop {
        match harvest.next() {
            Step::Fetch { url } => fetch(&outside, &url, limit, &mut harvest).await?,
            Step::Wait { seconds, reason } => {
                progress.say(&format!("waiting {seconds} s: {reason}"));
                wait(seconds).await?;
            }
            Step::Deliver(delivery) => {
                for bad in &delivery.bad {
                    progress.say(&format!("byte {}: {}", bad.byte, bad.reason));
                }
                sink.write(&delivery)?;
                progress.at(harvest.checkpoint().summary().records);
            }
            Step::Finished(summary) => {
                sink.finish()?;
                progress.finish(&last_line(&summary));
                return Ok(if summary.bad == 0 { End::Done } else { End::SomethingFailed });
            }
            Step::Failed(failure) => {
                progress.finish(&last_line(&harvest.checkpoint().summary()));
                let advice =
                    failure.advice.map(|advice| format!("\n{} In Alma: {}.", advice.cause, advice.alma_screen));
                let words = format!("{}: {}{}", failure.url, failure.kind, advice.unwrap_or_default());
                return Err(match failure.kind {
                    oai_pmh::FailureKind::Transport(_) => Stop::Unreachable(words),
                    _ => Stop::Failed(words),
                });
            }
        }
    }
}

async fn fetch(outside: &Outside, url: &str, limit: Duration, harvest: &mut Harvest) -> Result<(), Stop> {
    match outside.get(url, limit).await {
        Ok(answer) => harvest.answer(HttpAnswer {
            status: answer.status,
            retry_after: answer.retry_after.as_deref().and_then(|text| retry_after_seconds(text, None)),
            body: answer.body,
        }),
        Err(fault @ CallFailure::Address(_)) => return Err(Stop::Usage(format!("{url}: {fault}"))),
        // Nobody listens there at all: no wait will help a person at a terminal.
        Err(fault @ CallFailure::Unreachable(_)) if harvest.checkpoint().summary().pages == 0 => {
            return Err(Stop::Unreachable(format!("{url} {fault}")));
        }
        Err(fault) => harvest.transport_fault(&fault.to_string()),
    }
    Ok(())
}

async fn wait(seconds: u64) -> Result<(), Stop> {
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(seconds)) => Ok(()),
        _ = tokio::signal::ctrl_c() => Err(Stop::Failed("stopped; start the same command again to go on".into())),
    }
}

fn settings(arguments: &Arguments) -> Result<Settings, Stop> {
    let date = |text: &Option<String>| match text {
        Some(text) => {
            Datestamp::parse_leniently(text).map(Some).map_err(|fault| Stop::Usage(format!("{text}: {fault}")))
        }
        None => Ok(None),
    };
    let mut settings = Settings::new(&arguments.url, &arguments.prefix);
    settings.set.clone_from(&arguments.set);
    settings.from = date(&arguments.from)?;
    settings.until = date(&arguments.until)?;
    Ok(settings)
}

fn last_line(summary: &Summary) -> String {
    format!("records {}, deleted {}, bad {}, pages {}", summary.records, summary.deleted, summary.bad, summary.pages)
}

/// Where records go. A directory gets one file a page and can be gone on with; a file and standard output get one document.
enum Sink {
    Directory { path: PathBuf, page: u64 },
    Stream { out: Box<dyn Write> },
}

const CHECKPOINT: &str = "checkpoint.txt";
const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<records>\n";
const CLOSING: &str = "</records>\n";

impl Sink {
    fn open(output: &Path) -> Result<Self, Stop> {
        if output.as_os_str() == "-" {
            return Self::stream(Box::new(io::stdout()));
        }
        let is_directory = output.is_dir() || output.extension().is_none();
        if !is_directory {
            return Self::stream(Box::new(File::create(output).map_err(Stop::usage)?));
        }
        fs::create_dir_all(output).map_err(Stop::usage)?;
        let page = fs::read_dir(output).map_err(Stop::usage)?.flatten().filter(|entry| is_page(&entry.path())).count();
        Ok(Self::Directory { path: output.to_owned(), page: page as u64 })
    }

    fn stream(mut out: Box<dyn Write>) -> Result<Self, Stop> {
        out.write_all(OPENING.as_bytes()).map_err(Stop::failed)?;
        Ok(Self::Stream { out })
    }

    fn checkpoint(&self) -> Option<Checkpoint> {
        let Self::Directory { path, .. } = self else { return None };
        Checkpoint::from_text(&fs::read_to_string(path.join(CHECKPOINT)).ok()?).ok()
    }

    fn write(&mut self, delivery: &Delivery) -> Result<(), Stop> {
        let records: String = delivery.records.iter().map(written).collect();
        match self {
            Self::Stream { out } => out.write_all(records.as_bytes()).map_err(Stop::failed),
            Self::Directory { path, page } => {
                *page += 1;
                let file = path.join(format!("page-{page:06}.xml"));
                write_durably(&file, &format!("{OPENING}{records}{CLOSING}"))?;
                write_durably(&path.join(CHECKPOINT), &delivery.checkpoint.to_text())
            }
        }
    }

    fn finish(&mut self) -> Result<(), Stop> {
        match self {
            Self::Stream { out } => out.write_all(CLOSING.as_bytes()).and_then(|()| out.flush()).map_err(Stop::failed),
            // The next harvest into this directory begins anew.
            Self::Directory { path, .. } => match fs::remove_file(path.join(CHECKPOINT)) {
                Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(Stop::failed(fault)),
                _ => Ok(()),
            },
        }
    }
}

fn is_page(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("page-"))
}

/// Written beside and moved into place, so that a kill leaves the old file or the new one.
fn write_durably(path: &Path, content: &str) -> Result<(), Stop> {
    let beside = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&beside).map_err(Stop::failed)?;
    file.write_all(content.as_bytes()).and_then(|()| file.sync_all()).map_err(Stop::failed)?;
    fs::rename(&beside, path).map_err(Stop::failed)
}

fn written(record: &oai_pmh::Record) -> String {
    let mut writer = xml::Writer::fragment();
    let deleted = [("status", "deleted")];
    writer.start("record", &[]);
    writer.start("header", if record.header.deleted { &deleted } else { &[] });
    writer.leaf("identifier", &record.header.identifier);
    writer.leaf("datestamp", &record.header.datestamp);
    record.header.sets.iter().for_each(|set| writer.leaf("setSpec", set));
    writer.end();
    if let Some(metadata) = &record.metadata {
        writer.start("metadata", &[]);
        writer.raw(&metadata.xml);
        writer.end();
    }
    writer.end();
    let mut text = writer.finish();
    text.push('\n');
    text
}
