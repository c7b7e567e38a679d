//! New requests.

use index::text::fold;

use crate::db::{Tx, take_numbers};
use crate::requests::commit::apply;
use crate::requests::rows::request_columns;
use crate::{Created, Error, LibraryId, Millis, NewRequest, Request, Requests, Step};

impl Requests<'_> {
    /// The next number of the library: its code and six digits or more. A number that is never used leaves a harmless gap.
    pub async fn reserve_number(&self, library: LibraryId) -> Result<String, Error> {
        let mut tx = self.db.begin().await?;
        let code: String = sqlx::query_scalar("SELECT code FROM library WHERE id = $1")
            .bind(library)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound("library"))?;
        let number = take_numbers(&mut tx, &format!("request of library {library}"), 1).await?;
        tx.commit().await?;
        Ok(format!("{code}-{number:06}"))
    }

    /// The request that was made with this key, if one was.
    pub async fn by_idempotency_key(&self, library: LibraryId, key: &str) -> Result<Option<Request>, Error> {
        let request = sqlx::query_as(concat!(
            "SELECT ",
            request_columns!(),
            " FROM request r WHERE r.library_id = $1 AND r.idempotency_key = $2"
        ));
        Ok(request.bind(library).bind(key).fetch_optional(self.db.reader()).await?)
    }

    /// Makes the request and writes its first step, both or neither. With a key that the library has used before nothing is written
    /// and the first request is returned.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the number is taken or the message that caused it was confirmed before.
    pub async fn create(&self, new: NewRequest, step: Step) -> Result<Created, Error> {
        let mut tx = self.db.begin().await?;
        if let Some(request) = by_idempotency_key(&mut tx, new.library_id, &new.idempotency_key).await? {
            return Ok(Created { request, is_new: false });
        }
        let inserted = insert(&mut tx, &new, step.at).await?;
        let request = apply(&mut tx, inserted, &step).await?;
        tx.commit().await?;
        self.bell.ring();
        Ok(Created { request, is_new: true })
    }
}

async fn by_idempotency_key(tx: &mut Tx, library: LibraryId, key: &str) -> Result<Option<Request>, Error> {
    let request = sqlx::query_as(concat!(
        "SELECT ",
        request_columns!(),
        " FROM request r WHERE r.library_id = $1 AND r.idempotency_key = $2"
    ));
    Ok(request.bind(library).bind(key).fetch_optional(&mut **tx).await?)
}

/// Version 0: the first step, in the same transaction, makes it 1.
async fn insert(tx: &mut Tx, new: &NewRequest, at: Millis) -> Result<Request, Error> {
    let request = sqlx::query_as(concat!(
        "INSERT INTO request (
             number, library_id, side, service_type, state, facts, description, patron, patron_id, requester_symbol,
             requester_request_id, supplier_symbol, supplier_request_id, group_id, search_text, idempotency_key,
             urgency, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $18)
         RETURNING ",
        request_columns!()
    ))
    .bind(&new.number)
    .bind(new.library_id)
    .bind(&new.side)
    .bind(&new.service_type)
    .bind(&new.state)
    .bind(&new.facts)
    .bind(&new.description)
    .bind(&new.patron)
    .bind(&new.patron_id)
    .bind(&new.requester_symbol)
    .bind(&new.requester_request_id)
    .bind(&new.supplier_symbol)
    .bind(&new.supplier_request_id)
    .bind(&new.group_id)
    .bind(fold(&new.search_text))
    .bind(&new.idempotency_key)
    .bind(new.urgency)
    .bind(at)
    .fetch_one(&mut **tx)
    .await?;
    Ok(request)
}
