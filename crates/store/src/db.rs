//! The one place that names the database: pools, transactions, migrations. A second backend slots in here.
//!
//! SQLite in WAL mode with `synchronous=FULL`: a commit is on disk when it returns. One connection writes, so writers queue here
//! instead of failing with "busy"; several read, each seeing the last commit.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Encode, QueryBuilder, SqlSafeStr, Transaction, Type};

use crate::Error;

pub(crate) type Backend = sqlx::Sqlite;
pub(crate) type Row = sqlx::sqlite::SqliteRow;
pub(crate) type Pool = SqlitePool;
pub(crate) type Tx = Transaction<'static, Backend>;
pub(crate) type Builder = QueryBuilder<Backend>;

/// Placeholders in one statement: SQLite takes 32,766, PostgreSQL 65,535; shorter statements are prepared once and reused.
pub(crate) const MAX_PLACEHOLDERS: usize = 4_000;

const READERS: u32 = 4;

const MIGRATIONS: [(&str, &str); 9] = [
    ("libraries", include_str!("../migrations/sqlite/0001_libraries.sql")),
    ("catalogue", include_str!("../migrations/sqlite/0002_catalogue.sql")),
    ("requests", include_str!("../migrations/sqlite/0003_requests.sql")),
    ("harvest", include_str!("../migrations/sqlite/0004_harvest.sql")),
    ("destinations", include_str!("../migrations/sqlite/0005_destinations.sql")),
    ("messages", include_str!("../migrations/sqlite/0006_messages.sql")),
    ("urgency", include_str!("../migrations/sqlite/0007_urgency.sql")),
    ("files", include_str!("../migrations/sqlite/0008_files.sql")),
    ("bills", include_str!("../migrations/sqlite/0009_bills.sql")),
];

#[derive(Debug, Clone)]
pub(crate) struct Db {
    write: Pool,
    read: Pool,
}

impl Db {
    /// Opens or creates the file and brings it to this version.
    pub(crate) async fn open(path: &Path) -> Result<Self, Error> {
        let write = writer(path).await?;
        migrator(MIGRATIONS.len()).run(&write).await?;
        let read =
            SqlitePoolOptions::new().max_connections(READERS).connect_with(options(path).read_only(true)).await?;
        Ok(Self { write, read })
    }

    /// A write transaction. Takes the write lock at once: a transaction that reads first and writes later would fail when another
    /// one wrote in between. Dropped without a commit, it leaves nothing.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    pub(crate) fn reader(&self) -> &Pool {
        &self.read
    }

    /// For single statements that write.
    pub(crate) fn writer(&self) -> &Pool {
        &self.write
    }

    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Gives out `count` numbers and returns the first. A transaction that is dropped has given out none.
pub(crate) async fn take_numbers(tx: &mut Tx, name: &str, count: i64) -> Result<i64, Error> {
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO counter (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value",
    )
    .bind(name)
    .bind(count)
    .fetch_one(&mut **tx)
    .await?;
    Ok(last - count + 1)
}

/// Statements that end with `IN (` and take this list, each as long as one statement may be.
pub(crate) fn in_parts<'a, T>(sql: &'a str, list: &'a [T]) -> impl Iterator<Item = Builder> + 'a
where
    T: for<'q> Encode<'q, Backend> + Type<Backend> + Copy,
{
    list.chunks(MAX_PLACEHOLDERS).map(move |part| {
        let mut statement = Builder::new(sql);
        let mut values = statement.separated(", ");
        for value in part {
            values.push_bind(*value);
        }
        statement.push(")");
        statement
    })
}

async fn writer(path: &Path) -> Result<Pool, Error> {
    let options = options(path).create_if_missing(true).optimize_on_close(true, None);
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A harvest makes the log long; give the space back afterwards.
        .pragma("journal_size_limit", "16777216")
        .pragma("temp_store", "MEMORY")
}

fn migrator(versions: usize) -> Migrator {
    let steps = MIGRATIONS.iter().take(versions).zip(1..).map(|((name, sql), version)| {
        Migration::new(version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

#[cfg(test)]
mod tests;
