//! When a source is harvested next. Pure: the time and the zone are arguments.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use store::SourceId;

use super::settings::FetchSettings;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;
/// The wait after the first failed harvest; it doubles with each.
const FIRST_RETRY: i64 = 15 * MINUTE;
/// No wait after a failure is longer.
const LONGEST_RETRY: i64 = 12 * HOUR;

/// When the harvest that follows one begun at `started` is due; `None`: only by hand.
#[must_use]
pub fn next_run(started: i64, fetch: &FetchSettings, source: SourceId, zone: &TimeZone) -> Option<i64> {
    let every = i64::from(fetch.every_hours) * HOUR;
    if every == 0 {
        return None;
    }
    let Some((from, to)) = fetch.window else { return Some(level(started, fetch) + every + jitter(fetch, source)) };
    if every >= 24 * HOUR {
        // Once a night: a harvest that began late, or by hand at noon, does not push the next one into another night.
        return Some(next_opening(started + every - 23 * HOUR, from, fetch, source, zone));
    }
    let earliest = started + every;
    match from == to || is_open(earliest, fetch, zone) {
        true => Some(earliest),
        false => Some(next_opening(earliest, from, fetch, source, zone)),
    }
}

/// When a source is tried again after so many failures in a row, the last at `now`; `None`: only by hand.
#[must_use]
pub fn retry(now: i64, failures: i64, fetch: &FetchSettings, source: SourceId, zone: &TimeZone) -> Option<i64> {
    let every = i64::from(fetch.every_hours) * HOUR;
    if every == 0 {
        return None;
    }
    let doublings = u32::try_from(failures.clamp(1, 16) - 1).unwrap_or(0);
    let wait = FIRST_RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY).min(every);
    Some(opening_from(now + wait, fetch, source, zone))
}

/// This moment, or the next at which the window of the source opens.
#[must_use]
pub fn opening_from(moment: i64, fetch: &FetchSettings, source: SourceId, zone: &TimeZone) -> i64 {
    match fetch.window {
        Some((from, to)) if from != to && !is_open(moment, fetch, zone) => {
            next_opening(moment, from, fetch, source, zone)
        }
        _ => moment,
    }
}

/// Whether harvests may run by themselves at this moment.
#[must_use]
pub fn is_open(moment: i64, fetch: &FetchSettings, zone: &TimeZone) -> bool {
    let Some((from, to)) = fetch.window else { return true };
    let hour = u8::try_from(local(moment, zone).hour()).unwrap_or(0);
    match from.cmp(&to) {
        std::cmp::Ordering::Less => (from..to).contains(&hour),
        std::cmp::Ordering::Equal => true,
        std::cmp::Ordering::Greater => hour >= from || hour < to,
    }
}

/// The own delay of a source, in milliseconds: always the same, spread evenly, no chance in it.
#[must_use]
pub fn jitter(fetch: &FetchSettings, source: SourceId) -> i64 {
    let minutes = u64::from(fetch.jitter_minutes);
    if minutes == 0 {
        return 0;
    }
    // Multiplicative hashing by the golden ratio: neighbouring numbers come to lie far apart.
    let spread = source.0.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let share = (spread * minutes * 60) >> 32;
    i64::try_from(share).unwrap_or(0) * 1_000
}

/// A start without the delay that it had, so that the delay does not add up day by day.
fn level(started: i64, fetch: &FetchSettings) -> i64 {
    let grain = i64::from(fetch.jitter_minutes.max(1)) * MINUTE;
    started.div_euclid(grain) * grain
}

fn next_opening(earliest: i64, hour: u8, fetch: &FetchSettings, source: SourceId, zone: &TimeZone) -> i64 {
    let delay = jitter(fetch, source);
    let mut day = local(earliest - delay, zone).date();
    for _ in 0..3 {
        let opening = day.at(i8::try_from(hour).unwrap_or(0).clamp(0, 23), 0, 0, 0).to_zoned(zone.clone());
        if let Ok(opening) = opening.map(|opening| opening.timestamp().as_millisecond() + delay)
            && opening >= earliest
        {
            return opening;
        }
        day = day.saturating_add(1.day());
    }
    earliest
}

fn local(moment: i64, zone: &TimeZone) -> jiff::Zoned {
    Timestamp::from_millisecond(moment).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{instant_text, parse_instant, zone_named};

    fn settings(every_hours: u32, window: Option<(u8, u8)>) -> FetchSettings {
        FetchSettings { every_hours, window, jitter_minutes: 0, ..FetchSettings::default() }
    }

    fn moment(text: &str) -> i64 {
        parse_instant(text, &TimeZone::UTC).unwrap()
    }

    #[test]
    fn the_next_harvest_follows_the_schedule_and_the_window() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        for (started, every, window, expected) in [
            ("2026-11-20T10:00:00Z", 24, None, "2026-11-21T10:00:00Z"),
            ("2026-11-20T10:00:00Z", 6, None, "2026-11-20T16:00:00Z"),
            ("2026-11-20T01:00:00Z", 24, Some((2, 2)), "2026-11-21T01:00:00Z"),
            ("2026-11-20T12:00:00Z", 24, Some((2, 2)), "2026-11-21T01:00:00Z"),
            ("2026-11-20T03:00:00Z", 24, Some((22, 6)), "2026-11-20T21:00:00Z"),
            ("2026-11-20T21:00:00Z", 24, Some((22, 6)), "2026-11-21T21:00:00Z"),
            ("2026-11-20T21:00:00Z", 168, Some((22, 6)), "2026-11-27T21:00:00Z"),
            ("2026-11-20T21:00:00Z", 6, Some((22, 6)), "2026-11-21T03:00:00Z"),
            ("2026-11-21T03:00:00Z", 6, Some((22, 6)), "2026-11-21T21:00:00Z"),
        ] {
            let next = next_run(moment(started), &settings(every, window), SourceId(1), &zone);
            assert_eq!(next.map(instant_text).as_deref(), Some(expected), "{started} {every} {window:?}");
        }
        assert_eq!(next_run(0, &settings(0, None), SourceId(1), &zone), None);
    }

    #[test]
    fn the_window_opens_by_the_clock_of_the_library_also_when_clocks_change() {
        let zone = zone_named("America/New_York").unwrap();
        for (started, window, expected) in [
            // There is no two o'clock on the eighth: the clocks go from two to three.
            ("2026-03-07T08:00:00Z", (2, 6), "2026-03-08T07:00:00Z"),
            ("2026-03-08T07:00:00Z", (2, 6), "2026-03-09T06:00:00Z"),
            // One o'clock comes twice on the first: the window opens once.
            ("2026-10-31T05:00:00Z", (1, 3), "2026-11-01T05:00:00Z"),
            ("2026-11-01T05:00:00Z", (1, 3), "2026-11-02T06:00:00Z"),
        ] {
            let next = next_run(moment(started), &settings(24, Some(window)), SourceId(1), &zone);
            assert_eq!(next.map(instant_text).as_deref(), Some(expected), "{started} {window:?}");
        }
    }

    #[test]
    fn a_failed_harvest_is_tried_again_after_a_growing_wait() {
        let zone = TimeZone::UTC;
        let now = moment("2026-11-20T10:00:00Z");
        for (failures, window, expected) in [
            (1, None, "2026-11-20T10:15:00Z"),
            (2, None, "2026-11-20T10:30:00Z"),
            (4, None, "2026-11-20T12:00:00Z"),
            (99, None, "2026-11-20T22:00:00Z"),
            (1, Some((22, 6)), "2026-11-20T22:00:00Z"),
            (1, Some((9, 12)), "2026-11-20T10:15:00Z"),
        ] {
            let next = retry(now, failures, &settings(24, window), SourceId(1), &zone);
            assert_eq!(next.map(instant_text).as_deref(), Some(expected), "{failures} {window:?}");
        }
    }

    #[test]
    fn each_source_has_its_own_delay_and_keeps_it() {
        let fetch = FetchSettings { jitter_minutes: 30, ..FetchSettings::default() };
        let delays: Vec<i64> = (1..=50).map(|source| jitter(&fetch, SourceId(source))).collect();
        assert!(delays.iter().all(|delay| (0..30 * MINUTE).contains(delay)), "{delays:?}");
        let early = delays.iter().filter(|delay| **delay < 15 * MINUTE).count();
        assert!((15..=35).contains(&early), "half of them in each half: {early}");
        let first = moment("2026-11-20T10:00:00Z") + jitter(&fetch, SourceId(7));
        let next = |started| next_run(started, &fetch, SourceId(7), &TimeZone::UTC).unwrap();
        assert_eq!(next(next(first)) - first, 48 * HOUR, "the delay does not add up");
    }
}
