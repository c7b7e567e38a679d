//! The shared catalogue: records of all libraries, clustered. It is the one thing that libraries share on purpose, so its reads
//! take no library unless they are about one.

macro_rules! columns {
    () => {
        "id, library_id, source_id, source_record_id, datestamp, marc, holdings, cluster_id, updated_at, created_at"
    };
}

mod history;
mod ingest;
mod items;
mod load;
mod met;
mod regroup;
mod remap;
mod removals;
mod write;

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row, in_parts};
use crate::{ClusterId, Error, LibraryId, Millis, RecordId, SourceId};

pub(crate) use met::delete_of;

pub use history::RecordEvent;
pub use ingest::{Batch, IncomingRecord, IngestCounts, PageOfList, Removals};
pub use items::{CodeCount, FoundItem, Items, RecordItem};
pub use remap::Remapped;
pub use removals::{Guard, HeldRemoval, Settled};

/// A bibliographic record of one library with its holdings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row's number.
    pub id: RecordId,
    /// Whose it is.
    pub library_id: LibraryId,
    /// Where it came from.
    pub source_id: SourceId,
    /// Its number there: the MMS id, for Alma.
    pub source_record_id: String,
    /// OAI-PMH datestamp, as given.
    pub datestamp: String,
    /// As given.
    pub marc: Vec<u8>,
    /// JSON.
    pub holdings: String,
    /// The title it belongs to.
    pub cluster_id: ClusterId,
    /// When it last changed here.
    pub updated_at: Millis,
    /// When it first came.
    pub created_at: Millis,
}

/// The last change of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterChange {
    /// Its place in the order of commits.
    pub seq: i64,
    /// Which.
    pub cluster_id: ClusterId,
    /// No record is in it any more.
    pub removed: bool,
    /// When.
    pub at: Millis,
}

/// What a library has in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordCount {
    /// Which.
    pub library_id: LibraryId,
    /// Its records.
    pub records: i64,
}

/// Which way to go from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To higher record numbers.
    Forward,
    /// To lower record numbers.
    Backward,
}

/// Sorts behind every record number.
const BEHIND_ALL: &str = "\u{10FFFF}";

/// The shared catalogue.
#[derive(Debug)]
pub struct Records<'a> {
    db: &'a Db,
}

impl<'a> Records<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The number under which this cluster is found now: another one when it was merged.
    pub async fn resolve(&self, cluster: ClusterId) -> Result<ClusterId, Error> {
        let merged: Option<Option<ClusterId>> = sqlx::query_scalar("SELECT merged_into FROM cluster WHERE id = $1")
            .bind(cluster)
            .fetch_optional(self.db.reader())
            .await?;
        Ok(merged.flatten().unwrap_or(cluster))
    }

    /// The records of these clusters, by cluster, then oldest first. Clusters that were merged away have none.
    pub async fn of_clusters(&self, clusters: &[ClusterId]) -> Result<Vec<Record>, Error> {
        let mut records: Vec<Record> = Vec::new();
        let sql = concat!("SELECT ", columns!(), " FROM record WHERE cluster_id IN (");
        for mut part in in_parts(sql, clusters) {
            records.extend(part.build_query_as::<Record>().persistent(false).fetch_all(self.db.reader()).await?);
        }
        records.sort_by_key(|record| (record.cluster_id, record.id));
        Ok(records)
    }

    /// The record that the library's own system knows by this number.
    pub async fn by_source_record_id(&self, library: LibraryId, id: &str) -> Result<Option<Record>, Error> {
        let record = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE library_id = $1 AND source_record_id = $2 AND deleted = 0 ORDER BY id LIMIT 1"
        ));
        Ok(record.bind(library).bind(id).fetch_optional(self.db.reader()).await?)
    }

    /// The numbers, at the source, of its records that are not deleted, in order, after this one (empty: from the start). After a
    /// complete harvest, what is here and was not harvested is gone there.
    pub async fn source_record_ids(&self, source: SourceId, after: &str, limit: i64) -> Result<Vec<String>, Error> {
        let ids = sqlx::query_scalar(
            "SELECT source_record_id FROM record WHERE source_id = $1 AND source_record_id > $2 AND deleted = 0
             ORDER BY source_record_id LIMIT $3",
        );
        Ok(ids.bind(source).bind(after).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// Some records of a source that are not deleted, for a look at what it holds: half of them the first by their number there,
    /// half the last, which at most systems are the oldest and the newest.
    pub async fn sample_of_source(&self, source: SourceId, limit: i64) -> Result<Vec<Record>, Error> {
        let first = self.neighbours_in_source(source, "", Direction::Forward, limit - limit / 2).await?;
        let last = self.neighbours_in_source(source, BEHIND_ALL, Direction::Backward, limit / 2).await?;
        let behind = first.last().map(|record| record.source_record_id.clone()).unwrap_or_default();
        let fresh = last.into_iter().filter(|record| record.source_record_id > behind).rev();
        Ok(first.into_iter().chain(fresh).collect())
    }

    /// The records of a source that are not deleted and follow or precede this number, nearest first.
    pub async fn neighbours_in_source(
        &self,
        source: SourceId,
        id: &str,
        direction: Direction,
        limit: i64,
    ) -> Result<Vec<Record>, Error> {
        let records = sqlx::query_as(match direction {
            Direction::Forward => concat!(
                "SELECT ",
                columns!(),
                " FROM record WHERE source_id = $1 AND source_record_id > $2 AND deleted = 0
                 ORDER BY source_record_id LIMIT $3"
            ),
            Direction::Backward => concat!(
                "SELECT ",
                columns!(),
                " FROM record WHERE source_id = $1 AND source_record_id < $2 AND deleted = 0
                 ORDER BY source_record_id DESC LIMIT $3"
            ),
        });
        Ok(records.bind(source).bind(id).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// The clusters that have one of these match keys, lowest number first.
    pub async fn by_keys(&self, keys: &[String]) -> Result<Vec<ClusterId>, Error> {
        let mut clusters: Vec<ClusterId> = Vec::new();
        let sql = "SELECT DISTINCT r.cluster_id FROM match_key k JOIN record r ON r.id = k.record_id WHERE k.key IN (";
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        for mut part in in_parts(sql, &keys) {
            clusters
                .extend(part.build_query_scalar::<ClusterId>().persistent(false).fetch_all(self.db.reader()).await?);
        }
        clusters.sort();
        clusters.dedup();
        Ok(clusters)
    }

    /// Clusters that changed after this place in the order of commits, in that order. Each cluster is there once, with its last
    /// change: whoever reads from 0 to the end knows of every cluster there is.
    pub async fn changes_after(&self, seq: i64, limit: i64) -> Result<Vec<ClusterChange>, Error> {
        let changes =
            sqlx::query_as("SELECT seq, cluster_id, removed, at FROM change WHERE seq > $1 ORDER BY seq LIMIT $2");
        Ok(changes.bind(seq).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// The place of the last change; 0 when there was none.
    pub async fn last_change(&self) -> Result<i64, Error> {
        Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(self.db.reader()).await?)
    }

    /// How many clusters have a record.
    pub async fn cluster_count(&self) -> Result<i64, Error> {
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM change WHERE removed = 0").fetch_one(self.db.reader()).await?)
    }

    /// How many records each library has.
    pub async fn record_counts(&self) -> Result<Vec<RecordCount>, Error> {
        let rows = sqlx::query(
            "SELECT library_id, CAST(SUM(record_count) AS BIGINT) AS records FROM source
             GROUP BY library_id ORDER BY library_id",
        )
        .fetch_all(self.db.reader())
        .await?;
        rows.iter()
            .map(|row| Ok(RecordCount { library_id: row.try_get("library_id")?, records: row.try_get("records")? }))
            .collect()
    }
}

impl FromRow<'_, Row> for Record {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            source_id: row.try_get("source_id")?,
            source_record_id: row.try_get("source_record_id")?,
            datestamp: row.try_get("datestamp")?,
            marc: row.try_get("marc")?,
            holdings: row.try_get("holdings")?,
            cluster_id: row.try_get("cluster_id")?,
            updated_at: row.try_get("updated_at")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl FromRow<'_, Row> for ClusterChange {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            seq: row.try_get("seq")?,
            cluster_id: row.try_get("cluster_id")?,
            removed: row.try_get::<i64, _>("removed")? != 0,
            at: row.try_get("at")?,
        })
    }
}
