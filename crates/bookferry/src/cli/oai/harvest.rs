//! `bookferry oai harvest`: one list, from its beginning or from where it was interrupted, to its end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use oai_pmh::{
    BadRecord, Datestamp, DecodeErrorKind, DeletedRecord, Delivery, FailureKind, Harvest, Identify, Record, Settings,
    Step, Summary,
};
use tokio::sync::Notify;

use super::connection::{Connection, ConnectionArguments};
use super::sink::{Sink, Tally, written};
use super::{End, Outcome, Progress, Stop, runtime_of_one_thread};
use crate::cli::until_stopped;
use crate::outside::CallFailure;

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
    /// Only the headers of the records: what is still there
    #[arg(long)]
    headers_only: bool,
    /// How often a page is asked for before the harvest stops
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    attempts: u32,
    /// A directory (one file a page), a file, or `-` for standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    connection: ConnectionArguments,
}

pub fn run(arguments: &Arguments) -> Outcome {
    runtime_of_one_thread()?.block_on(harvest(arguments))
}

async fn harvest(arguments: &Arguments) -> Outcome {
    let settings = settings(arguments)?;
    let mut sink = Sink::open(&arguments.output, &settings)?;
    let harvest = match sink.checkpoint() {
        Some(checkpoint) => Harvest::resume(settings, checkpoint),
        None => Harvest::new(settings),
    };
    let connection = Connection::open(&arguments.connection)?;
    let (progress, stop) = (Progress::new("records", None), Arc::new(Notify::new()));
    let mut run = Run { harvest, connection, progress, announced: 0, stop };
    let watch = tokio::spawn(watch(Arc::clone(&run.stop)));
    let ended = run.until_the_end(&mut sink, is_marc(&arguments.prefix) && !arguments.headers_only).await;
    watch.abort();
    let tally = sink.close(ended.is_ok())?;
    run.progress.finish(&last_line(tally));
    ended.map(|()| if tally.bad == 0 { End::Done } else { End::SomethingFailed })
}

/// The first signal stops the harvest behind the page that is being fetched, the second at once.
async fn watch(stop: Arc<Notify>) {
    until_stopped().await;
    eprintln!("stopping behind this page; once more to stop at once");
    stop.notify_one();
    until_stopped().await;
    std::process::exit(1);
}

struct Run {
    harvest: Harvest,
    connection: Connection,
    progress: Progress,
    /// How long the source says the list is.
    announced: u64,
    stop: Arc<Notify>,
}

impl Run {
    async fn until_the_end(&mut self, sink: &mut Sink, is_marc: bool) -> Result<(), Stop> {
        loop {
            match self.harvest.next() {
                Step::Fetch { url } => self.fetch(&url).await?,
                Step::Wait { seconds, reason } => {
                    self.progress.say(&format!("waiting {seconds} s: {reason}"));
                    self.wait(Duration::from_secs(seconds)).await?;
                }
                Step::Deliver(delivery) => {
                    let delivery = usable(*delivery, is_marc);
                    self.tell(&delivery);
                    sink.write(&delivery)?;
                    self.progress.at(sink.tally().records);
                    self.wait(Duration::ZERO).await?;
                }
                Step::Finished(summary) => {
                    self.compare(&summary);
                    return Ok(());
                }
                Step::Failed(failure) => return Err(stopped(&failure)),
            }
        }
    }

    async fn fetch(&mut self, url: &str) -> Result<(), Stop> {
        let is_first = self.harvest.source().is_none();
        match self.connection.get(url).await {
            Ok(answer) => self.harvest.answer(answer.into()),
            Err(fault @ CallFailure::Address(_)) => return Err(Stop::Usage(format!("{url}: {fault}"))),
            // Nobody listens there at all: no wait will help a person at a terminal.
            Err(fault @ CallFailure::Unreachable(_)) if is_first => {
                return Err(Stop::Unreachable(format!("{url} {fault}")));
            }
            Err(fault) => self.harvest.transport_fault(&fault.to_string()),
        }
        if let Some(source) = self.harvest.source().filter(|_| is_first) {
            self.progress.say(&introduced(source));
        }
        Ok(())
    }

    /// Waits, unless somebody wants the harvest to stop.
    async fn wait(&self, time: Duration) -> Result<(), Stop> {
        tokio::select! {
            biased;
            () = self.stop.notified() => Err(Stop::Failed("stopped; into a directory, the same command goes on from here".into())),
            () = tokio::time::sleep(time) => Ok(()),
        }
    }

    /// A list that is shorter than its source said may be the fault of either number; a person should know.
    fn compare(&mut self, summary: &Summary) {
        let given = summary.records + summary.bad;
        if given < self.announced {
            self.progress.say(&format!("the source announced {} records and gave {given}", self.announced));
        }
    }

    fn tell(&mut self, delivery: &Delivery) {
        if let Some(size) = delivery.complete_list_size {
            self.announced = size;
            self.progress.expect(size);
        }
        let page = delivery.checkpoint.pages;
        for bad in &delivery.bad {
            self.progress.say(&format!("page {page}, byte {}: {}", bad.byte, bad.reason));
        }
        if delivery.replaced > 0 {
            self.progress.say(&format!("page {page}: {} places were not UTF-8 and became U+FFFD", delivery.replaced));
        }
    }
}

fn settings(arguments: &Arguments) -> Result<Settings, Stop> {
    let date = |text: &Option<String>| match text {
        Some(text) => {
            Datestamp::parse_leniently(text).map(Some).map_err(|fault| Stop::Usage(format!("{text}: {fault}")))
        }
        None => Ok(None),
    };
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::from(since.subsec_nanos()));
    Ok(Settings {
        set: arguments.set.clone(),
        from: date(&arguments.from)?,
        until: date(&arguments.until)?,
        headers_only: arguments.headers_only,
        attempts: arguments.attempts,
        jitter: Some(moment ^ u64::from(std::process::id())),
        ..Settings::new(&arguments.url, &arguments.prefix)
    })
}

/// One sentence about a repository, with what its way of telling deletions means.
fn introduced(source: &Identify) -> String {
    let deletions = match &source.deleted_record {
        DeletedRecord::Persistent => "tells deletions for ever".to_owned(),
        DeletedRecord::Transient => {
            "tells deletions for some time only: compare with --headers-only now and then".to_owned()
        }
        DeletedRecord::No => "does not tell deletions: compare with --headers-only".to_owned(),
        DeletedRecord::Other(word) => format!("says {word:?} about deletions"),
    };
    format!("{} (records since {}) {deletions}", source.repository_name, source.earliest_datestamp)
}

/// The formats of MARC have names with it: `marc21`, `marcxml`, `unimarc`, `kormarc`.
fn is_marc(prefix: &str) -> bool {
    prefix.to_ascii_lowercase().contains("marc")
}

/// Puts aside the records that nobody can use: without metadata, and in a MARC format those that are no MARC record or have
/// no number.
fn usable(mut delivery: Delivery, is_marc: bool) -> Delivery {
    if !is_marc {
        return delivery;
    }
    let records = std::mem::take(&mut delivery.records);
    for record in records {
        match fault_of(&record) {
            None => delivery.records.push(record),
            Some(reason) => {
                let byte = record.metadata.as_ref().map_or(0, |metadata| metadata.byte);
                delivery.bad.push(BadRecord { byte, reason, xml: written(&record) });
            }
        }
    }
    delivery
}

fn fault_of(record: &Record) -> Option<DecodeErrorKind> {
    if record.header.deleted {
        return None;
    }
    let Some(metadata) = &record.metadata else { return Some(DecodeErrorKind::Missing("metadata")) };
    match marc::marcxml::decode(metadata.xml.as_bytes()) {
        Err(defect) => Some(DecodeErrorKind::NotUsable(defect.reason.to_string())),
        Ok(found) if found.record.control("001").is_none_or(|number| number.trim().is_empty()) => {
            Some(DecodeErrorKind::NotUsable("the MARC record has no number (001)".into()))
        }
        Ok(_) => None,
    }
}

fn stopped(failure: &oai_pmh::Failure) -> Stop {
    let advice = failure.advice.map(|advice| format!("\n{} In Alma: {}.", advice.cause, advice.alma_screen));
    let words = format!("{}: {}{}", failure.url, failure.kind, advice.unwrap_or_default());
    match failure.kind {
        FailureKind::Transport(_) => Stop::Unreachable(words),
        _ => Stop::Failed(words),
    }
}

fn last_line(tally: Tally) -> String {
    format!("records {}, deleted {}, bad {}, pages {}", tally.records, tally.deleted, tally.bad, tally.pages)
}
