//! Removals that wait: until a list has ended, and for a person's decision when there are suspiciously many.

use sqlx::FromRow;
use sqlx::Row as _;

use super::ingest::{Batch, IncomingRecord, take_in};
use super::{load, write};
use crate::db::{Row, Tx};
use crate::error::changed;
use crate::{Error, IngestCounts, LibraryId, Millis, Records, RunId, SourceId};

/// Removals of one transaction.
const AT_ONCE: i64 = 1_000;

/// A record that is said to be gone and is still here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRemoval {
    /// Its number at the source.
    pub source_record_id: String,
    /// OAI-PMH datestamp of the deletion; the day of the harvest, for what was no longer found.
    pub datestamp: String,
    /// Why it counts as gone, in words for people.
    pub why: String,
}

/// How many removals are too many to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// So many go without asking, however small the source is.
    pub at_least: i64,
    /// Else, this share of the source's records goes without asking; 100: all of them.
    pub percent: i64,
}

/// What became of held removals at the end of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Records that went.
    pub removed: i64,
    /// Removals that wait for a person.
    pub waiting: i64,
}

impl Records<'_> {
    /// Holds the removal of every record of the source that a read of the whole list has not met. Returns how many there are.
    pub async fn hold_missing(&self, source: SourceId, datestamp: &str, why: &str) -> Result<u64, Error> {
        let done = sqlx::query(
            "INSERT INTO held_removal (source_id, source_record_id, datestamp, why)
             SELECT r.source_id, r.source_record_id, $2, $3 FROM record r
             WHERE r.source_id = $1 AND r.deleted = 0 AND NOT EXISTS
                 (SELECT 1 FROM harvest_seen s WHERE s.source_id = $1 AND s.source_record_id = r.source_record_id)
             ON CONFLICT (source_id, source_record_id) DO UPDATE SET
                 dropped_at = CASE WHEN held_removal.datestamp = excluded.datestamp THEN held_removal.dropped_at END,
                 datestamp = excluded.datestamp, why = excluded.why",
        );
        let done = done.bind(source).bind(datestamp).bind(why).execute(self.db.writer()).await?;
        Ok(done.rows_affected())
    }

    /// The list has ended: removals go when they are few, and wait for a person when they are many.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such source.
    pub async fn settle_removals(
        &self,
        source: SourceId,
        run: Option<RunId>,
        guard: Guard,
        at: Millis,
    ) -> Result<Settled, Error> {
        let (held, records): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM held_removal WHERE source_id = $1 AND dropped_at IS NULL), record_count
             FROM source WHERE id = $1",
        )
        .bind(source)
        .fetch_optional(self.db.reader())
        .await?
        .ok_or(Error::NotFound("source"))?;
        if held > guard.at_least.max(records.saturating_mul(guard.percent) / 100) {
            self.ask(source, run, held, at).await?;
            return Ok(Settled { removed: 0, waiting: held });
        }
        Ok(Settled { removed: self.apply(source, run, at).await?, waiting: 0 })
    }

    /// Removes every record of the source whose removal is held: a person has said so. Returns how many went.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such source.
    pub async fn apply_removals(
        &self,
        library: LibraryId,
        source: SourceId,
        run: Option<RunId>,
        at: Millis,
    ) -> Result<i64, Error> {
        self.own(library, source).await?;
        self.apply(source, run, at).await
    }

    /// Keeps every record of the source whose removal is held: a person has said so. They are asked about again only when the
    /// source says anew that they are gone. Returns how many stay.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such source.
    pub async fn drop_removals(&self, library: LibraryId, source: SourceId, at: Millis) -> Result<u64, Error> {
        self.own(library, source).await?;
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE held_removal SET dropped_at = $2 WHERE source_id = $1 AND dropped_at IS NULL")
            .bind(source)
            .bind(at)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE source SET asked_at = NULL WHERE id = $1").bind(source).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// Removals that are held, by record number; the first so many.
    pub async fn held_removals(
        &self,
        library: LibraryId,
        source: SourceId,
        limit: i64,
    ) -> Result<Vec<HeldRemoval>, Error> {
        let held = sqlx::query_as(
            "SELECT h.source_record_id, h.datestamp, h.why FROM held_removal h JOIN source s ON s.id = h.source_id
             WHERE h.source_id = $1 AND s.library_id = $2 AND h.dropped_at IS NULL ORDER BY h.source_record_id LIMIT $3",
        );
        Ok(held.bind(source).bind(library).bind(limit).fetch_all(self.db.reader()).await?)
    }

    async fn own(&self, library: LibraryId, source: SourceId) -> Result<(), Error> {
        let found = sqlx::query("SELECT id FROM source WHERE id = $1 AND library_id = $2");
        let found = found.bind(source).bind(library).fetch_all(self.db.reader()).await?;
        changed(found.len() as u64, "source")
    }

    async fn ask(&self, source: SourceId, run: Option<RunId>, held: i64, at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        sqlx::query("UPDATE source SET asked_at = COALESCE(asked_at, $2) WHERE id = $1")
            .bind(source)
            .bind(at)
            .execute(&mut *tx)
            .await?;
        set_held(&mut tx, run, held).await?;
        Ok(tx.commit().await?)
    }

    /// In batches, each with the rows that it empties: killed on the way, what is left is still held.
    async fn apply(&self, source: SourceId, run: Option<RunId>, at: Millis) -> Result<i64, Error> {
        let mut removed = 0;
        loop {
            let mut tx = self.db.begin().await?;
            let gone = next_held(&mut tx, source).await?;
            let records: Vec<IncomingRecord> = gone.into_iter().map(HeldRemoval::into_record).collect();
            let batch = Batch { run, ..Batch::new(source, &records, at) };
            let library = load::library_of(&mut tx, source).await?;
            let counts = take_in(&mut tx, library, &batch).await?;
            let counts = IngestCounts { deleted: counts.deleted, ..IngestCounts::default() };
            write::progress(&mut tx, &batch, counts).await?;
            forget(&mut tx, source, &records).await?;
            if records.is_empty() {
                sqlx::query("UPDATE source SET asked_at = NULL WHERE id = $1").bind(source).execute(&mut *tx).await?;
                set_held(&mut tx, run, 0).await?;
            }
            tx.commit().await?;
            removed += counts.deleted;
            if records.is_empty() {
                return Ok(removed);
            }
        }
    }
}

impl HeldRemoval {
    fn into_record(self) -> IncomingRecord {
        let Self { source_record_id, datestamp, why } = self;
        IncomingRecord { source_record_id, datestamp, why, deleted: true, ..IncomingRecord::default() }
    }
}

async fn next_held(tx: &mut Tx, source: SourceId) -> Result<Vec<HeldRemoval>, Error> {
    let held = sqlx::query_as(
        "SELECT source_record_id, datestamp, why FROM held_removal WHERE source_id = $1 AND dropped_at IS NULL
         ORDER BY source_record_id LIMIT $2",
    );
    Ok(held.bind(source).bind(AT_ONCE).fetch_all(&mut **tx).await?)
}

async fn forget(tx: &mut Tx, source: SourceId, records: &[IncomingRecord]) -> Result<(), Error> {
    let ids: Vec<&str> = records.iter().map(|record| record.source_record_id.as_str()).collect();
    let sql = format!("DELETE FROM held_removal WHERE source_id = {source} AND source_record_id IN (");
    write::execute_in(tx, &sql, &ids).await
}

async fn set_held(tx: &mut Tx, run: Option<RunId>, held: i64) -> Result<(), Error> {
    let done = sqlx::query("UPDATE harvest_run SET held_count = $2 WHERE id = $1");
    done.bind(run).bind(held).execute(&mut **tx).await?;
    Ok(())
}

impl FromRow<'_, Row> for HeldRemoval {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            source_record_id: row.try_get("source_record_id")?,
            datestamp: row.try_get("datestamp")?,
            why: row.try_get("why")?,
        })
    }
}
