//! Calendar: on which days the library works, and when it lends nothing.

use jiff::civil::Date;

use super::section::FormSection;
use crate::settings::{Calendar, Period, WEEK};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The names of the switches, Monday first.
const SWITCHES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How a line is written.
const LINE: &str = "a day or two such as 2026-12-24 to 2027-01-01, and why";

impl FormSection for Calendar {
    const TITLE: &'static str = "Calendar";
    const ABOUT: &'static [&'static str] = &[
        "On which days you work. Days on which you are closed do not count where a request waits for you; whether requests are answered on them is set under Auto-responder.",
        "While lending is suspended, other libraries pass you over, and who asks all the same is told at once until when. What you have promised or lent before goes on.",
    ];

    fn fields(&self) -> Vec<Field> {
        let days = WEEK.iter().zip(SWITCHES).zip(self.open);
        let mut fields: Vec<Field> =
            days.map(|(((_, day), name), is_open)| Field::switch(name, &format!("Open on {day}s"), is_open)).collect();
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
        errors.or(Self { open: SWITCHES.map(|name| form.is_ticked(name)), closed, not_lending })
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
    fn a_line_that_names_no_days_is_told_beside_its_field() {
        for line in ["Christmas", "24.12.2026", "2026-12-24 to Christmas", "2026-12-24 to 2026-12-01", "2026-02-30"] {
            let errors = Calendar::read(&Fields::from_pairs(&[("closed", line)])).expect_err(line);
            assert!(errors.of("closed").is_some(), "{line}");
        }
    }
}
