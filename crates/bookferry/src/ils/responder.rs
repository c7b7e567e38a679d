//! NCIP the other way: the library system asks us. Alma sends RenewItem when a patron renews a borrowed item in Primo (partner record,
//! Broker System NCIP URL).

use lifecycle::{IlsNews, Refusal, Side, requester};
use ncip::{Body, Message, Problem, RenewItem, Request};
use store::{Library, MessageDirection, MessageOutcome};

use super::compose::profile;
use crate::message_log::{self, Exchange};
use crate::platform::Platform;
use crate::settings::LibrarySettings;
use crate::work::{AdvanceError, Cause, codec, side_of};

/// Who speaks in the history.
const ACTOR: &str = "library system";

/// Hears one message of a library's own system. The answer is a message of NCIP, whatever came.
///
/// # Errors
/// When the store fails: the library system shall send the message again.
pub async fn hear_ncip(platform: &Platform, library: &Library, body: &[u8]) -> Result<String, store::Error> {
    let (at, settings) = (platform.now(), platform.settings(library.id).await?);
    let decoded = Message::decode(body).map(|decoded| decoded.message);
    let answer = match &decoded {
        Ok(message) => answer(platform, library, &settings, message, body).await?,
        Err(fault) => Message::from(Problem::new("Invalid Message Syntax Error", &fault.to_string())),
    };
    let sent = profile(&settings.host_lms.host_lms).encode(&answer);
    let problem = ncip::answer_of(&answer).problem().map(Problem::line);
    let service = match decoded.as_ref().map(|message| &message.body) {
        Ok(Body::Request(request)) => request.service(),
        _ => "NCIPMessage",
    };
    let exchange = Exchange {
        at,
        service,
        partner: "library system",
        outcome: if problem.is_some() { MessageOutcome::Refused } else { MessageOutcome::Done },
        words: problem.as_deref().unwrap_or("Taken."),
        sent: &sent,
        received: &String::from_utf8_lossy(body),
        ..Exchange::of(library.id, MessageDirection::In)
    };
    message_log::keep(platform, exchange).await;
    Ok(sent)
}

async fn answer(
    platform: &Platform,
    library: &Library,
    settings: &LibrarySettings,
    message: &Message,
    body: &[u8],
) -> Result<Message, store::Error> {
    if let Some(problem) = stranger(settings, message) {
        return Ok(message.refuse(problem));
    }
    match &message.body {
        Body::Request(Request::RenewItem(wanted)) => renew(platform, library, message, wanted, body).await,
        Body::Request(request) => {
            let words = format!("{} is not answered here; this address takes RenewItem", request.service());
            Ok(message.refuse(Problem::new("Unsupported Service", &words)))
        }
        _ => Ok(message.refuse(Problem::new("Unsupported Service", "a request was expected"))),
    }
}

/// A message that names another agency than the library's own is not from its system. One without a header is let through: version 1
/// leaves it out at times.
fn stranger(settings: &LibrarySettings, message: &Message) -> Option<Problem> {
    let ncip = &settings.local_ncip;
    let from = message.header.as_ref()?.from_agency.as_ref()?.value.trim();
    let known = [&ncip.from_agency, &ncip.to_agency];
    let is_known = known.iter().any(|agency| agency.eq_ignore_ascii_case(from));
    let problem =
        || Problem::new("Unknown Agency", "the agency is not that of this library").about("FromAgencyId", from);
    (!is_known).then(problem)
}

async fn renew(
    platform: &Platform,
    library: &Library,
    message: &Message,
    wanted: &RenewItem,
    body: &[u8],
) -> Result<Message, store::Error> {
    let barcode = wanted.item_id.as_ref().map(|id| id.value.trim().to_owned()).unwrap_or_default();
    let Some(request) = borrowed(platform, library, &barcode).await? else {
        let problem = Problem::new("Unknown Item", "no request has this item").about("ItemId", &barcode);
        return Ok(message.refuse(problem));
    };
    let cause = Cause {
        actor: ACTOR.to_owned(),
        message: Some(String::from_utf8_lossy(body).into_owned()),
        ..Cause::default()
    };
    let event = requester::Event::News(IlsNews::RenewalWanted);
    match platform.advance(library.id, request.id, &event, cause).await {
        Ok(_) => Ok(message.answer(wanted.pending(None))),
        Err(AdvanceError::Refused(refusal)) => match is_passed_on(platform, &request).await? {
            true => Ok(message.answer(wanted.pending(None))),
            false => Ok(message.refuse(not_renewable(refusal, &barcode))),
        },
        Err(AdvanceError::Store(fault)) => Err(fault),
        Err(AdvanceError::Unreadable(fault)) => {
            Ok(message.refuse(Problem::new("Temporary Processing Failure", &fault.to_string())))
        }
    }
}

fn not_renewable(refusal: Refusal, barcode: &str) -> Problem {
    Problem::new("Item Not Renewable", refusal.words()).about("ItemId", barcode)
}

/// Whether the renewal waits for the supplier already because the library system asked for it: Alma sends again what it had no answer
/// to.
async fn is_passed_on(platform: &Platform, request: &store::Request) -> Result<bool, store::Error> {
    let now = platform.store().requests().by_id(request.library_id, request.id).await?;
    Ok(codec::facts(&now.facts).is_ok_and(|facts| facts.renewal_from_ils))
}

/// The request whose temporary item has this barcode: our number, with the number of the piece where there are several.
pub(super) async fn borrowed(
    platform: &Platform,
    library: &Library,
    barcode: &str,
) -> Result<Option<store::Request>, store::Error> {
    let requests = platform.store().requests();
    let piece_cut_off = barcode.rsplit_once('-').map(|(number, _)| number);
    for number in std::iter::once(barcode).chain(piece_cut_off) {
        match requests.by_number(library.id, number).await {
            Ok(request) if side_of(&request) == Side::Requester => return Ok(Some(request)),
            Ok(_) | Err(store::Error::NotFound(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}
