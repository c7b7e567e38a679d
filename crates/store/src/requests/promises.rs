//! What a supplying library has promised: how much of late, and which copies.

use crate::requests::rows::request_columns;
use crate::{Error, LibraryId, Millis, Request, RequestId, Requests};

impl Requests<'_> {
    /// How many requests of a side and service have come into one of these states since then, for the first time.
    pub async fn came_into(
        &self,
        library: LibraryId,
        side: &str,
        service_type: &str,
        states: [&str; 2],
        since: Millis,
    ) -> Result<i64, Error> {
        let count = sqlx::query_scalar(
            "SELECT COUNT(DISTINCT e.request_id) FROM request_event e JOIN request r ON r.id = e.request_id
             WHERE e.library_id = $1 AND e.at >= $2 AND r.side = $3 AND r.service_type = $4 AND e.next_state IN ($5, $6)
               AND NOT EXISTS (SELECT 1 FROM request_event b
                   WHERE b.request_id = e.request_id AND b.at < $2 AND b.next_state IN ($5, $6))",
        )
        .bind(library)
        .bind(since)
        .bind(side)
        .bind(service_type)
        .bind(states[0])
        .bind(states[1])
        .fetch_one(self.db.reader())
        .await?;
        Ok(count)
    }

    /// The barcodes that have this role in open requests of a side, that of `but` left out.
    pub async fn barcodes_in_use(
        &self,
        library: LibraryId,
        side: &str,
        role: &str,
        but: Option<RequestId>,
    ) -> Result<Vec<String>, Error> {
        let barcodes = sqlx::query_scalar(
            "SELECT DISTINCT i.barcode FROM request r JOIN request_item i ON i.request_id = r.id
             WHERE r.library_id = $1 AND r.side = $2 AND r.outcome IS NULL AND i.role = $3 AND r.id <> $4",
        )
        .bind(library)
        .bind(side)
        .bind(role)
        .bind(but.unwrap_or(RequestId(0)))
        .fetch_all(self.db.reader())
        .await?;
        Ok(barcodes)
    }

    /// Open requests of a side that are in one of these states and have not moved since then, the longest waiting first.
    pub async fn unmoved(
        &self,
        library: LibraryId,
        side: &str,
        states: [&str; 2],
        since: Millis,
    ) -> Result<Vec<Request>, Error> {
        let requests = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r WHERE r.library_id = $1 AND r.side = $2 AND r.state IN ($3, $4) AND r.outcome IS NULL
               AND r.updated_at < $5 ORDER BY r.updated_at, r.id"
        ))
        .bind(library)
        .bind(side)
        .bind(states[0])
        .bind(states[1])
        .bind(since)
        .fetch_all(self.db.reader())
        .await?;
        Ok(requests)
    }

    /// Requests in a state that were due before this time, the longest overdue first.
    pub async fn due_before(
        &self,
        library: LibraryId,
        side: &str,
        state: &str,
        before: Millis,
    ) -> Result<Vec<Request>, Error> {
        let requests = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r WHERE r.library_id = $1 AND r.side = $2 AND r.state = $3 AND r.outcome IS NULL
               AND r.due_at < $4 ORDER BY r.due_at, r.id"
        ))
        .bind(library)
        .bind(side)
        .bind(state)
        .bind(before)
        .fetch_all(self.db.reader())
        .await?;
        Ok(requests)
    }
}
