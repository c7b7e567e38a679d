//! The shelf over Alma's REST interface.

use availability::{ReadError, Reading, Shelf, items_path};
use store::LibraryId;

use super::ShelfError;
use crate::ils::rest::{AlmaRest, RestFault};
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Way};

/// Items that Alma gives at once, the most that it allows.
const ITEMS_AT_ONCE: usize = 100;
/// Pages of items that are read of one record; the longest journals have thousands of issues, and one copy is wanted.
const MOST_PAGES: usize = 20;
/// What Alma says when it has no record with a number.
const NO_SUCH_RECORD: [&str; 2] = ["402203", "402204"];

/// The shelf of one library over Alma's REST interface.
pub(super) struct Rest<'a>(AlmaRest<'a>);

impl<'a> Rest<'a> {
    pub(super) fn new(
        platform: &'a Platform,
        library: LibraryId,
        settings: &LibrarySettings,
    ) -> Result<Self, ShelfError> {
        Ok(Self(AlmaRest::new(platform, library, &settings.availability)?))
    }

    /// What Alma shows of a shelf at a path; nothing where it has no record with the number.
    pub(super) async fn get(&self, reading: &Reading, path: &str) -> Result<Shelf, ShelfError> {
        match self.body(reading, path).await {
            Ok(body) => Ok(reading.read(&body)?),
            Err(ShelfError::Read(ReadError::Refused { code, .. })) if NO_SUCH_RECORD.contains(&code.as_str()) => {
                Ok(Shelf::default())
            }
            Err(fault) => Err(fault),
        }
    }

    /// The body of a good answer at a path.
    pub(super) async fn body(&self, reading: &Reading, path: &str) -> Result<Vec<u8>, ShelfError> {
        let answer = self.0.fetch(path).await?;
        match (answer.status, reading.read(&answer.body)) {
            (200..=299, _) => Ok(answer.body),
            (429 | 500..=599, Err(ReadError::Refused { code, message })) => {
                Err(ShelfError::Busy(format!("{message} ({code})")))
            }
            (_, Err(refusal @ ReadError::Refused { .. })) => Err(refusal.into()),
            (status, _) => Err(ShelfError::Status(Way::Rest, status)),
        }
    }

    /// The items that were not in the first answer.
    pub(super) async fn rest_of_items(
        &self,
        reading: &Reading,
        id: &str,
        mut shelf: Shelf,
    ) -> Result<Shelf, ShelfError> {
        for page in 1..MOST_PAGES {
            if shelf.missing() == 0 {
                break;
            }
            shelf.append(self.get(reading, &items_path(id, page * ITEMS_AT_ONCE)).await?);
        }
        Ok(shelf)
    }
}

impl From<RestFault> for ShelfError {
    fn from(fault: RestFault) -> Self {
        match fault {
            RestFault::NotSet => Self::NoWay,
            RestFault::Settings(words) => Self::Settings(Way::Rest, words),
            RestFault::Call(fault) => Self::Call(Way::Rest, fault),
            RestFault::Refused { status: 429 | 500..=599, code, message } => Self::Busy(format!("{message} ({code})")),
            RestFault::Refused { code, message, .. } => ReadError::Refused { code, message }.into(),
            RestFault::Unreadable(status) => Self::Status(Way::Rest, status),
        }
    }
}
