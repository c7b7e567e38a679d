//! `bookferry index`: load records into a shared index and search it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ::index::search::Query;
use clap::{Args, Subcommand};
use marc::holdings::Mapping;
use serde_json::json;
use store::{Batch, IncomingRecord, LibraryId, SourceId, SourceSettings, Store};

use super::{End, Outcome, Progress, Stop, input, marc::records, runtime};
use crate::catalogue::{Catalogue, incoming};
use crate::clock::Clock;
use crate::jobs::DEFAULT_MAPPING;

/// Records of one transaction.
const BATCH: usize = 1_000;
/// Records that are looked at to find the holdings mapping.
const SAMPLE: usize = 200;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Load MARC files into the shared index
    Load(Load),
    /// Search it as patrons do
    Search(Search),
}

#[derive(Debug, Args)]
pub struct Load {
    /// The library that holds what is in the files
    #[arg(long, value_name = "NAME")]
    library: String,
    /// Data directory
    #[arg(long, value_name = "DIR", default_value = "bookferry-data")]
    data: PathBuf,
    /// Files to read, gzip or not; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Search {
    /// Words, "a phrase", `title:` `author:` `isbn:` and the like before a word
    query: String,
    /// Data directory
    #[arg(long, value_name = "DIR", default_value = "bookferry-data")]
    data: PathBuf,
    /// How many titles to show
    #[arg(long, default_value_t = 10)]
    count: usize,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
}

pub fn run(command: Command) -> Outcome {
    match command {
        Command::Load(arguments) => runtime()?.block_on(load(arguments)),
        Command::Search(arguments) => runtime()?.block_on(search(arguments)),
    }
}

async fn load(arguments: Load) -> Outcome {
    let begin = Instant::now();
    let store = Store::open(&arguments.data).await.map_err(Stop::usage)?;
    let (mut records, mut bad) = (0u64, 0u64);
    let mut progress = Progress::new("records", None);
    let library = library(&store, &arguments.library).await?;
    for path in &arguments.files {
        let source = source(&store, library, path).await?;
        let counts = load_file(&store, source, path, records, &mut progress).await?;
        records += counts.0;
        bad += counts.1;
    }
    let catalogue = Catalogue::open(&store, &arguments.data).await.map_err(Stop::failed)?;
    catalogue.catch_up(&store).await.map_err(Stop::failed)?;
    let clusters = store.records().cluster_count().await.map_err(Stop::failed)?;
    store.close().await;
    let seconds = begin.elapsed().as_secs_f64();
    progress.finish(&format!("records {records}, clusters {clusters}, bad {bad}, {seconds:.1} s"));
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

/// The library of this name, made when it is new.
async fn library(store: &Store, name: &str) -> Result<LibraryId, Stop> {
    let code: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    if code.is_empty() {
        return Err(Stop::Usage("--library needs a name with at least one letter or digit".into()));
    }
    if let Some(known) = store.libraries().by_code(&code).await.map_err(Stop::failed)? {
        return Ok(known.id);
    }
    let added = store.libraries().add(&code, name, &format!("ISIL:{code}"), Clock::System.now()).await;
    added.map(|library| library.id).map_err(Stop::failed)
}

/// The source that stands for a file; loading the file again updates its records.
async fn source(store: &Store, library: LibraryId, path: &Path) -> Result<SourceId, Stop> {
    let name = input::name(path);
    let known = store.sources().of_library(library).await.map_err(Stop::failed)?;
    if let Some(source) = known.iter().find(|source| source.settings.name == name) {
        return Ok(source.id);
    }
    let settings = SourceSettings {
        url: format!("file:{name}"),
        name,
        set_spec: None,
        prefix: "marc21".to_owned(),
        mapping: DEFAULT_MAPPING.to_owned(),
        ..SourceSettings::default()
    };
    store.sources().add(library, &settings, Clock::System.now()).await.map_err(Stop::failed)
}

async fn load_file(
    store: &Store,
    source: SourceId,
    path: &Path,
    before: u64,
    progress: &mut Progress,
) -> Result<(u64, u64), Stop> {
    let (mut good, mut bad) = (0u64, 0u64);
    let mut reader = records(path)?;
    let mut mapping = None;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for next in reader.by_ref().take(BATCH) {
            match next {
                Ok(found) => batch.push(found.record),
                Err(defect) => {
                    bad += 1;
                    progress.say(&format!("{}: {defect}", input::name(path)));
                }
            }
        }
        if batch.is_empty() {
            return Ok((good, bad));
        }
        let mapping = mapping.get_or_insert_with(|| find_mapping(&batch));
        let prepared: Vec<IncomingRecord> = (good + 1..)
            .zip(&batch)
            .map(|(number, record)| incoming(&record_id(record, number), "", record, mapping))
            .collect();
        let batch = Batch::new(source, &prepared, Clock::System.now());
        store.records().ingest(&batch).await.map_err(Stop::failed)?;
        good += prepared.len() as u64;
        progress.at(before + good);
    }
}

/// The holdings mapping that fits the first records best.
fn find_mapping(records: &[marc::Record]) -> Mapping {
    let sample = records.get(..SAMPLE.min(records.len())).unwrap_or(records);
    let best = Mapping::detect(sample).into_iter().next().map(|fit| fit.mapping);
    best.or_else(|| Mapping::preset(DEFAULT_MAPPING)).unwrap_or_else(|| Mapping::presets().swap_remove(0))
}

/// The number of a record in its file: field 001, or its place where it has none.
fn record_id(record: &marc::Record, number: u64) -> String {
    match record.control("001").map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => id.to_owned(),
        None => format!("record {number}"),
    }
}

async fn search(arguments: Search) -> Outcome {
    if !arguments.data.exists() {
        return Err(Stop::Usage(format!("{} does not exist; load something first", arguments.data.display())));
    }
    let store = Store::open(&arguments.data).await.map_err(Stop::usage)?;
    let catalogue = Catalogue::open(&store, &arguments.data).await.map_err(Stop::failed)?;
    let mut query = Query::parse(&arguments.query);
    query.limit = arguments.count;
    let hits = catalogue.search(query).await.map_err(Stop::failed)?;
    let libraries = store.libraries().all().await.map_err(Stop::failed)?;
    let name = |id: &String| {
        let found = libraries.iter().find(|library| library.id.to_string() == *id);
        found.map_or_else(|| id.clone(), |library| library.name.clone())
    };
    for hit in &hits.hits {
        let summary = &hit.summary;
        let members: Vec<String> = summary.members.iter().map(name).collect();
        let year = summary.year.map(|year| format!(" ({year})")).unwrap_or_default();
        match arguments.json {
            true => println!(
                "{}",
                json!({ "cluster": summary.cluster_id, "title": summary.title, "authors": summary.authors, "year": summary.year, "members": members, "score": hit.score })
            ),
            false => println!("{}{year} / {} [{}]", summary.title, summary.authors.join("; "), members.join(", ")),
        }
    }
    store.close().await;
    eprintln!("hits {}", hits.total);
    Ok(End::Done)
}
