//! Where no webhooks are set up, Alma is asked over its REST interface what became of borrowed items: has the patron taken them, and
//! brought them back?

use lifecycle::{IlsNews, Side, requester};
use store::{Library, QueueFilter, Request};

use crate::ils::{AlmaRest, RestFault, is_lent_to_patron, temporary_barcode};
use crate::platform::Platform;
use crate::settings::LibrarySettings;
use crate::work::{AdvanceError, Cause, codec};

/// Who speaks in the history.
const ACTOR: &str = "library system";
/// Requests of a library that are looked at in one round, those that have not moved for the longest time first.
const MOST: i64 = 200;
/// With fewer calls left of the day Alma is not asked: whoever waits for an answer needs them.
const CALLS_TO_SPARE: u64 = 500;

/// Asks about the borrowed items of all libraries that have a key and no webhooks. Returns how many requests heard something new.
///
/// # Errors
/// When the store cannot be read. A library whose Alma does not answer is asked the next time.
pub async fn poll_loans(platform: &Platform) -> Result<usize, store::Error> {
    let mut heard = 0;
    for library in platform.store().libraries().all().await? {
        let settings = platform.settings(library.id).await?;
        if settings.webhooks.is_on || !has_calls_to_spare(platform, &library) {
            continue;
        }
        match poll(platform, &library, &settings).await {
            Ok(count) => heard += count,
            Err(AdvanceError::Store(fault)) => return Err(fault),
            Err(fault) => tracing::warn!(library = %library.code, %fault, "borrowed items could not be asked about"),
        }
    }
    Ok(heard)
}

fn has_calls_to_spare(platform: &Platform, library: &Library) -> bool {
    platform.shelves().calls_left(library.id).is_none_or(|left| left.calls >= CALLS_TO_SPARE)
}

async fn poll(platform: &Platform, library: &Library, settings: &LibrarySettings) -> Result<usize, AdvanceError> {
    let Ok(rest) = AlmaRest::new(platform, library.id, &settings.availability) else { return Ok(0) };
    let mut heard = 0;
    for request in here(platform, library).await? {
        match news(&rest, &request).await {
            Ok(Some(news)) => heard += usize::from(tell(platform, &request, news).await?),
            Ok(None) | Err(RestFault::Refused { .. }) => {}
            Err(fault) => {
                tracing::warn!(library = %library.code, %fault, "borrowed items could not be asked about");
                break;
            }
        }
    }
    Ok(heard)
}

/// Requests whose items are here.
async fn here(platform: &Platform, library: &Library) -> Result<Vec<Request>, store::Error> {
    let filter = QueueFilter {
        side: Side::Requester.name().to_owned(),
        states: vec![requester::State::Received.name().to_owned()],
        order: store::QueueOrder::LongestWaiting,
        open: true,
        limit: MOST,
        ..QueueFilter::default()
    };
    Ok(platform.store().requests().queue(library.id, &filter).await?.requests)
}

/// What Alma tells that we do not know yet.
async fn news(rest: &AlmaRest<'_>, request: &Request) -> Result<Option<IlsNews>, RestFault> {
    let Ok(facts) = codec::facts(&request.facts) else { return Ok(None) };
    let Some(item) = facts.temporary_items.first() else { return Ok(None) };
    let barcode = temporary_barcode(&request.number, *item, facts.items.len());
    Ok(match (facts.with_patron, is_lent_to_patron(rest, &barcode).await?) {
        (false, Some(true)) => Some(IlsNews::Borrowed),
        (true, Some(false)) => Some(IlsNews::BroughtBack),
        _ => None,
    })
}

async fn tell(platform: &Platform, request: &Request, news: IlsNews) -> Result<bool, AdvanceError> {
    let cause = Cause { actor: ACTOR.to_owned(), ..Cause::default() };
    match platform.advance(request.library_id, request.id, &requester::Event::News(news), cause).await {
        Ok(_) => Ok(true),
        // It has moved on meanwhile.
        Err(AdvanceError::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}
