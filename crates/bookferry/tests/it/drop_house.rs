//! A platform with a clock that stands still, a library, and a source of files.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use bookferry::clock::Clock;
use bookferry::jobs::{self, FetchSettings, HarvestError, Wanted};
use bookferry::platform::{Options, Platform};
use bookferry::seed;
use store::{FileRead, HarvestRun, LibraryId, Source, SourceId, SourceSettings};
use tempfile::TempDir;

use super::repository::marcxml;

/// The present, as far as these tests know: 2026-11-28T12:00:00Z.
pub const NOW: i64 = 1_795_867_200_000;
/// An hour in milliseconds.
pub const HOUR: i64 = 3_600_000;

/// The platform with what it stands on.
pub struct DropHouse {
    pub platform: Platform,
    pub clock: Clock,
    pub library: LibraryId,
    pub source: SourceId,
    /// The folder that is open to the library.
    pub folder: PathBuf,
    data: TempDir,
}

impl DropHouse {
    /// With a source of this address; an empty one is the open folder.
    pub async fn new(url: &str, fetch: FetchSettings) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let folder = data.path().join("drop").join("east");
        std::fs::create_dir_all(&folder).expect("a folder");
        let clock = Clock::manual(NOW);
        let platform = open(data.path(), &folder, &clock).await;
        let library = seed::library(&platform, "EAST", "East", "ISIL:EAST").await.expect("a library").id;
        let url = if url.is_empty() { folder.to_str().expect("a path").to_owned() } else { url.to_owned() };
        let settings = SourceSettings {
            name: "files".into(),
            url,
            prefix: "marc21".into(),
            mapping: jobs::DEFAULT_MAPPING.into(),
            fetch: FetchSettings { full_every_days: Some(0), ..fetch }.to_json(),
            ..SourceSettings::default()
        };
        let source = platform.store().sources().add(library, &settings, NOW).await.expect("a source");
        platform.store().sources().schedule(library, source, Some(NOW)).await.expect("a schedule");
        Self { platform, clock, library, source, folder, data }
    }

    /// Puts a file into the folder, written so many hours ago.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>, hours_ago: i64) {
        put(&self.folder, name, content.as_ref(), NOW - hours_ago * HOUR);
    }

    pub async fn harvest(&self, wanted: Wanted) -> Result<(), HarvestError> {
        jobs::harvest_now(&self.platform, self.library, self.source, wanted).await
    }

    /// The words with which a harvest fails.
    pub async fn failure(&self) -> String {
        self.harvest(Wanted::Changes).await.expect_err("it fails").to_string()
    }

    pub async fn source(&self) -> Source {
        self.platform.store().sources().by_id(self.library, self.source).await.expect("the source")
    }

    pub async fn change(&self, change: impl FnOnce(&mut SourceSettings)) {
        let mut settings = self.source().await.settings;
        change(&mut settings);
        self.platform.store().sources().change(self.library, self.source, &settings, false).await.expect("changed");
    }

    pub async fn records(&self) -> Vec<String> {
        self.platform.store().records().source_record_ids(self.source, "", 100_000).await.expect("records")
    }

    /// The last harvest.
    pub async fn run(&self) -> HarvestRun {
        let runs = self.platform.store().sources().runs(self.library, self.source, 1).await.expect("runs");
        runs.into_iter().next().expect("a harvest")
    }

    /// What came of files, the latest first.
    pub async fn files(&self) -> Vec<FileRead> {
        self.platform.store().files().history(self.library, self.source, 100).await.expect("files")
    }

    /// Names and outcomes of files, the earliest first.
    pub async fn outcomes(&self) -> Vec<String> {
        let files = self.files().await;
        files.iter().rev().map(|file| format!("{} {}", resource_name(&file.name), file.outcome)).collect()
    }

    /// The process dies while so many records of a file are kept, and starts again.
    pub async fn die_at(self, records: u64) -> Self {
        {
            let mut harvest = std::pin::pin!(self.harvest(Wanted::Changes));
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut harvest => panic!("it ended before it could be killed: {outcome:?}"),
                    () = tokio::task::yield_now() => {}
                }
                if jobs::progress(&self.platform, self.source).is_some_and(|live| live.records >= records) {
                    break;
                }
            }
        }
        let Self { platform, clock, library, source, folder, data } = self;
        platform.store().close().await;
        drop(platform);
        let platform = open(data.path(), &folder, &clock).await;
        Self { platform, clock, library, source, folder, data }
    }
}

fn resource_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

async fn open(data: &Path, folder: &Path, clock: &Clock) -> Platform {
    let options = Options {
        contact: "tests".into(),
        drop_folders: [("EAST".to_owned(), vec![folder.to_owned()])].into(),
        ..Options::new(data.to_owned(), "http://127.0.0.1".into())
    };
    Platform::open(options, clock.clone()).await.expect("a data directory")
}

/// Writes a file that was last changed at this moment.
pub fn put(folder: &Path, name: &str, content: &[u8], modified: i64) {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("the file is written");
    let at = UNIX_EPOCH + Duration::from_millis(modified.unsigned_abs());
    File::options().write(true).open(path).and_then(|file| file.set_modified(at)).expect("its time is set");
}

/// A collection of small records: number and title.
pub fn collection(records: &[(&str, &str)]) -> String {
    let records: String = records.iter().map(|(id, title)| marcxml(Some(id), title)).collect();
    format!("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">{records}</collection>")
}

/// A collection of so many records with numbers from 90000 on.
pub fn many(count: usize, title: &str) -> String {
    let ids: Vec<String> = (90_000..90_000 + count).map(|number| number.to_string()).collect();
    let records: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), title)).collect();
    collection(&records)
}

/// Packed with gzip.
pub fn gzip(content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

/// A tar archive with one file, as Alma packs it.
pub fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_data(&mut header, name, content).expect("memory");
    builder.into_inner().expect("memory")
}
