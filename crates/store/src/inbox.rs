//! Messages received, with the confirmation each was given, so that a repeated message gets the same answer and does nothing.

use crate::db::{Db, Tx};
use crate::{Error, LibraryId, Millis};

/// The answer given to a message, to be kept with what the message caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConfirmation {
    /// Who sent the message: the partner's symbol.
    pub partner: String,
    /// What makes the message the same message when it comes again; chosen by the caller.
    pub message_key: String,
    /// The bytes to answer, now and each time it comes again.
    pub confirmation: Vec<u8>,
}

/// The table of messages received.
#[derive(Debug)]
pub struct Inbox<'a> {
    db: &'a Db,
}

impl<'a> Inbox<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The confirmation that this message was given before, if it was.
    pub async fn seen(&self, library: LibraryId, partner: &str, message_key: &str) -> Result<Option<Vec<u8>>, Error> {
        let confirmation = sqlx::query_scalar(
            "SELECT confirmation FROM inbox WHERE library_id = $1 AND partner = $2 AND message_key = $3",
        )
        .bind(library)
        .bind(partner)
        .bind(message_key)
        .fetch_optional(self.db.reader())
        .await?;
        Ok(confirmation)
    }

    /// Keeps the confirmation of a message that changed no request. One that does belongs into its [`Step`](crate::Step).
    ///
    /// # Errors
    /// [`Error::Conflict`] when the message was confirmed before.
    pub async fn keep(&self, library: LibraryId, confirmation: &NewConfirmation, at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        insert(&mut tx, library, confirmation, at).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets confirmations given before this time, in all libraries; returns how many. A partner repeats within days at most.
    pub async fn forget(&self, before: Millis) -> Result<u64, Error> {
        let done = sqlx::query("DELETE FROM inbox WHERE at < $1").bind(before).execute(self.db.writer()).await?;
        Ok(done.rows_affected())
    }
}

pub(crate) async fn insert(tx: &mut Tx, library: LibraryId, new: &NewConfirmation, at: Millis) -> Result<(), Error> {
    let done = sqlx::query(
        "INSERT INTO inbox (library_id, partner, message_key, confirmation, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(library)
    .bind(&new.partner)
    .bind(&new.message_key)
    .bind(&new.confirmation)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::conflict("this message was confirmed before; answer it with the confirmation kept"));
    }
    Ok(())
}
