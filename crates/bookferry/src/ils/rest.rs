//! Alma's REST interface, at the pace that it allows.

mod codes;

use std::fmt;
use std::time::Duration;

use reqwest::{Method, Url};
use serde_json::Value;
use store::LibraryId;

use crate::outside::{Answer, CallFailure, Introduction, Visitor};
use crate::platform::Platform;
use crate::settings::Availability;

/// Alma takes 25 calls a second of all programs of an institution together; we keep below half of that.
const BETWEEN_CALLS: Duration = Duration::from_millis(100);

/// Alma's REST interface of one library.
pub struct AlmaRest<'a> {
    platform: &'a Platform,
    library: LibraryId,
    base: Url,
    visitor: Visitor,
}

/// Why there is no answer that says what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestFault {
    /// No address or no key is set.
    NotSet,
    /// The address or the key cannot be used.
    Settings(String),
    /// No answer came.
    Call(CallFailure),
    /// Alma refuses.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Alma's code, such as `401861`.
        code: String,
        /// Alma's words.
        message: String,
    },
    /// The answer is not of this interface.
    Unreadable(u16),
}

impl RestFault {
    /// Whether the same call may work later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NotSet | Self::Settings(_) => false,
            Self::Call(fault) => !matches!(fault, CallFailure::Address(_)),
            Self::Refused { status, .. } | Self::Unreadable(status) => matches!(status, 429 | 500..=599),
        }
    }

    /// The likely cause and what to do, in whole sentences.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotSet => "Fill in the address and the key: Settings, Availability.",
            Self::Settings(_) => "Correct the address or the key: Settings, Availability.",
            Self::Call(_) => "Check the host name, https instead of http, and that this server may reach it.",
            Self::Refused { code, .. } => codes::advice(code),
            Self::Unreadable(_) => "Check the address: it ends with /almaws/v1.",
        }
    }

    /// What happened, and what to do.
    #[must_use]
    pub fn explained(&self) -> String {
        format!("{self}. {}", self.advice())
    }
}

impl fmt::Display for RestFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet => f.write_str("no address or key of Alma's REST interface is set"),
            Self::Settings(words) => write!(f, "the address or key of Alma's REST interface cannot be used: {words}"),
            Self::Call(fault) => write!(f, "Alma's REST interface {fault}"),
            Self::Refused { code, message, .. } => {
                write!(f, "Alma's REST interface refuses: {message} ({code})")
            }
            Self::Unreadable(status) => write!(f, "what answers is not Alma's REST interface (HTTP status {status})"),
        }
    }
}

impl std::error::Error for RestFault {}

impl From<CallFailure> for RestFault {
    fn from(fault: CallFailure) -> Self {
        Self::Call(fault)
    }
}

impl<'a> AlmaRest<'a> {
    /// The interface that the settings name.
    ///
    /// # Errors
    /// [`RestFault::NotSet`] and [`RestFault::Settings`].
    pub fn new(platform: &'a Platform, library: LibraryId, settings: &Availability) -> Result<Self, RestFault> {
        if settings.rest_address.is_empty() || settings.rest_key.is_empty() {
            return Err(RestFault::NotSet);
        }
        let base = format!("{}/", settings.rest_address.trim_end_matches('/'));
        let key = format!("apikey {}", settings.rest_key);
        let headers = vec![("Authorization".into(), key), ("Accept".into(), "application/json".into())];
        let contact = platform.options().contact.clone();
        let introduction = Introduction { contact, headers, ..Introduction::default() };
        Ok(Self {
            platform,
            library,
            base: Url::parse(&base).map_err(|fault| RestFault::Settings(fault.to_string()))?,
            visitor: Visitor::new(&introduction).map_err(RestFault::Settings)?,
        })
    }

    /// What is at a path, as it comes.
    ///
    /// # Errors
    /// [`RestFault::Settings`] and [`RestFault::Call`].
    pub async fn fetch(&self, path: &str) -> Result<Answer, RestFault> {
        let url = self.turn(path).await?;
        Ok(self.noted(self.visitor.get(url.as_str(), self.platform.patience().call).await?))
    }

    /// What is at a path.
    ///
    /// # Errors
    /// [`RestFault`].
    pub async fn get(&self, path: &str) -> Result<Value, RestFault> {
        read(&self.fetch(path).await?)
    }

    /// The item with a barcode, with its due date; nothing when no item has it.
    ///
    /// # Errors
    /// [`RestFault`].
    pub async fn item(&self, barcode: &str) -> Result<Option<Value>, RestFault> {
        let path = format!("items?item_barcode={}&expand=due_date", oai_pmh::encode_component(barcode));
        match self.get(&path).await {
            Ok(item) => Ok(Some(item)),
            Err(RestFault::Refused { code, .. }) if code == codes::NO_SUCH_ITEM => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Makes something at a path, or changes it: `POST` or `PUT`.
    ///
    /// # Errors
    /// [`RestFault`].
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value, RestFault> {
        let (url, limit) = (self.turn(path).await?, self.platform.patience().call);
        let answer = self.visitor.send_json(method, url.as_str(), body.to_string(), limit).await?;
        read(&self.noted(answer))
    }

    async fn turn(&self, path: &str) -> Result<Url, RestFault> {
        let url = self.base.join(path).map_err(|fault| RestFault::Settings(fault.to_string()))?;
        self.platform.outside().pace().turn(self.base.host_str().unwrap_or_default(), BETWEEN_CALLS).await;
        Ok(url)
    }

    fn noted(&self, answer: Answer) -> Answer {
        if let Some(calls) = answer.calls_left {
            self.platform.shelves().note_calls_left(self.library, calls, self.platform.now());
        }
        answer
    }
}

fn read(answer: &Answer) -> Result<Value, RestFault> {
    let body: Value = serde_json::from_slice(&answer.body).map_err(|_| RestFault::Unreadable(answer.status))?;
    let error = body.pointer("/errorList/error/0");
    let text = |name: &str| error.and_then(|error| error.get(name)).and_then(Value::as_str).unwrap_or_default();
    match answer.status {
        200..=299 if error.is_none() => Ok(body),
        status if error.is_some() => {
            Err(RestFault::Refused { status, code: text("errorCode").into(), message: text("errorMessage").into() })
        }
        status => Err(RestFault::Unreadable(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            media_type: "application/json".into(),
            charset: None,
            retry_after: None,
            date: None,
            compressed: false,
            calls_left: None,
            filename: None,
            body: body.into(),
        }
    }

    #[test]
    fn a_refusal_is_explained_and_anything_else_is_not_taken_for_an_answer() {
        let refusal = r#"{"errorsExist":true,"errorList":{"error":[{"errorCode":"401861","errorMessage":"User with identifier x was not found."}]}}"#;
        let fault = read(&answer(400, refusal)).unwrap_err();
        assert!(!fault.may_pass());
        assert!(fault.explained().contains("(401861). Nobody has this identifier."), "{fault}");
        let busy = r#"{"errorList":{"error":[{"errorCode":"PER_SECOND_THRESHOLD","errorMessage":"too many"}]}}"#;
        assert!(read(&answer(429, busy)).unwrap_err().may_pass());
        assert_eq!(read(&answer(200, "<html>")), Err(RestFault::Unreadable(200)));
        assert_eq!(read(&answer(404, "{}")), Err(RestFault::Unreadable(404)));
        assert!(read(&answer(502, "")).unwrap_err().may_pass());
        assert_eq!(read(&answer(200, r#"{"code":"A"}"#)).unwrap()["code"], "A");
    }
}
