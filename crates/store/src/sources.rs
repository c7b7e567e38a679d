//! Where records are harvested from, and what each harvest brought.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{Error, IngestCounts, LibraryId, Millis, RunId, SourceId};

/// A place that a library's records are harvested from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The row's number.
    pub id: SourceId,
    /// Whose records they are.
    pub library_id: LibraryId,
    /// How it is fetched.
    pub settings: SourceSettings,
    /// Where an unfinished harvest goes on: a resumption token, or the caller's words.
    pub checkpoint: Option<String>,
    /// From where the next harvest starts: the last datestamp, in the caller's words.
    pub watermark: Option<String>,
    /// What it is doing, in the caller's words.
    pub status: String,
    /// Why the last harvest stopped, if it did.
    pub last_error: Option<String>,
    /// Records that are not deleted.
    pub record_count: i64,
    /// When it is harvested next; `None`: only by hand.
    pub next_run_at: Option<Millis>,
}

/// How a source is fetched and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// Unique within the library.
    pub name: String,
    /// The OAI-PMH base address, or the name of a file.
    pub url: String,
    /// OAI-PMH set.
    pub set_spec: Option<String>,
    /// OAI-PMH metadataPrefix.
    pub prefix: String,
    /// JSON: how holdings are read.
    pub mapping: String,
}

/// How far a harvest is; kept together with the records that brought it there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// See [`Source::checkpoint`]; `None`: the harvest is complete.
    pub checkpoint: Option<String>,
    /// See [`Source::watermark`]; `None`: as before.
    pub watermark: Option<String>,
}

/// One harvest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarvestRun {
    /// The row's number.
    pub id: RunId,
    /// When it began.
    pub started_at: Millis,
    /// When it ended; `None`: it runs, or the process died.
    pub finished_at: Option<Millis>,
    /// Why it stopped, if not because it was complete.
    pub error: Option<String>,
    /// What it brought.
    pub counts: IngestCounts,
}

/// The sources of all libraries.
#[derive(Debug)]
pub struct Sources<'a> {
    db: &'a Db,
}

macro_rules! columns {
    () => {
        "id, library_id, name, url, set_spec, prefix, mapping, checkpoint, watermark, status, last_error, record_count,
         next_run_at"
    };
}

impl<'a> Sources<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Adds a source with the status `idle`.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the library has one of this name.
    pub async fn add(&self, library: LibraryId, new: &SourceSettings, at: Millis) -> Result<SourceId, Error> {
        let id = sqlx::query_scalar(
            "INSERT INTO source (library_id, name, url, set_spec, prefix, mapping, status, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'idle', $7) RETURNING id",
        )
        .bind(library)
        .bind(&new.name)
        .bind(&new.url)
        .bind(&new.set_spec)
        .bind(&new.prefix)
        .bind(&new.mapping)
        .bind(at)
        .fetch_one(self.db.writer())
        .await?;
        Ok(id)
    }

    /// Changes how a source is fetched. With `start_over` the next harvest begins at the beginning.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when the name is taken.
    pub async fn change(
        &self,
        library: LibraryId,
        id: SourceId,
        new: &SourceSettings,
        start_over: bool,
    ) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE source SET name = $3, url = $4, set_spec = $5, prefix = $6, mapping = $7,
                 checkpoint = CASE WHEN $8 THEN NULL ELSE checkpoint END,
                 watermark = CASE WHEN $8 THEN NULL ELSE watermark END
             WHERE id = $1 AND library_id = $2",
        )
        .bind(id)
        .bind(library)
        .bind(&new.name)
        .bind(&new.url)
        .bind(&new.set_spec)
        .bind(&new.prefix)
        .bind(&new.mapping)
        .bind(start_over)
        .execute(self.db.writer())
        .await?;
        changed(done.rows_affected(), "source")
    }

    /// The library's sources by name.
    pub async fn of_library(&self, library: LibraryId) -> Result<Vec<Source>, Error> {
        let sources =
            sqlx::query_as(concat!("SELECT ", columns!(), " FROM source WHERE library_id = $1 ORDER BY name"));
        Ok(sources.bind(library).fetch_all(self.db.reader()).await?)
    }

    /// The source with this number.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none.
    pub async fn by_id(&self, library: LibraryId, id: SourceId) -> Result<Source, Error> {
        sqlx::query_as(concat!("SELECT ", columns!(), " FROM source WHERE id = $1 AND library_id = $2"))
            .bind(id)
            .bind(library)
            .fetch_optional(self.db.reader())
            .await?
            .ok_or(Error::NotFound("source"))
    }

    /// Sources of all libraries that are to be harvested now, the longest due first; for the harvester.
    pub async fn due(&self, now: Millis) -> Result<Vec<Source>, Error> {
        let sources = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM source WHERE next_run_at <= $1 ORDER BY next_run_at, id"
        ));
        Ok(sources.bind(now).fetch_all(self.db.reader()).await?)
    }

    /// When the next source of any library is due.
    pub async fn next_due(&self) -> Result<Option<Millis>, Error> {
        Ok(sqlx::query_scalar("SELECT MIN(next_run_at) FROM source").fetch_one(self.db.reader()).await?)
    }

    /// Says when to harvest next.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such source.
    pub async fn schedule(&self, library: LibraryId, id: SourceId, next_run_at: Option<Millis>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source SET next_run_at = $3 WHERE id = $1 AND library_id = $2");
        let done = done.bind(id).bind(library).bind(next_run_at).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "source")
    }

    /// A harvest begins: the status becomes `running`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn start_run(&self, id: SourceId, at: Millis) -> Result<RunId, Error> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE source SET status = 'running' WHERE id = $1").bind(id).execute(&mut *tx).await?;
        changed(done.rows_affected(), "source")?;
        let run = sqlx::query_scalar("INSERT INTO harvest_run (source_id, started_at) VALUES ($1, $2) RETURNING id")
            .bind(id)
            .bind(at)
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(run)
    }

    /// A harvest ends: the status becomes `idle`, or `failed` with the error.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn finish_run(
        &self,
        run: RunId,
        error: Option<&str>,
        next_run_at: Option<Millis>,
        at: Millis,
    ) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let source: Option<SourceId> =
            sqlx::query_scalar("UPDATE harvest_run SET finished_at = $2, error = $3 WHERE id = $1 RETURNING source_id")
                .bind(run)
                .bind(at)
                .bind(error)
                .fetch_optional(&mut *tx)
                .await?;
        sqlx::query("UPDATE source SET status = $2, last_error = $3, next_run_at = $4 WHERE id = $1")
            .bind(source.ok_or(Error::NotFound("harvest"))?)
            .bind(if error.is_some() { "failed" } else { "idle" })
            .bind(error)
            .bind(next_run_at)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// The latest harvests of a source, newest first.
    pub async fn runs(&self, library: LibraryId, id: SourceId, limit: i64) -> Result<Vec<HarvestRun>, Error> {
        let runs = sqlx::query_as(
            "SELECT h.id, h.started_at, h.finished_at, h.error, h.new_count, h.changed_count, h.unchanged_count,
                    h.deleted_count
             FROM harvest_run h JOIN source s ON s.id = h.source_id
             WHERE h.source_id = $1 AND s.library_id = $2 ORDER BY h.id DESC LIMIT $3",
        );
        Ok(runs.bind(id).bind(library).bind(limit).fetch_all(self.db.reader()).await?)
    }
}

impl FromRow<'_, Row> for Source {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let settings = SourceSettings {
            name: row.try_get("name")?,
            url: row.try_get("url")?,
            set_spec: row.try_get("set_spec")?,
            prefix: row.try_get("prefix")?,
            mapping: row.try_get("mapping")?,
        };
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            settings,
            checkpoint: row.try_get("checkpoint")?,
            watermark: row.try_get("watermark")?,
            status: row.try_get("status")?,
            last_error: row.try_get("last_error")?,
            record_count: row.try_get("record_count")?,
            next_run_at: row.try_get("next_run_at")?,
        })
    }
}

impl FromRow<'_, Row> for HarvestRun {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let counts = IngestCounts {
            new: row.try_get("new_count")?,
            changed: row.try_get("changed_count")?,
            unchanged: row.try_get("unchanged_count")?,
            deleted: row.try_get("deleted_count")?,
        };
        Ok(Self {
            id: row.try_get("id")?,
            started_at: row.try_get("started_at")?,
            finished_at: row.try_get("finished_at")?,
            error: row.try_get("error")?,
            counts,
        })
    }
}
