//! Adding rows to lanes.

use crate::db::{Builder, MAX_PLACEHOLDERS, Tx};
use crate::{Error, LibraryId, Millis, NewOutboxRow, OutboxId, RequestId};

const PLACEHOLDERS_A_ROW: usize = 10;

/// Adds the rows behind all those that are there already. Returns their numbers in the order given.
pub(crate) async fn append(
    tx: &mut Tx,
    library: LibraryId,
    request: Option<RequestId>,
    rows: &[NewOutboxRow],
    at: Millis,
) -> Result<Vec<OutboxId>, Error> {
    let mut ids: Vec<OutboxId> = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(MAX_PLACEHOLDERS / PLACEHOLDERS_A_ROW) {
        let mut insert = Builder::new(
            "INSERT INTO outbox (library_id, request_id, lane, lane_key, destination, kind, payload, run_at, created_at,
                                 updated_at, state, attempts) ",
        );
        insert.push_values(chunk, |mut values, row| {
            values.push_bind(library).push_bind(request);
            values.push_bind(&row.lane).push_bind(lane_key(library, request, &row.lane));
            values.push_bind(&row.destination).push_bind(&row.kind).push_bind(&row.payload);
            values.push_bind(row.run_at).push_bind(at).push_bind(at);
            values.push("'waiting', 0");
        });
        insert.push(" RETURNING id");
        ids.extend(insert.build_query_scalar::<OutboxId>().fetch_all(&mut **tx).await?);
    }
    // Numbers rise in the order of insertion; the order of returned rows is not promised.
    ids.sort();
    Ok(ids)
}

/// What is unique to the lane: the caller's word within the request or the library.
fn lane_key(library: LibraryId, request: Option<RequestId>, lane: &str) -> String {
    match request {
        Some(request) => format!("request {request} {lane}"),
        None => format!("library {library} {lane}"),
    }
}
