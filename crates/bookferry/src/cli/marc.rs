//! `bookferry marc`: read, repair and convert MARC records.

mod stats;

use std::fs::File;
use std::io::{self, Write};
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
    /// Characters of the output; only ISO 2709 can be anything but UTF-8
    #[arg(long, value_enum, default_value = "utf8")]
    output_charset: OutputCharacters,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputCharacters {
    Marc8,
    Utf8,
}

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Convert(arguments) => run_convert(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
    }
}

fn run_convert(arguments: &Convert) -> Outcome {
    if arguments.output_charset == OutputCharacters::Marc8 && arguments.to != To::Iso2709 {
        return Err(Stop::usage("only ISO 2709 can be written in MARC-8: add --to iso2709"));
    }
    let mut writer = RecordWriter::open(arguments)?;
    let mut counts = Counts::default();
    let mut progress = Progress::new("records", None);
    for path in &arguments.files {
        convert(path, arguments, &mut writer, &mut counts, &mut progress)?;
    }
    if let Some(Seen { fields, subfields, value_bytes }) = writer.finish()? {
        progress.say(&format!("fields {fields}, subfields {subfields}, bytes in their values {value_bytes}"));
    }
    progress.finish(&format!("records {}, bad {}, bytes {}", counts.records, counts.bad, counts.bytes));
    Ok(if counts.bad == 0 { End::Done } else { End::SomethingFailed })
}

/// Records between two looks at the clock.
const PROGRESS_EVERY: u64 = 256;

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
    let mut found = Found::default();
    while let Some(outcome) = reader.read_into(&mut found) {
        let written = match outcome {
            Ok(()) => {
                note_repairs(path, &found, progress);
                writer.write(&found.record)?.map_err(|reason| format!("record {}: {reason}", found.place.record_number))
            }
            Err(defect) => Err(defect.to_string()),
        };
        match written {
            Ok(()) => counts.records += 1,
            Err(reason) => {
                counts.bad += 1;
                progress.say(&format!("{}: {reason}", input::name(path)));
            }
        }
        if counts.records.is_multiple_of(PROGRESS_EVERY) {
            progress.at(counts.records);
        }
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

/// Bytes that are collected before they are written.
const BUFFER: usize = 256 << 10;

struct RecordWriter {
    out: Box<dyn Write>,
    to: To,
    characters: iso2709::Characters,
    /// Records of ISO 2709 that wait to be written.
    bytes: Vec<u8>,
    /// Records of the other formats that wait.
    text: String,
    seen: Seen,
}

/// What `--to none` has looked at.
#[derive(Default)]
struct Seen {
    fields: u64,
    subfields: u64,
    value_bytes: u64,
}

impl RecordWriter {
    fn open(arguments: &Convert) -> Result<Self, Stop> {
        let out: Box<dyn Write> = match arguments.output.as_deref() {
            Some(path) if path.as_os_str() != "-" => Box::new(
                File::create(path)
                    .map_err(|fault| Stop::Usage(format!("{} cannot be written: {fault}", path.display())))?,
            ),
            _ => Box::new(io::stdout().lock()),
        };
        let characters = match arguments.output_charset {
            OutputCharacters::Marc8 => iso2709::Characters::Marc8,
            OutputCharacters::Utf8 => iso2709::Characters::Utf8,
        };
        let mut text = String::new();
        if arguments.to == To::Marcxml {
            text.push_str(marcxml::COLLECTION_START);
        }
        Ok(Self { out, to: arguments.to, characters, bytes: Vec::new(), text, seen: Seen::default() })
    }

    /// Writes a record; the inner error says why its format cannot hold it.
    fn write(&mut self, record: &Record) -> Result<Result<(), String>, Stop> {
        match self.to {
            To::None => self.seen.look(record),
            To::Iso2709 => {
                if let Err(refusal) = iso2709::encode_in(self.characters, record, &mut self.bytes) {
                    return Ok(Err(refusal.to_string()));
                }
            }
            To::Marcxml => marcxml::encode_into(record, &mut self.text),
            To::Json => {
                json::encode_into(record, &mut self.text);
                self.text.push('\n');
            }
            To::Text => breaker::encode_into(record, &mut self.text),
        }
        if self.bytes.len() + self.text.len() >= BUFFER {
            self.flush()?;
        }
        Ok(Ok(()))
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.out.write_all(&self.bytes).map_err(Stop::failed)?;
        self.out.write_all(self.text.as_bytes()).map_err(Stop::failed)?;
        self.bytes.clear();
        self.text.clear();
        Ok(())
    }

    /// Writes what waits and the end of the file; gives back what `--to none` has to tell.
    fn finish(mut self) -> Result<Option<Seen>, Stop> {
        if self.to == To::Marcxml {
            self.text.push_str(marcxml::COLLECTION_END);
        }
        self.flush()?;
        self.out.flush().map_err(Stop::failed)?;
        Ok((self.to == To::None).then_some(self.seen))
    }
}

impl Seen {
    fn look(&mut self, record: &Record) {
        for field in record.all_fields() {
            self.fields += 1;
            self.value_bytes += field.text().len() as u64;
            for subfield in field.subfields() {
                self.subfields += 1;
                self.value_bytes += subfield.value.len() as u64;
            }
        }
    }
}
