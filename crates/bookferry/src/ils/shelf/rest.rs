//! Alma's REST interface, at the pace that it allows.

use std::time::Duration;

use availability::{ReadError, Reading, Shelf, items_path};
use reqwest::Url;
use store::LibraryId;

use super::ShelfError;
use crate::outside::{Answer, Introduction, Visitor};
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Way};

/// Items that Alma gives at once, the most that it allows.
const ITEMS_AT_ONCE: usize = 100;
/// Pages of items that are read of one record; the longest journals have thousands of issues, and one copy is wanted.
const MOST_PAGES: usize = 20;
/// Alma takes 25 calls a second of all programs of an institution together; we keep below half of that.
const BETWEEN_CALLS: Duration = Duration::from_millis(100);
/// What Alma says when it has no record with a number.
const NO_SUCH_RECORD: [&str; 2] = ["402203", "402204"];

/// Alma's REST interface of one library.
pub(super) struct Rest<'a> {
    platform: &'a Platform,
    library: LibraryId,
    base: Url,
    visitor: Visitor,
}

impl<'a> Rest<'a> {
    pub(super) fn new(
        platform: &'a Platform,
        library: LibraryId,
        settings: &LibrarySettings,
    ) -> Result<Self, ShelfError> {
        let wrong = |words: String| ShelfError::Settings(Way::Rest, words);
        let base = format!("{}/", settings.availability.rest_address.trim_end_matches('/'));
        let key = format!("apikey {}", settings.availability.rest_key);
        let headers = vec![("Authorization".into(), key), ("Accept".into(), "application/json".into())];
        let contact = platform.options().contact.clone();
        let introduction = Introduction { contact, headers, ..Introduction::default() };
        Ok(Self {
            platform,
            library,
            base: Url::parse(&base).map_err(|fault| wrong(fault.to_string()))?,
            visitor: Visitor::new(&introduction).map_err(wrong)?,
        })
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
        let answer = self.fetch(path).await?;
        match (answer.status, reading.read(&answer.body)) {
            (200..=299, _) => Ok(answer.body),
            (429 | 500..=599, Err(ReadError::Refused { code, message })) => {
                Err(ShelfError::Busy(format!("{message} ({code})")))
            }
            (_, Err(refusal @ ReadError::Refused { .. })) => Err(refusal.into()),
            (status, _) => Err(ShelfError::Status(Way::Rest, status)),
        }
    }

    async fn fetch(&self, path: &str) -> Result<Answer, ShelfError> {
        let url = self.base.join(path).map_err(|fault| ShelfError::Settings(Way::Rest, fault.to_string()))?;
        self.platform.outside().pace().turn(self.base.host_str().unwrap_or_default(), BETWEEN_CALLS).await;
        let answer = self.visitor.get(url.as_str(), self.platform.patience().call).await;
        let answer = answer.map_err(|fault| ShelfError::Call(Way::Rest, fault))?;
        if let Some(calls) = answer.calls_left {
            self.platform.shelves().note_calls_left(self.library, calls, self.platform.now());
        }
        Ok(answer)
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
