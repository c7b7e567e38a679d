//! What each harvest of a source brought.

use sqlx::FromRow;
use sqlx::Row as _;

use super::Sources;
use crate::db::{Row, Tx};
use crate::error::changed;
use crate::{Error, IngestCounts, LibraryId, Millis, RunId, SourceId};

/// What is said of a harvest whose process died.
const ABANDONED: &str = "The program ended during this harvest; it goes on where it stopped";
/// Days are counted in UTC.
const DAY: Millis = 86_400_000;
/// The answer of a source is kept up to this length, in bytes.
const BODY_LIMIT: usize = 64 << 10;

/// One harvest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HarvestRun {
    /// The row's number.
    pub id: RunId,
    /// What was read: `changes`, `everything`, `headers`, `file`, or the caller's words.
    pub kind: String,
    /// When it began.
    pub started_at: Millis,
    /// When it ended; `None`: it runs, or the process died.
    pub finished_at: Option<Millis>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// What it waits for, or why it was stopped before its end.
    pub note: Option<String>,
    /// What it brought. `held`: removals that still wait.
    pub counts: IngestCounts,
    /// What came and could not be taken in.
    pub bad: i64,
    /// Pages read.
    pub pages: i64,
    /// How long the source says the list is.
    pub expected: Option<i64>,
    /// The beginning of the last answer of a failed run, at most 64 KiB.
    pub failure_body: Option<Vec<u8>>,
}

/// How a harvest ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunOutcome {
    /// The list was read to its end; whether it was the whole list.
    Complete {
        /// All that the source has was met, not only what changed.
        everything: bool,
    },
    /// It stopped before the end, for this reason, and can go on.
    Stopped(String),
    /// It failed.
    Failed {
        /// Why, in words for people.
        error: String,
        /// The last answer of the source; the first 64 KiB are kept.
        body: Vec<u8>,
    },
}

/// The end of a harvest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// How.
    pub outcome: RunOutcome,
    /// When the source is harvested next; `None`: only by hand.
    pub next_run_at: Option<Millis>,
    /// The time.
    pub at: Millis,
}

/// What the harvests that began on one day brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayCount {
    /// The first millisecond of the day, in UTC.
    pub day: Millis,
    /// What came.
    pub counts: IngestCounts,
    /// What could not be taken in.
    pub bad: i64,
    /// Harvests.
    pub runs: i64,
    /// Those that failed.
    pub failures: i64,
}

impl Sources<'_> {
    /// A harvest of this kind begins: the status becomes `running`. A run that was left open is closed.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn start_run(&self, id: SourceId, kind: &str, at: Millis) -> Result<RunId, Error> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE source SET status = 'running' WHERE id = $1").bind(id).execute(&mut *tx).await?;
        changed(done.rows_affected(), "source")?;
        close_open(&mut tx, Some(id), at).await?;
        let run = sqlx::query_scalar(
            "INSERT INTO harvest_run (source_id, kind, started_at) VALUES ($1, $2, $3) RETURNING id",
        )
        .bind(id)
        .bind(kind)
        .bind(at)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Closes the runs that a dead process left open; their sources are due at once. Only for the process that serves the data
    /// directory. Returns how many there were.
    pub async fn release_runs(&self, at: Millis) -> Result<u64, Error> {
        let mut tx = self.db.begin().await?;
        let closed = close_open(&mut tx, None, at).await?;
        sqlx::query(
            "UPDATE source SET status = 'idle', next_run_at = CASE WHEN next_run_at IS NULL THEN NULL ELSE $1 END
             WHERE status = 'running'",
        )
        .bind(at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(closed)
    }

    /// Says what a running harvest waits for; `None`: for nothing.
    pub async fn note_run(&self, run: RunId, note: Option<&str>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE harvest_run SET note = $2 WHERE id = $1");
        done.bind(run).bind(note).execute(self.db.writer()).await?;
        Ok(())
    }

    /// A harvest ends: the status becomes `idle`, or `failed` with the error. What was ordered is done when a run of that kind is
    /// complete.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn finish_run(&self, run: RunId, end: &RunEnd) -> Result<(), Error> {
        let (error, body) = match &end.outcome {
            RunOutcome::Failed { error, body } => (Some(error), body.get(..BODY_LIMIT).or(Some(body))),
            _ => (None, None),
        };
        let note = if let RunOutcome::Stopped(reason) = &end.outcome { Some(reason) } else { None };
        let mut tx = self.db.begin().await?;
        let row: Option<(SourceId, String)> = sqlx::query_as(
            "UPDATE harvest_run SET finished_at = $2, error = $3, note = $4, failure_body = $5 WHERE id = $1
             RETURNING source_id, kind",
        )
        .bind(run)
        .bind(end.at)
        .bind(error)
        .bind(note)
        .bind(body)
        .fetch_optional(&mut *tx)
        .await?;
        let (source, kind) = row.ok_or(Error::NotFound("harvest"))?;
        settle_source(&mut tx, source, &kind, end).await?;
        Ok(tx.commit().await?)
    }

    /// The latest harvests of a source, newest first.
    pub async fn runs(&self, library: LibraryId, id: SourceId, limit: i64) -> Result<Vec<HarvestRun>, Error> {
        let runs = sqlx::query_as(
            "SELECT h.* FROM harvest_run h JOIN source s ON s.id = h.source_id
             WHERE h.source_id = $1 AND s.library_id = $2 ORDER BY h.id DESC LIMIT $3",
        );
        Ok(runs.bind(id).bind(library).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// What each day since then brought, oldest first; days without a harvest are left out.
    pub async fn days(&self, library: LibraryId, id: SourceId, since: Millis) -> Result<Vec<DayCount>, Error> {
        let days = sqlx::query_as(
            "SELECT CAST(h.started_at / $4 * $4 AS BIGINT) AS day, CAST(SUM(h.new_count) AS BIGINT) AS new_count,
                    CAST(SUM(h.changed_count) AS BIGINT) AS changed_count,
                    CAST(SUM(h.unchanged_count) AS BIGINT) AS unchanged_count,
                    CAST(SUM(h.deleted_count) AS BIGINT) AS deleted_count,
                    CAST(SUM(h.held_count) AS BIGINT) AS held_count, CAST(SUM(h.bad_count) AS BIGINT) AS bad_count,
                    COUNT(*) AS runs, COUNT(h.error) AS failures
             FROM harvest_run h JOIN source s ON s.id = h.source_id
             WHERE h.source_id = $1 AND s.library_id = $2 AND h.started_at >= $3
             GROUP BY h.started_at / $4 ORDER BY day",
        );
        Ok(days.bind(id).bind(library).bind(since).bind(DAY).fetch_all(self.db.reader()).await?)
    }

    /// What all harvests of each source brought so far: a count that only grows, for monitoring.
    pub async fn totals(&self) -> Result<Vec<(SourceId, DayCount)>, Error> {
        let rows = sqlx::query(
            "SELECT source_id, CAST(0 AS BIGINT) AS day, CAST(SUM(new_count) AS BIGINT) AS new_count,
                    CAST(SUM(changed_count) AS BIGINT) AS changed_count,
                    CAST(SUM(unchanged_count) AS BIGINT) AS unchanged_count,
                    CAST(SUM(deleted_count) AS BIGINT) AS deleted_count, CAST(SUM(held_count) AS BIGINT) AS held_count,
                    CAST(SUM(bad_count) AS BIGINT) AS bad_count, COUNT(*) AS runs, COUNT(error) AS failures
             FROM harvest_run GROUP BY source_id ORDER BY source_id",
        )
        .fetch_all(self.db.reader())
        .await?;
        rows.iter().map(|row| Ok((row.try_get("source_id")?, DayCount::from_row(row)?))).collect()
    }
}

async fn close_open(tx: &mut Tx, source: Option<SourceId>, at: Millis) -> Result<u64, Error> {
    let done = sqlx::query(
        "UPDATE harvest_run SET finished_at = $2, note = $3
         WHERE finished_at IS NULL AND ($1 IS NULL OR source_id = $1)",
    )
    .bind(source)
    .bind(at)
    .bind(ABANDONED)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

async fn settle_source(tx: &mut Tx, source: SourceId, kind: &str, end: &RunEnd) -> Result<(), Error> {
    let (complete, everything) = match end.outcome {
        RunOutcome::Complete { everything } => (true, everything),
        _ => (false, false),
    };
    let error = if let RunOutcome::Failed { error, .. } = &end.outcome { Some(error) } else { None };
    sqlx::query(
        "UPDATE source SET status = CASE WHEN $2 IS NULL THEN 'idle' ELSE 'failed' END, last_error = $2, next_run_at = $3,
             failure_count = CASE WHEN $2 IS NOT NULL THEN failure_count + 1 WHEN $4 THEN 0 ELSE failure_count END,
             completed_at = CASE WHEN $4 THEN $6 ELSE completed_at END,
             everything_at = CASE WHEN $5 THEN $6 ELSE everything_at END,
             wants = CASE WHEN $4 AND wants = $7 THEN NULL ELSE wants END
         WHERE id = $1",
    )
    .bind(source)
    .bind(error)
    .bind(end.next_run_at)
    .bind(complete)
    .bind(everything)
    .bind(end.at)
    .bind(kind)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl FromRow<'_, Row> for HarvestRun {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            started_at: row.try_get("started_at")?,
            finished_at: row.try_get("finished_at")?,
            error: row.try_get("error")?,
            note: row.try_get("note")?,
            counts: counts(row)?,
            bad: row.try_get("bad_count")?,
            pages: row.try_get("pages")?,
            expected: row.try_get("expected")?,
            failure_body: row.try_get("failure_body")?,
        })
    }
}

impl FromRow<'_, Row> for DayCount {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            day: row.try_get("day")?,
            counts: counts(row)?,
            bad: row.try_get("bad_count")?,
            runs: row.try_get("runs")?,
            failures: row.try_get("failures")?,
        })
    }
}

fn counts(row: &Row) -> Result<IngestCounts, sqlx::Error> {
    Ok(IngestCounts {
        new: row.try_get("new_count")?,
        changed: row.try_get("changed_count")?,
        unchanged: row.try_get("unchanged_count")?,
        deleted: row.try_get("deleted_count")?,
        held: row.try_get("held_count")?,
    })
}
