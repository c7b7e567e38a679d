//! What can go wrong, by what the caller can do about it.

/// Why the store did not do what it was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row, or not this library's.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The row is no longer as the caller read it, or such a row exists already. Read again and decide again.
    #[error("{0}")]
    Conflict(String),
    /// The database or the index cannot be used: disk full, file damaged, made by a newer version.
    #[error("the data directory cannot be used: {0}")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn conflict(words: impl Into<String>) -> Self {
        Self::Conflict(words.into())
    }

    pub(crate) fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(cause.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(database) if database.is_unique_violation() => {
                Self::Conflict(format!("there is one already ({})", database.message()))
            }
            Some(database) if database.is_foreign_key_violation() => {
                Self::Conflict("it refers to something that is not there, or something still refers to it".to_owned())
            }
            _ => Self::broken(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::broken(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::broken(error)
    }
}

/// `Ok` when a statement changed a row, [`Error::NotFound`] when it changed none.
pub(crate) fn changed(rows: u64, what: &'static str) -> Result<(), Error> {
    if rows == 0 { Err(Error::NotFound(what)) } else { Ok(()) }
}
