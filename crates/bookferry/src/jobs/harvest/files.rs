//! Harvests of files: from a folder into which somebody puts them, or by the lists of ResourceSync. Each file is read once, in
//! order, with the place to go on from kept after every thousand records.

mod bookmark;
mod folder;
mod names;
mod one;
pub(in crate::jobs) mod place;
mod plan;
mod sync;
pub(crate) mod trial;

use store::{FileRead, IngestCounts, Progress, RunId, RunOutcome, Source, SourceFile};

use super::HarvestError;
use super::Hours;
use super::live::Turn;
use super::settings::{SourceKind, Wanted};
use crate::clock::instant_text;
use crate::jobs::intake::Intake;
use crate::jobs::load::FileCounts;
use crate::platform::Platform;
use bookmark::Bookmark;
use place::Place;
use plan::Offered;

/// How a harvest of files ended.
pub(super) struct Ended {
    /// As every harvest.
    pub outcome: RunOutcome,
    /// Files are left that somebody was still writing.
    pub looks_again: bool,
}

/// One run over the files of a source.
struct Run<'a> {
    platform: &'a Platform,
    turn: &'a Turn,
    source: Source,
    run: RunId,
    kind: Wanted,
    /// The hours that count; `None`: a person started it.
    hours: Option<Hours>,
    intake: Intake<'a>,
    bookmark: Bookmark,
    /// Records of the files that were read.
    records: u64,
    /// The time of the newest file that was read.
    newest: Option<i64>,
    /// What a file no longer has may be among what in it could not be read.
    doubts: bool,
}

/// Reads what there is to read.
///
/// # Errors
/// [`HarvestError`].
pub(super) async fn read(
    platform: &Platform,
    turn: &Turn,
    source: Source,
    (run, kind): (RunId, Wanted),
    hours: Option<Hours>,
) -> Result<Ended, HarvestError> {
    let bookmark = Bookmark::read(source.checkpoint.as_deref());
    let goes_on = bookmark.kind == kind.name();
    let bookmark = if goes_on { bookmark } else { Bookmark { kind: kind.name().to_owned(), ..Bookmark::default() } };
    let intake = Intake::new(platform.store(), run, platform.clock(), source.clone()).feeding(platform);
    let mut files =
        Run { platform, turn, source, run, kind, hours, intake, bookmark, records: 0, newest: None, doubts: false };
    if kind == Wanted::Everything && !goes_on {
        platform.store().files().forget_readings(files.source.id).await?;
        files.put_progress(Some(files.bookmark.to_text()), None).await?;
    }
    match SourceKind::of(&files.source.settings) {
        SourceKind::ResourceSync => files.sync().await,
        _ => files.folder().await,
    }
}

impl Run<'_> {
    fn reason_to_stop(&self) -> Option<String> {
        super::reason_to_stop(self.platform, self.turn, self.hours.as_ref(), self.source.id)
    }

    /// The place of the source.
    async fn place(&self) -> Result<Place, HarvestError> {
        let place = Place::of(self.platform, self.source.library_id, &self.source.settings).await;
        place.map_err(|fault| HarvestError::Source(fault.to_string()))
    }

    /// Notes what is there; returns what was known of it before.
    async fn see(&self, offered: &[Offered]) -> Result<Vec<SourceFile>, HarvestError> {
        let (files, source) = (self.platform.store().files(), self.source.id);
        let before = files.of_source(source).await?;
        let versions: Vec<(String, String)> = offered.iter().map(|file| (file.name.clone(), file.version())).collect();
        let seen: Vec<(&str, &str)> =
            versions.iter().map(|(name, version)| (name.as_str(), version.as_str())).collect();
        files.see(source, &seen, self.platform.now()).await?;
        Ok(before)
    }

    /// A file that was noted by [`Run::see`].
    async fn known(&self, name: &str) -> Result<SourceFile, HarvestError> {
        Ok(self.platform.store().files().by_name(self.source.id, name).await?)
    }

    /// Shows which file is read.
    fn tell_file(&self, file: &Offered, number: usize, of: usize) {
        let words = format!("{} ({} of {of})", one::file_name(file), number + 1);
        self.turn.tell(|live| live.file = Some(words));
    }

    /// Adds to the history that nothing was taken in of a file.
    async fn note(&self, file: &Offered, outcome: &str, note: impl Into<String>) -> Result<(), HarvestError> {
        let read = self.file_read(file, file.modified, outcome, note.into(), &FileCounts::default());
        Ok(self.platform.store().files().note(self.source.id, &read).await?)
    }

    fn file_read(
        &self,
        file: &Offered,
        modified: Option<i64>,
        outcome: &str,
        note: String,
        total: &FileCounts,
    ) -> FileRead {
        let counts = total.counts;
        FileRead {
            run: Some(self.run),
            at: self.platform.now(),
            name: file.name.clone(),
            size: file.size.and_then(|size| i64::try_from(size).ok()),
            modified: modified.map(instant_text).unwrap_or_default(),
            outcome: outcome.to_owned(),
            note,
            counts: IngestCounts { deleted: counts.deleted + counts.held, ..counts },
            bad: i64::try_from(total.bad).unwrap_or(i64::MAX),
        }
    }

    async fn put_progress(&self, checkpoint: Option<String>, watermark: Option<String>) -> Result<(), HarvestError> {
        let batch = store::Batch {
            run: Some(self.run),
            progress: Some(Progress { checkpoint, watermark }),
            ..store::Batch::new(self.source.id, &[], self.platform.now())
        };
        self.platform.store().records().ingest(&batch).await?;
        Ok(())
    }
}

fn stopped(reason: String) -> Ended {
    Ended { outcome: RunOutcome::Stopped(reason), looks_again: false }
}

fn failed(error: String) -> Ended {
    Ended { outcome: RunOutcome::Failed { error, body: Vec::new() }, looks_again: false }
}

/// The failure of a file, with what follows from it.
fn failed_at(file: &Offered, fault: &str) -> Ended {
    failed(format!(
        "{}: {fault}. What comes behind it waits, so that nothing is read in the wrong order. Put the file there once more, or take it away.",
        file.name
    ))
}
