//! Auto-responder: what is answered without staff, and how much of it.

use super::section::{FormSection, TestForm};
use crate::settings::{AutoResponder, ResponderMode};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// An answer older than an hour is of no use.
const OLDEST_ANSWER: u32 = 3_600;
/// More a day than any library sends is a slip of the finger, as are more days than anybody waits.
const MOST: u32 = 100_000;

impl FormSection for AutoResponder {
    const TITLE: &'static str = "Auto-responder";
    const ABOUT: &'static [&'static str] = &[
        "When another library asks for something, your catalogue is asked what is on the shelf, and the answer can leave without staff. Every answer is kept with its request: what was asked, what came back, and which rule chose the copy.",
        "Where the catalogue is asked is set under Z39.50 settings and Availability; what is lent from where under Locations, shelving locations, item policies.",
    ];

    fn fields(&self) -> Vec<Field> {
        let limit = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        vec![
            Field::choice("loans", "Loans", ResponderMode::ALL.map(|mode| (mode.name(), mode.label())))
                .with_value(self.loans.name())
                .needed(),
            Field::choice("copies", "Copies", ResponderMode::OF_COPIES.map(|mode| (mode.name(), mode.label())))
                .with_value(self.copies.name())
                .needed(),
            Field::switch("unclear_is_no", "Say “cannot supply” also when the catalogue does not answer clearly, or not at all", self.unclear_is_no)
                .with_hint("Only where “cannot supply” is said without staff. Else such requests wait for staff."),
            Field::switch("accepts_cancels", "Agree to a cancel at once, as long as nothing was sent", self.accepts_cancels),
            Field::switch("reviews_own_shelf", "Look on our own shelf first when one of our patrons asks for something", self.reviews_own_shelf)
                .with_hint("A request for what stands there waits for review, before any other library is asked."),
            Field::switch("waits_when_closed", "Answer nothing on days on which we are closed", self.waits_when_closed)
                .with_hint("Requests of such days are looked at on the next open day. Open days: Settings, Calendar."),
            Field::number("loans_a_day", "Loans promised a day without staff, at most")
                .with_hint("Empty: as many as are asked for. Beyond it, the next library is asked where “cannot supply” is said without staff; else staff decide.")
                .with_value(limit(self.loans_a_day)),
            Field::number("copies_a_day", "Copies promised a day without staff, at most").with_value(limit(self.copies_a_day)),
            Field::number("declines_after_days", "Decline requests that have not moved for so many open days")
                .with_hint("What nobody has answered, and what was promised and not sent. Empty: never. Days on which you are closed do not count.")
                .with_value(limit(self.declines_after_days)),
            Field::number("declines_rush_after_hours", "Decline rush requests that have not moved for so many hours")
                .with_hint("Service levels Rush and Urgent. Hours of open days, day and night: a closed day does not count. Empty: after as many days as other requests.")
                .with_value(limit(self.declines_rush_after_hours)),
            Field::number("declines_express_after_hours", "Decline express requests that have not moved for so many hours")
                .with_hint("Counted in the same way. Empty: after as many days as other requests.")
                .with_value(limit(self.declines_express_after_hours)),
            Field::number("answers_kept", "Seconds for which an answer of the catalogue may be used again")
                .with_hint("0: the catalogue is asked for every request.")
                .with_value(self.answers_kept.to_string())
                .needed(),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let loans = mode(form, "loans", &ResponderMode::ALL, &mut errors);
        let copies = mode(form, "copies", &ResponderMode::OF_COPIES, &mut errors);
        let mut limit = |name| number(form, name, 1..=MOST, &mut errors);
        let (loans_a_day, copies_a_day) = (limit("loans_a_day"), limit("copies_a_day"));
        let declines_after_days = limit("declines_after_days");
        let declines_rush_after_hours = limit("declines_rush_after_hours");
        let declines_express_after_hours = limit("declines_express_after_hours");
        let answers_kept = number(form, "answers_kept", 0..=OLDEST_ANSWER, &mut errors).unwrap_or_default();
        errors.or(Self {
            loans,
            copies,
            unclear_is_no: form.is_ticked("unclear_is_no"),
            accepts_cancels: form.is_ticked("accepts_cancels"),
            reviews_own_shelf: form.is_ticked("reviews_own_shelf"),
            waits_when_closed: form.is_ticked("waits_when_closed"),
            loans_a_day,
            copies_a_day,
            declines_after_days,
            declines_rush_after_hours,
            declines_express_after_hours,
            answers_kept,
        })
    }

    fn test() -> Option<TestForm> {
        let field = Field::line("query", "ISBN, title, or the number of a request, for the test").unmarked().with_hint(
            "What would be answered? For a request of yours, this is “try this request again”, without answering it.",
        );
        Some(TestForm { field, label: "Test without saving: look at the shelf" })
    }
}

fn mode(form: &Fields, name: &'static str, modes: &[ResponderMode], errors: &mut FieldErrors) -> ResponderMode {
    let mode = ResponderMode::from_name(form.text(name)).filter(|mode| modes.contains(mode));
    mode.unwrap_or_else(|| {
        errors.add(name, "Choose what is answered at once.");
        ResponderMode::Off
    })
}

/// `None` where nothing is typed, or something that is no such number.
fn number(
    form: &Fields,
    name: &'static str,
    range: std::ops::RangeInclusive<u32>,
    errors: &mut FieldErrors,
) -> Option<u32> {
    let text = form.text(name);
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok().filter(|number| range.contains(number));
    if number.is_none() {
        errors.add(name, format!("Enter a whole number from {} to {}.", range.start(), range.end()));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let before = AutoResponder {
            loans: ResponderMode::LoanedAndCannotSupply,
            copies: ResponderMode::Off,
            unclear_is_no: true,
            accepts_cancels: false,
            reviews_own_shelf: true,
            waits_when_closed: true,
            loans_a_day: Some(20),
            copies_a_day: None,
            declines_after_days: Some(3),
            declines_rush_after_hours: Some(24),
            declines_express_after_hours: Some(4),
            answers_kept: 0,
        };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(AutoResponder::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn a_mode_that_copies_do_not_have_and_numbers_that_make_no_sense_are_refused() {
        let good = [("loans", "off"), ("copies", "off"), ("answers_kept", "60")];
        assert!(AutoResponder::read(&Fields::from_pairs(&good)).is_ok());
        for (name, value) in [
            ("copies", "loaned_and_cannot_supply"),
            ("loans_a_day", "0"),
            ("loans_a_day", "many"),
            ("answers_kept", "3601"),
            ("declines_after_days", "-1"),
            ("declines_rush_after_hours", "0"),
            ("declines_express_after_hours", "soon"),
        ] {
            let typed: Vec<(&str, &str)> =
                good.into_iter().filter(|(known, _)| *known != name).chain([(name, value)]).collect();
            let errors = AutoResponder::read(&Fields::from_pairs(&typed)).expect_err(name);
            assert!(errors.of(name).is_some(), "{name}={value}");
        }
    }
}
