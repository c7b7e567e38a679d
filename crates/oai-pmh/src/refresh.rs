//! One record once more (GetRecord, 4.1): for a record that came damaged, or that somebody at a desk wants as it is now.

use crate::{BadRecord, Body, ErrorCode, FailureKind, HttpAnswer, Record, Request, Response};

/// Asks for single records of one repository in one format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// The repository.
    pub base_url: String,
    /// The metadata format.
    pub metadata_prefix: String,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// Here it is; it may be marked as deleted.
    Record(Box<Record>),
    /// The source does not know it, or not in this format.
    Gone,
    /// What came is no record: keep it aside.
    Bad(Box<BadRecord>),
}

impl Refresh {
    /// The URL to GET.
    #[must_use]
    pub fn url(&self, identifier: &str) -> String {
        let (identifier, metadata_prefix) = (identifier.to_owned(), self.metadata_prefix.clone());
        Request::GetRecord { identifier, metadata_prefix }.url(&self.base_url)
    }

    /// What came back for the URL of this identifier.
    ///
    /// # Errors
    /// When it is no answer, or the answer to something else: the record is then as unknown as before.
    pub fn read(identifier: &str, answer: &HttpAnswer) -> Result<Refreshed, FailureKind> {
        let response = match (answer.status, Response::decode(&answer.body)) {
            (200..=299, decoded) => decoded.map_err(FailureKind::Unreadable)?,
            (400..=499, Ok(response)) => response,
            (status, _) => return Err(FailureKind::Status(status)),
        };
        match response.body {
            Body::GetRecord(page) => match (page.items.into_iter().next(), page.bad.into_iter().next()) {
                (Some(record), _) if record.header.identifier == identifier => Ok(Refreshed::Record(Box::new(record))),
                (None, Some(bad)) => Ok(Refreshed::Bad(Box::new(bad))),
                _ => Err(FailureKind::WrongAnswer),
            },
            Body::Errors(conditions) => {
                let is_gone =
                    |code: &ErrorCode| matches!(code, ErrorCode::IdDoesNotExist | ErrorCode::CannotDisseminateFormat);
                match conditions.iter().all(|condition| is_gone(&condition.code)) {
                    true => Ok(Refreshed::Gone),
                    false => Err(FailureKind::Refused(conditions)),
                }
            }
            _ => Err(FailureKind::WrongAnswer),
        }
    }
}
