//! The look on our own shelf: the library's system is asked for the title in one way after the other, and a copy is chosen by the
//! library's rules.

mod ask;

use availability::{Decision, LendingRules, Outcome, Places, ReadError, Reading, Shelf, Wanted, decide, merge};
use lifecycle::{Reason, supplier};
use store::{Item, Leased, Request, Settlement};
use supplier::{ShelfAnswer, ShelfItem};

use crate::association::AssociationError;
use crate::outside::CallFailure;
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Locations, Way};
use crate::work::{AdvanceError, Cause, ChosenCopy, Description, description_of};

/// Who speaks in the history.
const ACTOR: &str = "catalogue";

/// What a look showed.
#[derive(Debug, Clone)]
pub struct Look {
    /// The answer, and how it came about.
    pub decision: Decision,
    /// What was asked in which way, and what came back, a sentence each.
    pub asked: Vec<String>,
}

impl Look {
    /// Everything for people: what was asked, then each step of the choice, then the answer.
    #[must_use]
    pub fn account(&self) -> String {
        let mut lines = self.asked.clone();
        lines.extend(self.decision.steps.iter().cloned());
        lines.push(self.decision.outcome.to_string());
        lines.join("\n")
    }
}

/// Why the shelf could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No way has an address.
    #[error("nothing is set of where to look: Settings, Z39.50 settings or Availability")]
    NoWay,
    /// What is known of the wanted title cannot be asked in the ways that are set.
    #[error("the shelf cannot be looked at: {0}")]
    NothingToAsk(String),
    /// What is set of a way cannot be used.
    #[error("the address for {way} cannot be used ({1})", way = .0.label())]
    Settings(Way, String),
    /// The catalogue does not answer over Z39.50.
    #[error(transparent)]
    Association(#[from] AssociationError),
    /// No answer over HTTP.
    #[error("{way} {1}", way = .0.label())]
    Call(Way, CallFailure),
    /// Another status than success, and no words.
    #[error("{way} answered with HTTP status {1}", way = .0.label())]
    Status(Way, u16),
    /// Alma has had too many calls, or something is wrong in it for the moment.
    #[error("Alma does not answer now: {0}")]
    Busy(String),
    /// The answer is a refusal, or cannot be read.
    #[error(transparent)]
    Read(#[from] availability::ReadError),
}

impl ShelfError {
    /// Whether it may be otherwise in a minute.
    fn is_passing(&self) -> bool {
        match self {
            Self::Association(fault) => matches!(
                fault,
                AssociationError::Unreachable(..) | AssociationError::TimedOut(..) | AssociationError::Resting(..)
            ),
            Self::Call(_, fault) => !matches!(fault, CallFailure::Address(_) | CallFailure::TooLarge),
            Self::Status(_, status) => *status == 429 || *status >= 500,
            Self::Busy(_) => true,
            Self::NoWay | Self::NothingToAsk(_) | Self::Settings(..) | Self::Read(_) => false,
        }
    }

    /// Whether somebody answered, and does not do what was asked.
    fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Association(AssociationError::Diagnostics(_))
                | Self::Read(ReadError::Refused { .. } | ReadError::Diagnostics(_))
        )
    }
}

/// Looks for a leased request and lets it hear the answer.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored.
pub async fn look(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let settings = platform.settings(request.library_id).await?;
    let description = description_of(request);
    match look_for(platform, &settings, &wanted(&description)).await {
        Ok(look) => {
            learn(platform, request, &look.decision).await?;
            hear(platform, leased, request, description, &look).await
        }
        Err(fault) if leased.row.attempts < platform.patience().tries_when_waited_for && fault.is_passing() => {
            let run_at = platform.next_try(leased.row.attempts);
            let outbox = platform.store().outbox();
            Ok(outbox.retry_later(leased.lease, run_at, &fault.to_string(), platform.now()).await?)
        }
        Err(fault) => {
            let answer = ShelfAnswer::Unclear { why: fault.to_string() };
            tell(platform, request, answer, cause(leased, &fault.to_string())).await
        }
    }
}

/// Looks for a title in the ways that are set, in their order, until one of them gives an answer that no other could better.
///
/// # Errors
/// [`ShelfError`] when none of them gave any, or when a question that could have found it has no answer.
pub async fn look_for(platform: &Platform, settings: &LibrarySettings, wanted: &Wanted) -> Result<Look, ShelfError> {
    let mut looking = Looking {
        platform,
        settings,
        wanted,
        reading: Reading::of_system(&settings.host_lms.host_lms),
        rules: settings.lending_rules(),
        shelf: None,
        asked: Vec::new(),
        fault: None,
    };
    for way in ways(settings) {
        if let Some(decision) = looking.ask(way).await {
            return Ok(Look { decision, asked: looking.asked });
        }
    }
    looking.end()
}

/// A look that goes on.
struct Looking<'a> {
    platform: &'a Platform,
    settings: &'a LibrarySettings,
    wanted: &'a Wanted,
    reading: Reading,
    rules: LendingRules,
    /// What all answers so far show together.
    shelf: Option<Shelf>,
    asked: Vec<String>,
    /// The first question that has no answer.
    fault: Option<ShelfError>,
}

impl Looking<'_> {
    /// Puts the questions of one way; the decision when nothing more needs to be asked.
    async fn ask(&mut self, way: Way) -> Option<Decision> {
        let questions = ask::questions(way, self.settings, self.wanted);
        self.asked.extend(questions.cannot.iter().map(|words| format!("{}: {words}.", way.label())));
        for question in &questions.ask {
            match ask::ask(self.platform, self.settings, &self.reading, way, question).await {
                Ok(found) => {
                    self.asked.push(format!("{}, {}: {}.", way.label(), question.words, counted(&found)));
                    let decision = self.take_in(found);
                    if is_enough(&decision.outcome) {
                        return Some(decision);
                    }
                }
                Err(fault) => {
                    self.asked.push(format!("{}, {}: {fault}.", way.label(), question.words));
                    // A server that refuses one question may answer the next; one that is away will not.
                    let goes_on = fault.is_refusal();
                    self.fault.get_or_insert(fault);
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        None
    }

    fn take_in(&mut self, found: Shelf) -> Decision {
        let places = Places::default();
        let together = match self.shelf.take() {
            Some(known) => merge(known, found, &places),
            None => found,
        };
        let decision = decide(&together, self.wanted, &self.rules, &places);
        self.shelf = Some(together);
        decision
    }

    /// What is known when all has been asked. That a title is not held can only be said when every question had an answer.
    fn end(self) -> Result<Look, ShelfError> {
        let decision = self.shelf.map(|shelf| decide(&shelf, self.wanted, &self.rules, &Places::default()));
        match (decision, self.fault) {
            (Some(Decision { outcome: Outcome::NotHeld { .. }, .. }) | None, Some(fault)) => Err(fault),
            (Some(decision), _) => Ok(Look { decision, asked: self.asked }),
            (None, None) if self.asked.is_empty() => Err(ShelfError::NoWay),
            (None, None) => Err(ShelfError::NothingToAsk(self.asked.join(" "))),
        }
    }
}

/// The ways that have an address, in the library's order.
fn ways(settings: &LibrarySettings) -> impl Iterator<Item = Way> {
    let is_set = |way: &Way| match way {
        Way::Rest => !settings.availability.rest_address.is_empty() && !settings.availability.rest_key.is_empty(),
        Way::Sru => !settings.availability.sru_address.is_empty(),
        Way::Z3950 => !settings.z3950.server_address.is_empty(),
    };
    settings.availability.order.iter().copied().filter(is_set)
}

/// Whether no other question could say more: a copy with its barcode, or copies that are certainly not to be had.
fn is_enough(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Take(taken) => taken.copy.barcode.is_some(),
        Outcome::OnLoan { .. } | Outcome::Awaited | Outcome::NotOnShelf { .. } | Outcome::NonCirculating { .. } => true,
        _ => false,
    }
}

fn counted(shelf: &Shelf) -> String {
    match (shelf.hits.len(), shelf.copies()) {
        (0, _) => "nothing found".to_owned(),
        (1, copies) => format!("1 record, copies shown: {copies}"),
        (hits, copies) => format!("{hits} records, copies shown: {copies}"),
    }
}

/// What is looked for.
fn wanted(description: &Description) -> Wanted {
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

/// Keeps the codes that no rule knew, for staff to decide about.
async fn learn(platform: &Platform, request: &Request, decision: &Decision) -> Result<(), AdvanceError> {
    if decision.learned.is_empty() {
        return Ok(());
    }
    let mut locations: Locations = platform.section(request.library_id).await?;
    if locations.learn(&decision.learned) {
        platform.put_section(request.library_id, &locations, ACTOR).await?;
    }
    Ok(())
}

async fn hear(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    mut description: Description,
    look: &Look,
) -> Result<(), AdvanceError> {
    let (answer, copy) = answer(&look.decision.outcome);
    let items = copy.iter().filter(|copy| !copy.barcode.is_empty());
    let items = items.map(|copy| Item { barcode: copy.barcode.clone(), role: "chosen".to_owned() }).collect();
    description.chosen_copy = copy;
    let cause = Cause {
        description: Some(description),
        items,
        message: Some(look.account()),
        ..cause(leased, &answer.describe())
    };
    tell(platform, request, answer, cause).await
}

fn cause(leased: &Leased, outcome: &str) -> Cause {
    Cause {
        actor: ACTOR.to_owned(),
        settles: Some(Settlement { lease: leased.lease, outcome: Ok(outcome.to_owned()) }),
        ..Cause::default()
    }
}

async fn tell(platform: &Platform, request: &Request, answer: ShelfAnswer, cause: Cause) -> Result<(), AdvanceError> {
    let event = supplier::Event::Shelf(answer);
    platform.advance(request.library_id, request.id, &event, cause).await.map(drop)
}

/// What the request hears, and the copy to fetch.
fn answer(outcome: &Outcome) -> (ShelfAnswer, Option<ChosenCopy>) {
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
    (ShelfAnswer::Available { item }, Some(chosen))
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
    use crate::settings::Availability;

    #[test]
    fn only_ways_with_an_address_are_gone_in_the_library_s_order() {
        let mut settings = LibrarySettings::default();
        assert_eq!(ways(&settings).count(), 0);
        settings.z3950.server_address = "localhost:1921/01UNIV_INST".into();
        settings.availability = Availability {
            order: vec![Way::Sru, Way::Rest, Way::Z3950],
            sru_address: "https://univ.alma.example/view/sru/01UNIV_INST".into(),
            rest_address: "https://api.example/almaws/v1".into(),
            ..Availability::default()
        };
        assert_eq!(ways(&settings).collect::<Vec<_>>(), [Way::Sru, Way::Z3950], "without a key REST is not asked");
    }

    #[test]
    fn the_other_library_hears_the_reason_in_its_own_protocol() {
        let due = Outcome::OnLoan { due: Some("2026-12-24".into()) };
        let (said, copy) = answer(&due);
        let ShelfAnswer::NotAvailable { reason } = said else { panic!("{said:?}") };
        assert_eq!((reason.code.as_str(), reason.note.as_str()), ("OnLoan", "expected back 2026-12-24"));
        assert_eq!(copy, None);
        let unclear = Outcome::Unclear { why: "two volumes".into() };
        assert!(matches!(answer(&unclear).0, ShelfAnswer::Unclear { .. }));
    }
}
