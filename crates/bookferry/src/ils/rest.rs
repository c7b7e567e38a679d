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
            Self::Settings(_) => false,
            Self::Call(fault) => !matches!(fault, CallFailure::Address(_)),
            Self::Refused { status, .. } | Self::Unreadable(status) => matches!(status, 429 | 500..=599),
        }
    }

    /// Whether Alma refuses with this code.
    #[must_use]
    pub fn is_code(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }
}

impl fmt::Display for RestFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(words) => write!(f, "the address or key of Alma's REST interface cannot be used: {words}"),
            Self::Call(fault) => write!(f, "Alma's REST interface {fault}"),
            Self::Refused { code, message, .. } => {
                write!(f, "Alma's REST interface refuses: {message} ({code})")?;
                codes::explanation(code).map_or(Ok(()), |words| write!(f, ". {words}"))
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
    /// [`RestFault::Settings`].
    pub fn new(platform: &'a Platform, library: LibraryId, settings: &Availability) -> Result<Self, RestFault> {
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
        assert!(fault.is_code("401861") && !fault.may_pass());
        assert!(fault.to_string().contains("(401861). "), "{fault}");
        let busy = r#"{"errorList":{"error":[{"errorCode":"PER_SECOND_THRESHOLD","errorMessage":"too many"}]}}"#;
        assert!(read(&answer(429, busy)).unwrap_err().may_pass());
        assert_eq!(read(&answer(200, "<html>")), Err(RestFault::Unreadable(200)));
        assert_eq!(read(&answer(404, "{}")), Err(RestFault::Unreadable(404)));
        assert!(read(&answer(502, "")).unwrap_err().may_pass());
        assert_eq!(read(&answer(200, r#"{"code":"A"}"#)).unwrap()["code"], "A");
    }
}
