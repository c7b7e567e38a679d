//! Carries out what waits in the outbox, row by row within a lane, several lanes at a time.

use std::time::Duration;

use store::{Leased, Request};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::rota;
use crate::ils;
use crate::partners;
use crate::platform::Platform;
use crate::work::{AdvanceError, kind};

/// Rows in work at a time.
const AT_ONCE: usize = 8;
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
        let mut at_work = JoinSet::new();
        while !*self.stop.borrow() {
            let found = start_due(&self.platform, &mut at_work).await;
            if found > 0 && at_work.len() < AT_ONCE {
                continue;
            }
            let sleep = sleep_time(&self.platform).await;
            tokio::select! {
                _ = wake.wait() => {}
                _ = self.stop.changed() => {}
                Some(_) = at_work.join_next(), if !at_work.is_empty() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        while at_work.join_next().await.is_some() {}
    }
}

/// Carries out everything that is due and what follows from it, until nothing is due. For tests with a manual clock.
///
/// # Panics
/// When a row panicked.
pub async fn run_until_idle(platform: &Platform) {
    loop {
        let mut at_work = JoinSet::new();
        if start_due(platform, &mut at_work).await == 0 {
            return;
        }
        while at_work.join_next().await.is_some() {}
    }
}

async fn start_due(platform: &Platform, at_work: &mut JoinSet<()>) -> usize {
    let free = AT_ONCE.saturating_sub(at_work.len());
    if free == 0 {
        return 0;
    }
    let lease = i64::try_from(platform.patience().call.as_millis()).unwrap_or(i64::MAX / 2) + LEASE_MARGIN;
    let claimed = platform.store().outbox().claim(platform.now(), lease, i64::try_from(free).unwrap_or(1)).await;
    let rows = claimed.unwrap_or_else(|fault| {
        tracing::error!(%fault, "the outbox cannot be read");
        Vec::new()
    });
    let found = rows.len();
    for leased in rows {
        let platform = platform.clone();
        at_work.spawn(async move { carry_out(&platform, leased).await });
    }
    found
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

async fn sleep_time(platform: &Platform) -> Duration {
    let due = platform.store().outbox().next_due().await.ok().flatten();
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
