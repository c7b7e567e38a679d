//! `bookferry marc`: read, repair and convert MARC records.

mod stats;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use marc::{Charset, Found, Reader, Record, breaker, iso2709, json, marcxml};

use super::input::{self, Input};
use super::{End, Outcome, Progress, Stop};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read, repair and convert records; bad ones are reported with file, number, byte and reason, and skipped
    Convert(Convert),
    /// Count records by format, language and field, and find the holdings mapping that fits them
    Stats(stats::Stats),
}

#[derive(Debug, Args)]
pub struct Convert {
    /// Format of the input
    #[arg(long, value_enum, default_value = "auto")]
    from: From,
    /// Characters of the input; only ISO 2709 needs it
    #[arg(long, value_enum, default_value = "auto")]
    charset: Characters,
    /// Format of the output; `none` only checks
    #[arg(long, value_enum, default_value = "marcxml")]
    to: To,
    /// Where to write; standard output when absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Files to read, gzip or not; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    Auto,
    Iso2709,
    Marcxml,
    Json,
    Text,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Characters {
    Auto,
    Marc8,
    Utf8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Iso2709,
    Marcxml,
    Json,
    Text,
    None,
}

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Convert(arguments) => run_convert(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
    }
}

fn run_convert(arguments: &Convert) -> Outcome {
    let mut writer = RecordWriter::open(arguments.to, arguments.output.as_deref())?;
    let mut counts = Counts::default();
    let mut progress = Progress::new("records", None);
    for path in &arguments.files {
        convert(path, arguments, &mut writer, &mut counts, &mut progress)?;
    }
    writer.finish()?;
    progress.finish(&format!("records {}, bad {}, bytes {}", counts.records, counts.bad, counts.bytes));
    Ok(if counts.bad == 0 { End::Done } else { End::SomethingFailed })
}

#[derive(Default)]
struct Counts {
    records: u64,
    bad: u64,
    bytes: u64,
}

fn convert(
    path: &Path,
    arguments: &Convert,
    writer: &mut RecordWriter,
    counts: &mut Counts,
    progress: &mut Progress,
) -> Result<(), Stop> {
    let mut reader = open(path, arguments.from, arguments.charset)?;
    for next in reader.by_ref() {
        match next {
            Ok(found) => {
                note_repairs(path, &found, progress);
                match writer.write(&found.record)? {
                    Ok(()) => counts.records += 1,
                    Err(reason) => {
                        counts.bad += 1;
                        progress.say(&format!("{}: record {}: {reason}", input::name(path), found.place.record_number));
                    }
                }
            }
            Err(defect) => {
                counts.bad += 1;
                progress.say(&format!("{}: {defect}", input::name(path)));
            }
        }
        progress.at(counts.records);
    }
    counts.bytes += reader.byte();
    Ok(())
}

fn note_repairs(path: &Path, found: &Found, progress: &Progress) {
    for defect in &found.defects {
        progress.say(&format!("{}: {defect} (repaired)", input::name(path)));
    }
}

fn open(path: &Path, from: From, charset: Characters) -> Result<Reader<Input>, Stop> {
    let format = match from {
        From::Auto => marc::Format::Auto,
        From::Iso2709 => marc::Format::Iso2709,
        From::Marcxml => marc::Format::Marcxml,
        From::Json => marc::Format::Json,
        From::Text => marc::Format::Text,
    };
    let charset = match charset {
        Characters::Auto => Charset::Auto,
        Characters::Marc8 => Charset::Marc8,
        Characters::Utf8 => Charset::Utf8,
    };
    Ok(Reader::open(Input::open(path)?, format, charset))
}

/// The records of a file, whatever their format; for other commands.
pub fn records(path: &Path) -> Result<Reader<Input>, Stop> {
    open(path, From::Auto, Characters::Auto)
}

struct RecordWriter {
    out: BufWriter<Box<dyn Write>>,
    to: To,
}

const COLLECTION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";

impl RecordWriter {
    fn open(to: To, path: Option<&Path>) -> Result<Self, Stop> {
        let out: Box<dyn Write> = match path {
            Some(path) if path.as_os_str() != "-" => Box::new(
                File::create(path)
                    .map_err(|fault| Stop::Usage(format!("{} cannot be written: {fault}", path.display())))?,
            ),
            _ => Box::new(io::stdout().lock()),
        };
        let mut writer = Self { out: BufWriter::with_capacity(256 << 10, out), to };
        if to == To::Marcxml {
            writer.out.write_all(COLLECTION.as_bytes()).map_err(Stop::failed)?;
        }
        Ok(writer)
    }

    /// Writes a record; the inner error says why its format cannot hold it.
    fn write(&mut self, record: &Record) -> Result<Result<(), String>, Stop> {
        let bytes = match self.to {
            To::None => return Ok(Ok(())),
            To::Iso2709 => match iso2709::encode(record) {
                Ok(bytes) => bytes,
                Err(refusal) => return Ok(Err(refusal.to_string())),
            },
            To::Marcxml => marcxml::encode(record).into_bytes(),
            To::Json => json::encode(record).into_bytes(),
            To::Text => breaker::encode(record).into_bytes(),
        };
        self.out.write_all(&bytes).map_err(Stop::failed)?;
        if self.to != To::Iso2709 {
            self.out.write_all(b"\n").map_err(Stop::failed)?;
        }
        Ok(Ok(()))
    }

    fn finish(mut self) -> Result<(), Stop> {
        if self.to == To::Marcxml {
            self.out.write_all(b"</collection>\n").map_err(Stop::failed)?;
        }
        self.out.flush().map_err(Stop::failed)
    }
}
