//! Datestamps: UTC days or seconds (2.7.1, 3.3), compared and moved without a calendar library.

use std::fmt;
use std::str::FromStr;

const SECONDS_A_DAY: u32 = 86_400;

/// How fine the datestamps of a repository are (4.2, `granularity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// `YYYY-MM-DD`
    Day,
    /// `YYYY-MM-DDThh:mm:ssZ`
    Second,
}

impl Granularity {
    /// The text that Identify carries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "YYYY-MM-DD",
            Self::Second => "YYYY-MM-DDThh:mm:ssZ",
        }
    }
}

/// A day or a second in UTC, years 0000 to 9999. A day sorts before the seconds in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datestamp {
    day: i64,
    second: Option<u32>,
}

/// The text is not a datestamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDatestamp(pub String);

impl fmt::Display for InvalidDatestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a date of the form YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ", self.0)
    }
}

impl std::error::Error for InvalidDatestamp {}

impl Datestamp {
    /// 1970-01-01T00:00:00Z
    pub const EPOCH: Self = Self { day: 0, second: Some(0) };

    /// The second so many seconds after 1970-01-01T00:00:00Z; `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let day = seconds.div_euclid(i64::from(SECONDS_A_DAY));
        let second = u32::try_from(seconds.rem_euclid(i64::from(SECONDS_A_DAY))).ok()?;
        let within = (day_number(0, 1, 1)..=day_number(9999, 12, 31)).contains(&day);
        within.then_some(Self { day, second: Some(second) })
    }

    /// Seconds since 1970-01-01T00:00:00Z; for a day, its first.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.day * i64::from(SECONDS_A_DAY) + i64::from(self.second.unwrap_or(0))
    }

    /// Reads a datestamp as sources really write it: fractions of a second, offsets from UTC and missing seconds or `Z` are
    /// understood, white space around it is read over.
    ///
    /// # Errors
    /// When there is no date in it, or one that does not exist.
    pub fn parse_leniently(text: &str) -> Result<Self, InvalidDatestamp> {
        let text = text.trim();
        if let Ok(exact) = text.parse() {
            return Ok(exact);
        }
        lenient(text).ok_or_else(|| InvalidDatestamp(text.chars().take(64).collect()))
    }

    /// Its own granularity.
    #[must_use]
    pub const fn granularity(self) -> Granularity {
        match self.second {
            Some(_) => Granularity::Second,
            None => Granularity::Day,
        }
    }

    /// The same moment in another granularity: a second loses its time, a day becomes its first second. For `from`.
    #[must_use]
    pub fn at(self, granularity: Granularity) -> Self {
        match granularity {
            Granularity::Day => Self { second: None, ..self },
            Granularity::Second => Self { second: self.second.or(Some(0)), ..self },
        }
    }

    /// As [`Datestamp::at`], but a day becomes its last second: for `until`, which includes the whole day.
    #[must_use]
    pub fn until_end(self, granularity: Granularity) -> Self {
        match granularity {
            Granularity::Day => Self { second: None, ..self },
            Granularity::Second => Self { second: self.second.or(Some(SECONDS_A_DAY - 1)), ..self },
        }
    }

    /// So many seconds earlier; a day goes back by whole days, rounded up. Stops at the year 0000.
    #[must_use]
    pub fn minus_seconds(self, seconds: u64) -> Self {
        let first = day_number(0, 1, 1);
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        match self.second {
            None => {
                let days = seconds.saturating_add(i64::from(SECONDS_A_DAY) - 1) / i64::from(SECONDS_A_DAY);
                Self { day: self.day.saturating_sub(days).max(first), second: None }
            }
            Some(_) => Self::from_unix_seconds(self.unix_seconds().saturating_sub(seconds))
                .unwrap_or(Self { day: first, second: Some(0) }),
        }
    }
}

impl FromStr for Datestamp {
    type Err = InvalidDatestamp;

    /// Exactly one of the two forms of the protocol.
    fn from_str(text: &str) -> Result<Self, InvalidDatestamp> {
        let exact = match text.len() {
            10 => day_of(text).map(|day| Self { day, second: None }),
            20 => exact_second(text),
            _ => None,
        };
        exact.ok_or_else(|| InvalidDatestamp(text.chars().take(64).collect()))
    }
}

impl fmt::Display for Datestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.day);
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        match self.second {
            None => Ok(()),
            Some(second) => write!(f, "T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60),
        }
    }
}

fn exact_second(text: &str) -> Option<Datestamp> {
    let time = text.get(10..)?.strip_prefix('T')?.strip_suffix('Z')?;
    Some(Datestamp { day: day_of(text.get(..10)?)?, second: Some(second_of(time)?) })
}

fn lenient(text: &str) -> Option<Datestamp> {
    let day = day_of(text.get(..10)?)?;
    let rest = text.get(10..)?.trim_start_matches(['T', 't', ' ']);
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(zone_at)?;
    let time = time.split('.').next().unwrap_or(time).trim();
    let second = match time.len() {
        0 => return zone.is_empty().then_some(Datestamp { day, second: None }),
        5 => second_of(&format!("{time}:00"))?,
        _ => second_of(time)?,
    };
    let local = Datestamp { day, second: Some(second) };
    Datestamp::from_unix_seconds(local.unix_seconds() - offset_of(zone)?)
}

/// Seconds east of Greenwich of `Z`, `+05:45`, `-0800`, or nothing.
fn offset_of(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    Some(sign * (i64::from(digits_of(hours, 2, 23)?) * 3_600 + i64::from(digits_of(minutes, 2, 59)?) * 60))
}

fn day_of(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month) = (digits_of(year, 4, 9_999)?, digits_of(month, 2, 12)?);
    let number = day_number(i64::from(year), i64::from(month), i64::from(digits_of(day, 2, 31)?));
    // A day that does not exist, such as the 30th of February, comes back as another one.
    (parts.next().is_none() && format!("{}", Datestamp { day: number, second: None }) == text).then_some(number)
}

fn second_of(time: &str) -> Option<u32> {
    let mut parts = time.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let (hour, minute, second) = (digits_of(hour, 2, 23)?, digits_of(minute, 2, 59)?, digits_of(second, 2, 59)?);
    parts.next().is_none().then_some(hour * 3_600 + minute * 60 + second)
}

fn digits_of(text: &str, length: usize, most: u32) -> Option<u32> {
    let all_digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&number| all_digits && number <= most)
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that a leap day ends one, and
/// taken in cycles of 400 years, which all have 146,097 days.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let cycle = year.div_euclid(400);
    let year_of_cycle = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    cycle * 146_097 + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year - 719_468
}

/// The year, month and day of a day number: [`day_number`] turned round.
fn civil(number: i64) -> (i64, i64, i64) {
    let days = number + 719_468;
    let (cycle, day_of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), month, day)
}
