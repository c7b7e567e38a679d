//! Lending: how this library answers other libraries.

use super::section::FormSection;
use crate::settings::Lending;
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The longest loan that can be set, in days.
const LONGEST_LOAN: u16 = 365;

impl FormSection for Lending {
    const TITLE: &'static str = "Lending";
    const ABOUT: &'static [&'static str] = &[
        "What leaves your shelves, and for how long. What is answered without staff stands on the page Auto-responder.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::number("loan_days", "Days that a lent item may stay away")
                .with_hint("Filled in as due date when you ship; you can change it there.")
                .with_value(self.loan_days.to_string())
                .needed(),
            Field::number("reminds_after_days", "Days after the due date on which the other library is reminded")
                .with_hint("Once, without staff. Empty: staff remind it.")
                .with_value(self.reminds_after_days.map(|days| days.to_string()).unwrap_or_default()),
            Field::lines("locations_not_lent", "Locations that are not lent")
                .with_hint("One a line, by code or name as your catalogue shows them over Z39.50; Alma shows names.")
                .with_value(self.locations_not_lent.join("\n")),
            Field::lines("policies_not_lent", "Item policies that are not lent")
                .with_hint("One a line, as your catalogue shows them.")
                .with_value(self.policies_not_lent.join("\n")),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let lines = |name| form.lines(name).map(str::to_owned).collect();
        let loan_days = form.text("loan_days").parse().unwrap_or(0);
        if !(1..=LONGEST_LOAN).contains(&loan_days) {
            errors.add("loan_days", format!("Enter a whole number of days from 1 to {LONGEST_LOAN}."));
        }
        let reminds_after_days = match form.text("reminds_after_days") {
            "" => None,
            text => text.parse().ok().filter(|days| *days <= LONGEST_LOAN).or_else(|| {
                errors.add("reminds_after_days", format!("Enter a whole number of days from 0 to {LONGEST_LOAN}."));
                None
            }),
        };
        errors.or(Self {
            loan_days,
            reminds_after_days,
            locations_not_lent: lines("locations_not_lent"),
            policies_not_lent: lines("policies_not_lent"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let before = Lending {
            loan_days: 28,
            reminds_after_days: Some(3),
            locations_not_lent: vec!["Reading Room".into(), "REF".into()],
            policies_not_lent: Vec::new(),
        };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(Lending::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn a_loan_of_no_days_or_of_years_is_refused() {
        for days in ["", "0", "366", "-1", "many", "70000"] {
            let errors = Lending::read(&Fields::from_pairs(&[("loan_days", days)])).unwrap_err();
            assert!(errors.of("loan_days").is_some(), "{days}");
        }
    }
}
