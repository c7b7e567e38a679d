//! What is remembered of looks: answers that are young enough to be used again, servers that do not answer, calls that are left.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use availability::{Reading, Shelf};
use store::LibraryId;
use tokio::sync::Mutex as TurnMutex;

use super::ShelfError;
use crate::breaker::Breaker;
use crate::settings::Way;

/// Failures in a row after which a server is left alone.
const FAILURES: u32 = 5;
/// How long it is left alone.
const REST: Duration = Duration::from_secs(30);
/// Answers that are kept at most; then all are forgotten.
const MOST_ANSWERS: usize = 10_000;

/// A question: whose shelf, in which way, in the words of its protocol.
type Asked = (LibraryId, Way, String);
/// An answer, and when it was given in milliseconds.
type Kept = (Shelf, i64);

/// What is remembered of looks on shelves. Nothing of it outlives the process, and nothing needs to.
#[derive(Debug, Default)]
pub struct Shelves {
    readings: Mutex<HashMap<String, Arc<Reading>>>,
    answers: Mutex<HashMap<Asked, Kept>>,
    breakers: Mutex<HashMap<(LibraryId, Way), Breaker>>,
    calls_left: Mutex<HashMap<LibraryId, CallsLeft>>,
    promises: TurnMutex<()>,
}

/// How many calls Alma still takes today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsLeft {
    /// The number, of all programs of the institution together.
    pub calls: u64,
    /// When Alma said so, in milliseconds.
    pub said_at: i64,
}

impl Shelves {
    /// How the answers of a library system are read.
    pub(super) fn reading(&self, system: &str) -> Arc<Reading> {
        let mut readings = lock(&self.readings);
        let reading = readings.entry(system.to_owned()).or_insert_with(|| Arc::new(Reading::of_system(system)));
        Arc::clone(reading)
    }

    /// An answer that was given after a moment.
    pub(super) fn kept(&self, library: LibraryId, way: Way, query: &str, after: i64) -> Option<Shelf> {
        let answers = lock(&self.answers);
        let (shelf, _) = answers.get(&(library, way, query.to_owned())).filter(|(_, at)| *at > after)?;
        Some(shelf.clone())
    }

    /// Whether a server may be asked. Z39.50 always, for it has a rest of its own, in its pool.
    pub(super) fn admit(&self, library: LibraryId, way: Way) -> Result<Attempt<'_>, ShelfError> {
        let attempt = Attempt { shelves: self, key: (library, way), is_settled: way == Way::Z3950 };
        if !attempt.is_settled {
            let admitted = lock(&self.breakers).entry(attempt.key).or_default().admit(Instant::now());
            if let Err(rest) = admitted {
                return Err(attempt.refused(rest));
            }
        }
        Ok(attempt)
    }

    /// Remembers an answer.
    pub(super) fn keep(&self, library: LibraryId, way: Way, query: &str, shelf: &Shelf, now: i64) {
        let mut answers = lock(&self.answers);
        if answers.len() >= MOST_ANSWERS {
            answers.clear();
        }
        answers.insert((library, way, query.to_owned()), (shelf.clone(), now));
    }

    pub(in crate::ils) fn note_calls_left(&self, library: LibraryId, calls: u64, said_at: i64) {
        lock(&self.calls_left).insert(library, CallsLeft { calls, said_at });
    }

    /// What Alma last said of the calls that are left today.
    #[must_use]
    pub fn calls_left(&self, library: LibraryId) -> Option<CallsLeft> {
        lock(&self.calls_left).get(&library).copied()
    }

    /// Held while a promise is counted and made.
    pub(crate) async fn promises(&self) -> impl Drop + '_ {
        self.promises.lock().await
    }
}

/// A question under way; dropped without an outcome it counts neither for nor against the server.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    shelves: &'a Shelves,
    key: (LibraryId, Way),
    is_settled: bool,
}

impl Attempt<'_> {
    fn refused(mut self, rest: Duration) -> ShelfError {
        self.is_settled = true;
        ShelfError::Resting(self.key.1, rest.as_secs() + 1)
    }

    /// Counts the outcome.
    pub(super) fn settle(mut self, outcome: &Result<Shelf, ShelfError>) {
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        let mut breakers = lock(&self.shelves.breakers);
        let breaker = breakers.entry(self.key).or_default();
        match outcome {
            Err(fault) if fault.is_passing() => breaker.failed(Instant::now(), FAILURES, REST),
            _ => breaker.answered(),
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            lock(&self.shelves.breakers).entry(self.key).or_default().given_up();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EAST: LibraryId = LibraryId(1);

    #[test]
    fn an_answer_is_used_again_while_it_is_young_and_by_its_own_library_only() {
        let shelves = Shelves::default();
        let shelf = Shelf { total: Some(7), ..Shelf::default() };
        shelves.keep(EAST, Way::Sru, "isbn", &shelf, 1_000);
        assert_eq!(shelves.kept(EAST, Way::Sru, "isbn", 999), Some(shelf));
        assert_eq!(shelves.kept(EAST, Way::Sru, "isbn", 1_000), None);
        assert_eq!(shelves.kept(LibraryId(2), Way::Sru, "isbn", 0), None);
        assert_eq!(shelves.kept(EAST, Way::Z3950, "isbn", 0), None);
    }

    #[test]
    fn a_server_that_is_away_is_left_alone_and_others_are_not() {
        let shelves = Shelves::default();
        for _ in 0..FAILURES {
            shelves.admit(EAST, Way::Sru).unwrap().settle(&Err(ShelfError::Status(Way::Sru, 503)));
        }
        assert!(matches!(shelves.admit(EAST, Way::Sru), Err(ShelfError::Resting(Way::Sru, _))));
        assert!(shelves.admit(EAST, Way::Rest).is_ok() && shelves.admit(LibraryId(2), Way::Sru).is_ok());
    }
}
