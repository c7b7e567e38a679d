//! The choice of the copy, by the library's rules, and the answer that follows where none is taken. Every step is told in words.

mod judge;

use crate::places::Places;
use crate::rules::{Learned, LendingRules};
use crate::shelf::{Copy, Shelf, Source};
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
        /// What became of them.
        why: String,
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
    if refusals().any(|refusal| matches!(refusal, Refusal::Awaited)) {
        return Outcome::Awaited;
    }
    let first = |is_wanted: fn(&Refusal) -> bool| refusals().find(|refusal| is_wanted(refusal)).map(Refusal::words);
    if let Some(why) = first(|refusal| matches!(refusal, Refusal::Gone(_))) {
        return Outcome::NotOnShelf { why };
    }
    if let Some(why) = first(|refusal| matches!(refusal, Refusal::NotLent(_))) {
        return Outcome::NonCirculating { why };
    }
    let why = first(|_| true).unwrap_or_default();
    Outcome::NotHeld { why }
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
