//! The requests that the diagnosis looks at: the latest open ones of each side, and what was done for them.

use lifecycle::{Facts, Side};
use store::{OutboxRow, OutboxState, QueueFilter, Request};

use super::Patient;
use crate::work::{codec, kind};

/// So many of each side are looked at: enough to meet what goes wrong always, few enough to ask Alma about each.
const OF_EACH_SIDE: i64 = 5;

/// An open request.
pub(super) struct OpenRequest {
    pub(super) stored: Request,
    pub(super) facts: Facts,
    pub(super) side: Side,
    pub(super) rows: Vec<OutboxRow>,
}

impl OpenRequest {
    /// Whether a call of this name was answered as done.
    pub(super) fn has_done(&self, call: &str) -> bool {
        let is_done = |row: &&OutboxRow| row.kind == kind::CALL && row.state == OutboxState::Done;
        self.rows.iter().filter(is_done).any(|row| name_of(row).as_deref() == Some(call))
    }
}

fn name_of(row: &OutboxRow) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_str(&row.payload).ok()?;
    payload.get("call")?.as_str().map(str::to_owned)
}

/// Those that are open, and of the supplier's side those that were completed last, too.
pub(super) async fn read(patient: &Patient<'_>) -> Result<Vec<OpenRequest>, store::Error> {
    let mut requests = Vec::new();
    for (side, open, states) in [
        (Side::Requester, true, Vec::new()),
        (Side::Supplier, true, Vec::new()),
        (Side::Supplier, false, vec!["completed".to_owned()]),
    ] {
        let filter =
            QueueFilter { side: side.name().to_owned(), open, states, limit: OF_EACH_SIDE, ..QueueFilter::default() };
        let queue = patient.platform.store().requests().queue(patient.id(), &filter).await?;
        for stored in queue.requests {
            let rows = patient.platform.store().outbox().of_request(patient.id(), stored.id).await?;
            // What an older version wrote and this one cannot read is left alone.
            if let Ok(facts) = codec::facts(&stored.facts) {
                requests.push(OpenRequest { stored, facts, side, rows });
            }
        }
    }
    Ok(requests)
}
