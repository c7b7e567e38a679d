//! A run over a folder: what is new in it, in order.

use jiff::tz::TimeZone;
use std::collections::BTreeMap;

use store::{RunOutcome, SourceFile};

use super::one::{Came, Way};
use super::place::{Place, PlaceError};
use super::plan::{Offered, Plan, plan};
use super::{Ended, Run, failed, failed_at, stopped};
use crate::clock::{instant_text, parse_instant};
use crate::jobs::harvest::HarvestError;
use crate::jobs::harvest::settings::{FetchSettings, FileContent, Wanted};
use crate::jobs::harvest::settle::{Extent, settle};
use crate::jobs::load::FileCounts;

impl Run<'_> {
    /// Reads the folder of the source.
    pub(super) async fn folder(&mut self) -> Result<Ended, HarvestError> {
        let mut place = self.place().await?;
        let known = self.platform.store().files().of_source(self.source.id).await?;
        place.remember(&known);
        let listing = match place.list().await {
            Ok(listing) => listing,
            Err(fault) => return Ok(failed(format!("{fault}."))),
        };
        let before = self.see(&listing.files).await?;
        let content = FetchSettings::read(&self.source.settings.fetch).content;
        let plan = plan(listing.files, &before, content, self.platform.now());
        self.skip(&plan).await?;
        if plan.read.is_empty() {
            return self.end(Extent::Part, !plan.waiting.is_empty()).await;
        }
        match content {
            FileContent::Changes => self.changes(&mut place, plan, &before).await,
            FileContent::Complete => self.export(&mut place, plan, &before).await,
        }
    }

    /// One file after the other, as far as it goes.
    async fn changes(&mut self, place: &mut Place, plan: Plan, before: &[SourceFile]) -> Result<Ended, HarvestError> {
        let way = Way { skips_same: true, ..Way::default() };
        let mut waits = !plan.waiting.is_empty();
        for (number, file) in plan.read.iter().enumerate() {
            self.tell_file(file, number, plan.read.len());
            match self.one(place, file, before, way).await? {
                Next::Goes => {}
                Next::Waits => {
                    waits = true;
                    break;
                }
                Next::Ends(ended) => return Ok(ended),
            }
        }
        self.end(Extent::Part, waits).await
    }

    /// All parts of the newest complete export; what none of them has is gone.
    async fn export(&mut self, place: &mut Place, plan: Plan, before: &[SourceFile]) -> Result<Ended, HarvestError> {
        self.begin_export(&plan).await?;
        let way = Way { is_sweep: true, ..Way::default() };
        for (number, file) in plan.read.iter().enumerate() {
            if self.bookmark.done.contains(&(file.name.clone(), file.version())) {
                continue;
            }
            self.tell_file(file, number, plan.read.len());
            match self.one(place, file, before, way).await? {
                Next::Goes => {}
                // Without one of its parts the export is not complete: nothing may be missed in it.
                Next::Waits => {
                    return Ok(Ended { looks_again: true, ..stopped(format!("{} is still being written", file.name)) });
                }
                Next::Ends(ended) => return Ok(ended),
            }
        }
        if plan.read.len() != self.bookmark.done.len() {
            return Ok(failed("A part of the export disappeared while it was read. Nothing is removed.".to_owned()));
        }
        self.end(Extent::Whole, !plan.waiting.is_empty()).await
    }

    /// The reading of an export begins, unless it is the one that goes on.
    async fn begin_export(&mut self, plan: &Plan) -> Result<(), HarvestError> {
        let is_same = |(name, version): &(String, String)| {
            plan.read.iter().any(|file| file.name == *name && file.version() == *version)
        };
        if self.bookmark.export == plan.export && self.bookmark.done.iter().all(is_same) {
            return Ok(());
        }
        self.bookmark.export.clone_from(&plan.export);
        self.bookmark.done.clear();
        self.platform.store().sources().begin_list(self.source.id, self.platform.now()).await?;
        self.put_progress(Some(self.bookmark.to_text()), None).await
    }

    async fn one(
        &mut self,
        place: &mut Place,
        file: &Offered,
        before: &[SourceFile],
        way: Way,
    ) -> Result<Next, HarvestError> {
        if let Some(reason) = self.reason_to_stop() {
            return Ok(Next::Ends(stopped(reason)));
        }
        let was = before.iter().find(|known| known.name == file.name);
        let is_settled = was.is_some_and(|known| known.version == file.version());
        let fetched = match place.fetch(file, is_settled, None).await {
            Ok(fetched) => fetched,
            Err(PlaceError::Growing) => return Ok(Next::Waits),
            Err(PlaceError::Gone(words)) => {
                self.note(file, "failed", words).await?;
                return Ok(Next::Goes);
            }
            Err(fault) => {
                self.note(file, "failed", fault.to_string()).await?;
                return Ok(Next::Ends(failed_at(file, &fault.to_string())));
            }
        };
        let known = self.known(&file.name).await?;
        Ok(match self.take(file, &known, fetched, way).await? {
            Came::Done => Next::Goes,
            Came::Stopped(reason) => Next::Ends(stopped(reason)),
            Came::Failed(fault) => Next::Ends(failed_at(file, &fault)),
        })
    }

    /// Files that are not read at all count as read, so that they are named once.
    async fn skip(&mut self, plan: &Plan) -> Result<(), HarvestError> {
        let known = self.platform.store().files().of_source(self.source.id).await?;
        let known: BTreeMap<&str, &SourceFile> = known.iter().map(|file| (file.name.as_str(), file)).collect();
        for (file, why) in &plan.skipped {
            let Some(known) = known.get(file.name.as_str()) else { continue };
            let read = self.file_read(file, file.modified, "skipped", (*why).to_owned(), &FileCounts::default());
            let checkpoint = self.bookmark.to_text();
            let (files, version) = (self.platform.store().files(), file.version());
            files.finish(self.source.id, known.id, (&version, &known.hash), &read, Some(&checkpoint)).await?;
        }
        Ok(())
    }

    /// Everything that was to be read is read.
    async fn end(&mut self, extent: Extent, looks_again: bool) -> Result<Ended, HarvestError> {
        settle(self.platform, &self.source, self.run, extent, false).await?;
        let known = self.source.watermark.as_deref().and_then(|text| parse_instant(text, &TimeZone::UTC));
        self.put_progress(None, known.max(self.newest).map(instant_text)).await?;
        let everything = extent == Extent::Whole || self.kind == Wanted::Everything;
        Ok(Ended { outcome: RunOutcome::Complete { everything }, looks_again })
    }
}

/// Whether the next file is read.
enum Next {
    Goes,
    Waits,
    Ends(Ended),
}
