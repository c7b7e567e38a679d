//! Every version of the database can be brought to the present one, empty or filled.

use std::collections::BTreeSet;

use super::*;

/// Rows that each version could hold, in all the tables that it added.
const FILLED: [&str; MIGRATIONS.len()] = [
    "INSERT INTO library (code, name, symbol, created_at) VALUES ('EAST', 'East', 'ISIL:01EAST', 1);
     INSERT INTO counter (name, value) VALUES ('record', 1), ('cluster', 1);
     INSERT INTO setting VALUES (1, 'ncip', '{}', 1, 'vera');
     INSERT INTO setting_history (library_id, section, value, updated_at, updated_by) VALUES (1, 'ncip', '{}', 1, 'vera');
     INSERT INTO account (library_id, username, password_hash, role, display_name, created_at)
         VALUES (1, 'vera', 'hash', 'staff', 'Vera', 1);
     INSERT INTO session VALUES ('token', 1, 'csrf', 1, 1, 9);
     INSERT INTO login_failure VALUES ('otto', 2, 1);",
    "INSERT INTO source (library_id, name, url, prefix, mapping, status, created_at)
         VALUES (1, 'Alma', 'https://east.example.edu', 'marc21', '{}', 'idle', 1);
     INSERT INTO harvest_run (source_id, started_at) VALUES (1, 1);
     INSERT INTO cluster (id, created_at) VALUES (1, 1);
     INSERT INTO record (id, library_id, source_id, source_record_id, datestamp, hash, deleted, marc, holdings, cluster_id, updated_at)
         VALUES (1, 1, 1, '991', '2026', 'hash', 0, x'00', '[]', 1, 1);
     INSERT INTO match_key VALUES ('isbn 1', 1);
     INSERT INTO change (cluster_id, removed, at) VALUES (1, 0, 1);",
    "INSERT INTO request (number, library_id, side, service_type, state, facts, description, patron, requester_symbol,
         requester_request_id, search_text, idempotency_key, version, created_at, updated_at)
         VALUES ('EAST-000001', 1, 'requester', 'loan', 'new', '{}', '{}', '{}', 'ISIL:01EAST', '1', '', 'k', 1, 1, 1);
     INSERT INTO request_event (library_id, request_id, seq, at, actor, name, payload, words, next_state)
         VALUES (1, 1, 1, 1, 'vera', 'created', '{}', 'Made.', 'new');
     INSERT INTO attempt VALUES (1, 1, 'ISIL:01WEST', NULL, 'asked', NULL, 1, NULL);
     INSERT INTO request_item VALUES (1, 1, '39001', 'supplier');
     INSERT INTO outbox (library_id, request_id, lane, lane_key, kind, payload, state, attempts, run_at, created_at, updated_at)
         VALUES (1, 1, 'peer', 'request 1 peer', 'say', '{}', 'waiting', 0, 1, 1, 1);
     INSERT INTO inbox VALUES (1, 'ISIL:01WEST', 'm1', x'00', 1);
     INSERT INTO document (library_id, request_id, token_hash, filename, media_type, bytes, created_at)
         VALUES (1, 1, 'hash', 'a.pdf', 'application/pdf', x'00', 1);
     INSERT INTO notice (library_id, request_id, words, at) VALUES (1, 1, 'Print the slip.', 1);",
    "INSERT INTO record_event (record_id, run_id, at, what) VALUES (1, 1, 1, 'changed');
     INSERT INTO item VALUES (1, 0, 1, 1, 'MAIN', 'stacks', '', 'QA76', '39001', '', 'regular', 'book', '', 1, '');
     INSERT INTO quarantine (source_id, run_id, source_record_id, datestamp, reason, raw, raw_length, at)
         VALUES (1, 1, '992', '2026', 'no leader', x'00', 1, 1);
     INSERT INTO held_removal VALUES (1, '991', '2026', 'deleted at the source', NULL);
     INSERT INTO harvest_seen VALUES (1, '991');
     INSERT INTO branch VALUES (1, 'MAIN', NULL, 1);
     INSERT INTO library_group (name, created_at) VALUES ('North', 1);
     INSERT INTO library_group_member VALUES (1, 1);",
    "INSERT INTO outbox (library_id, lane, lane_key, destination, kind, payload, state, attempts, run_at, created_at, updated_at)
         VALUES (1, 'ils', 'library 1 ils', 'ils 1', 'call', '{}', 'waiting', 0, 1, 1, 1);",
    "INSERT INTO message (library_id, request_id, at, took, direction, protocol, service, partner, outcome, words, sent, received,
                          folded)
         VALUES (1, 1, 1, 1, 'out', 'NCIP', 'LookupUser', 'https://east.example.edu', 'done', 'Done.', '', '', 'done');",
    "INSERT INTO request (number, library_id, side, service_type, state, facts, description, patron, requester_symbol,
         requester_request_id, search_text, idempotency_key, urgency, version, created_at, updated_at)
         VALUES ('EAST-000002', 1, 'supplier', 'loan', 'new', '{}', '{}', '{}', 'ISIL:01WEST', '2', '', 'l', 2, 1, 1, 1);",
    "INSERT INTO source_file (source_id, name, version, seen_at) VALUES (1, 'a.xml', '7;1;', 1);
     INSERT INTO source_file_read (source_id, run_id, at, name, modified, outcome, note) VALUES (1, 1, 1, 'a.xml', '', 'read', '');
     INSERT INTO source_file_record VALUES (1, '991', 1, 1);",
    "INSERT INTO bill (library_id, request_id, is_ours, partner, amount, hundredths, currency, why, at)
         VALUES (1, 1, 0, 'ISIL:01WEST', '40.00', 4000, 'EUR', 'lost', 1);",
];

#[tokio::test]
async fn an_older_database_becomes_the_same_as_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let fresh = Db::open(&directory.path().join("fresh")).await.unwrap();
    let expected = schema(&fresh).await;
    for version in 0..MIGRATIONS.len() {
        let path = directory.path().join(format!("version {version}"));
        let old = writer(&path).await.unwrap();
        migrator(version).run(&old).await.unwrap();
        old.close().await;
        let new = Db::open(&path).await.unwrap();
        let found = schema(&new).await;
        let different: Vec<_> = found.symmetric_difference(&expected).collect();
        assert!(different.is_empty(), "from version {version}: {different:?}");
    }
}

#[tokio::test]
async fn no_row_is_lost_on_the_way_from_an_older_version() {
    let directory = tempfile::tempdir().unwrap();
    for version in 1..=MIGRATIONS.len() {
        let path = directory.path().join(format!("version {version}"));
        let old = writer(&path).await.unwrap();
        migrator(version).run(&old).await.unwrap();
        for rows in FILLED.iter().take(version) {
            sqlx::raw_sql(*rows).execute(&old).await.unwrap();
        }
        let before = counts(&old).await;
        assert!(before.iter().all(|(_, count)| *count > 0), "version {version} has an empty table: {before:?}");
        old.close().await;
        let new = Db::open(&path).await.unwrap();
        let after = counts(new.reader()).await;
        assert!(before.iter().all(|table| after.contains(table)), "version {version}: {before:?} became {after:?}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("newer");
    let db = Db::open(&path).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
                 VALUES (9999, 'later', CURRENT_TIMESTAMP, 1, x'00', 1)";
    sqlx::raw_sql(newer).execute(db.writer()).await.unwrap();
    db.close().await;
    assert!(matches!(Db::open(&path).await, Err(Error::Broken(_))));
}

#[tokio::test]
async fn a_commit_is_on_disk_when_it_returns() {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::open(&directory.path().join("db")).await.unwrap();
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(db.writer()).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(db.writer()).await.unwrap();
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(db.writer()).await.unwrap();
    assert_eq!((journal.as_str(), synchronous, foreign_keys), ("wal", 2, 1), "2 is FULL");
}

#[tokio::test]
async fn numbers_are_given_out_once() {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::open(&directory.path().join("db")).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    assert_eq!(take_numbers(&mut tx, "a", 3).await.unwrap(), 1);
    assert_eq!(take_numbers(&mut tx, "a", 1).await.unwrap(), 4);
    assert_eq!(take_numbers(&mut tx, "b", 1).await.unwrap(), 1);
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(take_numbers(&mut tx, "a", 1).await.unwrap(), 1, "what was not committed was not given out");
}

/// The statements that made tables and indexes, without those that SQLite keeps for itself.
async fn schema(db: &Db) -> BTreeSet<String> {
    let sql = "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    sqlx::query_scalar(sql).fetch_all(db.reader()).await.unwrap().into_iter().collect()
}

async fn counts(pool: &Pool) -> Vec<(String, i64)> {
    let tables = "SELECT name FROM sqlite_master
                  WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(pool).await.unwrap();
    let mut counts = Vec::new();
    for table in tables {
        let mut query = Builder::new("SELECT COUNT(*) FROM ");
        query.push(&table);
        counts.push((table, query.build_query_scalar().fetch_one(pool).await.unwrap()));
    }
    counts
}
