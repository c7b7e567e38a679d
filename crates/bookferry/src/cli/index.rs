//! `bookferry index`: load records into a shared index and search it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ::index::search::Query;
use clap::{Args, Subcommand};
use serde_json::json;
use store::{LibraryId, Source, SourceSettings, Store};

use super::{End, Outcome, Progress, Stop, input, runtime};
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::jobs::{Content, Watch, load_into};

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
    /// The source that the records belong to, such as the one that is harvested: the same record is then one record. Without it
    /// each file is a source of its own
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Data directory
    #[arg(long, value_name = "DIR", default_value = "bookferry-data")]
    data: PathBuf,
    /// Files to read, plain, gzip or zip; `-` is standard input
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
    let mut watch = Bar { progress: Progress::new("records", None), file: String::new(), before: 0 };
    let library = library(&store, &arguments.library).await?;
    let (mut records, mut bad, mut waiting) = (0u64, 0u64, 0i64);
    for path in &arguments.files {
        let source = source(&store, library, arguments.source.as_deref(), path).await?;
        (watch.file, watch.before) = (input::name(path), records);
        let loaded = load_into(&store, source, &watch.file.clone(), content(path)?, &mut watch).await;
        let loaded = loaded.map_err(|fault| Stop::Failed(format!("{}: {fault}", watch.file)))?;
        records += loaded.records;
        bad += loaded.bad;
        waiting = loaded.waiting;
    }
    let progress = watch.progress;
    if waiting > 0 {
        progress.say(&format!(
            "{waiting} records would disappear; decide on the page of the source under Settings, Harvest"
        ));
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

/// The source that the records belong to: the one of this name, or the one that stands for the file, made when it is new. Loading a
/// file again updates its records.
async fn source(store: &Store, library: LibraryId, name: Option<&str>, path: &Path) -> Result<Source, Stop> {
    let name = name.map_or_else(|| input::name(path), str::to_owned);
    let known = store.sources().of_library(library).await.map_err(Stop::failed)?;
    if let Some(source) = known.into_iter().find(|source| source.settings.name == name) {
        return Ok(source);
    }
    // Without a mapping: the one that fits the first records is chosen and kept.
    let url = format!("file:{}", input::name(path));
    let settings = SourceSettings { name, url, prefix: "marc21".to_owned(), ..SourceSettings::default() };
    let id = store.sources().add(library, &settings, Clock::System.now()).await.map_err(Stop::failed)?;
    store.sources().by_id(library, id).await.map_err(Stop::failed)
}

fn content(path: &Path) -> Result<Content, Stop> {
    if path.as_os_str() == "-" {
        return Ok(Content::Stream(Box::new(std::io::stdin())));
    }
    let file = std::fs::File::open(path);
    file.map(Content::File).map_err(|fault| Stop::Usage(format!("{} cannot be read: {fault}", path.display())))
}

/// Shows a load on the terminal.
struct Bar {
    progress: Progress,
    file: String,
    /// Records of the files before.
    before: u64,
}

impl Watch for Bar {
    fn at(&mut self, records: u64) {
        self.progress.at(self.before + records);
    }

    fn bad(&mut self, words: &str) {
        self.progress.say(&format!("{}: {words}", self.file));
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
