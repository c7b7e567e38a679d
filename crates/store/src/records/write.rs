//! What ingest writes, a set at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{Encode, Type};

use crate::db::{Backend, Builder, MAX_PLACEHOLDERS, Tx, in_parts};
use crate::records::ingest::{Batch, IngestCounts, Work};
use crate::records::regroup::{Group, Node};
use crate::{ClusterId, Error, LibraryId, Millis, RecordId};

const RECORD_COLUMNS: usize = 11;

/// Inserts new records and replaces changed ones.
pub(super) async fn records(
    tx: &mut Tx,
    library: LibraryId,
    batch: &Batch<'_>,
    work: &[Work<'_>],
    cluster_of: &HashMap<RecordId, ClusterId>,
) -> Result<(), Error> {
    for chunk in work.chunks(MAX_PLACEHOLDERS / RECORD_COLUMNS) {
        let mut insert = Builder::new(
            "INSERT INTO record (id, library_id, source_id, source_record_id, datestamp, hash, deleted, marc, holdings,
                                 cluster_id, updated_at) ",
        );
        insert.push_values(chunk, |mut values, work| {
            let incoming = work.incoming;
            let was_in = work.was.as_ref().and_then(|known| known.cluster);
            let cluster = cluster_of.get(&work.record).copied().or(was_in);
            values.push_bind(work.record).push_bind(library).push_bind(batch.source);
            values.push_bind(&incoming.source_record_id).push_bind(&incoming.datestamp).push_bind(&incoming.hash);
            values.push_bind(i64::from(incoming.deleted));
            values.push_bind(if incoming.deleted { &[] } else { incoming.marc.as_slice() });
            values.push_bind(if incoming.deleted { "[]" } else { &incoming.holdings });
            values.push_bind(cluster.filter(|_| !incoming.deleted)).push_bind(batch.at);
        });
        insert.push(
            " ON CONFLICT (source_id, source_record_id) DO UPDATE SET
                  datestamp = excluded.datestamp, hash = excluded.hash, deleted = excluded.deleted, marc = excluded.marc,
                  holdings = excluded.holdings, cluster_id = excluded.cluster_id, updated_at = excluded.updated_at",
        );
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Replaces the keys of records whose keys changed.
pub(super) async fn keys(tx: &mut Tx, work: &[Work<'_>]) -> Result<(), Error> {
    let rekeyed: Vec<&Work<'_>> = work.iter().filter(|work| work.rekeyed).collect();
    let old: Vec<RecordId> = rekeyed.iter().filter(|work| work.was.is_some()).map(|work| work.record).collect();
    execute_in(tx, "DELETE FROM match_key WHERE record_id IN (", &old).await?;
    // In the order of the table, so that the tree grows page by page.
    let new: BTreeSet<(&str, RecordId)> = rekeyed
        .iter()
        .filter(|work| !work.incoming.deleted)
        .flat_map(|work| work.incoming.keys.iter().map(|key| (key.as_str(), work.record)))
        .collect();
    let new: Vec<_> = new.into_iter().collect();
    for chunk in new.chunks(MAX_PLACEHOLDERS / 2) {
        let mut insert = Builder::new("INSERT INTO match_key (key, record_id) ");
        insert.push_values(chunk, |mut values, (key, record)| {
            values.push_bind(*key).push_bind(*record);
        });
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Moves records that did not change themselves but whose cluster fell apart.
pub(super) async fn moves(tx: &mut Tx, nodes: &[Node], cluster_of: &HashMap<RecordId, ClusterId>) -> Result<(), Error> {
    let mut moved: BTreeMap<ClusterId, Vec<RecordId>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| !node.fresh) {
        if let Some(cluster) = cluster_of.get(&node.record).filter(|cluster| node.was_in != Some(**cluster)) {
            moved.entry(*cluster).or_default().push(node.record);
        }
    }
    for (cluster, records) in moved {
        execute_in(tx, &format!("UPDATE record SET cluster_id = {cluster} WHERE id IN ("), &records).await?;
    }
    Ok(())
}

/// Moves the records of absorbed clusters, and leaves word where they went.
pub(super) async fn merges(tx: &mut Tx, groups: &[(ClusterId, Group)]) -> Result<(), Error> {
    for (cluster, group) in groups {
        for absorbed in &group.absorbed {
            for statement in [
                "UPDATE record SET cluster_id = $1 WHERE cluster_id = $2",
                "UPDATE cluster SET merged_into = $1 WHERE id = $2 OR merged_into = $2",
            ] {
                sqlx::query(statement).bind(*cluster).bind(*absorbed).execute(&mut **tx).await?;
            }
        }
    }
    Ok(())
}

/// Adds new clusters.
pub(super) async fn clusters(tx: &mut Tx, new: impl Iterator<Item = ClusterId>, at: Millis) -> Result<(), Error> {
    let new: Vec<ClusterId> = new.collect();
    for chunk in new.chunks(MAX_PLACEHOLDERS / 2) {
        let mut insert = Builder::new("INSERT INTO cluster (id, created_at) ");
        insert.push_values(chunk, |mut values, cluster| {
            values.push_bind(*cluster).push_bind(at);
        });
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Puts clusters at the end of the log of changes; an earlier entry of the same cluster goes.
pub(super) async fn changes(
    tx: &mut Tx,
    clusters: &BTreeSet<ClusterId>,
    removed: bool,
    at: Millis,
) -> Result<(), Error> {
    let clusters: Vec<ClusterId> = clusters.iter().copied().collect();
    execute_in(tx, "DELETE FROM change WHERE cluster_id IN (", &clusters).await?;
    for chunk in clusters.chunks(MAX_PLACEHOLDERS / 3) {
        let mut insert = Builder::new("INSERT INTO change (cluster_id, removed, at) ");
        insert.push_values(chunk, |mut values, cluster| {
            values.push_bind(*cluster).push_bind(i64::from(removed)).push_bind(at);
        });
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Notes how far the harvest is and what it brought.
pub(super) async fn progress(tx: &mut Tx, batch: &Batch<'_>, counts: IngestCounts) -> Result<(), Error> {
    sqlx::query(
        "UPDATE source SET checkpoint = $2, watermark = COALESCE($3, watermark), record_count = record_count + $4
         WHERE id = $1",
    )
    .bind(batch.source)
    .bind(&batch.progress.checkpoint)
    .bind(&batch.progress.watermark)
    .bind(counts.new - counts.deleted)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "UPDATE harvest_run SET new_count = new_count + $3, changed_count = changed_count + $4,
             unchanged_count = unchanged_count + $5, deleted_count = deleted_count + $6
         WHERE id = $1 AND source_id = $2",
    )
    .bind(batch.run)
    .bind(batch.source)
    .bind(counts.new)
    .bind(counts.changed)
    .bind(counts.unchanged)
    .bind(counts.deleted)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Runs a statement that ends with `IN (`.
async fn execute_in<T>(tx: &mut Tx, sql: &str, list: &[T]) -> Result<(), Error>
where
    T: for<'q> Encode<'q, Backend> + Type<Backend> + Copy,
{
    for mut part in in_parts(sql, list) {
        part.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}
