//! When a server is left alone: after failures in a row it rests, then one question tries whether it is back.

use std::time::{Duration, Instant};

/// The state of one target. Time comes from outside.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    /// Until when nobody asks.
    rests_until: Option<Instant>,
    /// Whether the question is on its way that tries the target after a rest.
    is_tried: bool,
}

impl Breaker {
    /// Whether a question may go now.
    ///
    /// # Errors
    /// How long the target still rests.
    pub fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        match self.rests_until {
            Some(until) if now < until => Err(until - now),
            Some(_) if self.is_tried => Err(Duration::ZERO),
            Some(_) => {
                self.is_tried = true;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The target answered, if only with a refusal.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// The target did not answer; after `limit` times in a row it rests.
    pub fn failed(&mut self, now: Instant, limit: u32, rest: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.is_tried = false;
        if self.failures >= limit {
            self.rests_until = Some(now + rest);
        }
    }

    /// The question was given up before it had an outcome.
    pub fn given_up(&mut self) {
        self.is_tried = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(30);

    #[test]
    fn a_target_that_fails_rests_and_is_tried_by_one_question() {
        let (mut breaker, begin) = (Breaker::default(), Instant::now());
        breaker.failed(begin, 2, REST);
        assert_eq!(breaker.admit(begin), Ok(()));
        breaker.failed(begin, 2, REST);
        assert_eq!(breaker.admit(begin), Err(REST));
        assert_eq!(breaker.admit(begin + REST), Ok(()));
        assert_eq!(breaker.admit(begin + REST), Err(Duration::ZERO));
        breaker.failed(begin + REST, 2, REST);
        assert_eq!(breaker.admit(begin + REST), Err(REST));
        assert_eq!(breaker.admit(begin + REST * 2), Ok(()));
        breaker.answered();
        assert_eq!(breaker.admit(begin), Ok(()));
    }

    #[test]
    fn a_try_that_was_given_up_makes_room_for_the_next() {
        let (mut breaker, begin) = (Breaker::default(), Instant::now());
        breaker.failed(begin, 1, REST);
        assert_eq!(breaker.admit(begin + REST), Ok(()));
        breaker.given_up();
        assert_eq!(breaker.admit(begin + REST), Ok(()));
    }
}
