//! Where the time comes from. Everything below takes the time as an argument; only this file asks the machine for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use lifecycle::Moment;

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

/// One day of 24 hours in milliseconds; days of a calendar may be shorter or longer.
pub const DAY: i64 = 86_400_000;
/// One hour in milliseconds.
pub const HOUR: i64 = 3_600_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60_000;

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

/// A moment as people of a zone read it: `21 Nov 2026, 10:30`.
#[must_use]
pub fn people_time(milliseconds: i64, zone: &TimeZone) -> String {
    local(milliseconds, zone).strftime("%-d %b %Y, %H:%M").to_string()
}

/// The day of a moment as people of a zone read it: `21 Nov 2026`.
#[must_use]
pub fn people_day(milliseconds: i64, zone: &TimeZone) -> String {
    local(milliseconds, zone).strftime("%-d %b %Y").to_string()
}

/// The day of a moment in a zone as machines write it: `2026-11-21`.
#[must_use]
pub fn day_text(milliseconds: i64, zone: &TimeZone) -> String {
    day_of(milliseconds, zone).to_string()
}

/// The day of a moment in a zone.
#[must_use]
pub fn day_of(milliseconds: i64, zone: &TimeZone) -> Date {
    local(milliseconds, zone).date()
}

/// When a day begins in a zone, in milliseconds. Where clocks are put forward at midnight it begins an hour later.
#[must_use]
pub fn start_of_day(day: Date, zone: &TimeZone) -> i64 {
    day.to_zoned(zone.clone()).map_or(0, |start| start.timestamp().as_millisecond())
}

/// The last minute of a day in a zone, in milliseconds: what is due on a day is due then.
#[must_use]
pub fn end_of_day(day: Date, zone: &TimeZone) -> i64 {
    start_of_day(day.saturating_add(1.day()), zone) - MINUTE
}

/// The last minute of the day so many days after that of a moment, in milliseconds. Days are counted, not hours: two of them a
/// year are shorter or longer.
#[must_use]
pub fn end_of_day_after(milliseconds: i64, days: u16, zone: &TimeZone) -> i64 {
    end_of_day(day_of(milliseconds, zone).saturating_add(i64::from(days).days()), zone)
}

/// The zone of this IANA name, such as `America/New_York`; `None`: there is none. The rules of the zones are part of this program.
#[must_use]
pub fn zone_named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some())
}

/// The name of a zone for people and settings; `UTC` also for the zone of a machine that has none.
#[must_use]
pub fn zone_name(zone: &TimeZone) -> &str {
    match zone.iana_name() {
        Some("Etc/UTC" | "Etc/Unknown") | None => "UTC",
        Some(name) => name,
    }
}

fn local(milliseconds: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

/// The days of moments in a zone, for the sentences of the lifecycle.
pub fn days_in(zone: &TimeZone) -> impl Fn(Moment) -> String {
    move |moment| day_text(moment.0, zone)
}

/// Reads an instant in any of the forms that partners send: with an offset, without (taken as the time of `zone`), or a bare day
/// (taken as its last minute there).
#[must_use]
pub fn parse_instant(text: &str, zone: &TimeZone) -> Option<i64> {
    let text = text.trim();
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let local = text.parse::<DateTime>().ok()?;
    if text.len() == "2026-11-21".len() {
        return Some(end_of_day(local.date(), zone));
    }
    local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        zone_named(name).unwrap()
    }

    #[test]
    fn instants_are_read_in_every_form_that_partners_send() {
        for (text, place, expected) in [
            ("2026-11-21T09:30:00Z", "America/New_York", "2026-11-21T09:30:00Z"),
            ("2026-11-21T09:30:00.000Z", "UTC", "2026-11-21T09:30:00Z"),
            ("2026-11-21T10:30:00+01:00", "America/New_York", "2026-11-21T09:30:00Z"),
            ("2026-11-21T23:59:00", "UTC", "2026-11-21T23:59:00Z"),
            ("2026-11-21T23:59:00", "America/New_York", "2026-11-22T04:59:00Z"),
            ("2026-06-21T23:59:00", "America/New_York", "2026-06-22T03:59:00Z"),
            ("2026-11-21", "UTC", "2026-11-21T23:59:00Z"),
            ("2026-11-21", "Europe/Berlin", "2026-11-21T22:59:00Z"),
            ("2026-11-21", "Pacific/Auckland", "2026-11-21T10:59:00Z"),
        ] {
            assert_eq!(
                parse_instant(text, &zone(place)).map(instant_text).as_deref(),
                Some(expected),
                "{text} {place}"
            );
        }
        assert_eq!(parse_instant("soon", &TimeZone::UTC), None);
    }

    #[test]
    fn a_day_lasts_from_its_midnight_to_the_next_also_when_clocks_change() {
        for (place, day, begins, hours) in [
            ("America/New_York", date(2026, 3, 7), "2026-03-07T05:00:00Z", 24),
            ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00:00Z", 23),
            ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00:00Z", 25),
            ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00Z", 23),
            ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00Z", 25),
            ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30:00Z", 23),
            // Clocks are put forward at midnight, so that the day begins at one.
            ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00Z", 23),
            ("Asia/Kolkata", date(2026, 3, 29), "2026-03-28T18:30:00Z", 24),
            ("UTC", date(2026, 3, 29), "2026-03-29T00:00:00Z", 24),
        ] {
            let zone = zone(place);
            let (start, end) = (start_of_day(day, &zone), end_of_day(day, &zone));
            assert_eq!(instant_text(start), begins, "{place} {day}");
            assert_eq!((end + MINUTE - start) / HOUR, hours, "{place} {day}");
            assert_eq!((day_of(start, &zone), day_of(end, &zone)), (day, day), "{place} {day}");
            assert_ne!((day_of(start - 1, &zone), day_of(end + MINUTE, &zone)), (day, day), "{place} {day}");
        }
    }

    #[test]
    fn what_is_due_in_so_many_days_is_due_at_the_end_of_that_day_where_the_library_is() {
        for (place, lent, days, due) in [
            // It is still the evening of the day before in New York, and the clocks are put forward on the way.
            ("America/New_York", "2026-03-02T03:30:00Z", 28, "2026-03-30T03:59:00Z"),
            ("America/New_York", "2026-10-20T14:00:00Z", 28, "2026-11-18T04:59:00Z"),
            ("Europe/Berlin", "2026-10-20T14:00:00Z", 28, "2026-11-17T22:59:00Z"),
            ("UTC", "2026-10-20T14:00:00Z", 28, "2026-11-17T23:59:00Z"),
            ("Asia/Tokyo", "2026-10-20T14:00:00Z", 0, "2026-10-20T14:59:00Z"),
        ] {
            let (zone, lent) = (zone(place), parse_instant(lent, &TimeZone::UTC).unwrap());
            assert_eq!(instant_text(end_of_day_after(lent, days, &zone)), due, "{place} {days}");
        }
    }

    #[test]
    fn people_read_the_time_of_their_own_library() {
        let moment = parse_instant("2026-11-22T04:59:00Z", &TimeZone::UTC).unwrap();
        for (place, time, day) in [
            ("America/New_York", "21 Nov 2026, 23:59", "2026-11-21"),
            ("UTC", "22 Nov 2026, 04:59", "2026-11-22"),
            ("Asia/Kolkata", "22 Nov 2026, 10:29", "2026-11-22"),
        ] {
            assert_eq!(people_time(moment, &zone(place)), time);
            assert_eq!(day_text(moment, &zone(place)), day);
        }
    }

    #[test]
    fn zones_are_known_by_name_without_help_of_the_machine() {
        assert_eq!(zone_named("america/new_york").as_ref().map(zone_name), Some("America/New_York"));
        for name in ["", "Mars/Olympus", "EST5EDT4", "+02:00", "2026-11-21"] {
            assert_eq!(zone_named(name), None, "{name}");
        }
    }
}
