//! The choice of the copy, by the library's rules, and the answer that follows where none is taken. Every step is told in words.

mod judge;

use std::fmt;

use crate::places::Places;
use crate::rules::{Learned, LendingRules};
use crate::shelf::{Absence, Copy, Shelf, Source};
use crate::volume::Volume;
use crate::wanted::Wanted;
use crate::weigh::{Match, Verdict, Weighed, weigh_all};
use judge::{Judge, Judged, Refusal};

/// What is answered, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub outcome: Outcome,
    /// One sentence for each record and each copy, in the order in which they were looked at.
    pub steps: Vec<String>,
    /// Codes and names that no rule knows.
    pub learned: Learned,
}

/// The answer of a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This copy is taken.
    Take(Box<Taken>),
    /// All copies that are lent are away and come back.
    OnLoan {
        /// When the first is expected, where that is told.
        due: Option<String>,
    },
    /// All copies that are lent are waited for by somebody.
    Awaited,
    /// No copy can be fetched: missing, lost, in process, on order.
    NotOnShelf {
        /// What became of the first.
        reason: Absence,
    },
    /// There are copies, and none of them is lent.
    NonCirculating {
        /// The first reason.
        why: String,
    },
    /// The title, or the volume, is not held.
    NotHeld {
        /// What was found instead.
        why: String,
    },
    /// A person has to look.
    Unclear {
        /// What is not clear.
        why: String,
    },
}

impl Outcome {
    /// The reason for a refusal in the words of ISO 18626 (`reasonUnfilled`, an open list); `None` where nothing is refused.
    #[must_use]
    pub const fn reason_unfilled(&self) -> Option<&'static str> {
        match self {
            Self::Take(_) | Self::Unclear { .. } => None,
            Self::OnLoan { .. } | Self::Awaited => Some("OnLoan"),
            Self::NotOnShelf { reason: Absence::OnOrder } => Some("OnOrder"),
            Self::NotOnShelf { reason: Absence::InProcess | Absence::InRepair } => Some("InProcess"),
            Self::NotOnShelf { reason: Absence::Lost | Absence::Missing } => Some("Lost"),
            Self::NotOnShelf { .. } => Some("NotOnShelf"),
            Self::NonCirculating { .. } => Some("NonCirculating"),
            Self::NotHeld { .. } => Some("NotHeld"),
        }
    }
}

/// A sentence for staff.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Take(taken) => {
                let copy = &taken.copy;
                let place = [copy.current_library(), copy.current_location()].map(ToString::to_string);
                let parts = place.into_iter().chain(copy.call_number.clone()).chain(copy.barcode.clone());
                let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
                write!(f, "A copy is on the shelf: {}.", parts.join(", "))
            }
            Self::OnLoan { due: Some(due) } => write!(f, "All copies are away; the first is expected {due}."),
            Self::OnLoan { due: None } => f.write_str("All copies are away."),
            Self::Awaited => f.write_str("Others wait for all copies that are there."),
            Self::NotOnShelf { reason } => write!(f, "No copy can be fetched: {}.", reason.words()),
            Self::NonCirculating { why } => write!(f, "No copy is lent: {why}."),
            Self::NotHeld { why } => write!(f, "It is not held: {why}."),
            Self::Unclear { why } => write!(f, "A person has to look: {why}."),
        }
    }
}

/// The copy that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The copy, with the codes and names of its places filled in.
    pub copy: Copy,
    /// The number of its record.
    pub record_id: Option<String>,
    /// By what the record was recognised.
    pub recognised_by: Match,
    /// Copies that could be taken instead.
    pub others: usize,
}

/// Chooses the copy for what is wanted. Where none is found and the answer was only the beginning of a longer one, that is unclear.
#[must_use]
pub fn decide(shelf: &Shelf, wanted: &Wanted, rules: &LendingRules, places: &Places) -> Decision {
    let weighed = weigh_all(shelf, wanted);
    let mut decision =
        Decision { outcome: Outcome::NotHeld { why: String::new() }, steps: Vec::new(), learned: Learned::default() };
    decision.steps.extend(weighed.iter().map(record_step));
    decision.steps.extend(shelf.notes.iter().cloned());
    let mut judge = Judge::new(rules, places, Volume::parse(&wanted.volume));
    judge.look(&weighed);
    decision.learned = std::mem::take(&mut judge.learned);
    let best = judge.best();
    decision.outcome = match best.and_then(|place| judge.judged.get(place)) {
        Some(best) => take(best, &judge.judged),
        None => match unread(shelf, &weighed) {
            0 => without_copy(&weighed, &judge.judged),
            unread => Outcome::Unclear { why: format!("there is more in the catalogue: {unread} were not looked at") },
        },
    };
    let places = judge.judged.iter().enumerate();
    decision.steps.extend(places.map(|(place, judged)| judged.step(best == Some(place))));
    decision
}

/// How much was not read that might be the wanted one. Where the very record was found, other records are not.
fn unread(shelf: &Shelf, weighed: &[Weighed<'_>]) -> u64 {
    let has_record = weighed.iter().any(|weighed| {
        weighed.weight.verdict == Verdict::Same(Match::RecordNumber) && weighed.hit.source != Source::AlmaItems
    });
    if has_record { 0 } else { shelf.missing() }
}

fn record_step(weighed: &Weighed<'_>) -> String {
    let title = if weighed.hit.title.is_empty() { "without a title" } else { &weighed.hit.title };
    let id = weighed.hit.record_id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
    let verdict = match weighed.weight.verdict {
        Verdict::Same(_) => "is the wanted one",
        Verdict::Doubtful => "may be the wanted one",
        Verdict::Another => "is not the wanted one",
    };
    format!("Record{id} ({title}) {verdict}: {}.", weighed.weight.words)
}

fn take(best: &Judged, judged: &[Judged]) -> Outcome {
    let others = judged.iter().filter(|other| other.refusal.is_none()).count() - 1;
    Outcome::Take(Box::new(Taken {
        copy: best.copy.clone(),
        record_id: best.record_id.clone(),
        recognised_by: best.recognised_by,
        others,
    }))
}

/// The answer where no copy is taken. What is unclear comes first: a refusal that is sent cannot be taken back.
fn without_copy(weighed: &[Weighed<'_>], judged: &[Judged]) -> Outcome {
    if judged.is_empty() {
        return without_record(weighed);
    }
    let refusals = || judged.iter().filter_map(|judged| judged.refusal.as_ref());
    if let Some(why) = refusals().find_map(Refusal::unclear) {
        return Outcome::Unclear { why };
    }
    if refusals().any(|refusal| matches!(refusal, Refusal::Away { .. })) {
        return Outcome::OnLoan { due: first_due(judged) };
    }
    if refusals().any(|refusal| matches!(refusal, Refusal::Awaited | Refusal::Promised)) {
        return Outcome::Awaited;
    }
    if let Some(reason) = refusals().find_map(Refusal::gone) {
        return Outcome::NotOnShelf { reason };
    }
    if let Some(refusal) = refusals().find(|refusal| matches!(refusal, Refusal::NotLent(_))) {
        return Outcome::NonCirculating { why: refusal.words() };
    }
    Outcome::NotHeld { why: refusals().next().map(Refusal::words).unwrap_or_default() }
}

/// Dates in the form of ISO 8601 are compared; of others the first counts.
fn first_due(judged: &[Judged]) -> Option<String> {
    let dues = judged.iter().filter_map(|judged| match &judged.refusal {
        Some(Refusal::Away { due, .. }) => due.clone(),
        _ => None,
    });
    let (mut normal, mut others) = (Vec::new(), Vec::new());
    dues.for_each(|due| if crate::date::is_normal(&due) { normal.push(due) } else { others.push(due) });
    normal.into_iter().min().or_else(|| others.into_iter().next())
}

/// Whether the wanted record is there at all, when no copy of it is.
fn without_record(weighed: &[Weighed<'_>]) -> Outcome {
    let Some(best) = weighed.first() else {
        return Outcome::NotHeld { why: "the catalogue shows no such record".to_owned() };
    };
    let is_silent = matches!(best.hit.source, Source::Record | Source::MarcHoldings(_));
    match best.weight.verdict {
        Verdict::Same(_) if is_silent => {
            Outcome::Unclear { why: "the record is there, but the source says nothing of copies".to_owned() }
        }
        Verdict::Same(_) => Outcome::NotHeld { why: "the record is there, without copies".to_owned() },
        Verdict::Doubtful => Outcome::Unclear { why: format!("a record may be the wanted one: {}", best.weight.words) },
        Verdict::Another => Outcome::NotHeld { why: best.weight.words.clone() },
    }
}
