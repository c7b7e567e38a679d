//! A step as one transaction.

use index::text::fold;

use crate::db::Tx;
use crate::requests::rows::request_columns;
use crate::{
    Attempt, Audience, Error, Item, LibraryId, Millis, NewDocument, NewEvent, NewNotice, Request, RequestChanges,
    RequestId, Requests, Step, bills, inbox, outbox,
};

impl Requests<'_> {
    /// Writes the step, all of it or nothing. `request` is the request as it was read for the decision; returns it as it is now.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the request has changed since, when the message that caused the step was confirmed before, or when
    /// the lease of the row that it settles has ended: read again and decide again. [`Error::NotFound`] when the library has no
    /// such request, or no such row to skip that waits or has failed.
    pub async fn commit(&self, request: &Request, step: Step) -> Result<Request, Error> {
        let mut tx = self.db.begin().await?;
        let stored = lock(&mut tx, request.library_id, request.id).await?;
        if stored.version != request.version {
            return Err(Error::conflict(format!("request {} has changed in the meantime", stored.number)));
        }
        let stored = apply(&mut tx, stored, &step).await?;
        tx.commit().await?;
        self.bell.ring();
        Ok(stored)
    }
}

async fn lock(tx: &mut Tx, library: LibraryId, id: RequestId) -> Result<Request, Error> {
    sqlx::query_as(concat!("SELECT ", request_columns!(), " FROM request r WHERE r.id = $1 AND r.library_id = $2"))
        .bind(id)
        .bind(library)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound("request"))
}

/// Writes the step onto the request as stored, whose version has been checked.
pub(super) async fn apply(tx: &mut Tx, stored: Request, step: &Step) -> Result<Request, Error> {
    let request = step.changes.clone().apply(stored, step.at);
    update(tx, &request, step.changes.search_text.as_deref()).await?;
    append_events(tx, &request, &step.events, step.at).await?;
    for attempt in &step.attempts {
        put_attempt(tx, request.id, attempt).await?;
    }
    for item in &step.items {
        add_item(tx, &request, item).await?;
    }
    for notice in &step.notices {
        add_notice(tx, &request, notice, step.at).await?;
    }
    for bill in &step.bills {
        bills::add(tx, &request, bill, step.at).await?;
    }
    for document in &step.documents {
        add_document(tx, &request, document, step.at).await?;
    }
    if let Some(settlement) = &step.settles {
        outbox::settle(tx, settlement, step.at).await?;
    }
    if let Some(skip) = &step.skips {
        outbox::skip(tx, request.library_id, skip, step.at).await?;
    }
    outbox::append(tx, request.library_id, Some(request.id), &step.outbox, step.at).await?;
    if let Some(confirmation) = &step.confirmation {
        inbox::insert(tx, request.library_id, confirmation, step.at).await?;
    }
    Ok(request)
}

impl RequestChanges {
    fn apply(self, old: Request, at: Millis) -> Request {
        Request {
            state: self.state.unwrap_or(old.state),
            facts: self.facts.unwrap_or(old.facts),
            description: self.description.unwrap_or(old.description),
            patron: self.patron.unwrap_or(old.patron),
            patron_id: self.patron_id.apply(old.patron_id),
            requester_request_id: self.requester_request_id.unwrap_or(old.requester_request_id),
            supplier_symbol: self.supplier_symbol.apply(old.supplier_symbol),
            supplier_request_id: self.supplier_request_id.apply(old.supplier_request_id),
            due_at: self.due_at.apply(old.due_at),
            attention: self.attention.apply(old.attention),
            outcome: self.outcome.apply(old.outcome),
            version: old.version + 1,
            updated_at: at,
            ..old
        }
    }
}

async fn update(tx: &mut Tx, request: &Request, search_text: Option<&str>) -> Result<(), Error> {
    sqlx::query(
        "UPDATE request SET
             state = $2, facts = $3, description = $4, patron = $5, patron_id = $6, requester_request_id = $7,
             supplier_symbol = $8, supplier_request_id = $9, due_at = $10, attention = $11, outcome = $12, version = $13,
             updated_at = $14, search_text = COALESCE($15, search_text),
             ended_at = CASE WHEN $12 IS NULL THEN NULL ELSE COALESCE(ended_at, $14) END
         WHERE id = $1",
    )
    .bind(request.id)
    .bind(&request.state)
    .bind(&request.facts)
    .bind(&request.description)
    .bind(&request.patron)
    .bind(&request.patron_id)
    .bind(&request.requester_request_id)
    .bind(&request.supplier_symbol)
    .bind(&request.supplier_request_id)
    .bind(request.due_at)
    .bind(&request.attention)
    .bind(&request.outcome)
    .bind(request.version)
    .bind(request.updated_at)
    .bind(search_text.map(fold))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn append_events(tx: &mut Tx, request: &Request, events: &[NewEvent], at: Millis) -> Result<(), Error> {
    for event in events {
        sqlx::query(
            "INSERT INTO request_event (library_id, request_id, seq, at, actor, name, payload, words, next_state)
             SELECT $8, $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6, $7 FROM request_event WHERE request_id = $1",
        )
        .bind(request.id)
        .bind(at)
        .bind(&event.actor)
        .bind(&event.name)
        .bind(&event.payload)
        .bind(&event.words)
        .bind(&event.next_state)
        .bind(request.library_id)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

async fn put_attempt(tx: &mut Tx, request: RequestId, attempt: &Attempt) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO attempt (request_id, position, supplier_symbol, supplier_record_id, state, reason, asked_at, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (request_id, position) DO UPDATE SET
             supplier_symbol = excluded.supplier_symbol, supplier_record_id = excluded.supplier_record_id,
             state = excluded.state, reason = excluded.reason,
             asked_at = excluded.asked_at, answered_at = excluded.answered_at",
    )
    .bind(request)
    .bind(attempt.position)
    .bind(&attempt.supplier_symbol)
    .bind(&attempt.supplier_record_id)
    .bind(&attempt.state)
    .bind(&attempt.reason)
    .bind(attempt.asked_at)
    .bind(attempt.answered_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn add_item(tx: &mut Tx, request: &Request, item: &Item) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO request_item (request_id, library_id, barcode, role) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(request.id)
    .bind(request.library_id)
    .bind(&item.barcode)
    .bind(&item.role)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn add_notice(tx: &mut Tx, request: &Request, notice: &NewNotice, at: Millis) -> Result<(), Error> {
    let patron = match &notice.to {
        Audience::Staff => None,
        Audience::Patron(id) => Some(id),
    };
    sqlx::query("INSERT INTO notice (library_id, patron_id, request_id, words, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(request.library_id)
        .bind(patron)
        .bind(request.id)
        .bind(&notice.words)
        .bind(at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn add_document(tx: &mut Tx, request: &Request, document: &NewDocument, at: Millis) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO document (library_id, request_id, token_hash, filename, media_type, bytes, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(request.library_id)
    .bind(request.id)
    .bind(&document.token_hash)
    .bind(&document.filename)
    .bind(&document.media_type)
    .bind(&document.bytes)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
