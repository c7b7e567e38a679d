//! Where records are harvested from: how each source is fetched, and how it stands.

mod runs;

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{Error, LibraryId, Millis, RecordId, SourceId};

pub use runs::{DayCount, HarvestRun, RunEnd, RunOutcome};

/// A place that a library's records are harvested from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// What it is doing: `idle`, `running` or `failed`.
    pub status: String,
    /// Why the last harvest stopped, if it did.
    pub last_error: Option<String>,
    /// Failed harvests since the last complete one.
    pub failure_count: i64,
    /// Records that are not deleted.
    pub record_count: i64,
    /// When it is harvested next; `None`: only by hand.
    pub next_run_at: Option<Millis>,
    /// It is not harvested until somebody resumes it.
    pub paused: bool,
    /// A kind of harvest that was ordered and is not complete yet, in the caller's words.
    pub wants: Option<String>,
    /// JSON: what the source says of itself.
    pub description: Option<String>,
    /// When the last complete harvest ended.
    pub completed_at: Option<Millis>,
    /// When the last harvest ended that met the whole list.
    pub everything_at: Option<Millis>,
    /// When the reading of the whole list began that is not complete yet, or was last.
    pub list_started_at: Option<Millis>,
    /// What came and could not be taken in.
    pub quarantined: i64,
    /// Removals that wait for a person's decision.
    pub held_removals: i64,
    /// The last record whose holdings were read by the present mapping; `None`: all of them are.
    pub remapped_to: Option<RecordId>,
}

impl Source {
    /// Whether the next harvest reads the whole list.
    #[must_use]
    pub fn wants_everything(&self) -> bool {
        self.wants.as_deref() == Some("everything")
    }
}

/// How a source is fetched and read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceSettings {
    /// Unique within the library.
    pub name: String,
    /// The OAI-PMH base address, or the name of a file.
    pub url: String,
    /// OAI-PMH set, or several with commas between.
    pub set_spec: Option<String>,
    /// OAI-PMH metadataPrefix.
    pub prefix: String,
    /// How holdings are read, in the caller's words.
    pub mapping: String,
    /// JSON: schedule, pace, headers, contact. Empty: the usual.
    pub fetch: String,
}

/// How far a harvest is; kept together with the records that brought it there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// See [`Source::checkpoint`]; `None`: the list has ended.
    pub checkpoint: Option<String>,
    /// See [`Source::watermark`]; `None`: as before.
    pub watermark: Option<String>,
}

/// The sources of all libraries.
#[derive(Debug)]
pub struct Sources<'a> {
    db: &'a Db,
}

macro_rules! columns {
    () => {
        "id, library_id, name, url, set_spec, prefix, mapping, fetch, checkpoint, watermark, status, last_error,
         failure_count, record_count, next_run_at, paused_at, wants, description, completed_at, everything_at,
         list_started_at, remapped_to,
         (SELECT COUNT(*) FROM quarantine q WHERE q.source_id = source.id) AS quarantined,
         CASE WHEN asked_at IS NULL THEN 0 ELSE
             (SELECT COUNT(*) FROM held_removal h WHERE h.source_id = source.id AND h.dropped_at IS NULL)
         END AS held_removals"
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
            "INSERT INTO source (library_id, name, url, set_spec, prefix, mapping, status, created_at, fetch)
             VALUES ($1, $2, $3, $4, $5, $6, 'idle', $7, $8) RETURNING id",
        )
        .bind(library)
        .bind(&new.name)
        .bind(&new.url)
        .bind(&new.set_spec)
        .bind(&new.prefix)
        .bind(&new.mapping)
        .bind(at)
        .bind(&new.fetch)
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
            "UPDATE source SET name = $3, url = $4, set_spec = $5, prefix = $6, mapping = $7, fetch = $9,
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
        .bind(&new.fetch)
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

    /// Sources of all libraries, by library and name; for the operator and for monitoring.
    pub async fn all(&self) -> Result<Vec<Source>, Error> {
        let sources = sqlx::query_as(concat!("SELECT ", columns!(), " FROM source ORDER BY library_id, name"));
        Ok(sources.fetch_all(self.db.reader()).await?)
    }

    /// Sources of all libraries that are to be harvested now and are not paused, the longest due first; for the harvester.
    pub async fn due(&self, now: Millis) -> Result<Vec<Source>, Error> {
        let sources = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM source WHERE next_run_at <= $1 AND paused_at IS NULL ORDER BY next_run_at, id"
        ));
        Ok(sources.bind(now).fetch_all(self.db.reader()).await?)
    }

    /// When the next source of any library is due.
    pub async fn next_due(&self) -> Result<Option<Millis>, Error> {
        let next = sqlx::query_scalar("SELECT MIN(next_run_at) FROM source WHERE paused_at IS NULL");
        Ok(next.fetch_one(self.db.reader()).await?)
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

    /// Pauses a source, with the time of it, or lets it go on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such source.
    pub async fn pause(&self, library: LibraryId, id: SourceId, at: Option<Millis>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source SET paused_at = $3 WHERE id = $1 AND library_id = $2");
        let done = done.bind(id).bind(library).bind(at).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "source")
    }

    /// Orders a kind of harvest for the next time, or takes the order back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such source.
    pub async fn want(&self, library: LibraryId, id: SourceId, kind: Option<&str>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source SET wants = $3 WHERE id = $1 AND library_id = $2");
        let done = done.bind(id).bind(library).bind(kind).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "source")
    }

    /// Keeps what the source says of itself.
    pub async fn describe(&self, id: SourceId, description: &str) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source SET description = $2 WHERE id = $1");
        done.bind(id).bind(description).execute(self.db.writer()).await?;
        Ok(())
    }

    /// Reading a whole list begins: nothing is met yet.
    pub async fn begin_list(&self, id: SourceId, at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM harvest_seen WHERE source_id = $1").bind(id).execute(&mut *tx).await?;
        sqlx::query("UPDATE source SET list_started_at = $2 WHERE id = $1").bind(id).bind(at).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// Notes up to which record the holdings are read by the present mapping; `None`: all of them.
    pub async fn remapped(&self, id: SourceId, to: Option<RecordId>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source SET remapped_to = $2 WHERE id = $1");
        done.bind(id).bind(to).execute(self.db.writer()).await?;
        Ok(())
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
            fetch: row.try_get("fetch")?,
        };
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            settings,
            checkpoint: row.try_get("checkpoint")?,
            watermark: row.try_get("watermark")?,
            status: row.try_get("status")?,
            last_error: row.try_get("last_error")?,
            failure_count: row.try_get("failure_count")?,
            record_count: row.try_get("record_count")?,
            next_run_at: row.try_get("next_run_at")?,
            paused: row.try_get::<Option<Millis>, _>("paused_at")?.is_some(),
            wants: row.try_get("wants")?,
            description: row.try_get("description")?,
            completed_at: row.try_get("completed_at")?,
            everything_at: row.try_get("everything_at")?,
            list_started_at: row.try_get("list_started_at")?,
            quarantined: row.try_get("quarantined")?,
            held_removals: row.try_get("held_removals")?,
            remapped_to: row.try_get("remapped_to")?,
        })
    }
}
