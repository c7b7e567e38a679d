//! What a look on the shelf means for the request that it was made for.

use availability::{Decision, Outcome, Wanted};
use lifecycle::{Moment, Reason, ServiceType, Side, requester, supplier};
use store::{Audience, Item, Leased, LibraryId, NewNotice, Request, RequestId, Settlement};
use supplier::{ShelfAnswer, ShelfItem};

use super::{Inquiry, Look, look_for};
use crate::clock::{end_of_day_after, start_of_day};
use crate::platform::Platform;
use crate::settings::{AutoResponder, LibrarySettings, Locations, Period, ResponderMode};
use crate::work::{AdvanceError, Cause, ChosenCopy, Description, description_of, side_of};

/// Who speaks in the history.
const ACTOR: &str = "catalogue";
/// Of a piece that was chosen for a request, among the pieces of the request.
const CHOSEN: &str = "chosen";
/// The reason of ISO 18626 for what a library's own rules do not allow.
const AGAINST_THE_RULES: &str = "PolicyProblem";
/// States into which a promise leads.
const PROMISED: [&str; 2] = ["will_supply", "shipped"];

/// Looks for a leased request and lets it hear the answer.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored.
pub async fn look(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let settings = platform.settings(request.library_id).await?;
    let hearing = Hearing { platform, leased, request, settings: &settings, by_hand: is_by_hand(leased) };
    match side_of(request) {
        Side::Supplier => hearing.look_as_supplier().await,
        Side::Requester => hearing.look().await,
    }
}

/// Whether a person wanted the look, who waits for it on any day, and wants no old answer.
fn is_by_hand(leased: &Leased) -> bool {
    let payload: serde_json::Value = serde_json::from_str(&leased.row.payload).unwrap_or_default();
    payload["by_hand"].as_bool().unwrap_or_default()
}

/// A look for a request.
struct Hearing<'a> {
    platform: &'a Platform,
    leased: &'a Leased,
    request: &'a Request,
    settings: &'a LibrarySettings,
    by_hand: bool,
}

impl Hearing<'_> {
    /// The calendar has its say before the shelf.
    async fn look_as_supplier(&self) -> Result<(), AdvanceError> {
        let calendar = &self.settings.calendar;
        let (today, zone) = (self.platform.today(calendar), self.platform.zone(calendar));
        if let Some(period) = calendar.suspension(today).filter(|_| !self.by_hand) {
            let reason = suspended(period);
            let words = format!("{}.", reason.note);
            return self.tell(ShelfAnswer::NotLending { reason }, self.cause(&words)).await;
        }
        let waits = self.settings.auto_responder.waits_when_closed && !self.by_hand;
        let opening = calendar.next_opening(self.platform.now(), &zone);
        match opening.filter(|_| waits && !calendar.is_open(today)) {
            Some(opening) => self.put_off(opening, "The library is closed; it looks on the next open day.").await,
            None => self.look().await,
        }
    }

    async fn look(&self) -> Result<(), AdvanceError> {
        let patience = self.platform.patience();
        let outcome = loop {
            let outcome = look_for(self.platform, &self.inquiry().await?).await;
            match &outcome {
                // The copy was promised to somebody else meanwhile, so there may be another one. Each turn has one copy less.
                Ok(look) if !self.hear(look).await? => {}
                _ => break outcome,
            }
        };
        match outcome {
            Ok(_) => Ok(()),
            Err(fault) if self.leased.row.attempts < patience.tries_when_waited_for && fault.is_passing() => {
                let run_at = self.platform.next_try(self.leased.row.attempts);
                self.put_off(run_at, &fault.to_string()).await
            }
            Err(fault) => {
                let answer = ShelfAnswer::Unclear { why: fault.to_string() };
                self.tell(answer, self.cause(&fault.to_string())).await
            }
        }
    }

    async fn inquiry(&self) -> Result<Inquiry<'_>, store::Error> {
        let mut wanted = wanted(&description_of(self.request));
        if side_of(self.request) == Side::Requester {
            // The number of a record is known in the catalogue of the supplier only.
            wanted.record_id.clear();
        }
        let kept = i64::from(self.settings.auto_responder.answers_kept) * 1_000;
        Ok(Inquiry {
            library: self.request.library_id,
            settings: self.settings,
            wanted,
            promised: self.promised().await?,
            oldest: if self.by_hand { 0 } else { kept },
        })
    }

    async fn put_off(&self, run_at: i64, why: &str) -> Result<(), AdvanceError> {
        let outbox = self.platform.store().outbox();
        Ok(outbox.retry_later(self.leased.lease, run_at, why, self.platform.now()).await?)
    }

    /// Lets the request hear; false when nothing was told because the copy is no longer to be had.
    async fn hear(&self, look: &Look) -> Result<bool, AdvanceError> {
        let notices = learn(self.platform, self.request.library_id, &look.decision).await?;
        let zone = self.platform.zone(&self.settings.calendar);
        let due = end_of_day_after(self.platform.now(), self.settings.lending.loan_days, &zone);
        let (answer, copy) = answer(&look.decision.outcome, due);
        // Only one promise at a time is looked over and made, or two that meet would be for one copy, or both be the last of the day.
        let _turn = self.platform.shelves().promises().await;
        if let Some(copy) = copy.as_ref().filter(|copy| !copy.barcode.is_empty())
            && self.promised().await?.contains(&copy.barcode)
        {
            return Ok(false);
        }
        let mut description = description_of(self.request);
        description.chosen_copy = copy.clone();
        let items = copy.iter().filter_map(chosen_item).collect();
        let cause = Cause {
            description: Some(description),
            items,
            notices,
            message: Some(look.account()),
            ..self.cause(&answer.describe())
        };
        match self.limit_reached(&answer).await? {
            Some(reason) => {
                let cause = Cause { description: None, items: Vec::new(), ..cause };
                self.tell(ShelfAnswer::LimitReached { reason }, cause).await?;
            }
            None => self.tell(answer, cause).await?,
        }
        Ok(true)
    }

    /// Copies that are promised for other requests than this one.
    async fn promised(&self) -> Result<Vec<String>, store::Error> {
        promised(self.platform, self.request.library_id, Some(self.request.id)).await
    }

    /// Why no more is promised today without staff.
    async fn limit_reached(&self, answer: &ShelfAnswer) -> Result<Option<Reason>, store::Error> {
        let is_promise = matches!(answer, ShelfAnswer::Available { .. }) && side_of(self.request) == Side::Supplier;
        let service = ServiceType::from_name(&self.request.service_type).unwrap_or(ServiceType::Loan);
        let Some((limit, what)) = limit(&self.settings.auto_responder, service) else { return Ok(None) };
        if self.by_hand || !is_promise || self.request.state != supplier::State::New.name() {
            return Ok(None);
        }
        let calendar = &self.settings.calendar;
        let midnight = start_of_day(self.platform.today(calendar), &self.platform.zone(calendar));
        let requests = self.platform.store().requests();
        let library = self.request.library_id;
        let today = requests.came_into(library, Side::Supplier.name(), service.name(), PROMISED, midnight).await?;
        let note = format!("as many {what} as this library can supply in a day are promised ({limit})");
        Ok((today >= i64::from(limit)).then(|| Reason { code: AGAINST_THE_RULES.to_owned(), note }))
    }

    fn cause(&self, outcome: &str) -> Cause {
        Cause {
            actor: ACTOR.to_owned(),
            settles: Some(Settlement { lease: self.leased.lease, outcome: Ok(outcome.to_owned()) }),
            ..Cause::default()
        }
    }

    async fn tell(&self, answer: ShelfAnswer, cause: Cause) -> Result<(), AdvanceError> {
        let (platform, library, id) = (self.platform, self.request.library_id, self.request.id);
        match side_of(self.request) {
            Side::Supplier => platform.advance(library, id, &supplier::Event::Shelf(answer), cause).await,
            Side::Requester => platform.advance(library, id, &requester::Event::Shelf(answer), cause).await,
        }
        .map(drop)
    }
}

/// The piece of a request that stands for its chosen copy; a copy without a barcode has none.
#[must_use]
pub fn chosen_item(copy: &ChosenCopy) -> Option<Item> {
    (!copy.barcode.is_empty()).then(|| Item { barcode: copy.barcode.clone(), role: CHOSEN.to_owned() })
}

impl Platform {
    /// The barcodes of copies of a library that are promised, for other requests than this one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promised_copies(
        &self,
        library: LibraryId,
        but: Option<RequestId>,
    ) -> Result<Vec<String>, store::Error> {
        promised(self, library, but).await
    }
}

/// Copies of a library that are promised, for other requests than this one.
pub(in crate::ils) async fn promised(
    platform: &Platform,
    library: LibraryId,
    but: Option<RequestId>,
) -> Result<Vec<String>, store::Error> {
    platform.store().requests().barcodes_in_use(library, Side::Supplier.name(), CHOSEN, but).await
}

/// What the other library is told while nothing is lent.
pub fn suspended(period: &Period) -> Reason {
    let why = if period.why.is_empty() { String::new() } else { format!(": {}", period.why) };
    let note = format!("this library lends nothing until {}{why}", period.to.strftime("%-d %B %Y"));
    Reason { code: AGAINST_THE_RULES.to_owned(), note }
}

fn limit(responder: &AutoResponder, service: ServiceType) -> Option<(u32, &'static str)> {
    let (limit, mode, what) = match service {
        ServiceType::Loan => (responder.loans_a_day, responder.loans, "loans"),
        ServiceType::Copy => (responder.copies_a_day, responder.copies, "copies"),
    };
    limit.filter(|_| mode != ResponderMode::Off).map(|limit| (limit, what))
}

/// Keeps the codes that no rule knew, for staff to decide about; what staff are told of them.
async fn learn(platform: &Platform, library: LibraryId, decision: &Decision) -> Result<Vec<NewNotice>, AdvanceError> {
    if decision.learned.is_empty() {
        return Ok(Vec::new());
    }
    let mut locations: Locations = platform.section(library).await?;
    let new = locations.learn(&decision.learned);
    if new.is_empty() {
        return Ok(Vec::new());
    }
    platform.put_section(library, &locations, ACTOR).await?;
    let words = format!(
        "New in your catalogue, and lent until somebody decides: {}. Settings > Locations, shelving locations, item policies.",
        new.join("; ")
    );
    Ok(vec![NewNotice { to: Audience::Staff, words }])
}

/// What is looked for.
pub(in crate::ils) fn wanted(description: &Description) -> Wanted {
    let volume = [&description.volume, &description.issue];
    Wanted {
        record_id: description.record_id.clone(),
        isbn: description.isbn.clone(),
        issn: description.issn.clone(),
        oclc_number: description.oclc_number.clone(),
        title: description.title.clone(),
        author: description.author.clone(),
        date: description.date.clone(),
        edition: description.edition.clone(),
        volume: volume.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "),
    }
}

/// What the request hears, and the copy to fetch, which would be due back then.
fn answer(outcome: &Outcome, due: i64) -> (ShelfAnswer, Option<ChosenCopy>) {
    let taken = match outcome {
        Outcome::Take(taken) => taken,
        Outcome::Unclear { why } => return (ShelfAnswer::Unclear { why: why.clone() }, None),
        refusal => {
            let code = refusal.reason_unfilled().unwrap_or("NotHeld").to_owned();
            let reason = Reason { code, note: note(refusal) };
            return (ShelfAnswer::NotAvailable { reason }, None);
        }
    };
    let copy = &taken.copy;
    let places = [copy.current_library(), copy.current_location()]
        .map(|place| place.name.clone().or_else(|| place.code.clone()).unwrap_or_default());
    let chosen = ChosenCopy {
        barcode: copy.barcode.clone().unwrap_or_default(),
        call_number: copy.call_number.clone().unwrap_or_default(),
        location: places.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        record_id: taken.record_id.clone().unwrap_or_default(),
    };
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let item = ShelfItem {
        barcode: some(&chosen.barcode),
        call_number: some(&chosen.call_number),
        location: some(&chosen.location),
    };
    (ShelfAnswer::Available { item, due: Some(Moment(due)) }, Some(chosen))
}

/// What the other library is told beside the reason.
fn note(outcome: &Outcome) -> String {
    match outcome {
        Outcome::OnLoan { due: Some(due) } => format!("expected back {due}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_library_hears_the_reason_in_its_own_protocol() {
        let due = Outcome::OnLoan { due: Some("2026-12-24".into()) };
        let (said, copy) = answer(&due, 0);
        let ShelfAnswer::NotAvailable { reason } = said else { panic!("{said:?}") };
        assert_eq!((reason.code.as_str(), reason.note.as_str()), ("OnLoan", "expected back 2026-12-24"));
        assert_eq!(copy, None);
        let unclear = Outcome::Unclear { why: "two volumes".into() };
        assert!(matches!(answer(&unclear, 0).0, ShelfAnswer::Unclear { .. }));
    }
}
