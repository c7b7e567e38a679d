//! Sentences for patrons and for the staff. They come in with a [`Step`](crate::Step).

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{Error, LibraryId, Millis, NoticeId, RequestId};

/// A sentence for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The row's number.
    pub id: NoticeId,
    /// The request it is about.
    pub request_id: Option<RequestId>,
    /// For whom; `None`: for the staff.
    pub patron_id: Option<String>,
    /// The sentence.
    pub words: String,
    /// When it was made.
    pub at: Millis,
    /// When it was marked as read.
    pub read_at: Option<Millis>,
}

/// Sentences for patrons and for the staff.
#[derive(Debug)]
pub struct Notices<'a> {
    db: &'a Db,
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, request_id, patron_id, words, at, read_at FROM notice WHERE library_id = $1 AND ",
            $condition,
            " ORDER BY id DESC LIMIT $2"
        )
    };
}

impl<'a> Notices<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// A patron's latest notices, newest first.
    pub async fn for_patron(&self, library: LibraryId, patron_id: &str, limit: i64) -> Result<Vec<Notice>, Error> {
        let notices = sqlx::query_as(select!("patron_id = $3")).bind(library).bind(limit).bind(patron_id);
        Ok(notices.fetch_all(self.db.reader()).await?)
    }

    /// What the staff have not read yet, newest first.
    pub async fn unread_by_staff(&self, library: LibraryId, limit: i64) -> Result<Vec<Notice>, Error> {
        let notices = sqlx::query_as(select!("patron_id IS NULL AND read_at IS NULL")).bind(library).bind(limit);
        Ok(notices.fetch_all(self.db.reader()).await?)
    }

    /// The notices about a request, newest first, whoever they are for.
    pub async fn of_request(&self, library: LibraryId, request: RequestId, limit: i64) -> Result<Vec<Notice>, Error> {
        let notices = sqlx::query_as(select!("request_id = $3")).bind(library).bind(limit).bind(request);
        Ok(notices.fetch_all(self.db.reader()).await?)
    }

    /// Marks a notice as read; the first time stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such notice.
    pub async fn mark_read(&self, library: LibraryId, id: NoticeId, at: Millis) -> Result<(), Error> {
        let done = sqlx::query("UPDATE notice SET read_at = COALESCE(read_at, $3) WHERE id = $1 AND library_id = $2");
        changed(done.bind(id).bind(library).bind(at).execute(self.db.writer()).await?.rows_affected(), "notice")
    }
}

impl FromRow<'_, Row> for Notice {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            request_id: row.try_get("request_id")?,
            patron_id: row.try_get("patron_id")?,
            words: row.try_get("words")?,
            at: row.try_get("at")?,
            read_at: row.try_get("read_at")?,
        })
    }
}
