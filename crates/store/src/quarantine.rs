//! What sources gave and could not be taken in, with its bytes and the reason, until it is mended or dismissed.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Builder, Db, MAX_PLACEHOLDERS, Row, Tx};
use crate::error::changed;
use crate::{Error, LibraryId, Millis, QuarantineId, RunId, SourceId};

/// Bytes of one part that are kept.
const RAW_LIMIT: usize = 4 << 20;
/// What the number of a part begins with that has none of its own.
const WITHOUT_ID: &str = "sha256:";
const COLUMNS: usize = 8;

/// Something that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuarantine {
    /// Its number at the source, or `sha256:` and the hash of its bytes: the same bad record twice is one row.
    pub source_record_id: String,
    /// OAI-PMH datestamp; empty when there is none.
    pub datestamp: String,
    /// Why, in words for people.
    pub reason: String,
    /// As given; the first 4 MiB are kept.
    pub raw: Vec<u8>,
}

impl NewQuarantine {
    /// Whether nothing says which record it is.
    #[must_use]
    pub fn is_without_id(&self) -> bool {
        self.source_record_id.starts_with(WITHOUT_ID)
    }
}

/// A part in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The row's number.
    pub id: QuarantineId,
    /// Where it came from.
    pub source_id: SourceId,
    /// By which harvest it came last.
    pub run: Option<RunId>,
    /// See [`NewQuarantine::source_record_id`].
    pub source_record_id: String,
    /// OAI-PMH datestamp; empty when there is none.
    pub datestamp: String,
    /// Why it could not be taken in.
    pub reason: String,
    /// As given, cut at 4 MiB. Empty in lists.
    pub raw: Vec<u8>,
    /// How long it was, in bytes.
    pub raw_length: i64,
    /// When it came last.
    pub at: Millis,
}

/// The quarantine of all sources.
#[derive(Debug)]
pub struct Quarantine<'a> {
    db: &'a Db,
}

impl<'a> Quarantine<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Parts of a source behind this row, oldest first, without their bytes.
    pub async fn of_source(
        &self,
        library: LibraryId,
        source: SourceId,
        after: QuarantineId,
        limit: i64,
    ) -> Result<Vec<Quarantined>, Error> {
        let rows = sqlx::query_as(
            "SELECT q.id, q.source_id, q.run_id, q.source_record_id, q.datestamp, q.reason, x'' AS raw, q.raw_length, q.at
             FROM quarantine q JOIN source s ON s.id = q.source_id
             WHERE q.source_id = $1 AND s.library_id = $2 AND q.id > $3 ORDER BY q.id LIMIT $4",
        );
        Ok(rows.bind(source).bind(library).bind(after).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// One part with its bytes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none of this number.
    pub async fn by_id(&self, library: LibraryId, id: QuarantineId) -> Result<Quarantined, Error> {
        let row = sqlx::query_as(
            "SELECT q.* FROM quarantine q JOIN source s ON s.id = q.source_id WHERE q.id = $1 AND s.library_id = $2",
        );
        row.bind(id).bind(library).fetch_optional(self.db.reader()).await?.ok_or(Error::NotFound("quarantined record"))
    }

    /// Throws a part away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none of this number.
    pub async fn dismiss(&self, library: LibraryId, id: QuarantineId) -> Result<(), Error> {
        let done = sqlx::query(
            "DELETE FROM quarantine WHERE id = $1 AND source_id IN (SELECT id FROM source WHERE library_id = $2)",
        );
        let done = done.bind(id).bind(library).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "quarantined record")
    }

    /// How many parts without a number of their own came since this time.
    pub async fn nameless(&self, source: SourceId, since: Millis) -> Result<i64, Error> {
        let count = sqlx::query_scalar(
            "SELECT COUNT(*) FROM quarantine WHERE source_id = $1 AND at >= $2 AND source_record_id LIKE 'sha256:%'",
        );
        Ok(count.bind(source).bind(since).fetch_one(self.db.reader()).await?)
    }

    /// Throws away what a read of the whole list, begun at this time, has not met again.
    pub async fn forget_before(&self, source: SourceId, at: Millis) -> Result<u64, Error> {
        let done = sqlx::query("DELETE FROM quarantine WHERE source_id = $1 AND at < $2");
        Ok(done.bind(source).bind(at).execute(self.db.writer()).await?.rows_affected())
    }
}

/// Puts parts in; one that is there already is brought up to date.
pub(crate) async fn put(
    tx: &mut Tx,
    source: SourceId,
    run: Option<RunId>,
    bad: &[NewQuarantine],
    at: Millis,
) -> Result<(), Error> {
    for chunk in bad.chunks(MAX_PLACEHOLDERS / COLUMNS) {
        let mut insert = Builder::new(
            "INSERT INTO quarantine (source_id, run_id, source_record_id, datestamp, reason, raw, raw_length, at) ",
        );
        insert.push_values(chunk, |mut values, bad| {
            values.push_bind(source).push_bind(run).push_bind(&bad.source_record_id).push_bind(&bad.datestamp);
            values.push_bind(&bad.reason).push_bind(bad.raw.get(..RAW_LIMIT).unwrap_or(&bad.raw));
            values.push_bind(bad.raw.len() as i64).push_bind(at);
        });
        insert.push(
            " ON CONFLICT (source_id, source_record_id) DO UPDATE SET run_id = excluded.run_id,
                  datestamp = excluded.datestamp, reason = excluded.reason, raw = excluded.raw,
                  raw_length = excluded.raw_length, at = excluded.at",
        );
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Lets go what has come again and was good, or is gone at the source.
pub(crate) async fn release(tx: &mut Tx, source: SourceId, mended: &[&str]) -> Result<(), Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE source_id = $1)";
    crate::records::delete_of(tx, source, any, "DELETE FROM quarantine", mended).await
}

impl FromRow<'_, Row> for Quarantined {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            source_id: row.try_get("source_id")?,
            run: row.try_get("run_id")?,
            source_record_id: row.try_get("source_record_id")?,
            datestamp: row.try_get("datestamp")?,
            reason: row.try_get("reason")?,
            raw: row.try_get("raw")?,
            raw_length: row.try_get("raw_length")?,
            at: row.try_get("at")?,
        })
    }
}
