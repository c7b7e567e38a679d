//! What most tests need: a store in its own directory with two libraries, and short ways to write.

use std::ops::Deref;

use store::{
    Error, Lease, Library, LibraryId, Millis, NewEvent, NewOutboxRow, NewRequest, OutboxId, Request, RequestChanges,
    Skip, Step, Store,
};
use tempfile::TempDir;

/// An arbitrary moment at which all tests begin.
pub const NOW: Millis = 1_800_000_000_000;
pub const MINUTE: Millis = 60_000;

/// A store with the libraries EAST and WEST.
pub struct Kit {
    store: Store,
    pub east: LibraryId,
    pub west: LibraryId,
    pub directory: TempDir,
}

impl Deref for Kit {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Kit {
    pub async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let east = library(&store, "EAST").await;
        let west = library(&store, "WEST").await;
        Self { store, east: east.id, west: west.id, directory }
    }

    /// The process dies and starts again: nothing is closed in order.
    pub async fn crash(self) -> Self {
        let Self { store, east, west, directory } = self;
        drop(store);
        let store = Store::open(directory.path()).await.unwrap();
        Self { store, east, west, directory }
    }

    /// For tasks of their own.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// A requester's request of this library without any effects.
    pub async fn request(&self, library: LibraryId) -> Request {
        self.request_with(library, step("created")).await
    }

    pub async fn request_with(&self, library: LibraryId, step: Step) -> Request {
        let number = self.requests().reserve_number(library).await.unwrap();
        self.requests().create(new_request(library, &number), step).await.unwrap().request
    }

    /// Staff pass over a row of this request.
    pub async fn skip(&self, request: &Request, id: OutboxId, why: &str) -> Result<Request, Error> {
        let request = self.requests().by_id(request.library_id, request.id).await?;
        let skips = Some(Skip { id, why: why.to_owned() });
        self.requests().commit(&request, Step { skips, ..step("skipped") }).await
    }

    /// Claims one row and says which it was.
    pub async fn claim_one(&self, now: Millis) -> Option<(Lease, String)> {
        let leased = self.outbox().claim(now, MINUTE, 1, &[]).await.unwrap().pop()?;
        Some((leased.lease, leased.row.payload))
    }
}

async fn library(store: &Store, code: &str) -> Library {
    store.libraries().add(code, &format!("Library {code}"), &format!("ISIL:01{code}"), NOW).await.unwrap()
}

pub fn new_request(library: LibraryId, number: &str) -> NewRequest {
    NewRequest {
        library_id: library,
        number: number.to_owned(),
        idempotency_key: format!("key of {number}"),
        side: "requester".to_owned(),
        service_type: "loan".to_owned(),
        state: "new".to_owned(),
        facts: "{}".to_owned(),
        description: r#"{"title":"Middlemarch"}"#.to_owned(),
        patron: r#"{"name":"Zofia Łącka"}"#.to_owned(),
        patron_id: Some("p-17".to_owned()),
        requester_symbol: "ISIL:01EAST".to_owned(),
        requester_request_id: number.to_owned(),
        supplier_symbol: None,
        supplier_request_id: None,
        group_id: None,
        urgency: 0,
        search_text: format!("{number} Middlemarch ŁĄCKA"),
    }
}

/// A step that only tells one event.
pub fn step(name: &str) -> Step {
    Step { at: NOW, events: vec![event(name)], ..Step::default() }
}

pub fn event(name: &str) -> NewEvent {
    NewEvent {
        actor: "staff".to_owned(),
        name: name.to_owned(),
        payload: r#"{"note":"private"}"#.to_owned(),
        words: format!("It was {name}."),
        next_state: name.to_owned(),
    }
}

pub fn to_state(state: &str) -> RequestChanges {
    RequestChanges { state: Some(state.to_owned()), ..RequestChanges::default() }
}

pub fn row(lane: &str, payload: &str) -> NewOutboxRow {
    let (kind, destination) = ("say".to_owned(), String::new());
    NewOutboxRow { lane: lane.to_owned(), destination, kind, payload: payload.to_owned(), run_at: NOW }
}
