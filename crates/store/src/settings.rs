//! Settings by section, with what they were before.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::{Error, LibraryId, Millis};

/// The value of a section, now or once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The section's name.
    pub section: String,
    /// JSON.
    pub value: String,
    /// Since when.
    pub updated_at: Millis,
    /// By whom.
    pub updated_by: String,
}

/// The settings of libraries (`Some`) and of the whole installation (`None`).
#[derive(Debug)]
pub struct Settings<'a> {
    db: &'a Db,
}

impl<'a> Settings<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The section's value, if it was ever set.
    pub async fn of(&self, library: Option<LibraryId>, section: &str) -> Result<Option<Setting>, Error> {
        let setting = sqlx::query_as(
            "SELECT section, value, updated_at, updated_by FROM setting WHERE library_id = $1 AND section = $2",
        );
        Ok(setting.bind(scope(library)).bind(section).fetch_optional(self.db.reader()).await?)
    }

    /// All sections that were ever set, by name.
    pub async fn all(&self, library: Option<LibraryId>) -> Result<Vec<Setting>, Error> {
        let settings = sqlx::query_as(
            "SELECT section, value, updated_at, updated_by FROM setting WHERE library_id = $1 ORDER BY section",
        );
        Ok(settings.bind(scope(library)).fetch_all(self.db.reader()).await?)
    }

    /// Sets a section; what it was stays in the history.
    pub async fn put(
        &self,
        library: Option<LibraryId>,
        section: &str,
        value: &str,
        by: &str,
        at: Millis,
    ) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        for statement in [
            "INSERT INTO setting (library_id, section, value, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (library_id, section) DO UPDATE SET
                 value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by",
            "INSERT INTO setting_history (library_id, section, value, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)",
        ] {
            let query = sqlx::query(statement).bind(scope(library)).bind(section).bind(value).bind(at).bind(by);
            query.execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// All values that the section ever had, the present one first.
    pub async fn history(&self, library: Option<LibraryId>, section: &str) -> Result<Vec<Setting>, Error> {
        let settings = sqlx::query_as(
            "SELECT section, value, updated_at, updated_by FROM setting_history
             WHERE library_id = $1 AND section = $2 ORDER BY id DESC",
        );
        Ok(settings.bind(scope(library)).bind(section).fetch_all(self.db.reader()).await?)
    }
}

/// The whole installation is kept as library 0: rows are numbered from 1.
fn scope(library: Option<LibraryId>) -> LibraryId {
    library.unwrap_or(LibraryId(0))
}

impl FromRow<'_, Row> for Setting {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            section: row.try_get("section")?,
            value: row.try_get("value")?,
            updated_at: row.try_get("updated_at")?,
            updated_by: row.try_get("updated_by")?,
        })
    }
}
