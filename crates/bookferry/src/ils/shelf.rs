//! The look on our own shelf: the library's system is asked for the title in one way after the other, and a copy is chosen by the
//! library's rules.

mod answer;
mod ask;
mod memory;
mod places;
mod rest;

use std::sync::Arc;

use availability::{
    Decision, LendingRules, Outcome, Places, Question, ReadError, Reading, Shelf, Wanted, decide, merge,
};
use store::LibraryId;

use crate::association::AssociationError;
use crate::outside::CallFailure;
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Way};

pub use answer::{chosen_item, look, suspended};
pub(super) use answer::{promised, wanted};
pub use memory::{CallsLeft, Shelves};
pub use places::read_places;

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
    /// The server did not answer several times in a row.
    #[error("{way} has not answered several times and is left alone for another {1} s", way = .0.label())]
    Resting(Way, u64),
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
            Self::Busy(_) | Self::Resting(..) => true,
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

/// What is looked for, and by which rules.
pub struct Inquiry<'a> {
    /// Whose shelf.
    pub library: LibraryId,
    /// How it is reached and what it lends.
    pub settings: &'a LibrarySettings,
    /// The title.
    pub wanted: Wanted,
    /// Barcodes of copies that are promised to others.
    pub promised: Vec<String>,
    /// How old an answer may be, in milliseconds; 0: everything is asked anew.
    pub oldest: i64,
}

/// Looks for a title in the ways that are set, in their order, until one of them gives an answer that no other could better.
///
/// # Errors
/// [`ShelfError`] when none of them gave any, or when a question that could have found it has no answer.
pub async fn look_for(platform: &Platform, inquiry: &Inquiry<'_>) -> Result<Look, ShelfError> {
    let settings = inquiry.settings;
    let mut looking = Looking {
        platform,
        inquiry,
        reading: platform.shelves().reading(&settings.host_lms.host_lms),
        rules: LendingRules { promised: inquiry.promised.clone(), ..settings.lending_rules() },
        places: settings.known_places.places(),
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
    inquiry: &'a Inquiry<'a>,
    reading: Arc<Reading>,
    rules: LendingRules,
    /// What is known of the library's places, from its settings and from the answers.
    places: Places,
    /// What all answers so far show together.
    shelf: Option<Shelf>,
    asked: Vec<String>,
    /// The first question that has no answer.
    fault: Option<ShelfError>,
}

impl Looking<'_> {
    /// Puts the questions of one way; the decision when nothing more needs to be asked.
    async fn ask(&mut self, way: Way) -> Option<Decision> {
        let questions = ask::questions(way, self.inquiry.settings, &self.inquiry.wanted);
        self.asked.extend(questions.cannot.iter().map(|words| format!("{}: {words}.", way.label())));
        for question in &questions.ask {
            match self.answer(way, question).await {
                Ok(found) => {
                    let age = age(self.platform, &found);
                    self.asked.push(format!("{}, {}: {}{age}.", way.label(), question.words, counted(&found)));
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

    /// The answer to a question: one that is young enough, or a new one.
    async fn answer(&self, way: Way, question: &Question) -> Result<Shelf, ShelfError> {
        let Inquiry { library, settings, oldest, .. } = *self.inquiry;
        let shelves = self.platform.shelves();
        if let Some(kept) = shelves.kept(library, way, &question.query, self.platform.now() - oldest) {
            return Ok(kept);
        }
        let attempt = shelves.admit(library, way)?;
        let outcome = ask::ask(self.platform, library, settings, &self.reading, way, question).await;
        attempt.settle(&outcome);
        if let Ok(shelf) = &outcome {
            shelves.keep(library, way, &question.query, shelf, self.platform.now());
        }
        outcome
    }

    fn take_in(&mut self, found: Shelf) -> Decision {
        self.places.learn(&found);
        let together = match self.shelf.take() {
            Some(known) => merge(known, found, &self.places),
            None => found,
        };
        let decision = decide(&together, &self.inquiry.wanted, &self.rules, &self.places);
        self.shelf = Some(together);
        decision
    }

    /// What is known when all has been asked. That a title is not held can only be said when every question had an answer.
    fn end(self) -> Result<Look, ShelfError> {
        let decision = self.shelf.map(|shelf| decide(&shelf, &self.inquiry.wanted, &self.rules, &self.places));
        match (decision, self.fault) {
            (Some(Decision { outcome: Outcome::NotHeld { .. }, .. }) | None, Some(fault)) => Err(fault),
            (Some(decision), _) => Ok(Look { decision, asked: self.asked }),
            (None, None) if self.asked.is_empty() => Err(ShelfError::NoWay),
            (None, None) => Err(ShelfError::NothingToAsk(self.asked.join(" "))),
        }
    }
}

/// The ways that are set, in the library's order.
fn ways(settings: &LibrarySettings) -> impl Iterator<Item = Way> {
    settings.availability.order.iter().copied().filter(|way| settings.has_way(*way))
}

/// Whether no other question could say more: a copy with its barcode, or copies that are certainly not to be had.
fn is_enough(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Take(taken) => taken.copy.barcode.is_some(),
        Outcome::OnLoan { .. } | Outcome::Awaited | Outcome::NotOnShelf { .. } | Outcome::NonCirculating { .. } => true,
        _ => false,
    }
}

/// How old an answer is, when it is not new.
fn age(platform: &Platform, shelf: &Shelf) -> String {
    let seconds = shelf.told_at.map_or(0, |told_at| platform.now() / 1_000 - told_at);
    if seconds > 0 { format!(" (asked {seconds} s ago)") } else { String::new() }
}

fn counted(shelf: &Shelf) -> String {
    match (shelf.hits.len(), shelf.copies()) {
        (0, _) => "nothing found".to_owned(),
        (1, copies) => format!("1 record, copies shown: {copies}"),
        (hits, copies) => format!("{hits} records, copies shown: {copies}"),
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
}
