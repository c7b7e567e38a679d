//! Reading holdings anew from the records that are here, after the mapping of their source has changed.

use std::collections::BTreeSet;

use super::items::RecordItem;
use super::{Record, Records, load, write};
use crate::{ClusterId, Error, Millis, RecordId, SourceId};

/// The holdings of a record by another mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remapped {
    /// Which record.
    pub record: RecordId,
    /// Its title.
    pub cluster: ClusterId,
    /// Covers the new holdings; see [`crate::IncomingRecord::hash`].
    pub hash: String,
    /// See [`crate::IncomingRecord::raw_hash`].
    pub raw_hash: String,
    /// JSON.
    pub holdings: String,
    /// The pieces.
    pub items: Vec<RecordItem>,
}

impl Records<'_> {
    /// Records of a source that are not deleted, in the order of their rows, behind this one.
    pub async fn after(&self, source: SourceId, after: RecordId, limit: i64) -> Result<Vec<Record>, Error> {
        let records = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE source_id = $1 AND id > $2 AND deleted = 0 ORDER BY id LIMIT $3"
        ));
        Ok(records.bind(source).bind(after).bind(limit).fetch_all(self.db.reader()).await?)
    }

    /// Keeps the holdings of these records, and that the source is read anew up to the last of them. Match keys are not touched.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such source.
    pub async fn remap(&self, source: SourceId, records: &[Remapped], at: Millis) -> Result<(), Error> {
        let Some(last) = records.last() else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        let library = load::library_of(&mut tx, source).await?;
        for record in records {
            sqlx::query("UPDATE record SET holdings = $2, hash = $3, raw_hash = $4 WHERE id = $1")
                .bind(record.record)
                .bind(&record.holdings)
                .bind(&record.hash)
                .bind(&record.raw_hash)
                .execute(&mut *tx)
                .await?;
        }
        let ids: Vec<RecordId> = records.iter().map(|record| record.record).collect();
        write::execute_in(&mut tx, "DELETE FROM item WHERE record_id IN (", &ids).await?;
        let items: Vec<(RecordId, i64, &RecordItem)> = records
            .iter()
            .flat_map(|record| (0..).zip(&record.items).map(|(n, item)| (record.record, n, item)))
            .collect();
        write::insert_items(&mut tx, library, source, &items).await?;
        write::branches(&mut tx, library, items.iter().map(|(_, _, item)| item.branch.as_str()), at).await?;
        let clusters: BTreeSet<ClusterId> = records.iter().map(|record| record.cluster).collect();
        write::changes(&mut tx, &clusters, false, at).await?;
        let done = sqlx::query("UPDATE source SET remapped_to = $2 WHERE id = $1");
        done.bind(source).bind(last.record).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}
