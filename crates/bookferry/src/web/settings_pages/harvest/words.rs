//! Numbers, ages and bytes as people read them.

use crate::clock::DAY;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;
/// Ages are told in days up to here, then in months.
const MONTHS_AFTER: i64 = 90;

/// A number with a comma after every three digits: `3,400`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 record`, `3,400 records`.
#[must_use]
pub fn counted(number: i64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// How long something lasts or has lasted, in milliseconds, in the unit that people would use: `5 minutes`, `2 days`.
#[must_use]
pub fn duration(milliseconds: i64) -> String {
    match milliseconds.max(0) {
        short if short < MINUTE => counted(short / 1000, "second"),
        short if short < 2 * HOUR => counted(short / MINUTE, "minute"),
        hours if hours < 2 * DAY => counted(hours / HOUR, "hour"),
        days if days < MONTHS_AFTER * DAY => counted(days / DAY, "day"),
        long => counted(long / (30 * DAY), "month"),
    }
}

/// A size in bytes: `812 bytes`, `64 KB`, `3.1 MB`.
#[must_use]
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_told_in_groups() {
        for (number, words) in [(0, "0"), (999, "999"), (3_400, "3,400"), (1_234_567, "1,234,567"), (-1_000, "-1,000")]
        {
            assert_eq!(grouped(number), words);
        }
        assert_eq!(counted(1, "record"), "1 record");
        assert_eq!(counted(1_000, "record"), "1,000 records");
    }

    #[test]
    fn times_are_told_in_the_unit_that_people_would_use() {
        for (milliseconds, words) in [
            (-5, "0 seconds"),
            (59_000, "59 seconds"),
            (MINUTE, "1 minute"),
            (119 * MINUTE, "119 minutes"),
            (3 * HOUR, "3 hours"),
            (47 * HOUR, "47 hours"),
            (2 * DAY, "2 days"),
            (100 * DAY, "3 months"),
        ] {
            assert_eq!(duration(milliseconds), words);
        }
    }

    #[test]
    fn sizes_are_told_with_their_unit() {
        for (bytes, words) in [(812, "812 bytes"), (65_536, "65 KB"), (3_150_000, "3.1 MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
