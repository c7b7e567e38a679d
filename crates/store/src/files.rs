//! The files of a source that consists of files: which are known, which were read, what each brought, and which records came from
//! which of them.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Builder, Db, MAX_PLACEHOLDERS, Row, Tx};
use crate::error::changed;
use crate::{Error, FileId, IngestCounts, LibraryId, Millis, RunId, SourceId};

const SEEN_COLUMNS: usize = 4;
const RECORD_COLUMNS: usize = 4;
/// So many lines of the history of a source's files are kept.
const HISTORY: i64 = 2_000;

/// A file that a source was seen to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The row's number.
    pub id: FileId,
    /// Within its folder; the whole address where files have addresses.
    pub name: String,
    /// Size, time and the like as last seen, in the caller's words.
    pub version: String,
    /// Since when it is seen in this version.
    pub seen_at: Millis,
    /// The version that was read to its end.
    pub read_version: Option<String>,
    /// Of the bytes that were read; empty: none were.
    pub hash: String,
}

impl SourceFile {
    /// Whether it was read as it is now; never, where nothing tells two states of it apart.
    #[must_use]
    pub fn is_read(&self) -> bool {
        !self.version.is_empty() && self.read_version.as_deref() == Some(self.version.as_str())
    }
}

/// What came of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRead {
    /// By which harvest.
    pub run: Option<RunId>,
    /// When.
    pub at: Millis,
    /// The name of the file.
    pub name: String,
    /// Bytes, where that is known.
    pub size: Option<i64>,
    /// When it was changed last, as its place says; empty: it does not.
    pub modified: String,
    /// `read`, `skipped`, `failed` or `removed`.
    pub outcome: String,
    /// Why, in words for people.
    pub note: String,
    /// What it brought. `deleted`: records that it says are gone.
    pub counts: IngestCounts,
    /// What in it could not be taken in.
    pub bad: i64,
}

/// The file that a batch comes from, and which reading of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileReading {
    /// Which file.
    pub file: FileId,
    /// See [`Files::begin`].
    pub reading: i64,
}

/// The files of all sources.
#[derive(Debug)]
pub struct Files<'a> {
    db: &'a Db,
}

impl<'a> Files<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The known files of a source, by name.
    pub async fn of_source(&self, source: SourceId) -> Result<Vec<SourceFile>, Error> {
        let files = sqlx::query_as("SELECT * FROM source_file WHERE source_id = $1 ORDER BY name");
        Ok(files.bind(source).fetch_all(self.db.reader()).await?)
    }

    /// The file of this name.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_name(&self, source: SourceId, name: &str) -> Result<SourceFile, Error> {
        let file = sqlx::query_as("SELECT * FROM source_file WHERE source_id = $1 AND name = $2");
        file.bind(source).bind(name).fetch_optional(self.db.reader()).await?.ok_or(Error::NotFound("file"))
    }

    /// Notes that files (name, version) are there at this time.
    pub async fn see(&self, source: SourceId, files: &[(&str, &str)], at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        for chunk in files.chunks(MAX_PLACEHOLDERS / SEEN_COLUMNS) {
            let mut insert = Builder::new("INSERT INTO source_file (source_id, name, version, seen_at) ");
            insert.push_values(chunk, |mut values, (name, version)| {
                values.push_bind(source).push_bind(*name).push_bind(*version).push_bind(at);
            });
            insert.push(
                " ON CONFLICT (source_id, name) DO UPDATE SET
                      seen_at = CASE WHEN source_file.version = excluded.version THEN source_file.seen_at
                                     ELSE excluded.seen_at END,
                      version = excluded.version",
            );
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Begins to read a file; returns the number of the reading, to tell the records that come from those that came before.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn begin(&self, file: FileId) -> Result<i64, Error> {
        let reading =
            sqlx::query_scalar("UPDATE source_file SET reading = reading + 1 WHERE id = $1 RETURNING reading");
        reading.bind(file).fetch_optional(self.db.writer()).await?.ok_or(Error::NotFound("file"))
    }

    /// A file was read to its end in this version, with this hash of its bytes; how the harvest goes on is kept with it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn finish(
        &self,
        source: SourceId,
        file: FileId,
        (version, hash): (&str, &str),
        read: &FileRead,
        checkpoint: Option<&str>,
    ) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE source_file SET read_version = $3, hash = $4 WHERE id = $1 AND source_id = $2");
        let done = done.bind(file).bind(source).bind(version).bind(hash).execute(&mut *tx).await?;
        changed(done.rows_affected(), "file")?;
        add_read(&mut tx, source, read).await?;
        // To a harvest of files, a file is what a page is to others.
        sqlx::query("UPDATE harvest_run SET pages = pages + 1 WHERE id = $1 AND source_id = $2")
            .bind(read.run)
            .bind(source)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE source SET checkpoint = $2 WHERE id = $1")
            .bind(source)
            .bind(checkpoint)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Adds to the history of the files of a source.
    pub async fn note(&self, source: SourceId, read: &FileRead) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        add_read(&mut tx, source, read).await?;
        Ok(tx.commit().await?)
    }

    /// Everything that a source has counts as not read.
    pub async fn forget_readings(&self, source: SourceId) -> Result<(), Error> {
        let done = sqlx::query("UPDATE source_file SET read_version = NULL, hash = '' WHERE source_id = $1");
        done.bind(source).execute(self.db.writer()).await?;
        Ok(())
    }

    /// Forgets a file that is not there any more.
    pub async fn forget(&self, source: SourceId, file: FileId) -> Result<(), Error> {
        let done = sqlx::query("DELETE FROM source_file WHERE id = $1 AND source_id = $2");
        done.bind(file).bind(source).execute(self.db.writer()).await?;
        Ok(())
    }

    /// Holds the removal of every record that this file brought before this reading, and neither in it nor in any other file.
    /// `None`: the file is gone with all that it brought. Returns how many records that are.
    pub async fn hold_left(
        &self,
        source: SourceId,
        file: FileId,
        reading: Option<i64>,
        datestamp: &str,
        why: &str,
    ) -> Result<i64, Error> {
        let before = reading.unwrap_or(i64::MAX);
        let mut tx = self.db.begin().await?;
        let held = sqlx::query(
            "INSERT INTO held_removal (source_id, source_record_id, datestamp, why)
             SELECT r.source_id, r.source_record_id, $4, $5 FROM source_file_record f
             JOIN record r ON r.source_id = f.source_id AND r.source_record_id = f.source_record_id AND r.deleted = 0
             WHERE f.source_id = $1 AND f.file_id = $2 AND f.reading < $3 AND NOT EXISTS
                 (SELECT 1 FROM source_file_record o WHERE o.source_id = f.source_id
                  AND o.source_record_id = f.source_record_id AND o.file_id <> f.file_id)
             ON CONFLICT (source_id, source_record_id) DO UPDATE SET
                 dropped_at = CASE WHEN held_removal.datestamp = excluded.datestamp THEN held_removal.dropped_at END,
                 datestamp = excluded.datestamp, why = excluded.why",
        );
        let held = held.bind(source).bind(file).bind(before).bind(datestamp).bind(why).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM source_file_record WHERE file_id = $1 AND reading < $2")
            .bind(file)
            .bind(before)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(held.rows_affected() as i64)
    }

    /// What came of files of a source, the latest first.
    pub async fn history(&self, library: LibraryId, source: SourceId, limit: i64) -> Result<Vec<FileRead>, Error> {
        let reads = sqlx::query_as(
            "SELECT f.* FROM source_file_read f JOIN source s ON s.id = f.source_id
             WHERE f.source_id = $1 AND s.library_id = $2 ORDER BY f.id DESC LIMIT $3",
        );
        Ok(reads.bind(source).bind(library).bind(limit).fetch_all(self.db.reader()).await?)
    }
}

/// Notes that these records came from a file, and that those are in none any more.
pub(crate) async fn came(
    tx: &mut Tx,
    source: SourceId,
    FileReading { file, reading }: FileReading,
    met: &[&str],
    gone: &[&str],
) -> Result<(), Error> {
    let met: std::collections::BTreeSet<&str> = met.iter().copied().collect();
    let met: Vec<&str> = met.into_iter().collect();
    for chunk in met.chunks(MAX_PLACEHOLDERS / RECORD_COLUMNS) {
        let mut insert =
            Builder::new("INSERT INTO source_file_record (source_id, source_record_id, file_id, reading) ");
        insert.push_values(chunk, |mut values, id| {
            values.push_bind(source).push_bind(*id).push_bind(file).push_bind(reading);
        });
        insert.push(" ON CONFLICT (source_id, source_record_id, file_id) DO UPDATE SET reading = excluded.reading");
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    let any = "SELECT EXISTS (SELECT 1 FROM source_file_record WHERE source_id = $1)";
    crate::records::delete_of(tx, source, any, "DELETE FROM source_file_record", gone).await
}

async fn add_read(tx: &mut Tx, source: SourceId, read: &FileRead) -> Result<(), Error> {
    let last = sqlx::query(
        "DELETE FROM source_file_read WHERE source_id = $1 AND id <=
             (SELECT id FROM source_file_read WHERE source_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    );
    last.bind(source).bind(HISTORY).execute(&mut **tx).await?;
    sqlx::query(
        "INSERT INTO source_file_read (source_id, run_id, at, name, size, modified, outcome, note, new_count, changed_count,
             unchanged_count, gone_count, bad_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(source)
    .bind(read.run)
    .bind(read.at)
    .bind(&read.name)
    .bind(read.size)
    .bind(&read.modified)
    .bind(&read.outcome)
    .bind(&read.note)
    .bind(read.counts.new)
    .bind(read.counts.changed)
    .bind(read.counts.unchanged)
    .bind(read.counts.deleted)
    .bind(read.bad)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl FromRow<'_, Row> for SourceFile {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            version: row.try_get("version")?,
            seen_at: row.try_get("seen_at")?,
            read_version: row.try_get("read_version")?,
            hash: row.try_get("hash")?,
        })
    }
}

impl FromRow<'_, Row> for FileRead {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            run: row.try_get("run_id")?,
            at: row.try_get("at")?,
            name: row.try_get("name")?,
            size: row.try_get("size")?,
            modified: row.try_get("modified")?,
            outcome: row.try_get("outcome")?,
            note: row.try_get("note")?,
            counts: IngestCounts {
                new: row.try_get("new_count")?,
                changed: row.try_get("changed_count")?,
                unchanged: row.try_get("unchanged_count")?,
                deleted: row.try_get("gone_count")?,
                held: 0,
            },
            bad: row.try_get("bad_count")?,
        })
    }
}
