//! Datestamps of both granularities.

use oai_pmh::{Datestamp, Granularity};

fn stamp(text: &str) -> Datestamp {
    text.parse().unwrap()
}

#[test]
fn both_forms_are_read_and_written_alike() {
    for text in ["2024-02-29", "2024-02-29T23:59:59Z", "0000-01-01", "9999-12-31T00:00:00Z", "1970-01-01", "2000-02-29"]
    {
        assert_eq!(stamp(text).to_string(), text);
    }
}

#[test]
fn what_is_no_datestamp_is_refused() {
    for text in [
        "",
        "2024",
        "2024-02",
        "2024-2-9",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-04-31",
        "2024-01-00",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:60Z",
        "2024-01-01T00:00:00",
        "2024-01-01t00:00:00z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00.0Z",
        "+024-01-01",
        "2024-01-01Ü",
        "２０２４-01-01",
    ] {
        assert!(text.parse::<Datestamp>().is_err(), "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_follows_the_one_before() {
    let mut day = Datestamp::from_unix_seconds(-719_528 * 86_400).unwrap().at(Granularity::Day);
    assert_eq!(day.to_string(), "0000-01-01");
    for n in 1..=146_097_i64 {
        let next = Datestamp::from_unix_seconds((n - 719_528) * 86_400).unwrap().at(Granularity::Day);
        assert!(day < next && next.minus_seconds(1) == day, "{day} {next}");
        assert!(n % 5 != 0 || next.to_string().parse() == Ok(next), "{next}");
        day = next;
    }
    assert_eq!(day.to_string(), "0400-01-01");
}

#[test]
fn known_moments_have_their_unix_seconds() {
    for (text, seconds) in
        [("1970-01-01T00:00:00Z", 0), ("2001-09-09T01:46:40Z", 1_000_000_000), ("1969-12-31T23:59:59Z", -1)]
    {
        assert_eq!(stamp(text).unix_seconds(), seconds);
        assert_eq!(Datestamp::from_unix_seconds(seconds), Some(stamp(text)));
    }
    assert_eq!(Datestamp::from_unix_seconds(i64::MAX), None);
    assert_eq!(Datestamp::from_unix_seconds(i64::MIN), None);
}

#[test]
fn going_back_keeps_the_granularity() {
    for (text, seconds, earlier) in [
        ("2024-03-01", 1, "2024-02-29"),
        ("2024-03-01", 86_400, "2024-02-29"),
        ("2024-03-01", 86_401, "2024-02-28"),
        ("2024-03-01", 0, "2024-03-01"),
        ("2024-03-01T00:00:00Z", 1, "2024-02-29T23:59:59Z"),
        ("0000-01-01", u64::MAX, "0000-01-01"),
        ("2024-01-01T00:00:00Z", u64::MAX, "0000-01-01T00:00:00Z"),
    ] {
        assert_eq!(stamp(text).minus_seconds(seconds).to_string(), earlier, "{text} - {seconds}");
    }
}

#[test]
fn days_and_seconds_sort_together() {
    let mut stamps = ["2024-01-02", "2024-01-01T23:59:59Z", "2024-01-01", "2024-01-01T00:00:00Z"].map(stamp);
    stamps.sort();
    let sorted = stamps.map(|stamp| stamp.to_string());
    assert_eq!(sorted, ["2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01T23:59:59Z", "2024-01-02"]);
}

#[test]
fn a_window_covers_whole_days_in_seconds() {
    let day = stamp("2024-01-01");
    assert_eq!(day.at(Granularity::Second).to_string(), "2024-01-01T00:00:00Z");
    assert_eq!(day.until_end(Granularity::Second).to_string(), "2024-01-01T23:59:59Z");
    assert_eq!(stamp("2024-01-01T10:00:00Z").until_end(Granularity::Day), day);
}

#[test]
fn the_habits_of_real_sources_are_understood() {
    for (written, meant) in [
        ("2022-06-09T09:54:45.123Z", "2022-06-09T09:54:45Z"),
        ("2023-03-30T16:02:12+05:45", "2023-03-30T10:17:12Z"),
        ("2023-12-31T20:00:00-0500", "2024-01-01T01:00:00Z"),
        (" 2023-03-30\n", "2023-03-30"),
        ("2023-03-30T16:02Z", "2023-03-30T16:02:00Z"),
        ("2023-03-30 16:02:12", "2023-03-30T16:02:12Z"),
    ] {
        assert_eq!(Datestamp::parse_leniently(written).unwrap().to_string(), meant, "{written}");
    }
    for text in ["", "yesterday", "2023-02-30", "2023-03-30Tnoon", "2023-03-30T16:02:12+99:00", "2023-03-30Ü"] {
        assert!(Datestamp::parse_leniently(text).is_err(), "{text}");
    }
}
