//! Single pieces, as the mapping of their source reads them.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::{ClusterId, Error, LibraryId, SourceId};

/// One piece of a record. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordItem {
    /// Code of the library within the institution.
    pub branch: String,
    /// Code of the shelf location.
    pub location: String,
    /// Where it is for the time being.
    pub temporary_location: String,
    /// Call number.
    pub call_number: String,
    /// Its label.
    pub barcode: String,
    /// Which volume or issue.
    pub description: String,
    /// Item policy code.
    pub policy: String,
    /// Kind of material.
    pub material: String,
    /// What keeps it from the shelf, in the library system's word.
    pub status: String,
    /// Whether it may be lent; `None`: nothing says.
    pub lendable: Option<bool>,
    /// Why, in words.
    pub reason: String,
}

/// A piece with the record that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundItem {
    /// Number of the record at its source.
    pub source_record_id: String,
    /// Where the record came from.
    pub source_id: SourceId,
    /// The title.
    pub cluster_id: ClusterId,
    /// The piece.
    pub item: RecordItem,
}

/// How many pieces have these codes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCount {
    /// Code of the library within the institution.
    pub branch: String,
    /// Code of the shelf location.
    pub location: String,
    /// Item policy code.
    pub policy: String,
    /// Kind of material.
    pub material: String,
    /// Pieces.
    pub items: i64,
    /// Those that may be lent.
    pub lendable: i64,
}

/// The pieces of all records.
#[derive(Debug)]
pub struct Items<'a> {
    db: &'a Db,
}

impl<'a> Items<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The library's pieces with this label; more than one where labels were given twice.
    pub async fn by_barcode(&self, library: LibraryId, barcode: &str) -> Result<Vec<FoundItem>, Error> {
        let items = sqlx::query_as(
            "SELECT i.*, r.source_record_id, r.cluster_id FROM item i JOIN record r ON r.id = i.record_id
             WHERE i.library_id = $1 AND i.barcode = $2 AND i.barcode <> '' AND r.deleted = 0
             ORDER BY i.record_id, i.position LIMIT 100",
        );
        Ok(items.bind(library).bind(barcode).fetch_all(self.db.reader()).await?)
    }

    /// The pieces of a record, in its order.
    pub async fn of_record(&self, library: LibraryId, source_record_id: &str) -> Result<Vec<FoundItem>, Error> {
        let items = sqlx::query_as(
            "SELECT i.*, r.source_record_id, r.cluster_id FROM item i JOIN record r ON r.id = i.record_id
             WHERE r.library_id = $1 AND r.source_record_id = $2 AND r.deleted = 0 ORDER BY i.record_id, i.position",
        );
        Ok(items.bind(library).bind(source_record_id).fetch_all(self.db.reader()).await?)
    }

    /// Which codes the pieces of a source have, the most frequent first.
    pub async fn codes(&self, source: SourceId) -> Result<Vec<CodeCount>, Error> {
        let counts = sqlx::query_as(
            "SELECT branch, location, policy, material, COUNT(*) AS items,
                    CAST(SUM(COALESCE(lendable, 0)) AS BIGINT) AS lendable
             FROM item WHERE source_id = $1 GROUP BY branch, location, policy, material
             ORDER BY items DESC, branch, location, policy, material",
        );
        Ok(counts.bind(source).fetch_all(self.db.reader()).await?)
    }
}

impl FromRow<'_, Row> for FoundItem {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let item = RecordItem {
            branch: row.try_get("branch")?,
            location: row.try_get("location")?,
            temporary_location: row.try_get("temporary_location")?,
            call_number: row.try_get("call_number")?,
            barcode: row.try_get("barcode")?,
            description: row.try_get("description")?,
            policy: row.try_get("policy")?,
            material: row.try_get("material")?,
            status: row.try_get("status")?,
            lendable: row.try_get::<Option<i64>, _>("lendable")?.map(|lendable| lendable != 0),
            reason: row.try_get("reason")?,
        };
        Ok(Self {
            source_record_id: row.try_get("source_record_id")?,
            source_id: row.try_get("source_id")?,
            cluster_id: row.try_get("cluster_id")?,
            item,
        })
    }
}

impl FromRow<'_, Row> for CodeCount {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            branch: row.try_get("branch")?,
            location: row.try_get("location")?,
            policy: row.try_get("policy")?,
            material: row.try_get("material")?,
            items: row.try_get("items")?,
            lendable: row.try_get("lendable")?,
        })
    }
}
