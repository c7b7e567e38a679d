//! What became of a record, and what of a list is known already.

use std::collections::HashSet;

use sqlx::FromRow;
use sqlx::Row as _;

use super::{Record, Records};
use crate::db::{Row, in_parts};
use crate::{Error, LibraryId, Millis, RunId, SourceId};

/// Something that happened to a record after it first came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEvent {
    /// When.
    pub at: Millis,
    /// `changed`, `holdings changed`, `deleted` or `restored`.
    pub what: String,
    /// By which harvest; `None`: by hand.
    pub run: Option<RunId>,
}

impl Records<'_> {
    /// Which of these records of a source (number, hash of the bytes) are here with the same bytes: there is nothing to read in
    /// them.
    pub async fn unchanged(&self, source: SourceId, came: &[(&str, &str)]) -> Result<HashSet<String>, Error> {
        let sql = format!(
            "SELECT source_record_id, raw_hash FROM record
             WHERE source_id = {source} AND deleted = 0 AND raw_hash <> '' AND source_record_id IN ("
        );
        let ids: Vec<&str> = came.iter().map(|(id, _)| *id).collect();
        let mut here: HashSet<(String, String)> = HashSet::new();
        for mut part in in_parts(&sql, &ids) {
            let rows = part.build_query_as::<(String, String)>().persistent(false).fetch_all(self.db.reader()).await?;
            here.extend(rows);
        }
        let same = came.iter().filter(|(id, hash)| here.contains(&((*id).to_owned(), (*hash).to_owned())));
        Ok(same.map(|(id, _)| (*id).to_owned()).collect())
    }

    /// Numbers that a read of the whole list has met and that no record here has, nor anything in quarantine; the first so many.
    pub async fn unknown_of_list(&self, source: SourceId, limit: i64) -> Result<Vec<String>, Error> {
        let ids = sqlx::query_scalar(
            "SELECT s.source_record_id FROM harvest_seen s
             LEFT JOIN record r ON r.source_id = s.source_id AND r.source_record_id = s.source_record_id AND r.deleted = 0
             LEFT JOIN quarantine q ON q.source_id = s.source_id AND q.source_record_id = s.source_record_id
             WHERE s.source_id = $1 AND r.id IS NULL AND q.id IS NULL ORDER BY s.source_record_id LIMIT $2",
        );
        Ok(ids.bind(source).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// What happened to the record that the library's own system knows by this number, oldest first; deleted records too.
    pub async fn history(&self, library: LibraryId, source_record_id: &str) -> Result<Vec<RecordEvent>, Error> {
        let events = sqlx::query_as(
            "SELECT e.at, e.what, e.run_id FROM record_event e JOIN record r ON r.id = e.record_id
             WHERE r.library_id = $1 AND r.source_record_id = $2 ORDER BY e.id",
        );
        Ok(events.bind(library).bind(source_record_id).fetch_all(self.db.reader()).await?)
    }

    /// The record of one source with this number there.
    pub async fn of_source(&self, source: SourceId, source_record_id: &str) -> Result<Option<Record>, Error> {
        let record = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE source_id = $1 AND source_record_id = $2 AND deleted = 0"
        ));
        Ok(record.bind(source).bind(source_record_id).fetch_optional(self.db.reader()).await?)
    }
}

impl FromRow<'_, Row> for RecordEvent {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self { at: row.try_get("at")?, what: row.try_get("what")?, run: row.try_get("run_id")? })
    }
}
