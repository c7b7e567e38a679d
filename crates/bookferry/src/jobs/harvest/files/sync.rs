//! A run by the lists of ResourceSync: what is new, changed or gone since the last one, or a comparison with all that there is.

use std::collections::{BTreeMap, BTreeSet};

use resource_sync::{Change, Discovery, Entry, Found, Moment, Step, Wanted as Lists};
use store::{RunOutcome, SourceFile};

use super::one::{Came, Done, Way};
use super::place::{Fetched, PlaceError, Web};
use super::plan::Offered;
use super::{Ended, Run, failed, failed_at, stopped};
use crate::jobs::harvest::HarvestError;
use crate::jobs::harvest::settings::Wanted;
use crate::jobs::harvest::settle::{Extent, settle};

/// The POD aggregator lists this beside the files of an organisation. What is gone follows from those, and better.
const NO_FILE: &str = "removed_since_previous_stream";

impl Run<'_> {
    /// Reads what the lists name.
    pub(super) async fn sync(&mut self) -> Result<Ended, HarvestError> {
        let mut web = Web::new(self.platform, &self.source.settings).map_err(source_fault)?;
        let found = match walk(&mut web, &self.discovery()).await {
            Ok(found) => found,
            Err(words) => return Ok(failed(format!("{words}."))),
        };
        let resources = if found.is_whole { &found.resources } else { &found.changes };
        let (gone, there): (Vec<&Entry>, Vec<&Entry>) =
            resources.iter().partition(|entry| entry.change == Some(Change::Deleted));
        let offered = in_order(&there);
        let before = self.see(&offered.iter().map(|(file, _)| file.clone()).collect::<Vec<_>>()).await?;
        if let Some(ended) = self.read_all(&mut web, &offered, &before).await? {
            return Ok(ended);
        }
        match found.is_whole {
            true => self.forget_unlisted(&offered, &before).await?,
            false => self.forget_deleted(&gone, &before).await?,
        }
        settle(self.platform, &self.source, self.run, Extent::Part, self.doubts).await?;
        self.put_progress(None, found.watermark.map(|moment| moment.to_string())).await?;
        Ok(Ended { outcome: RunOutcome::Complete { everything: found.is_whole }, looks_again: false })
    }

    /// From the moment of the last harvest; everything the first time, and when everything is asked for.
    fn discovery(&self) -> Discovery {
        let since = self.source.watermark.as_deref().and_then(|text| Moment::parse(text).ok());
        let wanted = match (self.kind, since) {
            (Wanted::Changes, Some(since)) => Lists::ChangesSince(since),
            _ => Lists::Everything,
        };
        let settings = &self.source.settings;
        Discovery::new(&settings.url, wanted).only(settings.set_spec.as_deref().unwrap_or_default())
    }

    /// Reads what is not read yet; `Some`: it cannot go on.
    async fn read_all(
        &mut self,
        web: &mut Web,
        offered: &[(Offered, &Entry)],
        before: &[SourceFile],
    ) -> Result<Option<Ended>, HarvestError> {
        let known: BTreeMap<&str, &SourceFile> = before.iter().map(|file| (file.name.as_str(), file)).collect();
        let is_fresh = |file: &Offered| !is_read(file, known.get(file.name.as_str()).copied());
        let fresh: Vec<&(Offered, &Entry)> = offered.iter().filter(|(file, _)| is_fresh(file)).collect();
        for (number, (file, entry)) in fresh.iter().enumerate() {
            self.tell_file(file, number, fresh.len());
            if let Some(reason) = self.reason_to_stop() {
                return Ok(Some(stopped(reason)));
            }
            let fetched = match web.fetch(&entry.location, true, None).await {
                Ok(fetched) => fetched,
                Err(fault) => return self.fails(file, &fault.to_string()).await.map(Some),
            };
            if let Some(wrong) = mismatch(entry, &fetched) {
                return self.fails(file, &wrong).await.map(Some);
            }
            let known = self.known(&file.name).await?;
            let way = Way { keeps_track: true, skips_same: true, ..Way::default() };
            match self.take(file, &known, dated(fetched, entry), way).await? {
                Came::Done => {}
                Came::Stopped(reason) => return Ok(Some(stopped(reason))),
                Came::Failed(fault) => return Ok(Some(failed_at(file, &fault))),
            }
        }
        Ok(None)
    }

    async fn fails(&self, file: &Offered, fault: &str) -> Result<Ended, HarvestError> {
        self.note(file, "failed", fault).await?;
        Ok(failed_at(file, fault))
    }

    /// Files that the complete list no longer has.
    async fn forget_unlisted(&self, offered: &[(Offered, &Entry)], before: &[SourceFile]) -> Result<(), HarvestError> {
        let listed: BTreeSet<&str> = offered.iter().map(|(file, _)| file.name.as_str()).collect();
        for file in before.iter().filter(|file| !listed.contains(file.name.as_str())) {
            self.forget(file, &Done::default()).await?;
        }
        Ok(())
    }

    /// Files that a list of changes says are gone.
    async fn forget_deleted(&self, gone: &[&Entry], before: &[SourceFile]) -> Result<(), HarvestError> {
        for entry in gone {
            if let Some(file) = before.iter().find(|file| file.name == entry.location) {
                let modified = entry.moment().map(|moment| moment.0);
                self.forget(file, &Done { modified, ..Done::default() }).await?;
            }
        }
        Ok(())
    }

    async fn forget(&self, file: &SourceFile, done: &Done) -> Result<(), HarvestError> {
        self.hold_left(file.id, None, done, "the file that it came from is gone").await?;
        self.platform.store().files().forget(self.source.id, file.id).await?;
        let offered = Offered { name: file.name.clone(), ..Offered::default() };
        self.note(&offered, "removed", "the source no longer has this file, nor what came from it alone").await
    }
}

/// Follows the lists to their end.
pub(super) async fn walk(web: &mut Web, start: &Discovery) -> Result<Found, String> {
    let mut discovery = start.clone();
    loop {
        match discovery.step() {
            Step::Fetch { url } => match web.text(&url).await {
                Ok(bytes) => discovery.answer(&bytes),
                Err(fault) => return Err(fault.to_string()),
            },
            Step::Found(found) => return Ok(*found),
            Step::Failed(failure) => return Err(failure.to_string()),
        }
    }
}

/// The files of entries, by time; entries of the same time, and those without one, as the list has them.
pub(super) fn in_order<'a>(entries: &[&'a Entry]) -> Vec<(Offered, &'a Entry)> {
    let files = entries.iter().filter(|entry| resource_sync::last_segment(&entry.location) != NO_FILE);
    let mut offered: Vec<(Offered, &Entry)> = files.map(|entry| (offered_of(entry), *entry)).collect();
    offered.sort_by_key(|(_, entry)| entry.moment());
    offered
}

/// Its version is what the list says of it; without a word of it, it is fetched every time.
fn offered_of(entry: &Entry) -> Offered {
    let digests: Vec<String> =
        entry.digests.iter().map(|digest| format!("{}:{}", digest.algorithm, digest.value)).collect();
    let modified = entry.modified.or(entry.happened).map(|moment| moment.0);
    Offered { name: entry.location.clone(), size: entry.length, modified, listed: None, mark: digests.join(" ") }
}

pub(super) fn is_read(file: &Offered, known: Option<&SourceFile>) -> bool {
    let version = file.version();
    !version.is_empty() && known.is_some_and(|known| known.read_version.as_ref() == Some(&version))
}

/// What is wrong with a file by what its list says of it.
fn mismatch(entry: &Entry, fetched: &Fetched) -> Option<String> {
    if let Some(length) = entry.length.filter(|length| *length != fetched.size) {
        return Some(format!("it has {} bytes where the list says {length}", fetched.size));
    }
    let checks = [("sha-256", &fetched.sha256), ("md5", &fetched.md5)];
    let wrong =
        checks.iter().find(|(algorithm, value)| entry.digest(algorithm).is_some_and(|listed| listed != **value));
    wrong.map(|(algorithm, _)| format!("its {algorithm} digest is not the one in the list"))
}

/// With the time that the list gives.
fn dated(fetched: Fetched, entry: &Entry) -> Fetched {
    Fetched { modified: entry.moment().map(|moment| moment.0).or(fetched.modified), ..fetched }
}

fn source_fault(fault: PlaceError) -> HarvestError {
    HarvestError::Source(fault.to_string())
}
