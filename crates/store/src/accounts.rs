//! Accounts of people and programs.

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Db, Row};
use crate::error::changed;
use crate::{AccountId, Error, LibraryId, Millis};

/// Who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The row's number.
    pub id: AccountId,
    /// The library it belongs to; `None`: an operator of the whole installation.
    pub library_id: Option<LibraryId>,
    /// Unique over the installation.
    pub username: String,
    /// As the caller's hash function made it.
    pub password_hash: String,
    /// What it may do; the caller's word.
    pub role: String,
    /// As people are called.
    pub display_name: String,
    /// The patron's id in the library system, for patrons.
    pub patron_id: Option<String>,
    /// Since when it may not sign in.
    pub disabled_at: Option<Millis>,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// See [`Account::library_id`].
    pub library_id: Option<LibraryId>,
    /// See [`Account::username`].
    pub username: String,
    /// See [`Account::password_hash`].
    pub password_hash: String,
    /// See [`Account::role`].
    pub role: String,
    /// See [`Account::display_name`].
    pub display_name: String,
    /// See [`Account::patron_id`].
    pub patron_id: Option<String>,
}

/// The accounts of all libraries.
#[derive(Debug)]
pub struct Accounts<'a> {
    db: &'a Db,
}

macro_rules! columns {
    () => {
        "a.id, a.library_id, a.username, a.password_hash, a.role, a.display_name, a.patron_id, a.disabled_at"
    };
}
pub(crate) use columns as account_columns;

impl<'a> Accounts<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the username is taken.
    pub async fn add(&self, new: &NewAccount, at: Millis) -> Result<AccountId, Error> {
        let id = sqlx::query_scalar(
            "INSERT INTO account (library_id, username, password_hash, role, display_name, patron_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(new.library_id)
        .bind(&new.username)
        .bind(&new.password_hash)
        .bind(&new.role)
        .bind(&new.display_name)
        .bind(&new.patron_id)
        .bind(at)
        .fetch_one(self.db.writer())
        .await?;
        Ok(id)
    }

    /// The account with this username in any library: for signing in, when the library is not known yet.
    pub async fn by_username(&self, username: &str) -> Result<Option<Account>, Error> {
        let account = sqlx::query_as(concat!("SELECT ", columns!(), " FROM account a WHERE a.username = $1"));
        Ok(account.bind(username).fetch_optional(self.db.reader()).await?)
    }

    /// The accounts of a library, or of the operators, by username.
    pub async fn of_library(&self, library: Option<LibraryId>) -> Result<Vec<Account>, Error> {
        let accounts = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM account a WHERE a.library_id = $1 OR (a.library_id IS NULL AND $1 IS NULL) ORDER BY a.username"
        ));
        Ok(accounts.bind(library).fetch_all(self.db.reader()).await?)
    }

    /// Sets a new password and ends all sessions of the account.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn change_password(&self, id: AccountId, password_hash: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query("UPDATE account SET password_hash = $2 WHERE id = $1")
            .bind(id)
            .bind(password_hash)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM session WHERE account_id = $1").bind(id).execute(&mut *tx).await?;
        tx.commit().await?;
        changed(done.rows_affected(), "account")
    }

    /// Changes what an account of this library (or, with `None`, an operator) may do and is called.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such account.
    pub async fn change_role(
        &self,
        library: Option<LibraryId>,
        id: AccountId,
        role: &str,
        display_name: &str,
    ) -> Result<(), Error> {
        let done = sqlx::query(
            "UPDATE account SET role = $3, display_name = $4
             WHERE id = $1 AND (library_id = $2 OR (library_id IS NULL AND $2 IS NULL))",
        )
        .bind(id)
        .bind(library)
        .bind(role)
        .bind(display_name)
        .execute(self.db.writer())
        .await?;
        changed(done.rows_affected(), "account")
    }

    /// Lets an account of this library (or, with `None`, an operator) no longer sign in, and ends its sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has no such account.
    pub async fn disable(&self, library: Option<LibraryId>, id: AccountId, at: Millis) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "UPDATE account SET disabled_at = $3
             WHERE id = $1 AND (library_id = $2 OR (library_id IS NULL AND $2 IS NULL))",
        )
        .bind(id)
        .bind(library)
        .bind(at)
        .execute(&mut *tx)
        .await?;
        changed(done.rows_affected(), "account")?;
        sqlx::query("DELETE FROM session WHERE account_id = $1").bind(id).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}

impl FromRow<'_, Row> for Account {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            library_id: row.try_get("library_id")?,
            username: row.try_get("username")?,
            password_hash: row.try_get("password_hash")?,
            role: row.try_get("role")?,
            display_name: row.try_get("display_name")?,
            patron_id: row.try_get("patron_id")?,
            disabled_at: row.try_get("disabled_at")?,
        })
    }
}
