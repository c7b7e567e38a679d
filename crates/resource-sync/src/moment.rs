//! Moments as lists write them (W3C Datetime, clause 7).

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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
        let moment = parse(text.trim()).ok_or_else(|| InvalidMoment(text.chars().take(64).collect()))?;
        Ok(Self(moment.as_millisecond()))
    }
}

/// To the millisecond, in UTC: `2026-11-21T09:30:00.000Z`. Beyond the year 9999 nothing is known of calendars.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let latest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let moment = Timestamp::from_millisecond(self.0).unwrap_or(latest);
        write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let text = match text.strip_suffix("UTC") {
        Some(before) => format!("{}Z", before.trim_end()),
        None => whole_day(text),
    };
    let in_utc = |moment: DateTime| moment.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp());
    let moment = text.parse::<Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(in_utc))?;
    // W3C Datetime has four digits; our reader of dates also knows six with a sign.
    (moment.to_zoned(TimeZone::UTC).year() >= 0).then_some(moment)
}

/// `YYYY` and `YYYY-MM` with the first month and day.
fn whole_day(text: &str) -> String {
    match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    }
}
