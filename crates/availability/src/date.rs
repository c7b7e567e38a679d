//! Dates as library systems write them, made comparable where they can be read in one way only.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date as `2026-01-31`, with any time of day left out; the text as it came where it is no date, or one that may be read in
/// two ways (`01-11-23`).
#[must_use]
pub fn normal_date(text: &str) -> String {
    let text = text.trim();
    let found = iso(text).or_else(|| named_month(text)).or_else(|| numeric(text));
    match found.filter(|(year, month, day)| is_date(*year, *month, *day)) {
        Some((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        None => text.to_owned(),
    }
}

/// Whether a text is a date in the form of [`normal_date`]; such texts sort by time.
pub(crate) fn is_normal(text: &str) -> bool {
    iso(text).is_some() && text.len() == 10
}

type Date = (u16, u16, u16);

/// `2026-01-31`, `2026-01-31T23:59:00Z`, `2026-01-31Z`, `20260131`, `20260131 235900`.
fn iso(text: &str) -> Option<Date> {
    let digits: Vec<u16> = text.bytes().take(8).map_while(digit).collect();
    if digits.len() == 8 {
        let goes_on = text.get(8..)?.starts_with(|next: char| next.is_ascii_digit());
        return if goes_on { None } else { of_digits(&digits) };
    }
    let mut parts = text.get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = year.len() == 4 && parts.next().is_none();
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)).filter(|_| is_whole)
}

fn digit(byte: u8) -> Option<u16> {
    byte.is_ascii_digit().then(|| u16::from(byte - b'0'))
}

fn of_digits(digits: &[u16]) -> Option<Date> {
    let number = |digits: &[u16]| digits.iter().fold(0, |number, digit| number * 10 + digit);
    Some((number(digits.get(..4)?), number(digits.get(4..6)?), number(digits.get(6..8)?)))
}

/// `Dec 15 2023`, `15 Dec 2023`, `December 15, 2023`: the month in English words.
fn named_month(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split([' ', ',', '-']).filter(|part| !part.is_empty()).take(3).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let (month, day) = match month(first) {
        Some(month) => (month, second.parse().ok()?),
        None => (month(second)?, first.parse().ok()?),
    };
    Some((year.parse().ok()?, month, day)).filter(|_| year.len() == 4)
}

fn month(word: &str) -> Option<u16> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let start = word.get(..3)?;
    MONTHS.iter().zip(1..).find(|(name, _)| **name == start).map(|(_, number)| number)
}

/// `31/01/2026`, `01/31/26`, `31.1.2026`: read only where one of the first two numbers is no month, or a point stands between, as
/// in German and French dates, which begin with the day.
fn numeric(text: &str) -> Option<Date> {
    let day_and_time = text.split_whitespace().next()?;
    let mark = ['/', '-', '.'].into_iter().find(|mark| day_and_time.contains(*mark))?;
    let numbers: Option<Vec<u16>> = day_and_time.split(mark).map(|part| part.parse().ok()).collect();
    let [first, second, year] = *numbers?.as_slice() else { return None };
    let year = match year {
        0..=99 => 2000 + year,
        _ => year,
    };
    match (first, second) {
        (day, month) if mark == '.' || (day > 12 && month <= 12) => Some((year, month, day)),
        (month, day) if day > 12 => Some((year, month, day)),
        (day, month) if day == month => Some((year, month, day)),
        _ => None,
    }
}

fn is_date(year: u16, month: u16, day: u16) -> bool {
    (1900..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_where_they_can_be_read_in_one_way_only() {
        for (text, expected) in [
            ("2023-03-12", "2023-03-12"),
            ("2023-03-12T23:59:00Z", "2023-03-12"),
            ("2023-03-12Z", "2023-03-12"),
            ("20130129", "2013-01-29"),
            ("20130129 235900", "2013-01-29"),
            ("Dec 15 2023 ", "2023-12-15"),
            ("15 December 2023", "2023-12-15"),
            ("Sept. 5, 2026", "2026-09-05"),
            ("31/01/2026", "2026-01-31"),
            ("01/31/26 23:59", "2026-01-31"),
            ("3.2.2026", "2026-02-03"),
            ("05-05-24", "2024-05-05"),
            ("01-11-23", "01-11-23"),
            ("13-13-23", "13-13-23"),
            ("2023-13-12", "2023-13-12"),
            ("31101047809668", "31101047809668"),
            ("soon", "soon"),
            ("", ""),
            ("ü2023-03-", "ü2023-03-"),
        ] {
            assert_eq!(normal_date(text), expected, "{text}");
        }
    }
}
