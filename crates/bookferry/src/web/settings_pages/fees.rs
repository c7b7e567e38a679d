//! Fees: what patrons pay for what comes from elsewhere.

use super::section::FormSection;
use crate::settings::{FeeWay, Fees};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

impl FormSection for Fees {
    const TITLE: &'static str = "Fees";
    const ABOUT: &'static [&'static str] = &[
        "What your patrons pay for what comes from another library. The fee is put into the patron’s account when the item has arrived, or the copy was delivered, once for each request.",
        "In Alma a fee needs a read/write key for Users (Settings, Availability) and a type and an owner that exist there: Configuration > Fulfillment > Fines/Fees.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::choice("way", "Charge patrons by", FeeWay::ALL.map(|way| (way.name(), way.label())))
                .with_value(self.way.name())
                .needed(),
            Field::line("loan", "For a loan")
                .with_hint("A number such as 2.50; 0: nothing.")
                .with_value(sum(self.loan))
                .needed(),
            Field::line("copy", "For a copy")
                .with_hint("A number such as 2.50; 0: nothing.")
                .with_value(sum(self.copy))
                .needed(),
            Field::line("currency", "Currency")
                .with_hint("Three letters, such as EUR or USD.")
                .with_value(&self.currency)
                .needed(),
            Field::line("kind", "Type of the fee in Alma")
                .with_hint("The code of a fee type, such as OTHER. NCIP does not send it.")
                .with_value(&self.kind)
                .needed(),
            Field::line("owner", "Library that owns the fee in Alma")
                .with_hint(
                    "The code of a library, such as the resource sharing library RES_SHARE. NCIP does not send it.",
                )
                .with_value(&self.owner)
                .needed(),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let way = FeeWay::from_name(form.text("way")).unwrap_or_else(|| {
            errors.add("way", "Choose how patrons are charged.");
            FeeWay::Off
        });
        let mut amount = |name: &'static str| {
            cents(form.text(name)).unwrap_or_else(|| {
                errors.add(name, "Enter a number such as 2.50, at most 9999.99.");
                0
            })
        };
        let (loan, copy) = (amount("loan"), amount("copy"));
        let currency = form.text("currency").to_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            errors.add("currency", "Enter the currency as three letters, such as EUR.");
        }
        let mut needed = |name: &'static str| {
            if form.text(name).is_empty() {
                errors.add(name, "Enter the code that Alma shows.");
            }
            form.text(name).to_owned()
        };
        let (kind, owner) = (needed("kind"), needed("owner"));
        errors.or(Self { way, loan, copy, currency, kind, owner })
    }
}

fn sum(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A sum in cents; `None` when it is no sum of money.
fn cents(text: &str) -> Option<u32> {
    let text = text.replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    let digits =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(whole, 4) || !digits(rest, 2) {
        return None;
    }
    format!("{whole}{rest:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        let cases =
            [("2.50", Some(250)), ("2,5", Some(250)), ("2", Some(200)), ("0", Some(0)), ("9999.99", Some(999_999))];
        for (text, expected) in cases {
            assert_eq!(cents(text), expected, "{text}");
        }
        for wrong in ["", "-1", "2.505", "10000", "two", "2.", ".5"] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let before = Fees { way: FeeWay::Rest, loan: 250, copy: 5, ..Fees::default() };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(Fees::read(&Fields::from_pairs(&pairs)), Ok(before));
    }
}
