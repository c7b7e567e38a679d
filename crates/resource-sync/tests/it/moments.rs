//! Moments in the forms that sources write.

use resource_sync::{Moment, last_segment, same_place};

#[test]
fn moments_are_read_in_every_form_of_w3c_datetime() {
    for (text, expected) in [
        ("2026", "2026-01-01T00:00:00.000Z"),
        ("2026-11", "2026-11-01T00:00:00.000Z"),
        ("2026-11-20", "2026-11-20T00:00:00.000Z"),
        ("2026-11-20T02:03Z", "2026-11-20T02:03:00.000Z"),
        ("2026-11-20T02:03:04Z", "2026-11-20T02:03:04.000Z"),
        ("2026-11-20T02:03:04.56789+01:30", "2026-11-20T00:33:04.567Z"),
        ("2026-11-20T02:03:04-0500", "2026-11-20T07:03:04.000Z"),
        ("2026-11-20 02:03:04 UTC", "2026-11-20T02:03:04.000Z"),
        ("2026-11-20T02:03:04", "2026-11-20T02:03:04.000Z"),
        (" 2024-02-29T23:59:60Z ", "2024-02-29T23:59:59.000Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ("0000-03-01", "0000-03-01T00:00:00.000Z"),
    ] {
        let moment = Moment::parse(text).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(moment.to_string(), expected, "{text}");
        assert_eq!(Moment::parse(expected), Ok(moment), "{text}");
    }
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "",
        "soon",
        "2026-13",
        "2026-02-29",
        "2100-02-29",
        "26-11-20",
        "2026-11-20T",
        "2026-11-20T24:00Z",
        "2026-11-20T02:03:04X",
        "2026-11-20T02:03:04+1",
        "2026-11-20T02:03:04.Z",
        "2026-11-20-01",
        "2026-1-2",
        "-0000501011",
        "-000001-12-31",
        "0000-01-01T00:00:00+01:00",
        "２０２６",
    ] {
        assert!(Moment::parse(text).is_err(), "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_survives_a_round_trip() {
    for day in -146_097..146_097 {
        let moment = Moment(day * 86_400_000);
        assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
    }
}

#[test]
fn a_server_is_known_by_host_and_port_and_a_file_by_the_end_of_its_path() {
    for (one, other, expected) in [
        ("https://u.example/a", "https://U.example/b?c", true),
        ("https://u.example/a", "https://u.example:443/b", true),
        ("http://u.example/a", "https://u.example/b", true),
        ("https://u.example/a", "http://u.example/b", false),
        ("http://u.example:8080/a", "http://u.example:8081/b", false),
        ("https://u.example/a", "https://u.example.evil/b", false),
        ("https://u.example/a", "https://u.example@evil.example/b", false),
        ("https://u.example/a", "https://evil.example\\.u.example/b", false),
        ("https://u.example/a", "/b", false),
        ("https://u.example/a", "file:///etc/passwd", false),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]:443/b", true),
    ] {
        assert_eq!(same_place(one, other), expected, "{one} {other}");
    }
    for (address, name) in [
        ("https://u.example/file/7/east.xml.gz?x=/y", "east.xml.gz"),
        ("https://u.example/list/", "list"),
        ("https://u.example", "https://u.example"),
    ] {
        assert_eq!(last_segment(address), name);
    }
}
