//! Moments as the skins write them. There is no clock in this crate: every moment is a number of milliseconds since
//! 1970-01-01T00:00:00Z that the caller gives. The library's own time is taken to be UTC.

use ncip::{DateTime, Moment};
use oai_pmh::Datestamp;

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// `2026-09-30T23:59:00.000Z`, as Alma writes due dates in NCIP.
pub(crate) fn iso(at: i64) -> String {
    let second = datestamp(at).to_string();
    format!("{}.{:03}Z", second.trim_end_matches('Z'), at.rem_euclid(1_000))
}

/// `2026-09-30`
pub(crate) fn day(at: i64) -> String {
    datestamp(at).at(oai_pmh::Granularity::Day).to_string()
}

/// Whether it is a Saturday or a Sunday.
pub(crate) fn is_weekend(at: i64) -> bool {
    // The first day of 1970 was a Thursday.
    (at.div_euclid(DAY) + 3).rem_euclid(7) >= 5
}

/// `20260930235900.0`, as MARC 21 field 005 has it.
pub(crate) fn compact(at: i64) -> String {
    let digits: String = datestamp(at).to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{digits}.0")
}

/// `2026-09-30 23:59`, for pages.
pub(crate) fn readable(at: i64) -> String {
    let text = datestamp(at).to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// The second of a moment; those outside the years 0000 to 9999 become the beginning of 1970.
pub(crate) fn datestamp(at: i64) -> Datestamp {
    let epoch = || "1970-01-01T00:00:00Z".parse();
    let found = Datestamp::from_unix_seconds(at.div_euclid(1_000)).ok_or(()).or_else(|()| epoch());
    match found {
        Ok(datestamp) => datestamp,
        Err(_) => unreachable!("the beginning of 1970 is a datestamp"),
    }
}

/// The moment of a date as clients send it; a bare day is its first millisecond.
pub(crate) fn of_text(text: &str) -> Option<i64> {
    of_date(&DateTime::as_sent(text))
}

/// The moment of a date in a message.
pub(crate) fn of_date(date: &DateTime) -> Option<i64> {
    let Moment { year, month, day, hour, minute, second, offset_minutes } = date.moment()?;
    // A leap second is the last second of its minute here.
    let second = second.min(59);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    let seconds = text.parse::<Datestamp>().ok()?.unix_seconds() - i64::from(offset_minutes.unwrap_or(0)) * 60;
    Some(seconds * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_from_a_message_comes_back_in_almas_form() {
        let back = |text: &str| of_text(text).map(iso);
        assert_eq!(back("2026-09-30T23:59:00").as_deref(), Some("2026-09-30T23:59:00.000Z"));
        assert_eq!(back("2022-06-20").as_deref(), Some("2022-06-20T00:00:00.000Z"));
        assert_eq!(back("2026-01-01T00:30:00+01:00").as_deref(), Some("2025-12-31T23:30:00.000Z"));
        assert_eq!(back("2026-02-30"), None);
        assert_eq!(back("soon"), None);
    }

    #[test]
    fn the_weekend_is_known_from_the_calendar() {
        let days = ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"].map(|day| of_text(day).map(is_weekend));
        assert_eq!(days, [Some(false), Some(true), Some(true), Some(false)]);
    }

    #[test]
    fn a_moment_far_outside_history_is_still_written() {
        assert_eq!(day(i64::MAX), "1970-01-01");
        assert_eq!(readable(0), "1970-01-01 00:00");
    }
}
