//! Where the time comes from. Everything below takes the time as an argument; only this file asks the machine for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, tz::TimeZone};

/// A source of the present moment, in milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that tests move by hand.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until [`Clock::advance`] is called.
    #[must_use]
    pub fn manual(start: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start)))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> i64 {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Self::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock on; the machine's clock moves by itself.
    pub fn advance(&self, milliseconds: i64) {
        if let Self::Manual(now) = self {
            now.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}

/// One day in milliseconds.
pub const DAY: i64 = 86_400_000;

/// A moment as `xs:dateTime` in UTC to the second, as protocols write it: `2026-11-21T09:30:00Z`.
#[must_use]
pub fn instant_text(milliseconds: i64) -> String {
    let stamp = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A moment as `xs:dateTime` in UTC to the millisecond: two messages of one request never bear the same time.
#[must_use]
pub fn precise_instant_text(milliseconds: i64) -> String {
    let stamp = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A moment as people read it, in the zone of the machine: `21 Nov 2026, 10:30`.
#[must_use]
pub fn people_time(milliseconds: i64) -> String {
    let stamp = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.to_zoned(TimeZone::system()).strftime("%-d %b %Y, %H:%M").to_string()
}

/// The day of a moment as people read it: `21 Nov 2026`.
#[must_use]
pub fn people_day(milliseconds: i64) -> String {
    let stamp = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.to_zoned(TimeZone::system()).strftime("%-d %b %Y").to_string()
}

/// The day of a moment as machines write it: `2026-11-21`.
#[must_use]
pub fn day_text(milliseconds: i64) -> String {
    let stamp = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%d").to_string()
}

/// Reads an instant in any of the forms that partners send: with zone, without (taken as UTC), or a bare day (taken as its last minute).
#[must_use]
pub fn parse_instant(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    if let Ok(local) = text.parse::<jiff::civil::DateTime>() {
        let moment = match text.len() {
            10 => local.date().at(23, 59, 0, 0),
            _ => local,
        };
        return moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_millisecond());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_every_form_that_partners_send() {
        for (text, expected) in [
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z"),
            ("2026-11-21T09:30:00.000Z", "2026-11-21T09:30:00Z"),
            ("2026-11-21T10:30:00+01:00", "2026-11-21T09:30:00Z"),
            ("2026-11-21T23:59:00", "2026-11-21T23:59:00Z"),
            ("2026-11-21", "2026-11-21T23:59:00Z"),
        ] {
            assert_eq!(parse_instant(text).map(instant_text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(parse_instant("soon"), None);
    }
}
