//! The calendar of a library: on which days it works, when it is closed, when it lends nothing.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::Section;

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

/// When a library works. Days are those of the machine's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
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
        Self { open: [true, true, true, true, true, false, false], closed: Vec::new(), not_lending: Vec::new() }
    }
}

impl Period {
    fn has(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl Calendar {
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
        Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
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

/// The day of a moment.
#[must_use]
pub fn day_of(moment: i64, zone: &TimeZone) -> Date {
    let stamp = Timestamp::from_millisecond(moment).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.to_zoned(zone.clone()).date()
}

/// When the day of a moment began, in milliseconds.
#[must_use]
pub fn start_of_day(moment: i64, zone: &TimeZone) -> i64 {
    let start = day_of(moment, zone).to_zoned(zone.clone());
    start.map_or(moment, |start| start.timestamp().as_millisecond())
}

fn days_after(day: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(day.checked_add(1.day()).ok(), |day| day.checked_add(1.day()).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn christmas() -> Calendar {
        let period = |from, to, why: &str| Period { from, to, why: why.into() };
        Calendar {
            closed: vec![period(date(2026, 12, 24), date(2027, 1, 1), "Christmas")],
            not_lending: vec![period(date(2026, 12, 18), date(2027, 1, 3), "winter break")],
            ..Calendar::default()
        }
    }

    fn moment(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
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
    fn a_day_begins_at_midnight_where_the_library_is() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(start_of_day(moment("2026-11-28T23:30:00Z"), &zone), moment("2026-11-28T22:00:00Z"));
    }
}
