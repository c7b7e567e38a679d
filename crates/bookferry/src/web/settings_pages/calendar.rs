//! Calendar: on which days the library works, and when it lends nothing.

use jiff::civil::Date;
use store::LibraryId;

use super::section::FormSection;
use crate::clock::{people_time, zone_name, zone_named};
use crate::platform::Platform;
use crate::settings::{Calendar, LibrarySettings, Period, WEEK};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The names of the switches, Monday first.
const SWITCHES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How a line is written.
const LINE: &str = "a day or two such as 2026-12-24 to 2027-01-01, and why";

impl FormSection for Calendar {
    const TITLE: &'static str = "Calendar";
    const ABOUT: &'static [&'static str] = &[
        "Where in time your library is: its days begin and end there. The limits of a day, days that are counted, due dates, the hours of harvests and the times on your pages and on those of your patrons follow it. An item that is due on a day is due at its last minute there.",
        "On which days you work. Days on which you are closed do not count where a request waits for you; whether requests are answered on them is set under Auto-responder.",
        "While lending is suspended, other libraries pass you over, and who asks all the same is told at once until when. What you have promised or lent before goes on.",
    ];

    fn fields(&self) -> Vec<Field> {
        let zone = Field::suggested("time_zone", "Time zone", zone_names())
            .with_hint("The name of a place in the same zone, such as America/New_York: begin to type. Empty: that of this installation.")
            .with_value(self.time_zone.clone());
        let days = WEEK.iter().zip(SWITCHES).zip(self.open);
        let mut fields = vec![zone];
        fields.extend(days.map(|(((_, day), name), is_open)| Field::switch(name, &format!("Open on {day}s"), is_open)));
        fields.push(
            Field::lines("closed", "Closed on")
                .with_hint("One period a line, first and last day and why, such as 2026-12-24 to 2027-01-01 Christmas; or one day, such as 2026-05-01 Labour Day.")
                .with_value(shown(&self.closed)),
        );
        fields.push(
            Field::lines("not_lending", "Lending is suspended")
                .with_hint("Written in the same way. The words are shown to the libraries that ask.")
                .with_value(shown(&self.not_lending)),
        );
        fields
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut periods = |name| read_periods(form, name, &mut errors);
        let (closed, not_lending) = (periods("closed"), periods("not_lending"));
        let time_zone = read_zone(form, &mut errors);
        errors.or(Self { time_zone, open: SWITCHES.map(|name| form.is_ticked(name)), closed, not_lending })
    }

    fn known(platform: &Platform, _: LibraryId, settings: &LibrarySettings) -> Option<String> {
        let zone = platform.zone(&settings.calendar);
        Some(format!("In use is {}, where it is {} now.", zone_name(&zone), people_time(platform.now(), &zone)))
    }
}

/// What a library may keep time by: places, and UTC.
fn zone_names() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let places = names.filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    std::iter::once("UTC".to_owned()).chain(places).collect()
}

/// The name as its list writes it.
fn read_zone(form: &Fields, errors: &mut FieldErrors) -> String {
    let typed = form.text("time_zone");
    match zone_named(&typed.replace(' ', "_")) {
        _ if typed.is_empty() => String::new(),
        Some(zone) => zone_name(&zone).to_owned(),
        None => {
            errors.add(
                "time_zone",
                format!("There is no zone “{typed}”. Choose one of the list, such as Europe/Berlin."),
            );
            String::new()
        }
    }
}

fn shown(periods: &[Period]) -> String {
    let line = |period: &Period| {
        let days = match period.from == period.to {
            true => period.from.to_string(),
            false => format!("{} to {}", period.from, period.to),
        };
        format!("{days} {}", period.why).trim_end().to_owned()
    };
    periods.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn read_periods(form: &Fields, name: &'static str, errors: &mut FieldErrors) -> Vec<Period> {
    let mut periods = Vec::new();
    for line in form.lines(name) {
        match read_period(line) {
            Some(period) if period.from <= period.to => periods.push(period),
            Some(_) => errors.add(name, format!("“{line}” ends before it begins.")),
            None => errors.add(name, format!("Write the line “{line}” as {LINE}.")),
        }
    }
    periods
}

fn read_period(line: &str) -> Option<Period> {
    let (first, rest) = word(line);
    let from: Date = first.parse().ok()?;
    let (to, why) = match word(rest) {
        ("to", rest) => {
            let (last, why) = word(rest);
            (last.parse().ok()?, why)
        }
        _ => (from, rest),
    };
    Some(Period { from, to, why: why.to_owned() })
}

fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let period = |from, to, why: &str| Period { from, to, why: why.into() };
        let before = Calendar {
            time_zone: "America/New_York".into(),
            open: [true, true, true, true, true, true, false],
            closed: vec![
                period(date(2026, 12, 24), date(2027, 1, 1), "Christmas"),
                period(date(2027, 5, 1), date(2027, 5, 1), ""),
            ],
            not_lending: vec![period(date(2026, 12, 18), date(2027, 1, 3), "move to a new building")],
        };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(Calendar::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn a_zone_is_taken_by_its_name_and_others_are_told_beside_the_field() {
        let read = |typed| Calendar::read(&Fields::from_pairs(&[("time_zone", typed)]));
        for (typed, taken) in [("america/new york", "America/New_York"), ("utc", "UTC"), ("", "")] {
            assert_eq!(read(typed).unwrap().time_zone, taken, "{typed}");
        }
        for typed in ["Boston", "EST5EDT4", "+02:00"] {
            assert!(read(typed).unwrap_err().of("time_zone").is_some(), "{typed}");
        }
    }

    #[test]
    fn every_zone_that_is_offered_is_taken() {
        let names = zone_names();
        assert!(names.len() > 300, "{}", names.len());
        for name in &names {
            assert_eq!(Calendar::read(&Fields::from_pairs(&[("time_zone", name)])).unwrap().zone(), zone_named(name));
        }
    }

    #[test]
    fn a_line_that_names_no_days_is_told_beside_its_field() {
        for line in ["Christmas", "24.12.2026", "2026-12-24 to Christmas", "2026-12-24 to 2026-12-01", "2026-02-30"] {
            let errors = Calendar::read(&Fields::from_pairs(&[("closed", line)])).expect_err(line);
            assert!(errors.of("closed").is_some(), "{line}");
        }
    }
}
