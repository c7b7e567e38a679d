//! Messages and calls that wait to leave, in lanes.
//!
//! A lane is a word of the caller ("peer", "ils") and belongs to one request, or to the library for rows without a request. Within a
//! lane rows leave one by one in the order in which they were added: row n+1 is not handed out before row n is done or skipped.
//! A failed row therefore holds up its lane until staff repeat or skip it; other lanes go on.
//!
//! A row handed out is leased. The lease carries a number that grows with each lease of the row: whoever comes back late with an
//! old number is refused, so an outcome is recorded once.

mod lane;
mod wake;

pub use wake::Wake;

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Builder, Db, Row, Tx};
use crate::{Error, LibraryId, Millis, OutboxId, RequestId};

pub(crate) use lane::append;
pub(crate) use wake::Bell;

/// A row to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutboxRow {
    /// Rows of one lane leave in order. Within a request "peer" of two requests are two lanes.
    pub lane: String,
    /// Who has to answer, in the caller's words; see [`Outbox::claim`].
    pub destination: String,
    /// What is to be done, in the caller's words.
    pub kind: String,
    /// Whatever the caller needs to do it; not interpreted here.
    pub payload: String,
    /// Not before this time.
    pub run_at: Millis,
}

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// The row's number; within a lane also its place.
    pub id: OutboxId,
    /// Whose it is.
    pub library_id: LibraryId,
    /// The request that caused it, if one did.
    pub request_id: Option<RequestId>,
    /// The lane, as given.
    pub lane: String,
    /// As given.
    pub destination: String,
    /// As given.
    pub kind: String,
    /// As given.
    pub payload: String,
    /// How far it is.
    pub state: OutboxState,
    /// How often it was handed out. Above 1 when handed out: an earlier try may have reached the other side.
    pub attempts: i64,
    /// Not before this time.
    pub run_at: Millis,
    /// What the last try said.
    pub last_error: Option<String>,
    /// What came of it.
    pub result: Option<String>,
}

/// How far a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// Will be handed out when its time and its turn have come.
    Waiting,
    /// Somebody is at it.
    Leased,
    /// Done; the result is kept.
    Done,
    /// Given up; holds up its lane until repeated or skipped.
    Failed,
    /// Passed over by staff, or done by hand.
    Skipped,
}

impl OutboxState {
    /// The name used in the database and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Leased, Self::Done, Self::Failed, Self::Skipped].into_iter().find(|s| s.name() == name)
    }
}

/// The right to say what became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The row.
    pub id: OutboxId,
    /// The number of this lease.
    pub token: i64,
}

/// A row that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// To be given back with the outcome.
    pub lease: Lease,
    /// What is to be done.
    pub row: OutboxRow,
}

/// What became of a row, for [`Step::settles`](crate::Step::settles): recorded together with what the outcome caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// From [`Outbox::claim`].
    pub lease: Lease,
    /// `Ok`: done, with the result. `Err`: given up, with the reason; the lane stops.
    pub outcome: Result<String, String>,
}

/// A row that staff pass over, or have done by hand; its lane goes on. For [`Step::skips`](crate::Step::skips): recorded together with what
/// the request makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The row.
    pub id: OutboxId,
    /// Kept as the result.
    pub why: String,
}

/// How much waits, for the operator's page. Counts all libraries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Rows waiting or leased.
    pub open: i64,
    /// Rows given up.
    pub failed: i64,
    /// The earliest time for which an open row was due.
    pub oldest: Option<Millis>,
}

/// What one destination has not answered for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The caller's word for whose answer is waited for.
    pub destination: String,
    /// Rows that were tried in vain and wait.
    pub rows: i64,
    /// Since when the oldest of them waits.
    pub since: Millis,
    /// What the last try said.
    pub last_error: String,
}

/// The table of messages and calls that wait to leave.
#[derive(Debug)]
pub struct Outbox<'a> {
    db: &'a Db,
    bell: &'a Bell,
}

macro_rules! columns {
    () => {
        "id, library_id, request_id, lane, destination, kind, payload, state, attempts, run_at, last_error, result"
    };
}

/// That a row `o` is not over and first in its lane.
const IS_NEXT: &str = "o.state IN ('waiting', 'leased') AND NOT EXISTS (
    SELECT 1 FROM outbox e WHERE e.lane_key = o.lane_key AND e.id < o.id AND e.state IN ('waiting', 'leased', 'failed'))";

impl<'a> Outbox<'a> {
    pub(crate) fn new(db: &'a Db, bell: &'a Bell) -> Self {
        Self { db, bell }
    }

    /// Adds rows that belong to no request; their lanes belong to the library.
    pub async fn add(&self, library: LibraryId, rows: &[NewOutboxRow], at: Millis) -> Result<Vec<OutboxId>, Error> {
        let mut tx = self.db.begin().await?;
        let ids = append(&mut tx, library, None, rows, at).await?;
        tx.commit().await?;
        self.bell.ring();
        Ok(ids)
    }

    /// Hands out up to `limit` rows that are due and first in their lanes, over all libraries, the longest due first. A lease that is
    /// neither settled nor given back by `now + lease_for` ends, and the row is handed out again.
    ///
    /// Rows to a destination in `busy` stay: who is slow to answer keeps nobody else waiting.
    pub async fn claim(
        &self,
        now: Millis,
        lease_for: Millis,
        limit: i64,
        busy: &[String],
    ) -> Result<Vec<Leased>, Error> {
        let mut query = Builder::new("UPDATE outbox SET state = 'leased', attempts = attempts + 1, lease_until = ");
        query.push_bind(now.saturating_add(lease_for)).push(", updated_at = ").push_bind(now);
        query.push(" WHERE id IN (SELECT o.id FROM outbox o WHERE ").push(IS_NEXT).push(" AND o.run_at <= ");
        query.push_bind(now).push(" AND (o.state = 'waiting' OR o.lease_until <= ").push_bind(now).push(")");
        push_others_than(&mut query, busy);
        query.push(" ORDER BY o.run_at, o.id LIMIT ").push_bind(limit);
        query.push(concat!(") RETURNING ", columns!()));
        let mut rows: Vec<OutboxRow> = query.build_query_as().fetch_all(self.db.writer()).await?;
        rows.sort_by_key(|row| (row.run_at, row.id));
        // `attempts` grows with each lease and never shrinks, so it numbers the leases as well.
        Ok(rows.into_iter().map(|row| Leased { lease: Lease { id: row.id, token: row.attempts }, row }).collect())
    }

    /// The row is done. When its result causes a step, put a [`Settlement`] into the step instead.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the lease has passed to somebody else.
    pub async fn finish(&self, lease: Lease, result: &str, at: Millis) -> Result<(), Error> {
        self.settle(&Settlement { lease, outcome: Ok(result.to_owned()) }, at).await
    }

    /// The row is given up: it and its lane wait for staff.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the lease has passed to somebody else.
    pub async fn give_up(&self, lease: Lease, error: &str, at: Millis) -> Result<(), Error> {
        self.settle(&Settlement { lease, outcome: Err(error.to_owned()) }, at).await
    }

    async fn settle(&self, settlement: &Settlement, at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        settle(&mut tx, settlement, at).await?;
        tx.commit().await?;
        self.bell.ring();
        Ok(())
    }

    /// The try failed; the row is handed out again at `run_at`.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the lease has passed to somebody else.
    pub async fn retry_later(&self, lease: Lease, run_at: Millis, error: &str, at: Millis) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE outbox SET state = 'waiting', lease_until = NULL, run_at = $3, last_error = $4, updated_at = $5
             WHERE id = $1 AND state = 'leased' AND attempts = $2",
        )
        .bind(lease.id)
        .bind(lease.token)
        .bind(run_at)
        .bind(error)
        .bind(at)
        .execute(self.db.writer())
        .await?;
        self.bell.ring();
        held(done.rows_affected())
    }

    /// Staff want a failed row tried again, or a waiting one tried now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such row that waits or has failed.
    pub async fn repeat(&self, library: LibraryId, id: OutboxId, at: Millis) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE outbox SET state = 'waiting', run_at = $3, updated_at = $3
             WHERE id = $1 AND library_id = $2 AND state IN ('failed', 'waiting')",
        )
        .bind(id)
        .bind(library)
        .bind(at)
        .execute(self.db.writer())
        .await?;
        self.bell.ring();
        crate::error::changed(done.rows_affected(), "failed or waiting message")
    }

    /// Has everything of a library tried again now that was given up or tried in vain, in the order of each lane. Returns how many rows.
    pub async fn repeat_all(&self, library: LibraryId, at: Millis) -> Result<u64, Error> {
        let done = sqlx::query(
            "UPDATE outbox SET state = 'waiting', run_at = $2, updated_at = $2
             WHERE library_id = $1 AND (state = 'failed' OR (state = 'waiting' AND attempts > 0))",
        );
        let done = done.bind(library).bind(at).execute(self.db.writer()).await?;
        self.bell.ring();
        Ok(done.rows_affected())
    }

    /// The destinations that have not answered a library although rows were tried at least so often.
    pub async fn silences(&self, library: LibraryId, tries: i64) -> Result<Vec<Silence>, Error> {
        let silences = sqlx::query_as(
            "SELECT o.destination, COUNT(*) AS rows, MIN(o.created_at) AS since,
                    (SELECT e.last_error FROM outbox e
                     WHERE e.library_id = $1 AND e.state IN ('waiting', 'leased') AND e.attempts >= $2
                       AND e.destination = o.destination AND e.last_error IS NOT NULL
                     ORDER BY e.updated_at DESC, e.id DESC LIMIT 1) AS last_error
             FROM outbox o
             WHERE o.library_id = $1 AND o.state IN ('waiting', 'leased') AND o.attempts >= $2 AND o.last_error IS NOT NULL
             GROUP BY o.destination ORDER BY o.destination",
        );
        Ok(silences.bind(library).bind(tries).fetch_all(self.db.reader()).await?)
    }

    /// Staff have corrected what a row says.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such row that waits or has failed.
    pub async fn change(&self, library: LibraryId, id: OutboxId, payload: &str, at: Millis) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE outbox SET payload = $3, updated_at = $4
             WHERE id = $1 AND library_id = $2 AND state IN ('failed', 'waiting')",
        );
        let done = done.bind(id).bind(library).bind(payload).bind(at).execute(self.db.writer()).await?;
        crate::error::changed(done.rows_affected(), "failed or waiting message")
    }

    /// Ends all leases; for the start of the process that holds the [lock](crate::Store::lock_directory), when nobody can be at
    /// work. Returns how many rows had been in work.
    pub async fn release_leases(&self, at: Millis) -> Result<u64, Error> {
        let done = sqlx::query(
            "UPDATE outbox SET state = 'waiting', lease_until = NULL, updated_at = $1 WHERE state = 'leased'",
        )
        .bind(at)
        .execute(self.db.writer())
        .await?;
        self.bell.ring();
        Ok(done.rows_affected())
    }

    /// When the next row to a destination that is not `busy` can be handed out, if nothing is added or settled before: a time that
    /// may have passed already.
    pub async fn next_due(&self, busy: &[String]) -> Result<Option<Millis>, Error> {
        let mut query = Builder::new(
            "SELECT MIN(CASE WHEN o.state = 'leased' THEN o.lease_until ELSE o.run_at END) FROM outbox o WHERE ",
        );
        query.push(IS_NEXT);
        push_others_than(&mut query, busy);
        Ok(query.build_query_scalar().fetch_one(self.db.reader()).await?)
    }

    /// Wakes whenever rows may have become ready: subscribe first, then look, then wait, and nothing is missed.
    pub fn subscribe(&self) -> Wake {
        self.bell.subscribe()
    }

    /// All rows of a request in the order in which they were added.
    pub async fn of_request(&self, library: LibraryId, request: RequestId) -> Result<Vec<OutboxRow>, Error> {
        let rows = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM outbox WHERE request_id = $1 AND library_id = $2 ORDER BY id"
        ))
        .bind(request)
        .bind(library)
        .fetch_all(self.db.reader())
        .await?;
        Ok(rows)
    }

    /// The library's rows that were given up, oldest first.
    pub async fn failed(&self, library: LibraryId) -> Result<Vec<OutboxRow>, Error> {
        let rows = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM outbox WHERE library_id = $1 AND state = 'failed' ORDER BY id"
        ))
        .bind(library)
        .fetch_all(self.db.reader())
        .await?;
        Ok(rows)
    }

    /// How much waits in all libraries.
    pub async fn backlog(&self) -> Result<Backlog, Error> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'leased')) AS open,
                    (SELECT COUNT(*) FROM outbox WHERE state = 'failed') AS failed,
                    (SELECT MIN(run_at) FROM outbox WHERE state IN ('waiting', 'leased')) AS oldest",
        )
        .fetch_one(self.db.reader())
        .await?;
        Ok(Backlog { open: row.try_get("open")?, failed: row.try_get("failed")?, oldest: row.try_get("oldest")? })
    }
}

fn push_others_than(query: &mut Builder, busy: &[String]) {
    if busy.is_empty() {
        return;
    }
    query.push(" AND o.destination NOT IN (");
    let mut names = query.separated(", ");
    for name in busy {
        names.push_bind(name.clone());
    }
    query.push(")");
}

/// Records the outcome if the lease still holds.
pub(crate) async fn settle(tx: &mut Tx, settlement: &Settlement, at: Millis) -> Result<(), Error> {
    let (state, result, error) = match &settlement.outcome {
        Ok(result) => (OutboxState::Done, Some(result), None),
        Err(error) => (OutboxState::Failed, None, Some(error)),
    };
    let done = sqlx::query(
        "UPDATE outbox SET state = $3, result = $4, last_error = COALESCE($5, last_error), lease_until = NULL,
                           updated_at = $6
         WHERE id = $1 AND state = 'leased' AND attempts = $2",
    )
    .bind(settlement.lease.id)
    .bind(settlement.lease.token)
    .bind(state.name())
    .bind(result)
    .bind(error)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    held(done.rows_affected())
}

/// Passes over a row of the library that waits or has failed.
pub(crate) async fn skip(tx: &mut Tx, library: LibraryId, skip: &Skip, at: Millis) -> Result<(), Error> {
    let done = sqlx::query(
        "UPDATE outbox SET state = 'skipped', result = $3, updated_at = $4
         WHERE id = $1 AND library_id = $2 AND state IN ('failed', 'waiting')",
    );
    let done = done.bind(skip.id).bind(library).bind(&skip.why).bind(at).execute(&mut **tx).await?;
    crate::error::changed(done.rows_affected(), "failed or waiting message")
}

fn held(rows: u64) -> Result<(), Error> {
    if rows == 0 {
        return Err(Error::conflict("the lease of this message has ended; another worker has it"));
    }
    Ok(())
}

impl FromRow<'_, Row> for Silence {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            destination: row.try_get("destination")?,
            rows: row.try_get("rows")?,
            since: row.try_get("since")?,
            last_error: row.try_get("last_error")?,
        })
    }
}

impl FromRow<'_, Row> for OutboxRow {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let state: &str = row.try_get("state")?;
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            request_id: row.try_get("request_id")?,
            lane: row.try_get("lane")?,
            destination: row.try_get("destination")?,
            kind: row.try_get("kind")?,
            payload: row.try_get("payload")?,
            state: OutboxState::from_name(state).ok_or_else(|| sqlx::Error::Decode("unknown outbox state".into()))?,
            attempts: row.try_get("attempts")?,
            run_at: row.try_get("run_at")?,
            last_error: row.try_get("last_error")?,
            result: row.try_get("result")?,
        })
    }
}
