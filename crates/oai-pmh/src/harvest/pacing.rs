//! How long to wait after a fault.

use super::Settings;
use crate::Datestamp;
use crate::token::fingerprint;

/// What the source asks for, or else twice as long with each fault, and up to a half more by chance; never longer than the
/// settings allow. `waited` is what the run has waited already.
pub(super) fn wait(settings: &Settings, faults: u32, waited: u64, asked_for: Option<u64>) -> u64 {
    let doubled = 2_u64.saturating_pow(faults.saturating_sub(1)).saturating_mul(settings.first_wait_seconds);
    let doubled = doubled.min(settings.longest_wait_seconds);
    let uneven = settings.jitter.map_or(0, |seed| chance(seed, faults, waited) % (doubled / 2 + 1));
    asked_for.unwrap_or(doubled.saturating_add(uneven)).min(settings.longest_wait_seconds)
}

/// A number that the same run gives again and another seed does not.
fn chance(seed: u64, faults: u32, waited: u64) -> u64 {
    fingerprint(&[seed, u64::from(faults), waited].map(u64::to_be_bytes).concat())
}

/// The seconds that a header Retry-After asks for (RFC 9110, 10.2.3). A date in it is measured against the header Date of
/// the same answer, so that only the source's clock counts; `None` when it says nothing usable.
#[must_use]
pub fn retry_after_seconds(retry_after: &str, date: Option<&str>) -> Option<u64> {
    if let Ok(seconds) = retry_after.trim().parse() {
        return Some(seconds);
    }
    let until = http_date(retry_after)?.unix_seconds() - http_date(date?)?.unix_seconds();
    Some(u64::try_from(until).unwrap_or(0))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<Datestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace().skip(1);
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    format!("{year}-{month:02}-{day}T{time}Z").parse().ok()
}
