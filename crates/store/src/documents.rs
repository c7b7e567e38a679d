//! Copies delivered. They come in with a [`Step`](crate::Step) and are fetched with a token.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{DocumentId, Error, LibraryId, Millis, RequestId};

/// A copy delivered, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The row's number.
    pub id: DocumentId,
    /// Whose it is.
    pub library_id: LibraryId,
    /// The request that it fills.
    pub request_id: RequestId,
    /// The name to save it by.
    pub filename: String,
    /// `application/pdf` and so on.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Millis,
    /// When it was first fetched.
    pub downloaded_at: Option<Millis>,
}

/// Copies delivered.
#[derive(Debug)]
pub struct Documents<'a> {
    db: &'a Db,
}

macro_rules! columns {
    () => {
        "id, library_id, request_id, filename, media_type, LENGTH(bytes) AS size, created_at, downloaded_at"
    };
}

impl<'a> Documents<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The document of this token: whoever has the token may have the document, so no library is asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or it was erased.
    pub async fn by_token(&self, token_hash: &str) -> Result<Document, Error> {
        sqlx::query_as(concat!("SELECT ", columns!(), " FROM document WHERE token_hash = $1"))
            .bind(token_hash)
            .fetch_optional(self.db.reader())
            .await?
            .ok_or(Error::NotFound("document"))
    }

    /// The documents of a request, oldest first.
    pub async fn of_request(&self, library: LibraryId, request: RequestId) -> Result<Vec<Document>, Error> {
        let documents = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM document WHERE request_id = $1 AND library_id = $2 ORDER BY id"
        ));
        Ok(documents.bind(request).bind(library).fetch_all(self.db.reader()).await?)
    }

    /// The document itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such document.
    pub async fn bytes(&self, library: LibraryId, id: DocumentId) -> Result<Vec<u8>, Error> {
        sqlx::query_scalar("SELECT bytes FROM document WHERE id = $1 AND library_id = $2")
            .bind(id)
            .bind(library)
            .fetch_optional(self.db.reader())
            .await?
            .ok_or(Error::NotFound("document"))
    }

    /// Notes that the document was fetched; the first time stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such document.
    pub async fn mark_downloaded(&self, library: LibraryId, id: DocumentId, at: Millis) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE document SET downloaded_at = COALESCE(downloaded_at, $3) WHERE id = $1 AND library_id = $2",
        );
        changed(done.bind(id).bind(library).bind(at).execute(self.db.writer()).await?.rows_affected(), "document")
    }
}

impl FromRow<'_, Row> for Document {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            request_id: row.try_get("request_id")?,
            filename: row.try_get("filename")?,
            media_type: row.try_get("media_type")?,
            size: row.try_get("size")?,
            created_at: row.try_get("created_at")?,
            downloaded_at: row.try_get("downloaded_at")?,
        })
    }
}
