//! Dates as the other side wrote them, and the forms that systems want to receive.

use std::fmt;

use xml::Element;

use crate::element::{Decoder, Value, leaf, leaf_text, shortened};

/// A date and time exactly as sent. The schema wants `xs:dateTime`; systems also send bare dates and milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime(String);

/// The parts of a [`DateTime`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Year, four digits.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23; 0 for a bare date.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second; fractions are not kept.
    pub second: u8,
    /// Minutes east of UTC; `None` means the library's own time.
    pub offset_minutes: Option<i16>,
}

/// How a due date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `2026-09-30T23:59:00`: the whole day, in the library's own time. What production clients send to Alma.
    EndOfDay,
    /// `2026-09-30T00:00:00.000Z`: as Alma writes its answers.
    MillisecondsUtc,
}

impl DateTime {
    /// A text taken as it is; see [`DateTime::moment`] for its meaning. White space around it is dropped.
    #[must_use]
    pub fn as_sent(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// This day in the form that a system wants. Month and day are written as given.
    #[must_use]
    pub fn of_day(form: DateForm, year: u16, month: u8, day: u8) -> Self {
        let time = match form {
            DateForm::EndOfDay => "23:59:00",
            DateForm::MillisecondsUtc => "00:00:00.000Z",
        };
        Self(format!("{year:04}-{month:02}-{day:02}T{time}"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a day without a time.
    #[must_use]
    pub fn is_bare_day(&self) -> bool {
        self.0.len() == 10 && self.moment().is_some()
    }

    /// A bare day in the form that a system wants; anything else unchanged.
    #[must_use]
    pub fn in_form(self, form: DateForm) -> Self {
        match self.moment() {
            Some(moment) if self.is_bare_day() => Self::of_day(form, moment.year, moment.month, moment.day),
            _ => self,
        }
    }

    /// The meaning of the text; `None` when it is not a date. Understood are `2026-09-30`, `2026-09-30T23:59:00`, with
    /// fractions of a second, with `Z` or `+02:00` behind, and a blank in place of the `T`.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        let (day, time) = match self.0.split_once(['T', ' ']) {
            Some((day, time)) => (day, Some(time)),
            None => (self.0.as_str(), None),
        };
        let [year, month, day] = numbers(day, '-', [4, 2, 2])?;
        let midnight = Moment {
            year,
            month: u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?,
            day: u8::try_from(day).ok().filter(|day| (1..=31).contains(day))?,
            hour: 0,
            minute: 0,
            second: 0,
            offset_minutes: None,
        };
        match time {
            Some(time) => at_time(midnight, time),
            None => Some(midnight),
        }
    }
}

fn at_time(midnight: Moment, time: &str) -> Option<Moment> {
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, ""),
    };
    let clock = match clock.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => clock,
    };
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    Some(Moment {
        hour: u8::try_from(hour).ok().filter(|hour| *hour < 24)?,
        minute: u8::try_from(minute).ok().filter(|minute| *minute < 60)?,
        second: u8::try_from(second).ok().filter(|second| *second < 61)?,
        offset_minutes: if zone.is_empty() { None } else { Some(offset(zone)?) },
        ..midnight
    })
}

fn offset(zone: &str) -> Option<i16> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = numbers(zone.strip_prefix(['+', '-'])?, ':', [2, 2])?;
    if hours > 14 || minutes > 59 {
        return None;
    }
    i16::try_from(hours * 60 + minutes).ok().map(|minutes| sign * minutes)
}

/// Exactly `N` numbers of the given widths.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u16; N]> {
    let mut pieces = text.split(separator);
    let mut out = [0; N];
    for (number, width) in out.iter_mut().zip(widths) {
        let piece = pieces.next().filter(|piece| piece.len() == width && piece.bytes().all(|b| b.is_ascii_digit()))?;
        *number = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(out)
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for DateTime {
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element> {
        let Some(date) = leaf_text(&element).map(Self) else { return Err(element) };
        if !decoder.speaks_version_one() && (date.is_bare_day() || date.moment().is_none()) {
            decoder.warn(format!("{} is no date with a time: \"{}\"", element.name.local, shortened(&date.0)));
        }
        Ok(date)
    }

    fn encode(&self, name: &str) -> Element {
        leaf(name, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(u16, u8, u8, u8, u8, Option<i16>)>) {
        let moment = DateTime::as_sent(text).moment();
        let seen = moment.map(|m| (m.year, m.month, m.day, m.hour, m.minute, m.offset_minutes));
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn dates_are_understood_in_every_form_that_systems_send() {
        check("2026-09-30", Some((2026, 9, 30, 0, 0, None)));
        check("2026-09-30T23:59:00", Some((2026, 9, 30, 23, 59, None)));
        check("2022-06-20T00:00:00.000Z", Some((2022, 6, 20, 0, 0, Some(0))));
        check("2026-01-02T03:04:05-05:00", Some((2026, 1, 2, 3, 4, Some(-300))));
        check("2026-01-02 03:04:05", Some((2026, 1, 2, 3, 4, None)));
        for text in ["", "tomorrow", "2026-13-01", "2026-00-01", "2026-01-32", "2026-1-1", "2026-01-01T", "20260101"] {
            check(text, None);
        }
        for text in ["2026-01-01T24:00:00", "2026-01-01T10:00:00+99:00", "2026-01-01T10:00:00.xZ", "2026-01-01T10:00"] {
            check(text, None);
        }
    }

    #[test]
    fn a_bare_day_takes_the_form_of_the_profile_and_a_time_stays() {
        let form = |text: &str| DateTime::as_sent(text).in_form(DateForm::EndOfDay).to_string();
        assert_eq!(form("2026-09-30"), "2026-09-30T23:59:00");
        assert_eq!(form("2026-09-30T12:00:00Z"), "2026-09-30T12:00:00Z");
        assert_eq!(form("next week"), "next week");
        assert_eq!(DateTime::of_day(DateForm::MillisecondsUtc, 2022, 6, 20).as_str(), "2022-06-20T00:00:00.000Z");
    }
}
