//! What ingest writes, a set at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{Encode, Type};

use crate::db::{Backend, Builder, MAX_PLACEHOLDERS, Tx, in_parts};
use crate::records::ingest::{Batch, IncomingRecord, IngestCounts, Work};
use crate::records::regroup::{Group, Node};
use crate::records::{RecordItem, load};
use crate::{ClusterId, Error, LibraryId, Millis, RecordId, SourceId};

const RECORD_COLUMNS: usize = 13;
const ITEM_COLUMNS: usize = 15;
const EVENT_COLUMNS: usize = 4;

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
                                 cluster_id, updated_at, created_at, raw_hash) ",
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
            values.push_bind(batch.at).push_bind(&incoming.raw_hash);
        });
        insert.push(
            " ON CONFLICT (source_id, source_record_id) DO UPDATE SET
                  datestamp = excluded.datestamp, hash = excluded.hash, deleted = excluded.deleted, marc = excluded.marc,
                  holdings = excluded.holdings, cluster_id = excluded.cluster_id, updated_at = excluded.updated_at,
                  raw_hash = excluded.raw_hash",
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

/// Tells what becomes of records that were known; call it before they are written.
pub(super) async fn events(tx: &mut Tx, batch: &Batch<'_>, work: &[Work<'_>]) -> Result<(), Error> {
    let known: Vec<&Work<'_>> = work.iter().filter(|work| work.was.is_some()).collect();
    let quiet: Vec<RecordId> = known.iter().filter(|work| !work.rekeyed).map(|work| work.record).collect();
    let holdings = load::holdings_of(tx, &quiet).await?;
    for chunk in known.chunks(MAX_PLACEHOLDERS / EVENT_COLUMNS) {
        let mut insert = Builder::new("INSERT INTO record_event (record_id, run_id, at, what) ");
        insert.push_values(chunk, |mut values, work| {
            let other_holdings = holdings.get(&work.record).is_some_and(|was| *was != work.incoming.holdings);
            let was_deleted = work.was.as_ref().is_some_and(|known| known.deleted);
            let what = match (work.incoming.deleted, was_deleted) {
                (true, _) => "deleted",
                (false, true) => "restored",
                (false, false) if other_holdings => "holdings changed",
                (false, false) => "changed",
            };
            values.push_bind(work.record).push_bind(batch.run).push_bind(batch.at).push_bind(what);
        });
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Replaces the items of records, and learns the codes of branches from them.
pub(super) async fn items(tx: &mut Tx, library: LibraryId, batch: &Batch<'_>, work: &[Work<'_>]) -> Result<(), Error> {
    let known: Vec<RecordId> = work.iter().filter(|work| work.was.is_some()).map(|work| work.record).collect();
    execute_in(tx, "DELETE FROM item WHERE record_id IN (", &known).await?;
    let alive = work.iter().filter(|work| !work.incoming.deleted);
    let items: Vec<(RecordId, i64, &RecordItem)> =
        alive.flat_map(|work| (0..).zip(&work.incoming.items).map(|(n, item)| (work.record, n, item))).collect();
    insert_items(tx, library, batch.source, &items).await?;
    branches(tx, library, items.iter().map(|(_, _, item)| item.branch.as_str()), batch.at).await
}

/// Adds items of records, each with its place in the record.
pub(super) async fn insert_items(
    tx: &mut Tx,
    library: LibraryId,
    source: SourceId,
    items: &[(RecordId, i64, &RecordItem)],
) -> Result<(), Error> {
    for chunk in items.chunks(MAX_PLACEHOLDERS / ITEM_COLUMNS) {
        let mut insert = Builder::new(
            "INSERT INTO item (record_id, position, library_id, source_id, branch, location, temporary_location, call_number,
                               barcode, description, policy, material, status, lendable, reason) ",
        );
        insert.push_values(chunk, |mut values, (record, position, item)| {
            values.push_bind(*record).push_bind(*position).push_bind(library).push_bind(source);
            values.push_bind(&item.branch).push_bind(&item.location).push_bind(&item.temporary_location);
            values.push_bind(&item.call_number).push_bind(&item.barcode).push_bind(&item.description);
            values.push_bind(&item.policy).push_bind(&item.material).push_bind(&item.status);
            values.push_bind(item.lendable.map(i64::from)).push_bind(&item.reason);
        });
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Learns the codes of branches.
pub(super) async fn branches(
    tx: &mut Tx,
    library: LibraryId,
    codes: impl Iterator<Item = &str>,
    at: Millis,
) -> Result<(), Error> {
    let codes: BTreeSet<&str> = codes.filter(|code| !code.is_empty()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    for chunk in codes.chunks(MAX_PLACEHOLDERS / 3) {
        let mut insert = Builder::new("INSERT INTO branch (library_id, code, first_seen_at) ");
        insert.push_values(chunk, |mut values, code| {
            values.push_bind(library).push_bind(*code).push_bind(at);
        });
        insert.push(" ON CONFLICT (library_id, code) DO NOTHING");
        insert.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Remembers the bytes of records whose content is as before.
pub(super) async fn raw_hashes(tx: &mut Tx, same: &[(RecordId, &IncomingRecord)]) -> Result<(), Error> {
    for (record, incoming) in same {
        sqlx::query("UPDATE record SET raw_hash = $2, marc = $3, datestamp = $4 WHERE id = $1")
            .bind(*record)
            .bind(&incoming.raw_hash)
            .bind(&incoming.marc)
            .bind(&incoming.datestamp)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Notes how far the harvest is and what it brought.
pub(super) async fn progress(tx: &mut Tx, batch: &Batch<'_>, counts: IngestCounts) -> Result<(), Error> {
    let unchanged_progress = batch.progress.is_none();
    let progress = batch.progress.clone().unwrap_or_default();
    sqlx::query(
        "UPDATE source SET checkpoint = CASE WHEN $5 THEN checkpoint ELSE $2 END, watermark = COALESCE($3, watermark),
             record_count = record_count + $4
         WHERE id = $1",
    )
    .bind(batch.source)
    .bind(progress.checkpoint)
    .bind(progress.watermark)
    .bind(counts.new - counts.deleted)
    .bind(unchanged_progress)
    .execute(&mut **tx)
    .await?;
    let Some(run) = batch.run else { return Ok(()) };
    sqlx::query(
        "UPDATE harvest_run SET new_count = new_count + $3, changed_count = changed_count + $4,
             unchanged_count = unchanged_count + $5, deleted_count = deleted_count + $6, held_count = held_count + $7,
             bad_count = bad_count + $8, pages = pages + $9, expected = COALESCE($10, expected)
         WHERE id = $1 AND source_id = $2",
    )
    .bind(run)
    .bind(batch.source)
    .bind(counts.new)
    .bind(counts.changed)
    .bind(counts.unchanged)
    .bind(counts.deleted)
    .bind(counts.held)
    .bind(batch.bad.len() as i64)
    .bind(i64::from(batch.page.is_some()))
    .bind(batch.page.and_then(|page| page.expected))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Runs a statement that ends with `IN (`.
pub(super) async fn execute_in<T>(tx: &mut Tx, sql: &str, list: &[T]) -> Result<(), Error>
where
    T: for<'q> Encode<'q, Backend> + Type<Backend> + Copy,
{
    for mut part in in_parts(sql, list) {
        part.build().persistent(false).execute(&mut **tx).await?;
    }
    Ok(())
}
