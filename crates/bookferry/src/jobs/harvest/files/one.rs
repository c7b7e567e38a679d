//! One file: fetched, compared with what was read before, taken in, noted.

use store::{FileId, FileReading, SourceFile, SourceId};

use super::bookmark::{Bookmark, FileMark};
use super::place::Fetched;
use super::plan::Offered;
use super::{Run, names};
use crate::clock::instant_text;
use crate::jobs::harvest::live::Turn;
use crate::jobs::harvest::{HarvestError, Hours, feed_index, reason_to_stop};
use crate::jobs::intake::Manner;
use crate::jobs::load::{Content, FileCounts, Watch};
use crate::platform::Platform;

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    /// It is part of the whole list.
    pub is_sweep: bool,
    /// It takes its records with it when it disappears.
    pub keeps_track: bool,
    /// Nothing is done when it has the same content as when it was read before.
    pub skips_same: bool,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// It was read to its end, or there was nothing to do.
    Done,
    /// Somebody stopped the harvest in the middle of it.
    Stopped(String),
    /// It cannot be read to its end.
    Failed(String),
}

impl Run<'_> {
    /// Takes in a file that was fetched; `known` is what is known of it.
    pub(super) async fn take(
        &mut self,
        file: &Offered,
        known: &SourceFile,
        fetched: Fetched,
        way: Way,
    ) -> Result<Came, HarvestError> {
        let done = Done { version: file.version(), hash: fetched.sha256.clone(), modified: fetched.modified };
        let file = Offered { size: Some(fetched.size), ..file.clone() };
        if way.skips_same && known.hash == done.hash {
            let note = "the same content as when it was read before";
            self.finish(&file, known.id, &done, ("skipped", note), &FileCounts::default()).await?;
            return Ok(Came::Done);
        }
        let mark = self.mark(&file, known.id, &done, way).await?;
        let reading = way.keeps_track.then_some(FileReading { file: known.id, reading: mark.reading });
        let total = match self.read_pieces(&file, fetched, mark.clone(), reading, way).await {
            Ok(total) => total,
            Err(HarvestError::Source(fault)) => {
                self.note(&file, "failed", fault.clone()).await?;
                return Ok(Came::Failed(fault));
            }
            Err(fault) => return Err(fault),
        };
        feed_index(self.platform).await?;
        if total.is_stopped {
            return Ok(Came::Stopped(self.reason_to_stop().unwrap_or_default()));
        }
        if let Some(FileReading { reading, .. }) = reading {
            self.doubts |= total.bad > 0;
            let why = "the file that it came from no longer has it";
            self.hold_left(known.id, Some(reading), &done, why).await?;
        }
        self.finish(&file, known.id, &done, ("read", went_on(mark.pieces)), &total).await?;
        Ok(Came::Done)
    }

    /// The place in the file from which it is read, and the number of the reading: the old one, where it goes on.
    async fn mark(&self, file: &Offered, id: FileId, done: &Done, way: Way) -> Result<FileMark, HarvestError> {
        if let Some(mark) = self.bookmark.mark_of(&file.name, &done.version, &done.hash) {
            return Ok(mark.clone());
        }
        let reading = match way.keeps_track {
            true => self.platform.store().files().begin(id).await?,
            false => 0,
        };
        let (name, version, hash) = (file.name.clone(), done.version.clone(), done.hash.clone());
        Ok(FileMark { name, version, hash, pieces: 0, reading })
    }

    async fn read_pieces(
        &mut self,
        file: &Offered,
        fetched: Fetched,
        mark: FileMark,
        reading: Option<FileReading>,
        way: Way,
    ) -> Result<FileCounts, HarvestError> {
        let manner = Manner {
            deletes: names::tells_gone(file_name(file)),
            is_sweep: way.is_sweep,
            file: reading,
            datestamp: fetched.modified.map(instant_text).unwrap_or_default(),
            skip: mark.pieces,
        };
        let mut progress = Progress {
            platform: self.platform,
            turn: self.turn,
            hours: self.hours.as_ref(),
            source: self.source.id,
            before: self.records,
            bookmark: Bookmark { file: Some(mark), ..self.bookmark.clone() },
        };
        let total = self.intake.read(Content::File(fetched.file), manner, &mut progress).await?;
        self.records += total.records + total.bad;
        Ok(total)
    }

    /// Holds the removal of what a file brought and no longer has.
    pub(super) async fn hold_left(
        &self,
        file: FileId,
        reading: Option<i64>,
        done: &Done,
        why: &str,
    ) -> Result<(), HarvestError> {
        let datestamp = done
            .modified
            .map_or_else(|| crate::clock::day_text(self.platform.now(), &jiff::tz::TimeZone::UTC), instant_text);
        let files = self.platform.store().files();
        files.hold_left(self.source.id, file, reading, &datestamp, why).await?;
        Ok(())
    }

    /// The file is read: the next harvest passes it by.
    pub(super) async fn finish(
        &mut self,
        file: &Offered,
        id: FileId,
        done: &Done,
        (outcome, note): (&str, impl Into<String>),
        total: &FileCounts,
    ) -> Result<(), HarvestError> {
        self.bookmark.file = None;
        self.newest = self.newest.max(done.modified.or(file.modified));
        if self.bookmark.export.is_some() {
            self.bookmark.done.push((file.name.clone(), done.version.clone()));
        }
        let read = self.file_read(file, done.modified.or(file.modified), outcome, note.into(), total);
        let words = (done.version.as_str(), done.hash.as_str());
        let checkpoint = self.bookmark.to_text();
        self.platform.store().files().finish(self.source.id, id, words, &read, Some(&checkpoint)).await?;
        self.turn.tell(|live| live.pages += 1);
        Ok(())
    }
}

/// A file as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    pub version: String,
    pub hash: String,
    pub modified: Option<i64>,
}

/// The last part of an address, which is the name of its file.
pub(super) fn file_name(file: &Offered) -> &str {
    if file.name.contains("://") { resource_sync::last_segment(&file.name) } else { &file.name }
}

fn went_on(pieces: u64) -> String {
    match pieces {
        0 => String::new(),
        pieces => format!("went on behind {pieces} records that were read before"),
    }
}

/// Shows how far a file is, and keeps the place.
struct Progress<'a> {
    platform: &'a Platform,
    turn: &'a Turn,
    hours: Option<&'a Hours>,
    source: SourceId,
    /// Records of the files before.
    before: u64,
    bookmark: Bookmark,
}

impl Watch for Progress<'_> {
    fn at(&mut self, records: u64) {
        self.turn.tell(|live| live.records = self.before + records);
    }

    fn bad(&mut self, _: &str) {}

    fn wants_stop(&self) -> bool {
        reason_to_stop(self.platform, self.turn, self.hours, self.source).is_some()
    }

    fn bookmark(&self, pieces: u64) -> Option<String> {
        let mut bookmark = self.bookmark.clone();
        if let Some(mark) = &mut bookmark.file {
            mark.pieces = pieces;
        }
        Some(bookmark.to_text())
    }
}
