//! Asks a source over HTTP: as it wants to be asked, and no faster.

use std::time::Duration;

use oai_pmh::HttpAnswer;
use reqwest::header::HeaderName;
use store::SourceSettings;
use tokio::time::Instant;

use super::settings::FetchSettings;
use crate::outside::{CallFailure, Introduction, Opened, Visitor};
use crate::platform::Platform;

/// One page may take this long.
const PAGE_TIME: Duration = Duration::from_secs(300);

/// The next bytes of a file may take this long.
const PIECE_TIME: Duration = Duration::from_secs(60);

/// Asks one source.
pub(crate) struct Asker {
    /// Or why nobody can be sent.
    visitor: Result<Visitor, String>,
    /// The least time from one question to the next.
    pace: Duration,
    last: Option<Instant>,
}

impl Asker {
    pub fn new(platform: &Platform, settings: &SourceSettings) -> Self {
        let fetch = FetchSettings::read(&settings.fetch);
        let pace = match fetch.requests_per_minute {
            0 => Duration::ZERO,
            rate => Duration::from_secs(60) / rate,
        };
        let contact = fetch.contact.filter(|contact| !contact.trim().is_empty());
        let introduction = Introduction {
            contact: contact.unwrap_or_else(|| platform.options().contact.clone()),
            headers: fetch.headers,
            user: fetch.user.filter(|user| !user.is_empty()).map(|user| (user, fetch.password.unwrap_or_default())),
            authority: fetch.authority.map(String::into_bytes),
        };
        Self { visitor: Visitor::new(&introduction), pace, last: None }
    }

    /// Fetches an address, after the pause that the pace asks for.
    pub async fn get(&mut self, url: &str) -> Result<HttpAnswer, CallFailure> {
        Ok(self.turn().await?.get(url, PAGE_TIME).await?.into())
    }

    /// Fetches an address piece by piece, under these conditions, after the pause that the pace asks for.
    pub async fn open(&mut self, url: &str, conditions: &[(HeaderName, String)]) -> Result<Opened, CallFailure> {
        self.turn().await?.open(url, conditions, PIECE_TIME).await
    }

    async fn turn(&mut self) -> Result<&Visitor, CallFailure> {
        if let Some(last) = self.last {
            tokio::time::sleep_until(last + self.pace).await;
        }
        self.last = Some(Instant::now());
        self.visitor.as_ref().map_err(|words| CallFailure::Address(words.clone()))
    }
}
