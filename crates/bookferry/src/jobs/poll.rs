//! Alma is asked over its REST interface about items that are away: has the patron taken a borrowed one, and brought it back (where no
//! webhooks tell it), and when are those due that we have lent? Somebody may have moved a due date in Alma itself.

use jiff::tz::TimeZone;
use lifecycle::{Facts, IlsAnswer, IlsNews, Moment, Side, requester, supplier};
use store::{Library, OutboxRow, OutboxState, QueueFilter, Request};

use crate::clock::{HOUR, day_of};
use crate::ils::{AlmaRest, RestFault, due_date, is_lent_to_patron, temporary_barcode};
use crate::platform::Platform;
use crate::settings::LibrarySettings;
use crate::work::{AdvanceError, Cause, Party, codec, kind};

/// Who speaks in the history.
const ACTOR: &str = "library system";
/// Requests of a library that are looked at in one round of a side; the next round takes the next ones.
const MOST: usize = 200;
/// More than this are not out at a library.
const ALL: i64 = 20_000;
/// With fewer calls left of the day Alma is not asked: whoever waits for an answer needs them.
const CALLS_TO_SPARE: u64 = 500;

/// Asks about the items of all libraries that have a key. Returns how many requests heard something new.
///
/// # Errors
/// When the store cannot be read. A library whose Alma does not answer is asked the next time.
pub async fn poll_loans(platform: &Platform) -> Result<usize, store::Error> {
    let mut heard = 0;
    for library in platform.store().libraries().all().await? {
        let settings = platform.settings(library.id).await?;
        match poll(platform, &library, &settings).await {
            Ok(count) => heard += count,
            Err(AdvanceError::Store(fault)) => return Err(fault),
            Err(fault) => {
                tracing::warn!(library = %library.code, %fault, "items that are away could not be asked about")
            }
        }
    }
    Ok(heard)
}

async fn poll(platform: &Platform, library: &Library, settings: &LibrarySettings) -> Result<usize, AdvanceError> {
    let Ok(rest) = AlmaRest::new(platform, library.id, &settings.availability) else { return Ok(0) };
    let zone = platform.zone(&settings.calendar);
    let borrowed = match settings.webhooks.is_on {
        true => Vec::new(),
        false => away(platform, library, Side::Requester, requester::State::Received.name()).await?,
    };
    let lent = away(platform, library, Side::Supplier, supplier::State::Shipped.name()).await?;
    let mut heard = 0;
    for request in borrowed.iter().chain(&lent) {
        if !has_calls_to_spare(platform, library) {
            break;
        }
        match ask(platform, &rest, request, &zone).await {
            Ok(is_new) => heard += usize::from(is_new),
            Err(Unasked::Advance(fault)) => return Err(fault),
            Err(Unasked::Rest(RestFault::Refused { .. })) => {}
            Err(Unasked::Rest(fault)) => {
                tracing::warn!(library = %library.code, %fault, "items that are away could not be asked about");
                break;
            }
        }
    }
    Ok(heard)
}

fn has_calls_to_spare(platform: &Platform, library: &Library) -> bool {
    platform.shelves().calls_left(library.id).is_none_or(|left| left.calls >= CALLS_TO_SPARE)
}

/// Requests of one side in one state; of many those whose turn it is in this hour.
async fn away(platform: &Platform, library: &Library, side: Side, state: &str) -> Result<Vec<Request>, store::Error> {
    let filter = QueueFilter {
        side: side.name().to_owned(),
        states: vec![state.to_owned()],
        open: true,
        limit: ALL,
        ..QueueFilter::default()
    };
    let mut requests = platform.store().requests().queue(library.id, &filter).await?.requests;
    requests.sort_by_key(|request| request.id);
    let rounds = requests.len().div_ceil(MOST).max(1);
    let round = usize::try_from(platform.now() / HOUR).unwrap_or_default() % rounds;
    Ok(requests.into_iter().skip(round * MOST).take(MOST).collect())
}

/// Why a request heard nothing.
enum Unasked {
    Rest(RestFault),
    Advance(AdvanceError),
}

/// Asks about one request, and tells it what is new.
async fn ask(platform: &Platform, rest: &AlmaRest<'_>, request: &Request, zone: &TimeZone) -> Result<bool, Unasked> {
    let Ok(facts) = codec::facts(&request.facts) else { return Ok(false) };
    match Side::from_name(&request.side) {
        // Alma's date is the old one as long as ours has not arrived there.
        Some(Side::Supplier) if is_in_step(platform, request, &facts).await.map_err(Unasked::Advance)? => {
            let due = moved_due_date(rest, &facts, zone).await.map_err(Unasked::Rest)?;
            let event = due.map(|due| supplier::Event::Ils(IlsAnswer::LentUntil { due }));
            tell(platform, request, event).await.map_err(Unasked::Advance)
        }
        Some(Side::Supplier) => Ok(false),
        _ => {
            let news = news(rest, request, &facts).await.map_err(Unasked::Rest)?;
            tell(platform, request, news.map(requester::Event::News)).await.map_err(Unasked::Advance)
        }
    }
}

/// Whether every call of the request has reached the library system.
async fn is_in_step(platform: &Platform, request: &Request, facts: &Facts) -> Result<bool, AdvanceError> {
    let rows = platform.store().outbox().of_request(request.library_id, request.id).await?;
    let is_open =
        |row: &OutboxRow| row.kind == kind::CALL && !matches!(row.state, OutboxState::Done | OutboxState::Skipped);
    Ok(facts.ils_out_of_step.is_empty() && !rows.iter().any(is_open))
}

/// The day on which the pieces are due in Alma, where it is another than we know; of several the first that is due counts for all.
async fn moved_due_date(rest: &AlmaRest<'_>, facts: &Facts, zone: &TimeZone) -> Result<Option<Moment>, RestFault> {
    let pieces = facts.on_loan.iter().filter_map(|number| facts.item(*number));
    let mut first: Option<Moment> = None;
    for piece in pieces.filter(|piece| !piece.barcode.is_empty()) {
        first = first.into_iter().chain(due_date(rest, &piece.barcode).await?).min();
    }
    let known = facts.due.map(|due| day_of(due.0, zone));
    Ok(first.filter(|due| known != Some(day_of(due.0, zone))))
}

/// What Alma tells of a borrowed item that we do not know yet.
async fn news(rest: &AlmaRest<'_>, request: &Request, facts: &Facts) -> Result<Option<IlsNews>, RestFault> {
    let Some(item) = facts.temporary_items.first() else { return Ok(None) };
    let barcode = temporary_barcode(&request.number, *item, facts.items.len());
    Ok(match (facts.with_patron, is_lent_to_patron(rest, &barcode).await?) {
        (false, Some(true)) => Some(IlsNews::Borrowed),
        (true, Some(false)) => Some(IlsNews::BroughtBack),
        _ => None,
    })
}

async fn tell<E: Party>(platform: &Platform, request: &Request, event: Option<E>) -> Result<bool, AdvanceError> {
    let Some(event) = event else { return Ok(false) };
    let cause = Cause { actor: ACTOR.to_owned(), ..Cause::default() };
    match platform.advance(request.library_id, request.id, &event, cause).await {
        Ok(_) => Ok(true),
        // It has moved on meanwhile.
        Err(AdvanceError::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}
