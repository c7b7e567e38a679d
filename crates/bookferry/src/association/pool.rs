//! Associations that are kept for the next question, and how hard a target may be asked.
//!
//! Per target: so many questions at once, so many a second, and a rest after failures. A question that is dropped half way takes its
//! association with it, for the answer would come to the wrong question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use z3950::Oid;
use z3950::client::ClientError;
use z3950::pdu::Query;

use super::{Association, AssociationError, Found, Target};
use crate::breaker::Breaker;

/// How hard a target may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Questions at the same time.
    pub at_once: usize,
    /// Questions a second.
    pub per_second: u32,
    /// How long an association is kept for the next question.
    pub kept: Duration,
    /// Failures in a row after which the target rests.
    pub failures: u32,
    /// How long it rests.
    pub rest: Duration,
}

impl Default for Limits {
    /// 4 at once, 20 a second, kept for a minute, a rest of half a minute after 5 failures.
    fn default() -> Self {
        let (kept, rest) = (Duration::from_secs(60), Duration::from_secs(30));
        Self { at_once: 4, per_second: 20, kept, failures: 5, rest }
    }
}

/// Associations with many targets.
#[derive(Debug)]
pub struct Pool {
    limits: Limits,
    lanes: Mutex<HashMap<Target, Arc<Lane>>>,
}

/// All that concerns one target.
#[derive(Debug)]
struct Lane {
    seats: Semaphore,
    idle: Mutex<Vec<(Association, Instant)>>,
    /// When the next question may go.
    next: Mutex<Instant>,
    breaker: Mutex<Breaker>,
}

impl Default for Pool {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Pool {
    /// A pool without associations.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, lanes: Mutex::default() }
    }

    /// Searches a target and fetches up to `count` records in a syntax, all within `limit`.
    ///
    /// # Errors
    /// [`AssociationError`].
    pub async fn search(
        &self,
        target: &Target,
        query: Query,
        syntax: Oid,
        count: u32,
        limit: Duration,
    ) -> Result<Found, AssociationError> {
        let lane = self.lane(target);
        let admitted = lock(&lane.breaker).admit(Instant::now());
        admitted.map_err(|rest| AssociationError::Resting(target.to_string(), rest.as_secs() + 1))?;
        let mut attempt = Attempt { lane: &lane, limits: self.limits, is_settled: false };
        let outcome = tokio::time::timeout(limit, self.ask(&lane, target, query, &syntax, count)).await;
        let outcome = outcome.unwrap_or_else(|_| Err(AssociationError::TimedOut(target.to_string(), limit.as_secs())));
        attempt.settle(&outcome);
        outcome
    }

    async fn ask(
        &self,
        lane: &Lane,
        target: &Target,
        query: Query,
        syntax: &Oid,
        count: u32,
    ) -> Result<Found, AssociationError> {
        // The semaphore is never closed.
        let _seat = lane.seats.acquire().await.map_err(|_| ClientError::NotOpen)?;
        let turn = lane.pace(self.limits.per_second);
        if !turn.is_zero() {
            tokio::time::sleep(turn).await;
        }
        if let Some(mut association) = lane.kept(self.limits.kept) {
            match association.find(target, query.clone(), syntax, count).await {
                // The target has closed it in the meantime; a search does no harm when it is done twice.
                Err(AssociationError::Unreachable(..) | AssociationError::Protocol(_)) => {}
                outcome => return lane.keep(association, outcome),
            }
        }
        let mut association = Association::open(target).await?;
        let outcome = association.find(target, query, syntax, count).await;
        lane.keep(association, outcome)
    }

    fn lane(&self, target: &Target) -> Arc<Lane> {
        let mut lanes = lock(&self.lanes);
        let lane = lanes.entry(target.clone()).or_insert_with(|| {
            Arc::new(Lane {
                seats: Semaphore::new(self.limits.at_once.max(1)),
                idle: Mutex::default(),
                next: Mutex::new(Instant::now()),
                breaker: Mutex::default(),
            })
        });
        Arc::clone(lane)
    }
}

impl Lane {
    /// How long this question waits for its turn.
    fn pace(&self, per_second: u32) -> Duration {
        let (mut next, now) = (lock(&self.next), Instant::now());
        let turn = (*next).max(now);
        *next = turn + Duration::from_secs(1) / per_second.max(1);
        turn - now
    }

    /// An association that is fresh enough.
    fn kept(&self, limit: Duration) -> Option<Association> {
        let mut idle = lock(&self.idle);
        idle.retain(|(_, since)| since.elapsed() < limit);
        idle.pop().map(|(association, _)| association)
    }

    /// Keeps an association whose last answer is complete.
    fn keep(
        &self,
        association: Association,
        outcome: Result<Found, AssociationError>,
    ) -> Result<Found, AssociationError> {
        if matches!(outcome, Ok(_) | Err(AssociationError::Diagnostics(_))) {
            lock(&self.idle).push((association, Instant::now()));
        }
        outcome
    }
}

/// A question under way; dropped without an outcome it counts neither for nor against the target.
struct Attempt<'a> {
    lane: &'a Lane,
    limits: Limits,
    is_settled: bool,
}

impl Attempt<'_> {
    fn settle(&mut self, outcome: &Result<Found, AssociationError>) {
        let mut breaker = lock(&self.lane.breaker);
        self.is_settled = true;
        match outcome {
            Ok(_) | Err(AssociationError::Diagnostics(_)) => breaker.answered(),
            Err(_) => breaker.failed(Instant::now(), self.limits.failures, self.limits.rest),
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            lock(&self.lane.breaker).given_up();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
