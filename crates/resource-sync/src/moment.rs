//! Moments as lists write them (W3C Datetime, clause 7), compared without a calendar library.

use std::fmt;

const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00Z. A day, month or year is its first moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// The text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidMoment(pub String);

impl fmt::Display for InvalidMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a date or time", self.0)
    }
}

impl std::error::Error for InvalidMoment {}

impl Moment {
    /// Reads a moment as sources write it: W3C Datetime from the year to fractions of a second; a blank in place of the `T` and
    /// `UTC` in place of the `Z` are understood, a time without a zone is taken as UTC.
    ///
    /// # Errors
    /// When there is no date in it, or one that does not exist.
    pub fn parse(text: &str) -> Result<Self, InvalidMoment> {
        parse(text.trim()).ok_or_else(|| InvalidMoment(text.chars().take(64).collect()))
    }
}

/// To the millisecond, in UTC: `2026-11-21T09:30:00.000Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0.div_euclid(MILLISECONDS_A_DAY));
        let of_day = self.0.rem_euclid(MILLISECONDS_A_DAY);
        let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (second, fraction) = (of_day / 1_000 % 60, of_day % 1_000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z")
    }
}

fn parse(text: &str) -> Option<Moment> {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?)),
        None => (text, None),
    };
    let day = date_of(date)?;
    let of_day = time.map_or(Some(0), time_of)?;
    Some(Moment(day * MILLISECONDS_A_DAY + of_day))
}

/// The day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, counted from 1970-01-01.
fn date_of(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (exists && parts.next().is_none()).then(|| day_number(year, month, day))
}

/// Milliseconds of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s` with its zone, from the beginning of the day in UTC.
fn time_of(text: &str) -> Option<i64> {
    let text = text.trim();
    let zone_at = text.find(['Z', 'z', '+', '-', 'U']).unwrap_or(text.len());
    let (clock, zone) = (text.get(..zone_at)?.trim_end(), text.get(zone_at..)?);
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = parts.next().unwrap_or("00");
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let (second, millisecond) = (digits(whole, 2)?, milliseconds(fraction)?);
    if hour > 23 || minute > 59 || second > 60 || parts.next().is_some() {
        return None;
    }
    Some(((hour * 60 + minute) * 60 + second) * 1_000 + millisecond - zone_of(zone)?)
}

/// The first three digits of a fraction.
fn milliseconds(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || fraction.len() > 12 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded: String = fraction.chars().chain("00".chars()).take(3).collect();
    padded.parse().ok()
}

/// What a zone is ahead of UTC, in milliseconds.
fn zone_of(text: &str) -> Option<i64> {
    let ahead = match text.as_bytes().first() {
        None | Some(b'Z' | b'z') if text.len() <= 1 => return Some(0),
        Some(b'U') if text == "UTC" => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let digits_only: String = text.chars().skip(1).filter(|&letter| letter != ':').collect();
    let hour = digits(digits_only.get(..2)?, 2)?;
    let minute = digits(digits_only.get(2..)?, 2)?;
    (hour < 24 && minute < 60).then_some(ahead * (hour * 60 + minute) * 60_000)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, in the proleptic Gregorian calendar; years begin in March here, so that the leap day is the last.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
