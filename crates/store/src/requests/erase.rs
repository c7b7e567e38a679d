//! Forgetting patrons once their requests have ended. What statistics need stays.

use crate::{Error, LibraryId, Millis, Requests};

/// The requests concerned, as a statement to stand behind `IN`.
macro_rules! ended {
    () => {
        " (SELECT id FROM request WHERE library_id = $1 AND ended_at < $2 AND patron_erased_at IS NULL)"
    };
}

impl Requests<'_> {
    /// Erases what is known of the patrons of requests that ended before this time: their data in the request, the payloads of
    /// events and of messages sent, notices to them, and delivered copies. Returns the number of requests.
    pub async fn erase_patrons(&self, library: LibraryId, ended_before: Millis, at: Millis) -> Result<u64, Error> {
        let mut tx = self.db.begin().await?;
        for statement in [
            concat!("UPDATE request_event SET payload = '{}' WHERE request_id IN", ended!()),
            concat!(
                "UPDATE outbox SET payload = '{}', result = NULL WHERE state IN ('done', 'skipped') AND request_id IN",
                ended!()
            ),
            concat!("DELETE FROM notice WHERE patron_id IS NOT NULL AND request_id IN", ended!()),
            concat!("DELETE FROM document WHERE request_id IN", ended!()),
        ] {
            sqlx::query(statement).bind(library).bind(ended_before).execute(&mut *tx).await?;
        }
        let done = sqlx::query(
            "UPDATE request SET patron = '{}', patron_id = NULL, search_text = '', patron_erased_at = $3,
                                updated_at = $3, version = version + 1
             WHERE library_id = $1 AND ended_at < $2 AND patron_erased_at IS NULL",
        )
        .bind(library)
        .bind(ended_before)
        .bind(at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}
