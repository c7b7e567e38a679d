//! Message log: how long messages are kept.

use super::section::FormSection;
use crate::settings::MessageLog;
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The longest time that can be set, in days.
const LONGEST: u16 = 3_650;

impl FormSection for MessageLog {
    const TITLE: &'static str = "Message log";
    const ABOUT: &'static [&'static str] = &[
        "Every message to your library system and to other libraries is kept with its answer, so that you can see why something did not work. Patrons’ names and identifiers are masked before a message is kept.",
        "Staff find the messages under Messages on the page of requests.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::number("keep_days", "Days that a message is kept")
                .with_hint("Older messages are deleted for good within a minute.")
                .with_value(self.keep_days.to_string())
                .needed(),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        match form.text("keep_days").parse() {
            Ok(keep_days) if (1..=LONGEST).contains(&keep_days) => Ok(Self { keep_days }),
            _ => Err(FieldErrors::one("keep_days", format!("Enter a whole number of days from 1 to {LONGEST}."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_kept_for_a_day_at_least() {
        let read = |days: &str| MessageLog::read(&Fields::from_pairs(&[("keep_days", days)]));
        assert_eq!(read("1"), Ok(MessageLog { keep_days: 1 }));
        for days in ["", "0", "-1", "3651", "many"] {
            assert!(read(days).unwrap_err().of("keep_days").is_some(), "{days}");
        }
    }
}
