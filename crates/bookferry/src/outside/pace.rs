//! Calls to one host, no faster than it wants to be asked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// When the next call to each host may leave.
#[derive(Debug, Default)]
pub struct Pace(Mutex<HashMap<String, Instant>>);

impl Pace {
    /// Waits until it is the caller's turn: calls to a host leave at least so far apart, in the order in which they came.
    pub async fn turn(&self, host: &str, apart: Duration) {
        let turn = self.take(host, Instant::now(), apart);
        tokio::time::sleep_until(turn).await;
    }

    fn take(&self, host: &str, now: Instant, apart: Duration) -> Instant {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.get(host).copied().unwrap_or(now).max(now);
        next.insert(host.to_owned(), turn + apart);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_to_one_host_leave_one_after_the_other_and_others_do_not_wait() {
        let (pace, now, apart) = (Pace::default(), Instant::now(), Duration::from_millis(100));
        let turns: Vec<u128> = (0..3).map(|_| (pace.take("a", now, apart) - now).as_millis()).collect();
        assert_eq!(turns, [0, 100, 200]);
        assert_eq!(pace.take("b", now, apart), now);
        let later = now + Duration::from_secs(1);
        assert_eq!(pace.take("a", later, apart), later, "time that nobody used is not saved up");
    }
}
