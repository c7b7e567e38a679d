//! Signed-in browsers, and the count of failed sign-ins.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::accounts::account_columns;
use crate::db::{Db, Row};
use crate::{Account, AccountId, Error, Millis};

/// A signed-in browser and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub account: Account,
    /// The token that each form of the session carries.
    pub csrf: String,
    /// When it was last used, as far as [`Sessions::touch`] was told.
    pub last_seen_at: Millis,
    /// When it ends at the latest.
    pub expires_at: Millis,
}

/// Failed sign-ins since the last successful one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last_at: Millis,
}

/// Signed-in browsers. Only hashes of their tokens are kept.
#[derive(Debug)]
pub struct Sessions<'a> {
    db: &'a Db,
}

impl<'a> Sessions<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Signs an account in.
    pub async fn add(
        &self,
        token_hash: &str,
        account: AccountId,
        csrf: &str,
        at: Millis,
        expires_at: Millis,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO session (token_hash, account_id, csrf, created_at, last_seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $4, $5)",
        )
        .bind(token_hash)
        .bind(account)
        .bind(csrf)
        .bind(at)
        .bind(expires_at)
        .execute(self.db.writer())
        .await?;
        Ok(())
    }

    /// The session of this token, if it has not ended and its account may still sign in.
    pub async fn find(&self, token_hash: &str, now: Millis) -> Result<Option<Session>, Error> {
        let session = sqlx::query_as(concat!(
            "SELECT ",
            account_columns!(),
            ", s.csrf, s.last_seen_at, s.expires_at
             FROM session s JOIN account a ON a.id = s.account_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL"
        ));
        Ok(session.bind(token_hash).bind(now).fetch_optional(self.db.reader()).await?)
    }

    /// Notes that the session was used, and until when it is good now. Once a minute is often enough.
    pub async fn touch(&self, token_hash: &str, at: Millis, expires_at: Millis) -> Result<(), Error> {
        let query = sqlx::query("UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1");
        query.bind(token_hash).bind(at).bind(expires_at).execute(self.db.writer()).await?;
        Ok(())
    }

    /// Signs a browser out.
    pub async fn remove(&self, token_hash: &str) -> Result<(), Error> {
        let query = sqlx::query("DELETE FROM session WHERE token_hash = $1");
        query.bind(token_hash).execute(self.db.writer()).await?;
        Ok(())
    }

    /// Removes sessions that have ended; returns how many.
    pub async fn sweep(&self, now: Millis) -> Result<u64, Error> {
        let query = sqlx::query("DELETE FROM session WHERE expires_at <= $1");
        Ok(query.bind(now).execute(self.db.writer()).await?.rows_affected())
    }

    /// Counts a failed sign-in for a user name or a network address. Failures older than `forget_before` no longer count.
    pub async fn record_failure(&self, subject: &str, at: Millis, forget_before: Millis) -> Result<Failures, Error> {
        let row = sqlx::query(
            "INSERT INTO login_failure (subject, count, last_at) VALUES ($1, 1, $2)
             ON CONFLICT (subject) DO UPDATE SET
                 count = CASE WHEN login_failure.last_at < $3 THEN 1 ELSE login_failure.count + 1 END,
                 last_at = excluded.last_at
             RETURNING count, last_at",
        )
        .bind(subject)
        .bind(at)
        .bind(forget_before)
        .fetch_one(self.db.writer())
        .await?;
        Ok(Failures { count: row.try_get("count")?, last_at: row.try_get("last_at")? })
    }

    /// Failed sign-ins for a user name or a network address, unless the last is older than `forget_before`.
    pub async fn failures(&self, subject: &str, forget_before: Millis) -> Result<Failures, Error> {
        let row = sqlx::query("SELECT count, last_at FROM login_failure WHERE subject = $1 AND last_at >= $2")
            .bind(subject)
            .bind(forget_before)
            .fetch_optional(self.db.reader())
            .await?;
        let Some(row) = row else { return Ok(Failures::default()) };
        Ok(Failures { count: row.try_get("count")?, last_at: row.try_get("last_at")? })
    }

    /// Forgets the failures after a successful sign-in.
    pub async fn clear_failures(&self, subject: &str) -> Result<(), Error> {
        let query = sqlx::query("DELETE FROM login_failure WHERE subject = $1");
        query.bind(subject).execute(self.db.writer()).await?;
        Ok(())
    }
}

impl FromRow<'_, Row> for Session {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            account: Account::from_row(row)?,
            csrf: row.try_get("csrf")?,
            last_seen_at: row.try_get("last_seen_at")?,
            expires_at: row.try_get("expires_at")?,
        })
    }
}
