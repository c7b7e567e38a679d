//! What ingest reads, a set at a time.

use std::collections::{BTreeSet, HashMap};

use sqlx::{Encode, Row as _, Type};

use crate::db::{Backend, Row, Tx, in_parts};
use crate::records::regroup::{KnownKey, Node};
use crate::{ClusterId, Error, LibraryId, RecordId, SourceId};

/// What ingest needs to know of a record that is there already.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub record: RecordId,
    pub hash: String,
    pub raw_hash: String,
    pub deleted: bool,
    pub cluster: Option<ClusterId>,
}

pub(super) async fn library_of(tx: &mut Tx, source: SourceId) -> Result<LibraryId, Error> {
    sqlx::query_scalar("SELECT library_id FROM source WHERE id = $1")
        .bind(source)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound("source"))
}

/// Records of the source by their number there.
pub(super) async fn existing<'a>(
    tx: &mut Tx,
    source: SourceId,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Known>, Error> {
    let sql = format!(
        "SELECT id, source_record_id, hash, raw_hash, deleted, cluster_id FROM record WHERE source_id = {source} AND source_record_id IN ("
    );
    let rows = select_in(tx, &sql, ids).await?;
    rows.iter()
        .map(|row| {
            let known = Known {
                record: row.try_get("id")?,
                hash: row.try_get("hash")?,
                raw_hash: row.try_get("raw_hash")?,
                deleted: row.try_get::<i64, _>("deleted")? != 0,
                cluster: row.try_get("cluster_id")?,
            };
            Ok((row.try_get("source_record_id")?, known))
        })
        .collect()
}

/// The holdings of these records as they are.
pub(super) async fn holdings_of(tx: &mut Tx, records: &[RecordId]) -> Result<HashMap<RecordId, String>, Error> {
    let rows = select_in(tx, "SELECT id, holdings FROM record WHERE id IN (", records.iter().copied()).await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, row.try_get("holdings")?))).collect()
}

/// The keys of each record, sorted.
pub(super) async fn keys_of(tx: &mut Tx, records: &[RecordId]) -> Result<HashMap<RecordId, Vec<String>>, Error> {
    let rows =
        select_in(tx, "SELECT record_id, key FROM match_key WHERE record_id IN (", records.iter().copied()).await?;
    let mut keys: HashMap<RecordId, Vec<String>> = HashMap::new();
    for row in &rows {
        keys.entry(row.try_get("record_id")?).or_default().push(row.try_get("key")?);
    }
    keys.values_mut().for_each(|keys| keys.sort());
    Ok(keys)
}

/// All records of these clusters with their keys.
pub(super) async fn members(tx: &mut Tx, clusters: &BTreeSet<ClusterId>) -> Result<Vec<Node>, Error> {
    let sql = "SELECT id, cluster_id FROM record WHERE cluster_id IN (";
    let rows = select_in(tx, sql, clusters.iter().copied()).await?;
    let records: Vec<RecordId> = rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
    let mut keys = keys_of(tx, &records).await?;
    rows.iter()
        .map(|row| {
            let record = row.try_get("id")?;
            let keys = keys.remove(&record).unwrap_or_default();
            Ok(Node { record, keys, was_in: row.try_get("cluster_id")?, fresh: false })
        })
        .collect()
}

/// Which clusters have which of these keys.
pub(super) async fn known_keys(tx: &mut Tx, keys: BTreeSet<&str>) -> Result<Vec<KnownKey>, Error> {
    let sql =
        "SELECT DISTINCT k.key, r.cluster_id FROM match_key k JOIN record r ON r.id = k.record_id WHERE k.key IN (";
    let rows = select_in(tx, sql, keys.into_iter()).await?;
    rows.iter().map(|row| Ok(KnownKey { key: row.try_get("key")?, cluster: row.try_get("cluster_id")? })).collect()
}

/// Runs a statement that ends with `IN (`.
async fn select_in<T>(tx: &mut Tx, sql: &str, list: impl Iterator<Item = T>) -> Result<Vec<Row>, Error>
where
    T: for<'q> Encode<'q, Backend> + Type<Backend> + Copy,
{
    let list: Vec<T> = list.collect();
    let mut rows = Vec::new();
    for mut part in in_parts(sql, &list) {
        rows.extend(part.build().persistent(false).fetch_all(&mut **tx).await?);
    }
    Ok(rows)
}
