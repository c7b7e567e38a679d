//! What a harvest has met, and what it was told is gone.

use std::collections::BTreeSet;

use super::ingest::IncomingRecord;
use crate::db::{Builder, MAX_PLACEHOLDERS, Tx, in_parts};
use crate::{Error, SourceId};

const HELD_COLUMNS: usize = 4;

/// Holds the removal of these records. A removal that a person has refused stays refused until the source says it anew.
pub(super) async fn hold(tx: &mut Tx, source: SourceId, gone: &[&IncomingRecord]) -> Result<(), Error> {
    for chunk in gone.chunks(MAX_PLACEHOLDERS / HELD_COLUMNS) {
        let mut insert = Builder::new("INSERT INTO held_removal (source_id, source_record_id, datestamp, why) ");
        insert.push_values(chunk, |mut values, record| {
            values.push_bind(source).push_bind(&record.source_record_id);
            values.push_bind(&record.datestamp).push_bind(&record.why);
        });
        insert.push(
            " ON CONFLICT (source_id, source_record_id) DO UPDATE SET
                  dropped_at = CASE WHEN held_removal.datestamp = excluded.datestamp THEN held_removal.dropped_at END,
                  datestamp = excluded.datestamp, why = excluded.why",
        );
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Takes back the removal of records that are there.
pub(super) async fn release(tx: &mut Tx, source: SourceId, met: &[&str]) -> Result<(), Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM held_removal WHERE source_id = $1)";
    delete_of(tx, source, any, "DELETE FROM held_removal", met).await
}

/// Notes that these are there.
pub(super) async fn see(tx: &mut Tx, source: SourceId, met: &[&str]) -> Result<(), Error> {
    let met: BTreeSet<&str> = met.iter().copied().collect();
    let met: Vec<&str> = met.into_iter().collect();
    for chunk in met.chunks(MAX_PLACEHOLDERS / 2) {
        let mut insert = Builder::new("INSERT INTO harvest_seen (source_id, source_record_id) ");
        insert.push_values(chunk, |mut values, id| {
            values.push_bind(source).push_bind(*id);
        });
        insert.push(" ON CONFLICT (source_id, source_record_id) DO NOTHING");
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Deletes the rows of a source with these record numbers. Most often there are none at all, and `any` says so cheaply.
pub(crate) async fn delete_of(
    tx: &mut Tx,
    source: SourceId,
    any: &'static str,
    delete: &'static str,
    ids: &[&str],
) -> Result<(), Error> {
    let some: i64 = sqlx::query_scalar(any).bind(source).fetch_one(&mut **tx).await?;
    if some == 0 {
        return Ok(());
    }
    let sql = format!("{delete} WHERE source_id = {source} AND source_record_id IN (");
    for mut part in in_parts(&sql, ids) {
        part.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}
