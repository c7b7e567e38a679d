//! Alma's webhooks: what happens at its desks without us, as it happens. An integration profile of the type Webhooks names our address and
//! the secret that signs each body (HMAC with SHA-256, in base64, header `X-Exl-Signature`).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use lifecycle::{IlsNews, requester};
use serde_json::Value;
use sha2::Sha256;
use store::{Library, MessageDirection, MessageOutcome};

use super::responder::borrowed;
use crate::message_log::{self, Exchange, Protocol};
use crate::platform::Platform;
use crate::settings::Webhooks;
use crate::work::{AdvanceError, Cause};

/// Who speaks in the history.
const ACTOR: &str = "library system";

/// What became of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It moved a request, or concerns none of ours.
    Taken(String),
    /// The signature is not ours.
    Unsigned,
    /// It is no event of Alma.
    Unreadable(String),
}

/// Hears one event of a library's Alma.
///
/// # Errors
/// When the store fails: Alma sends the event again.
pub async fn hear_webhook(
    platform: &Platform,
    library: &Library,
    signature: &str,
    body: &[u8],
) -> Result<Heard, store::Error> {
    let at = platform.now();
    let heard = hear(platform, library, signature, body).await?;
    // Anybody can send something unsigned: that it came is kept, and what it was is not.
    let received = if heard == Heard::Unsigned { "".into() } else { String::from_utf8_lossy(body) };
    let (outcome, words) = match &heard {
        Heard::Taken(words) => (MessageOutcome::Done, words.as_str()),
        Heard::Unsigned => (MessageOutcome::Refused, "The signature does not fit the secret that is set here."),
        Heard::Unreadable(words) => (MessageOutcome::Refused, words.as_str()),
    };
    let event: Value = serde_json::from_str(&received).unwrap_or_default();
    let exchange = Exchange {
        at,
        protocol: Protocol::Webhook,
        service: event.pointer("/event/value").and_then(Value::as_str).unwrap_or("event"),
        partner: "Alma",
        outcome,
        words,
        received: &received,
        ..Exchange::of(library.id, MessageDirection::In)
    };
    message_log::keep(platform, exchange).await;
    Ok(heard)
}

async fn hear(platform: &Platform, library: &Library, signature: &str, body: &[u8]) -> Result<Heard, store::Error> {
    let settings: Webhooks = platform.section(library.id).await?;
    if !settings.is_on || !is_signed(&settings.secret, signature, body) {
        return Ok(Heard::Unsigned);
    }
    let event: Value = match serde_json::from_slice(body) {
        Ok(event) => event,
        Err(fault) => return Ok(Heard::Unreadable(fault.to_string())),
    };
    let Some((news, barcode)) = news(&event) else {
        return Ok(Heard::Taken("nothing of this event concerns interlibrary loan".to_owned()));
    };
    let Some(request) = borrowed(platform, library, barcode).await? else {
        return Ok(Heard::Taken(format!("no request has the item {barcode}")));
    };
    let message = Some(String::from_utf8_lossy(body).into_owned());
    let cause = Cause { actor: ACTOR.to_owned(), message, ..Cause::default() };
    match platform.advance(library.id, request.id, &requester::Event::News(news), cause).await {
        Ok(_) => Ok(Heard::Taken(format!("request {}: {}", request.number, news.describe()))),
        Err(AdvanceError::Store(fault)) => Err(fault),
        Err(fault) => Ok(Heard::Taken(format!("request {}: {fault}", request.number))),
    }
}

/// Without a secret nothing is signed, and nothing is taken.
fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    let Ok(signature) = BASE64_STANDARD.decode(signature.trim()) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    !secret.is_empty() && mac.verify_slice(&signature).is_ok()
}

/// What an event tells of which item; `None` for events about something else.
fn news(event: &Value) -> Option<(IlsNews, &str)> {
    let what = event.pointer("/event/value").and_then(Value::as_str)?;
    let news = match what {
        "LOAN_CREATED" => IlsNews::Borrowed,
        "LOAN_RETURNED" => IlsNews::BroughtBack,
        // Its name is a guess: the documentation names the action, declared lost, and shows no event of it.
        "LOAN_LOST" => IlsNews::DeclaredLost,
        _ => return None,
    };
    let barcode = event.pointer("/item_loan/item_barcode").and_then(Value::as_str)?;
    Some((news, barcode))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_secret_signs_is_taken() {
        // Computed with: printf '{}' | openssl dgst -sha256 -hmac s3cret -binary | base64
        let signature = "rb3hzkDInBQhVofV12Kkffbfrvz61h4uhnGP/ISYVxs=";
        assert!(is_signed("s3cret", signature, b"{}"));
        assert!(!is_signed("s3cret", signature, b"{ }"));
        assert!(!is_signed("other", signature, b"{}"));
        assert!(!is_signed("", signature, b"{}") && !is_signed("s3cret", "", b"{}"));
    }

    #[test]
    fn loans_and_returns_are_told_of_their_item() {
        let event = |what: &str| json!({ "action": "LOAN", "event": { "value": what }, "item_loan": { "item_barcode": "EAST-000012" } });
        assert_eq!(news(&event("LOAN_CREATED")), Some((IlsNews::Borrowed, "EAST-000012")));
        assert_eq!(news(&event("LOAN_RETURNED")), Some((IlsNews::BroughtBack, "EAST-000012")));
        assert_eq!(news(&event("LOAN_LOST")), Some((IlsNews::DeclaredLost, "EAST-000012")));
        assert_eq!(news(&event("LOAN_DUE_DATE")), None);
        assert_eq!(news(&json!([])), None);
    }
}
