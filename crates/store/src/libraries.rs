//! Member libraries.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{Error, LibraryId, Millis};

/// A member library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// The row's number.
    pub id: LibraryId,
    /// Short and unique; begins the numbers of its requests: `EAST`.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// Scheme and value, unique: `ISIL:01EAST`.
    pub symbol: String,
    /// When it joined.
    pub created_at: Millis,
}

/// The member libraries of this installation. Libraries see each other; that is what they joined for.
#[derive(Debug)]
pub struct Libraries<'a> {
    pub(crate) db: &'a Db,
}

impl<'a> Libraries<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Adds a library.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the code or the symbol is taken.
    pub async fn add(&self, code: &str, name: &str, symbol: &str, at: Millis) -> Result<Library, Error> {
        let library = sqlx::query_as(
            "INSERT INTO library (code, name, symbol, created_at) VALUES ($1, $2, $3, $4)
             RETURNING id, code, name, symbol, created_at",
        );
        Ok(library.bind(code).bind(name).bind(symbol).bind(at).fetch_one(self.db.writer()).await?)
    }

    /// Renames a library or gives it another symbol. The code stays: it is printed on slips.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when the symbol is taken.
    pub async fn change(&self, id: LibraryId, name: &str, symbol: &str) -> Result<(), Error> {
        let done = sqlx::query("UPDATE library SET name = $2, symbol = $3 WHERE id = $1")
            .bind(id)
            .bind(name)
            .bind(symbol)
            .execute(self.db.writer())
            .await?;
        changed(done.rows_affected(), "library")
    }

    /// All libraries by code.
    pub async fn all(&self) -> Result<Vec<Library>, Error> {
        let libraries = sqlx::query_as("SELECT id, code, name, symbol, created_at FROM library ORDER BY code");
        Ok(libraries.fetch_all(self.db.reader()).await?)
    }

    /// The library with this number.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_id(&self, id: LibraryId) -> Result<Library, Error> {
        let library = sqlx::query_as("SELECT id, code, name, symbol, created_at FROM library WHERE id = $1");
        library.bind(id).fetch_optional(self.db.reader()).await?.ok_or(Error::NotFound("library"))
    }

    /// The library with this code, if there is one.
    pub async fn by_code(&self, code: &str) -> Result<Option<Library>, Error> {
        let library = sqlx::query_as("SELECT id, code, name, symbol, created_at FROM library WHERE code = $1");
        Ok(library.bind(code).fetch_optional(self.db.reader()).await?)
    }

    /// The library with this symbol, if there is one: who a message is for, or from.
    pub async fn by_symbol(&self, symbol: &str) -> Result<Option<Library>, Error> {
        let library = sqlx::query_as("SELECT id, code, name, symbol, created_at FROM library WHERE symbol = $1");
        Ok(library.bind(symbol).fetch_optional(self.db.reader()).await?)
    }
}

impl FromRow<'_, Row> for Library {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            symbol: row.try_get("symbol")?,
            created_at: row.try_get("created_at")?,
        })
    }
}
