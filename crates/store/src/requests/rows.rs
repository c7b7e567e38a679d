//! Rows as they are read.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::Row;
use crate::{LibraryId, Millis, RequestId};

/// One side of one request. States, facts and the other JSON are the caller's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The row's number.
    pub id: RequestId,
    /// As printed on slips: `EAST-000012`.
    pub number: String,
    /// Whose it is.
    pub library_id: LibraryId,
    /// Requester or supplier.
    pub side: String,
    /// Loan or copy.
    pub service_type: String,
    /// Where it stands.
    pub state: String,
    /// JSON: what the lifecycle knows.
    pub facts: String,
    /// JSON: what is wanted, as cited.
    pub description: String,
    /// JSON: for whom, as much as the next step needs.
    pub patron: String,
    /// The patron's id in the library system.
    pub patron_id: Option<String>,
    /// ISO 18626 requestingAgencyId.
    pub requester_symbol: String,
    /// ISO 18626 requestingAgencyRequestId.
    pub requester_request_id: String,
    /// ISO 18626 supplyingAgencyId, once a supplier is chosen.
    pub supplier_symbol: Option<String>,
    /// ISO 18626 supplyingAgencyRequestId, once known.
    pub supplier_request_id: Option<String>,
    /// ISO 18626 multipleItemRequestId.
    pub group_id: Option<String>,
    /// When the item is due back, for lists.
    pub due_at: Option<Millis>,
    /// Why staff must look; `None`: they need not.
    pub attention: Option<String>,
    /// How it ended; `None`: still open.
    pub outcome: Option<String>,
    /// Grows by one with each step.
    pub version: i64,
    /// When it was made.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent {
    /// Rises over all requests in the order of commits.
    pub id: i64,
    /// The request it happened to.
    pub request_id: RequestId,
    /// From 1, within the request.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// Who or what caused it.
    pub actor: String,
    /// The event's stable name.
    pub name: String,
    /// JSON.
    pub payload: String,
    /// The sentence of the timeline.
    pub words: String,
    /// Where the request stood afterwards.
    pub next_state: String,
}

/// One possible supplier, asked or to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1, in the order of the rota.
    pub position: i64,
    /// Who.
    pub supplier_symbol: String,
    /// The supplier's record number, where known.
    pub supplier_record_id: Option<String>,
    /// How far the attempt is.
    pub state: String,
    /// Why it was chosen, or why it ended.
    pub reason: Option<String>,
    /// When it was asked.
    pub asked_at: Option<Millis>,
    /// When it answered.
    pub answered_at: Option<Millis>,
}

/// A piece of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The label.
    pub barcode: String,
    /// Whose label: the supplier's, or the temporary item's.
    pub role: String,
}

/// The columns of [`Request`].
macro_rules! request_columns {
    () => {
        "id, number, library_id, side, service_type, state, facts, description, patron, patron_id, requester_symbol,
         requester_request_id, supplier_symbol, supplier_request_id, group_id, due_at, attention, outcome, version,
         created_at, updated_at"
    };
}
pub(crate) use request_columns;

impl FromRow<'_, Row> for Request {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            number: row.try_get("number")?,
            library_id: row.try_get("library_id")?,
            side: row.try_get("side")?,
            service_type: row.try_get("service_type")?,
            state: row.try_get("state")?,
            facts: row.try_get("facts")?,
            description: row.try_get("description")?,
            patron: row.try_get("patron")?,
            patron_id: row.try_get("patron_id")?,
            requester_symbol: row.try_get("requester_symbol")?,
            requester_request_id: row.try_get("requester_request_id")?,
            supplier_symbol: row.try_get("supplier_symbol")?,
            supplier_request_id: row.try_get("supplier_request_id")?,
            group_id: row.try_get("group_id")?,
            due_at: row.try_get("due_at")?,
            attention: row.try_get("attention")?,
            outcome: row.try_get("outcome")?,
            version: row.try_get("version")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

impl FromRow<'_, Row> for RequestEvent {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            request_id: row.try_get("request_id")?,
            seq: row.try_get("seq")?,
            at: row.try_get("at")?,
            actor: row.try_get("actor")?,
            name: row.try_get("name")?,
            payload: row.try_get("payload")?,
            words: row.try_get("words")?,
            next_state: row.try_get("next_state")?,
        })
    }
}

impl FromRow<'_, Row> for Attempt {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: row.try_get("position")?,
            supplier_symbol: row.try_get("supplier_symbol")?,
            supplier_record_id: row.try_get("supplier_record_id")?,
            state: row.try_get("state")?,
            reason: row.try_get("reason")?,
            asked_at: row.try_get("asked_at")?,
            answered_at: row.try_get("answered_at")?,
        })
    }
}

impl FromRow<'_, Row> for Item {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self { barcode: row.try_get("barcode")?, role: row.try_get("role")? })
    }
}
