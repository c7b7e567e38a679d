//! Who may call the REST interface, and how often.

use crate::Alma;
use crate::fault::{Fault, SearchFault};
use crate::skin::http::HttpRequest;
use crate::state::{Access, ApiKey};

use super::Refusal;

/// Calls of one second, all keys together.
const CALLS_A_SECOND: u32 = 25;

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400_000;

/// How often was called in the second and on the day of the last call. It is no part of the state: a restart begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Calls {
    second: i64,
    in_second: u32,
    day: i64,
    in_day: u64,
}

/// What a call needs a key for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    Bibs,
    Configuration,
    Users,
    Partners,
}

impl Calls {
    /// Counts a call, unless it is one too many.
    fn count(&mut self, daily_calls: u64, now: i64) -> Result<(), Refusal> {
        let (second, day) = (now.div_euclid(SECOND), now.div_euclid(DAY));
        if self.second != second {
            (self.second, self.in_second) = (second, 0);
        }
        if self.day != day {
            (self.day, self.in_day) = (day, 0);
        }
        if self.in_day >= daily_calls {
            return Err(Refusal::daily_threshold());
        }
        if self.in_second >= CALLS_A_SECOND {
            return Err(Refusal::per_second_threshold());
        }
        self.in_second += 1;
        self.in_day += 1;
        Ok(())
    }

    /// Calls that are left on this day.
    pub(super) fn left(self, daily_calls: u64) -> u64 {
        daily_calls.saturating_sub(self.in_day)
    }
}

impl Alma {
    /// Lets a call in.
    pub(super) fn rest_gate(
        &mut self,
        request: &HttpRequest,
        area: Area,
        fault: Option<&Fault>,
        now: i64,
    ) -> Result<(), Refusal> {
        let given = key_of(request).ok_or_else(Refusal::no_key)?;
        let key = self.state.rest.given(&given).ok_or_else(Refusal::no_key)?;
        check_access(key, area, request, &self.state.institution)?;
        if fault.is_some_and(|fault| fault.is_search(SearchFault::RateLimit)) {
            return Err(Refusal::per_second_threshold());
        }
        if fault.is_some_and(|fault| fault.is_search(SearchFault::DailyQuota)) {
            return Err(Refusal::daily_threshold());
        }
        self.calls.count(self.state.rest.daily_calls, now)
    }
}

/// `Authorization: apikey l8xx...`, or the parameter `apikey`.
fn key_of(request: &HttpRequest) -> Option<String> {
    let header = request.header("authorization").and_then(|value| value.trim().split_once(' '));
    let in_header = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("apikey")).map(|(_, key)| key.trim());
    in_header.map(str::to_owned).or_else(|| request.fields().get("apikey").map(str::to_owned))
}

fn check_access(key: &ApiKey, area: Area, request: &HttpRequest, institution: &str) -> Result<(), Refusal> {
    let access = match area {
        Area::Bibs => key.details.bibs,
        Area::Configuration => key.details.configuration,
        Area::Users => key.circulation.users,
        Area::Partners => key.circulation.partners,
    };
    let is_question = matches!(request.method.as_str(), "GET" | "HEAD");
    let is_allowed = match access {
        Access::None => false,
        Access::ReadOnly => is_question,
        Access::ReadWrite => true,
    };
    (is_allowed && key.details.institution == institution).then_some(()).ok_or_else(Refusal::not_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_25_calls_and_a_day_what_was_set() {
        let mut calls = Calls::default();
        let start = 20_000 * DAY - 500;
        let codes: Vec<_> = (0..26).map(|_| calls.count(60, start).map_err(|refusal| refusal.code)).collect();
        assert!(codes[..25].iter().all(Result::is_ok));
        assert_eq!(codes[25], Err("PER_SECOND_THRESHOLD"));
        assert_eq!(calls.left(60), 35);
        assert_eq!(calls.count(60, start + 499), Err(Refusal::per_second_threshold()), "the same second");
        assert_eq!(calls.count(60, start + 500), Ok(()), "the next second, which is the next day");
        assert_eq!(calls.left(60), 59);
        assert_eq!(calls.count(1, start + 500), Err(Refusal::daily_threshold()));
    }
}
