//! Requests with their event log, attempts and items: what is read. What is written is a [`Step`], in `requests/step.rs`.

mod commit;
mod create;
mod erase;
mod promises;
mod queue;
mod rows;
mod step;

pub use queue::{PairCount, Place, Queue, QueueFilter, QueueOrder, StateCount, Total};
pub use rows::{Attempt, Item, Request, RequestEvent};
pub use step::{Audience, Change, Created, NewDocument, NewEvent, NewNotice, NewRequest, RequestChanges, Step};

use crate::db::Db;
use crate::outbox::Bell;
use crate::{Error, LibraryId, RequestId};

use rows::request_columns;

/// The requests of all libraries, each read through its library only.
#[derive(Debug)]
pub struct Requests<'a> {
    db: &'a Db,
    bell: &'a Bell,
}

/// The identifiers that a protocol message carries, which both sides of a request share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerRequest<'a> {
    /// ISO 18626 requestingAgencyId.
    pub requester_symbol: &'a str,
    /// ISO 18626 requestingAgencyRequestId.
    pub requester_request_id: &'a str,
    /// ISO 18626 supplyingAgencyId.
    pub supplier_symbol: &'a str,
}

impl<'a> Requests<'a> {
    pub(crate) fn new(db: &'a Db, bell: &'a Bell) -> Self {
        Self { db, bell }
    }

    /// The request with this number of ours.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none.
    pub async fn by_id(&self, library: LibraryId, id: RequestId) -> Result<Request, Error> {
        sqlx::query_as(concat!("SELECT ", request_columns!(), " FROM request r WHERE r.id = $1 AND r.library_id = $2"))
            .bind(id)
            .bind(library)
            .fetch_optional(self.db.reader())
            .await?
            .ok_or(Error::NotFound("request"))
    }

    /// The request with this number as printed on slips.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none.
    pub async fn by_number(&self, library: LibraryId, number: &str) -> Result<Request, Error> {
        sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r WHERE r.number = $1 AND r.library_id = $2"
        ))
        .bind(number)
        .bind(library)
        .fetch_optional(self.db.reader())
        .await?
        .ok_or(Error::NotFound("request"))
    }

    /// The request that a message from the other side is about: the newest one of this side with these identifiers. A supplier that
    /// was asked earlier still finds the request, though another one has been asked since.
    pub async fn by_peer_request(
        &self,
        library: LibraryId,
        side: &str,
        peer: PeerRequest<'_>,
    ) -> Result<Option<Request>, Error> {
        let request = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r
             WHERE r.library_id = $1 AND r.requester_request_id = $2 AND r.side = $3 AND r.requester_symbol = $4
               AND (r.supplier_symbol = $5 OR EXISTS (
                   SELECT 1 FROM attempt a WHERE a.request_id = r.id AND a.supplier_symbol = $5))
             ORDER BY r.id DESC LIMIT 1"
        ))
        .bind(library)
        .bind(peer.requester_request_id)
        .bind(side)
        .bind(peer.requester_symbol)
        .bind(peer.supplier_symbol)
        .fetch_optional(self.db.reader())
        .await?;
        Ok(request)
    }

    /// Requests with an item of this barcode: open ones first, then the newest first. More than one: let the person choose.
    pub async fn by_barcode(&self, library: LibraryId, barcode: &str) -> Result<Vec<Request>, Error> {
        let requests = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r
             WHERE r.id IN (SELECT i.request_id FROM request_item i WHERE i.library_id = $1 AND i.barcode = $2)
             ORDER BY r.outcome IS NOT NULL, r.id DESC"
        ))
        .bind(library)
        .bind(barcode)
        .fetch_all(self.db.reader())
        .await?;
        Ok(requests)
    }

    /// A patron's requests, newest first.
    pub async fn for_patron(&self, library: LibraryId, patron_id: &str) -> Result<Vec<Request>, Error> {
        let requests = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r WHERE r.library_id = $1 AND r.patron_id = $2 ORDER BY r.id DESC"
        ))
        .bind(library)
        .bind(patron_id)
        .fetch_all(self.db.reader())
        .await?;
        Ok(requests)
    }

    /// What happened to the request, oldest first.
    pub async fn events(&self, library: LibraryId, id: RequestId) -> Result<Vec<RequestEvent>, Error> {
        let events = sqlx::query_as(
            "SELECT id, request_id, seq, at, actor, name, payload, words, next_state FROM request_event
             WHERE request_id = $1 AND library_id = $2 ORDER BY seq",
        )
        .bind(id)
        .bind(library)
        .fetch_all(self.db.reader())
        .await?;
        Ok(events)
    }

    /// What happened in the library after the event with this `id` (0: from the start), in the order of commits; for feeds and
    /// webhooks.
    pub async fn events_after(&self, library: LibraryId, id: i64, limit: i64) -> Result<Vec<RequestEvent>, Error> {
        let events = sqlx::query_as(
            "SELECT id, request_id, seq, at, actor, name, payload, words, next_state FROM request_event
             WHERE id > $1 AND library_id = $2 ORDER BY id LIMIT $3",
        )
        .bind(id)
        .bind(library)
        .bind(limit)
        .fetch_all(self.db.reader())
        .await?;
        Ok(events)
    }

    /// The suppliers chosen and asked, in the order of the rota.
    pub async fn attempts(&self, library: LibraryId, id: RequestId) -> Result<Vec<Attempt>, Error> {
        let attempts = sqlx::query_as(
            "SELECT a.position, a.supplier_symbol, a.supplier_record_id, a.state, a.reason, a.asked_at, a.answered_at
             FROM attempt a JOIN request r ON r.id = a.request_id
             WHERE a.request_id = $1 AND r.library_id = $2 ORDER BY a.position",
        )
        .bind(id)
        .bind(library)
        .fetch_all(self.db.reader())
        .await?;
        Ok(attempts)
    }

    /// The pieces of the request, by barcode.
    pub async fn items(&self, library: LibraryId, id: RequestId) -> Result<Vec<Item>, Error> {
        let items = sqlx::query_as(
            "SELECT barcode, role FROM request_item WHERE request_id = $1 AND library_id = $2 ORDER BY role, barcode",
        )
        .bind(id)
        .bind(library)
        .fetch_all(self.db.reader())
        .await?;
        Ok(items)
    }
}
