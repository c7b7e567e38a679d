//! The calendar of a library: on which days it works, when it is closed, when it lends nothing.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Section;
use crate::clock::{day_of, start_of_day, zone_named};

/// The days of a week, Monday first, with their names on pages.
pub const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];
/// No library is closed for so many days on end; a calendar that says so is wrong, and counting stops.
const LONGEST_REST: usize = 400;

/// Where in time a library is, and when it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    /// The zone whose days and hours it keeps, by its IANA name such as `America/New_York`; empty: that of the installation.
    pub time_zone: String,
    /// Whether it is open on each day of the week, Monday first.
    pub open: [bool; 7],
    /// Days on which it is closed although the weekday is an open one.
    pub closed: Vec<Period>,
    /// When it lends and copies nothing.
    pub not_lending: Vec<Period>,
}

/// Some days in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What they are, such as "Christmas"; may be empty.
    pub why: String,
}

impl Section for Calendar {
    const NAME: &'static str = "calendar";
}

impl Default for Calendar {
    /// Open from Monday to Friday.
    fn default() -> Self {
        Self {
            time_zone: String::new(),
            open: [true, true, true, true, true, false, false],
            closed: Vec::new(),
            not_lending: Vec::new(),
        }
    }
}

impl Period {
    fn has(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl Calendar {
    /// The library's own zone; `None`: that of the installation.
    #[must_use]
    pub fn zone(&self) -> Option<TimeZone> {
        zone_named(&self.time_zone)
    }

    /// Whether the library is open on a day.
    #[must_use]
    pub fn is_open(&self, day: Date) -> bool {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.open[weekday] && !self.closed.iter().any(|period| period.has(day))
    }

    /// The period without lending that a day belongs to.
    #[must_use]
    pub fn suspension(&self, day: Date) -> Option<&Period> {
        self.not_lending.iter().find(|period| period.has(day))
    }

    /// The beginning of the next open day after a moment, in milliseconds; `None` when no day is open.
    #[must_use]
    pub fn next_opening(&self, moment: i64, zone: &TimeZone) -> Option<i64> {
        let day = days_after(day_of(moment, zone)).take(LONGEST_REST).find(|day| self.is_open(*day))?;
        Some(start_of_day(day, zone))
    }

    /// The time between two moments that belongs to open days, in milliseconds. Days are taken from midnight to midnight.
    #[must_use]
    pub fn open_time(&self, from: i64, to: i64, zone: &TimeZone) -> i64 {
        let first = day_of(from, zone);
        let days = std::iter::once(first).chain(days_after(first)).take(LONGEST_REST);
        let open = days.take_while(|day| start_of_day(*day, zone) < to).filter(|day| self.is_open(*day));
        let parts = open.map(|day| (start_of_day(day, zone).max(from), start_of_day(next_day(day), zone).min(to)));
        parts.map(|(begins, ends)| (ends - begins).max(0)).sum()
    }

    /// How many open days lie between the days of two moments: the days after the first one, up to the second one.
    #[must_use]
    pub fn open_days(&self, from: i64, to: i64, zone: &TimeZone) -> usize {
        let last = day_of(to, zone);
        days_after(day_of(from, zone))
            .take(LONGEST_REST)
            .take_while(|day| *day <= last)
            .filter(|day| self.is_open(*day))
            .count()
    }
}

fn next_day(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn days_after(day: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(day.checked_add(1.day()).ok(), |day| day.checked_add(1.day()).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::clock::{HOUR, parse_instant};

    fn christmas() -> Calendar {
        let period = |from, to, why: &str| Period { from, to, why: why.into() };
        Calendar {
            closed: vec![period(date(2026, 12, 24), date(2027, 1, 1), "Christmas")],
            not_lending: vec![period(date(2026, 12, 18), date(2027, 1, 3), "winter break")],
            ..Calendar::default()
        }
    }

    fn moment(text: &str) -> i64 {
        parse_instant(text, &TimeZone::UTC).unwrap()
    }

    #[test]
    fn a_library_is_open_on_its_weekdays_unless_a_day_is_named() {
        let calendar = christmas();
        for (day, is_open) in [
            (date(2026, 12, 23), true),
            (date(2026, 12, 24), false),
            (date(2027, 1, 1), false),
            (date(2027, 1, 2), false),
            (date(2027, 1, 4), true),
        ] {
            assert_eq!(calendar.is_open(day), is_open, "{day}");
        }
    }

    #[test]
    fn lending_is_suspended_from_the_first_day_to_the_last() {
        let calendar = christmas();
        assert_eq!(calendar.suspension(date(2026, 12, 17)), None);
        assert_eq!(calendar.suspension(date(2026, 12, 18)).unwrap().why, "winter break");
        assert_eq!(calendar.suspension(date(2027, 1, 3)).unwrap().to, date(2027, 1, 3));
        assert_eq!(calendar.suspension(date(2027, 1, 4)), None);
    }

    #[test]
    fn closed_days_are_not_counted_and_the_next_opening_is_the_beginning_of_an_open_day() {
        let (calendar, zone) = (christmas(), TimeZone::UTC);
        let friday = moment("2026-11-27T16:00:00Z");
        assert_eq!(calendar.open_days(friday, moment("2026-11-30T08:00:00Z"), &zone), 1, "the weekend does not count");
        let eve = moment("2026-12-23T16:00:00Z");
        assert_eq!(calendar.open_days(eve, moment("2027-01-05T08:00:00Z"), &zone), 2);
        assert_eq!(calendar.open_days(eve, eve, &zone), 0);
        assert_eq!(calendar.next_opening(eve, &zone), Some(moment("2027-01-04T00:00:00Z")));
        let never = Calendar { open: [false; 7], ..Calendar::default() };
        assert_eq!(never.next_opening(eve, &zone), None);
    }

    #[test]
    fn open_days_are_those_of_the_library_also_when_clocks_change() {
        for (place, from, to, days, opening) in [
            // Late on Friday in New York it is Saturday in UTC; on Sunday the clocks are put forward.
            ("America/New_York", "2026-03-07T03:00:00Z", "2026-03-09T04:30:00Z", 1, "2026-03-09T04:00:00Z"),
            ("America/New_York", "2026-03-07T03:00:00Z", "2026-03-09T03:30:00Z", 0, "2026-03-09T04:00:00Z"),
            ("UTC", "2026-03-06T03:00:00Z", "2026-03-09T04:30:00Z", 1, "2026-03-09T00:00:00Z"),
            // A Sunday of 25 hours.
            ("Europe/Berlin", "2026-10-23T12:00:00Z", "2026-10-25T23:30:00Z", 1, "2026-10-25T23:00:00Z"),
            ("Europe/Berlin", "2026-10-23T12:00:00Z", "2026-10-25T22:30:00Z", 0, "2026-10-25T23:00:00Z"),
            // Monday has begun in Auckland while it is Sunday noon in UTC.
            ("Pacific/Auckland", "2026-09-25T05:00:00Z", "2026-09-27T11:30:00Z", 1, "2026-09-27T11:00:00Z"),
        ] {
            let (calendar, zone) = (Calendar::default(), zone_named(place).unwrap());
            assert_eq!(calendar.open_days(moment(from), moment(to), &zone), days, "{place} {from} {to}");
            let friday = moment(from);
            if day_of(friday, &zone).weekday() == Weekday::Friday {
                assert_eq!(calendar.next_opening(friday, &zone), Some(moment(opening)), "{place} {from}");
            }
        }
    }

    #[test]
    fn open_time_runs_day_and_night_on_open_days_only() {
        for (place, from, to, hours) in [
            ("UTC", "2026-11-27T16:00:00Z", "2026-11-27T20:00:00Z", 4),
            ("UTC", "2026-11-27T16:00:00Z", "2026-11-30T04:00:00Z", 12),
            ("UTC", "2026-11-28T16:00:00Z", "2026-11-29T23:00:00Z", 0),
            ("UTC", "2026-12-23T20:00:00Z", "2027-01-04T03:00:00Z", 7),
            ("UTC", "2026-11-27T16:00:00Z", "2026-11-27T15:00:00Z", 0),
            // Friday ends in New York at five in the morning, UTC.
            ("America/New_York", "2026-11-28T03:00:00Z", "2026-11-28T12:00:00Z", 2),
        ] {
            let zone = zone_named(place).unwrap();
            assert_eq!(christmas().open_time(moment(from), moment(to), &zone), hours * HOUR, "{place} {from} {to}");
        }
        let always = Calendar { open: [true; 7], ..Calendar::default() };
        for (place, day, next, hours) in [
            ("America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23),
            ("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25),
        ] {
            let zone = zone_named(place).unwrap();
            assert_eq!(always.open_time(moment(day), moment(next), &zone), hours * HOUR, "{place} {day}");
        }
    }

    #[test]
    fn a_zone_that_is_not_known_is_that_of_the_installation() {
        let named = |name: &str| Calendar { time_zone: name.into(), ..Calendar::default() }.zone();
        assert_eq!(named("Europe/Berlin"), zone_named("Europe/Berlin"));
        assert_eq!((named(""), named("Mars/Olympus")), (None, None));
    }
}
