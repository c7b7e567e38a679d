//! Carries out what waits in the outbox, row by row within a lane, several lanes at a time, and only a few to one destination: a
//! library or a library system that is slow or away keeps nobody else waiting.

use std::collections::HashMap;
use std::time::Duration;

use store::{Leased, Request};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};

use super::rota;
use crate::ils;
use crate::partners;
use crate::platform::Platform;
use crate::work::{AdvanceError, kind, lane};

/// Rows in work at a time.
const AT_ONCE: usize = 64;
/// Rows in work at a time that wait for the same destination; further ones stay in the outbox.
const TO_ONE: usize = 4;
/// Rows that are taken out of the outbox in one go. So many more than [`TO_ONE`] may go to one destination.
const IN_ONE_GO: usize = 4;
/// Longer than any call may take; a lease that runs out is handed out again.
const LEASE_MARGIN: i64 = 30_000;
/// The runner looks at least this often, whatever it was told.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// The task that empties the outbox.
pub struct Runner {
    platform: Platform,
    stop: watch::Receiver<bool>,
}

impl Runner {
    /// A runner that works until `stop` becomes true.
    #[must_use]
    pub fn new(platform: Platform, stop: watch::Receiver<bool>) -> Self {
        Self { platform, stop }
    }

    /// Works until told to stop; rows in work are finished first.
    pub async fn run(mut self) {
        let mut wake = self.platform.store().outbox().subscribe();
        let mut work = Work::default();
        while !*self.stop.borrow() {
            if work.start_due(&self.platform).await > 0 {
                continue;
            }
            let sleep = sleep_time(&self.platform, &work.busy()).await;
            tokio::select! {
                _ = wake.wait(), if work.has_room() => {}
                _ = self.stop.changed() => {}
                Some(ended) = work.rows.join_next_with_id(), if !work.rows.is_empty() => work.forget(&ended),
                () = tokio::time::sleep(sleep), if work.has_room() => {}
            }
        }
        work.finish().await;
    }
}

/// Carries out everything that is due and what follows from it, until nothing is due. For tests with a manual clock.
///
/// # Panics
/// When a row panicked.
pub async fn run_until_idle(platform: &Platform) {
    let mut work = Work::default();
    loop {
        while work.start_due(platform).await > 0 {}
        if work.rows.is_empty() {
            return;
        }
        work.finish().await;
    }
}

/// The rows in work, and where they go.
#[derive(Default)]
struct Work {
    rows: JoinSet<()>,
    destinations: HashMap<Id, String>,
}

impl Work {
    /// Begins rows that are due, as many as there is room for. Returns how many.
    async fn start_due(&mut self, platform: &Platform) -> usize {
        while let Some(ended) = self.rows.try_join_next_with_id() {
            self.forget(&ended);
        }
        if !self.has_room() {
            return 0;
        }
        let limit = IN_ONE_GO.min(AT_ONCE - self.rows.len());
        let lease = i64::try_from(platform.patience().call.as_millis()).unwrap_or(i64::MAX / 2) + LEASE_MARGIN;
        let outbox = platform.store().outbox();
        let claimed = outbox.claim(platform.now(), lease, i64::try_from(limit).unwrap_or(1), &self.busy()).await;
        let claimed = claimed.unwrap_or_else(|fault| {
            tracing::error!(%fault, "the outbox cannot be read");
            Vec::new()
        });
        let found = claimed.len();
        for leased in claimed {
            let (platform, destination) = (platform.clone(), leased.row.destination.clone());
            let task = self.rows.spawn(async move { carry_out(&platform, leased).await });
            self.destinations.insert(task.id(), destination);
        }
        found
    }

    fn has_room(&self) -> bool {
        self.rows.len() < AT_ONCE
    }

    /// Destinations for which enough rows are in work.
    fn busy(&self) -> Vec<String> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for destination in self.destinations.values().filter(|destination| *destination != lane::SELF) {
            *counts.entry(destination).or_default() += 1;
        }
        counts
            .into_iter()
            .filter(|(_, count)| *count >= TO_ONE)
            .map(|(destination, _)| destination.to_owned())
            .collect()
    }

    fn forget(&mut self, ended: &Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => *id,
            Err(fault) => fault.id(),
        };
        self.destinations.remove(&id);
    }

    async fn finish(&mut self) {
        while let Some(ended) = self.rows.join_next_with_id().await {
            self.forget(&ended);
        }
    }
}

async fn carry_out(platform: &Platform, leased: Leased) {
    let (id, kind, attempts) = (leased.row.id, leased.row.kind.clone(), leased.row.attempts);
    if let Err(fault) = dispatch(platform, &leased).await {
        tracing::error!(row = %id, %kind, %fault, "work in the outbox could not be carried out");
        let run_at = platform.next_try(attempts);
        let _ = platform.store().outbox().retry_later(leased.lease, run_at, &fault.to_string(), platform.now()).await;
    }
}

async fn dispatch(platform: &Platform, leased: &Leased) -> Result<(), AdvanceError> {
    let request = request_of(platform, leased).await?;
    match leased.row.kind.as_str() {
        kind::MESSAGE => partners::send(platform, leased, &request).await,
        kind::CALL => ils::carry_out(platform, leased, &request).await,
        kind::ROTA => rota::build(platform, leased, &request).await,
        kind::SHELF => ils::look(platform, leased, &request).await,
        other => {
            let words = format!("this version does not know the work {other}");
            Ok(platform.store().outbox().give_up(leased.lease, &words, platform.now()).await?)
        }
    }
}

async fn request_of(platform: &Platform, leased: &Leased) -> Result<Request, store::Error> {
    let id = leased.row.request_id.ok_or(store::Error::NotFound("request of the outbox row"))?;
    platform.store().requests().by_id(leased.row.library_id, id).await
}

async fn sleep_time(platform: &Platform, busy: &[String]) -> Duration {
    let due = platform.store().outbox().next_due(busy).await.ok().flatten();
    let wait = due.map(|due| due.saturating_sub(platform.now()).max(5));
    wait.and_then(|wait| u64::try_from(wait).ok())
        .map_or(LONGEST_SLEEP, |wait| Duration::from_millis(wait).min(LONGEST_SLEEP))
}

impl Platform {
    /// When a call that has failed this often is tried again: the wait doubles, with a spread so that calls that failed together do
    /// not come back together.
    #[must_use]
    pub fn next_try(&self, attempts: i64) -> i64 {
        let patience = self.patience();
        let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
        let wait = patience.first_wait.saturating_mul(2u32.saturating_pow(doublings)).min(patience.longest_wait);
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        let spread = wait / 8;
        let offset = if spread > 0 { self.now().rem_euclid(spread) } else { 0 };
        self.now().saturating_add(wait).saturating_add(offset)
    }
}
