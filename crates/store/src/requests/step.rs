//! What one transaction writes.

use crate::{Attempt, Item, LibraryId, Millis, NewBill, NewConfirmation, NewOutboxRow, Request, Settlement, Skip};

/// A request to be made. The first [`Step`] goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Whose it is.
    pub library_id: LibraryId,
    /// From [`Requests::reserve_number`](crate::Requests::reserve_number).
    pub number: String,
    /// A second request of the library with the same key is the same request: the first one is returned.
    pub idempotency_key: String,
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
    /// JSON: for whom.
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
    /// How soon it is wanted: 0 as usual, more before less.
    pub urgency: i64,
    /// What the search box of the work queue finds it by: title, author, names, barcodes.
    pub search_text: String,
}

/// The request that was made, or that was there already under the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The request as stored.
    pub request: Request,
    /// False: it was there already and nothing was written.
    pub is_new: bool,
}

/// All that one decision writes. Kept as a whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// The time of the decision.
    pub at: Millis,
    /// What happened, in order.
    pub events: Vec<NewEvent>,
    /// Columns that change.
    pub changes: RequestChanges,
    /// Attempts to add, or to replace by their position.
    pub attempts: Vec<Attempt>,
    /// Items to add; one that is there already stays.
    pub items: Vec<Item>,
    /// Messages and calls to send afterwards, in order.
    pub outbox: Vec<NewOutboxRow>,
    /// The answer to the message that caused the step.
    pub confirmation: Option<NewConfirmation>,
    /// The outbox row whose result caused the step.
    pub settles: Option<Settlement>,
    /// The outbox row that staff pass over.
    pub skips: Option<Skip>,
    /// Sentences for the patron or the staff.
    pub notices: Vec<NewNotice>,
    /// Copies delivered.
    pub documents: Vec<NewDocument>,
    /// What one of the two libraries wants to be paid.
    pub bills: Vec<NewBill>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Who or what caused it.
    pub actor: String,
    /// The event's stable name.
    pub name: String,
    /// JSON.
    pub payload: String,
    /// The sentence of the timeline. It outlives the erasure of patron data, so it must not name the patron.
    pub words: String,
    /// Where the request stands afterwards.
    pub next_state: String,
}

/// Which columns of a request change; all others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestChanges {
    /// See [`Request::state`].
    pub state: Option<String>,
    /// See [`Request::facts`].
    pub facts: Option<String>,
    /// See [`Request::description`].
    pub description: Option<String>,
    /// See [`Request::patron`].
    pub patron: Option<String>,
    /// See [`Request::patron_id`].
    pub patron_id: Change<String>,
    /// See [`Request::requester_request_id`].
    pub requester_request_id: Option<String>,
    /// See [`Request::supplier_symbol`].
    pub supplier_symbol: Change<String>,
    /// See [`Request::supplier_request_id`].
    pub supplier_request_id: Change<String>,
    /// See [`Request::due_at`].
    pub due_at: Change<Millis>,
    /// See [`Request::attention`].
    pub attention: Change<String>,
    /// See [`Request::outcome`].
    pub outcome: Change<String>,
    /// See [`NewRequest::search_text`].
    pub search_text: Option<String>,
}

/// What happens to a column that may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays.
    #[default]
    Keep,
    /// It gets this value.
    Set(T),
    /// It becomes empty.
    Clear,
}

impl<T> Change<T> {
    pub(crate) fn apply(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Set(new) => Some(new),
            Self::Clear => None,
        }
    }
}

impl<T> From<Option<T>> for Change<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

/// Whom a notice is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The staff of the library.
    Staff,
    /// The patron with this id in the library system.
    Patron(String),
}

/// A sentence for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// For whom.
    pub to: Audience,
    /// The sentence.
    pub words: String,
}

/// A copy delivered. It is fetched with a token of which only the hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Hash of the token in the link.
    pub token_hash: String,
    /// The name to save it by.
    pub filename: String,
    /// `application/pdf` and so on.
    pub media_type: String,
    /// The document.
    pub bytes: Vec<u8>,
}
