//! Carries one message to another library and hears its confirmation.

use iso18626::{Message, MessageStatus};
use lifecycle::{FromSupplier, Reason, requester};
use serde::Deserialize;
use store::{Leased, MessageDirection, MessageOutcome, Request, Settlement};

use crate::message_log::{self, Exchange, Protocol};
use crate::outside::Answer;
use crate::platform::Platform;
use crate::work::{AdvanceError, Cause, codec};

/// The payload of an outbox row: the message and its receiver.
#[derive(Debug, Deserialize)]
struct Parcel {
    to: String,
    xml: String,
}

enum Delivery {
    Confirmed,
    Refused(String),
    NotYet(String),
}

/// Sends a leased message.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored; the lease ends by itself and the message goes again.
pub async fn send(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let parcel: Parcel =
        serde_json::from_str(&leased.row.payload).map_err(|fault| codec::Unreadable::new(fault.to_string()))?;
    let delivery = match platform.message_address(&parcel.to).await? {
        Some(address) => deliver(platform, request, &address, &parcel).await,
        None => Delivery::Refused(format!("no address is known for {}", parcel.to)),
    };
    match delivery {
        Delivery::Confirmed => Ok(platform.store().outbox().finish(leased.lease, "confirmed", platform.now()).await?),
        Delivery::Refused(why) => refused(platform, leased, request, &parcel, why).await,
        Delivery::NotYet(why) => not_yet(platform, leased, request, &parcel, why).await,
    }
}

async fn deliver(platform: &Platform, request: &Request, address: &str, parcel: &Parcel) -> Delivery {
    let at = platform.now();
    let answer = platform.outside().post_xml(address, parcel.xml.clone(), platform.patience().call).await;
    let delivery = match &answer {
        Ok(answer) => judge(answer),
        Err(fault) => Delivery::NotYet(format!("the other library {fault}")),
    };
    let (outcome, words) = match &delivery {
        Delivery::Confirmed => (MessageOutcome::Done, "Confirmed."),
        Delivery::Refused(why) => (MessageOutcome::Refused, why.as_str()),
        Delivery::NotYet(why) => (MessageOutcome::NoAnswer, why.as_str()),
    };
    let received = answer.map(|answer| String::from_utf8_lossy(&answer.body).into_owned()).unwrap_or_default();
    let exchange = Exchange {
        request: Some(request.id),
        at,
        protocol: Protocol::Iso18626,
        service: service_name(&parcel.xml),
        partner: &parcel.to,
        outcome,
        words,
        sent: &parcel.xml,
        received: &received,
        ..Exchange::of(request.library_id, MessageDirection::Out)
    };
    message_log::keep(platform, exchange).await;
    delivery
}

fn service_name(xml: &str) -> &'static str {
    iso18626::decode(xml.as_bytes()).map_or("ISO18626Message", |decoded| decoded.message.kind().element())
}

fn judge(answer: &Answer) -> Delivery {
    let decoded = match iso18626::decode(&answer.body) {
        Ok(decoded) => decoded.message,
        Err(_) if answer.status >= 500 || answer.status == 429 => {
            return Delivery::NotYet(format!("the other library answered with HTTP status {}", answer.status));
        }
        Err(fault) => {
            return Delivery::Refused(format!("HTTP status {}, and no confirmation: {fault}", answer.status));
        }
    };
    let Some(header) = decoded.confirmation_header() else {
        return Delivery::Refused("the other library did not answer with a confirmation".to_owned());
    };
    match header.message_status {
        MessageStatus::Ok => Delivery::Confirmed,
        _ => Delivery::Refused(error_text(&decoded)),
    }
}

fn error_text(confirmation: &Message) -> String {
    let errors: Vec<String> = confirmation.error_data().iter().map(ToString::to_string).collect();
    match errors.is_empty() {
        true => "refused without a reason".to_owned(),
        false => errors.join("; "),
    }
}

/// A request that the supplier refuses is a request that it does not fill; any other message waits for staff.
async fn refused(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    parcel: &Parcel,
    why: String,
) -> Result<(), AdvanceError> {
    if is_request(parcel) {
        return unfilled(platform, leased, request, parcel, format!("it refused the message: {why}")).await;
    }
    let words = format!("A message to {} was refused: {why}.", parcel.to);
    let settles = Some(Settlement { lease: leased.lease, outcome: Err(why) });
    let cause = Cause { actor: parcel.to.clone(), message: Some(parcel.xml.clone()), settles, ..Cause::default() };
    platform.note(request, "message.refused", &words, true, cause).await
}

async fn not_yet(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    parcel: &Parcel,
    why: String,
) -> Result<(), AdvanceError> {
    let patience = platform.patience();
    if is_request(parcel) && leased.row.attempts >= patience.tries_when_waited_for {
        return unfilled(platform, leased, request, parcel, format!("it cannot be reached: {why}")).await;
    }
    if leased.row.attempts >= patience.tries {
        let words = format!("A message to {} could not be delivered: {why}.", parcel.to);
        let settles = Some(Settlement { lease: leased.lease, outcome: Err(why) });
        let cause = Cause { actor: parcel.to.clone(), message: Some(parcel.xml.clone()), settles, ..Cause::default() };
        return platform.note(request, "message.undelivered", &words, true, cause).await;
    }
    let run_at = platform.next_try(leased.row.attempts);
    Ok(platform.store().outbox().retry_later(leased.lease, run_at, &why, platform.now()).await?)
}

/// The request goes on as if the supplier had said no.
async fn unfilled(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    parcel: &Parcel,
    why: String,
) -> Result<(), AdvanceError> {
    let event = requester::Event::Heard(FromSupplier::Unfilled { reason: Reason::noted(why.clone()) });
    let settles = Some(Settlement { lease: leased.lease, outcome: Ok(why) });
    let cause = Cause { actor: parcel.to.clone(), settles, ..Cause::default() };
    platform.advance(request.library_id, request.id, &event, cause).await.map(drop)
}

fn is_request(parcel: &Parcel) -> bool {
    matches!(iso18626::decode(parcel.xml.as_bytes()), Ok(decoded) if matches!(decoded.message, Message::Request(_)))
}
