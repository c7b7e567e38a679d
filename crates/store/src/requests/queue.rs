//! The work queue: what staff see first.

use index::text::fold;
use sqlx::Row as _;

use crate::db::Builder;
use crate::requests::rows::request_columns;
use crate::{Error, LibraryId, Millis, Request, RequestId, Requests};

/// More words than this are not looked for.
const MAX_WORDS: usize = 8;

/// Which requests of a library to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Requester or supplier.
    pub side: String,
    /// These states; empty: all.
    pub states: Vec<String>,
    /// Those in which each of these words, or beginnings or parts of words, occurs: number, title, patron, barcode.
    pub text: String,
    /// Only those that staff must look at.
    pub attention: bool,
    /// Only those that have not ended.
    pub open: bool,
    /// Only open ones that are wanted sooner than usual.
    pub urgent: bool,
    /// In which order.
    pub order: QueueOrder,
    /// Where the page before ended.
    pub after: Option<Place>,
    /// Page size; at least 1.
    pub limit: i64,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueOrder {
    /// The newest request first.
    #[default]
    Newest,
    /// The one that has not moved for the longest time first.
    LongestWaiting,
    /// The one that is wanted soonest first, among equals the longest waiting. Not for lists of more than one page.
    MostUrgent,
}

/// The place in a list where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// [`Request::updated_at`] of the last one.
    pub updated_at: Millis,
    /// [`Request::id`] of the last one.
    pub id: RequestId,
}

/// A page of the work queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// The page.
    pub requests: Vec<Request>,
    /// Where it ended; `None`: nothing follows.
    pub next: Option<Place>,
    /// All requests of the library and side by state, whatever else the filter says.
    pub counts: Vec<StateCount>,
}

/// How many requests are in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    /// The state.
    pub state: String,
    /// Requests in it.
    pub total: i64,
    /// Those of them that staff must look at.
    pub attention: i64,
}

/// How many requests a library has, for the operator's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Whose.
    pub library_id: LibraryId,
    /// Requester or supplier.
    pub side: String,
    /// The state.
    pub state: String,
    /// How they ended, if they have.
    pub outcome: Option<String>,
    /// How many.
    pub count: i64,
}

/// How many requests two libraries had with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairCount {
    /// Requester or supplier: which of the two the library was.
    pub side: String,
    /// Who asked.
    pub requester_symbol: String,
    /// Who was asked last.
    pub supplier_symbol: String,
    /// How many.
    pub count: i64,
}

impl Requests<'_> {
    /// A page of the library's requests, with the counts for the tabs above it.
    pub async fn queue(&self, library: LibraryId, filter: &QueueFilter) -> Result<Queue, Error> {
        let limit = filter.limit.max(1);
        let mut query = select(library, filter, limit + 1);
        let mut requests: Vec<Request> = query.build_query_as().fetch_all(self.db.reader()).await?;
        let more = requests.len() as i64 > limit;
        requests.truncate(limit as usize);
        let next = requests.last().filter(|_| more).map(|last| Place { updated_at: last.updated_at, id: last.id });
        Ok(Queue { requests, next, counts: self.counts(library, &filter.side).await? })
    }

    async fn counts(&self, library: LibraryId, side: &str) -> Result<Vec<StateCount>, Error> {
        // Two counts, because the first is answered from an index alone and the second touches few rows.
        let rows = sqlx::query(
            "SELECT t.state AS state, t.total AS total, COALESCE(a.attention, 0) AS attention
             FROM (SELECT state, COUNT(*) AS total FROM request
                   WHERE library_id = $1 AND side = $2 GROUP BY state) t
             LEFT JOIN (SELECT state, COUNT(*) AS attention FROM request
                   WHERE library_id = $1 AND side = $2 AND attention >= '' GROUP BY state) a ON a.state = t.state
             ORDER BY t.state",
        )
        .bind(library)
        .bind(side)
        .fetch_all(self.db.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(StateCount {
                    state: row.try_get("state")?,
                    total: row.try_get("total")?,
                    attention: row.try_get("attention")?,
                })
            })
            .collect()
    }

    /// The library's requests that ended like this since then, by the library on the other side: who lends to whom, and how much.
    pub async fn pair_counts(&self, library: LibraryId, outcome: &str, since: Millis) -> Result<Vec<PairCount>, Error> {
        let rows = sqlx::query(
            "SELECT side, requester_symbol, supplier_symbol, COUNT(*) AS count FROM request
             WHERE library_id = $1 AND outcome = $2 AND ended_at >= $3 AND supplier_symbol IS NOT NULL
             GROUP BY side, requester_symbol, supplier_symbol ORDER BY side, requester_symbol, supplier_symbol",
        )
        .bind(library)
        .bind(outcome)
        .bind(since)
        .fetch_all(self.db.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(PairCount {
                    side: row.try_get("side")?,
                    requester_symbol: row.try_get("requester_symbol")?,
                    supplier_symbol: row.try_get("supplier_symbol")?,
                    count: row.try_get("count")?,
                })
            })
            .collect()
    }

    /// Counts over all libraries; for operators only.
    pub async fn totals(&self) -> Result<Vec<Total>, Error> {
        let rows = sqlx::query(
            "SELECT library_id, side, state, outcome, COUNT(*) AS count FROM request
             GROUP BY library_id, side, state, outcome ORDER BY library_id, side, state, outcome",
        )
        .fetch_all(self.db.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Total {
                    library_id: row.try_get("library_id")?,
                    side: row.try_get("side")?,
                    state: row.try_get("state")?,
                    outcome: row.try_get("outcome")?,
                    count: row.try_get("count")?,
                })
            })
            .collect()
    }
}

fn select(library: LibraryId, filter: &QueueFilter, limit: i64) -> Builder {
    let mut query = Builder::new(concat!("SELECT ", request_columns!(), " FROM request r WHERE r.library_id = "));
    query.push_bind(library).push(" AND r.side = ").push_bind(filter.side.clone());
    if !filter.states.is_empty() {
        query.push(" AND r.state IN (");
        let mut states = query.separated(", ");
        for state in &filter.states {
            states.push_bind(state.clone());
        }
        query.push(")");
    }
    if filter.attention {
        // The same as "is not null", said so that the index of the few such requests is taken.
        query.push(" AND r.attention >= ''");
    }
    if filter.open {
        query.push(" AND r.outcome IS NULL");
    }
    if filter.urgent {
        query.push(" AND r.urgency > 0 AND r.outcome IS NULL");
    }
    for word in fold(&filter.text).split_whitespace().take(MAX_WORDS) {
        query.push(" AND r.search_text LIKE ").push_bind(containing(word)).push(" ESCAPE '\\'");
    }
    push_order(&mut query, filter);
    query.push(" LIMIT ").push_bind(limit);
    query
}

fn push_order(query: &mut Builder, filter: &QueueFilter) {
    match filter.order {
        QueueOrder::Newest => {
            if let Some(place) = filter.after {
                query.push(" AND r.id < ").push_bind(place.id);
            }
            query.push(" ORDER BY r.id DESC");
        }
        QueueOrder::LongestWaiting => {
            if let Some(place) = filter.after {
                query.push(" AND (r.updated_at, r.id) > (").push_bind(place.updated_at);
                query.push(", ").push_bind(place.id).push(")");
            }
            query.push(" ORDER BY r.updated_at, r.id");
        }
        QueueOrder::MostUrgent => {
            query.push(" ORDER BY r.urgency DESC, r.updated_at, r.id");
        }
    }
}

/// A pattern for texts with this word in them. The word's own `%` and `_` are only characters.
fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for character in word.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
