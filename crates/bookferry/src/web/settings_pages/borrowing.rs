//! Borrowing: how requests of this library's patrons are treated.

use super::section::FormSection;
use crate::settings::{Borrowing, PickupLocation};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The most open requests that can be allowed.
const MOST_REQUESTS: u16 = 1000;

impl FormSection for Borrowing {
    const TITLE: &'static str = "Borrowing";
    const ABOUT: &'static [&'static str] = &["How requests of your own patrons are treated."];

    fn fields(&self) -> Vec<Field> {
        vec![
            pickup_field(&self.pickup_locations),
            Field::number("open_requests_per_patron", "Requests that one patron may have open at a time")
                .with_value(self.open_requests_per_patron.to_string())
                .needed(),
            Field::switch(
                "review_blocked_patrons",
                "Show requests of patrons who may not borrow to staff, instead of refusing them",
                self.review_blocked_patrons,
            ),
            Field::switch("offers_service_levels", "Let patrons ask for rush and express", self.offers_service_levels)
                .with_hint("The request form then asks how soon it is needed. The library that is asked is told."),
            Field::switch(
                "free_text_pickup",
                "Let patrons say in their own words where they want to collect",
                self.free_text_pickup,
            )
            .with_hint("A branch desk, a locker, an address. Staff read it; the library system gets the pickup location."),
            Field::switch("writes_item_note", "Write a note to each borrowed item in Alma", self.writes_item_note)
                .with_hint("The desk sees it when it lends the item: whose it is, on which conditions, where it is collected. It needs a key of Alma’s REST interface that may change Bibs: Settings, Availability. NCIP has no place for it."),
            Field::line("item_note", "How the note begins")
                .with_hint("Such as: Interlibrary loan, renewals by telephone 555-5555.")
                .with_value(&self.item_note),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let pickup_locations = locations(form).unwrap_or_else(|words| {
            errors.add("pickup_locations", words);
            Vec::new()
        });
        let open_requests_per_patron = form.text("open_requests_per_patron").parse().unwrap_or(0);
        if !(1..=MOST_REQUESTS).contains(&open_requests_per_patron) {
            errors.add("open_requests_per_patron", format!("Enter a whole number from 1 to {MOST_REQUESTS}."));
        }
        errors.or(Self {
            review_blocked_patrons: form.is_ticked("review_blocked_patrons"),
            pickup_locations,
            open_requests_per_patron,
            offers_service_levels: form.is_ticked("offers_service_levels"),
            free_text_pickup: form.is_ticked("free_text_pickup"),
            writes_item_note: form.is_ticked("writes_item_note"),
            item_note: form.text("item_note").to_owned(),
        })
    }
}

/// The field with the places where patrons collect.
pub(super) fn pickup_field(locations: &[PickupLocation]) -> Field {
    let lines: Vec<String> = locations.iter().map(|place| format!("{} = {}", place.code, place.name)).collect();
    Field::lines("pickup_locations", "Pickup locations")
        .with_hint("One a line: the library code in Alma, an equals sign, the name that patrons know, such as MAIN = Main Library. The first is the default. In Alma: Configuration > Fulfillment > Library Management, the list Configuring.")
        .with_value(lines.join("\n"))
}

/// The places that were typed.
pub(super) fn locations(form: &Fields) -> Result<Vec<PickupLocation>, String> {
    let mut locations: Vec<PickupLocation> = Vec::new();
    for line in form.lines("pickup_locations") {
        let (code, name) = line.split_once('=').map(|(code, name)| (code.trim(), name.trim())).unwrap_or_default();
        if code.is_empty() || name.is_empty() {
            return Err(format!("Write the line “{line}” as code = name, such as MAIN = Main Library."));
        }
        if locations.iter().any(|place| place.code == code) {
            return Err(format!("The code {code} is there twice."));
        }
        locations.push(PickupLocation { code: code.to_owned(), name: name.to_owned() });
    }
    Ok(locations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(locations: &str) -> Result<Borrowing, FieldErrors> {
        Borrowing::read(&Fields::from_pairs(&[("pickup_locations", locations), ("open_requests_per_patron", "25")]))
    }

    #[test]
    fn pickup_locations_are_read_line_by_line() {
        let places = read("MAIN = Main Library\nLAW=Law = Library\n").unwrap().pickup_locations;
        let places: Vec<(&str, &str)> = places.iter().map(|place| (place.code.as_str(), place.name.as_str())).collect();
        assert_eq!(places, [("MAIN", "Main Library"), ("LAW", "Law = Library")]);
    }

    #[test]
    fn a_line_that_is_not_code_and_name_is_quoted_in_the_error() {
        for wrong in ["Main Library", "= Main Library", "MAIN =", "A = a\nA = b"] {
            assert!(read(wrong).unwrap_err().of("pickup_locations").is_some(), "{wrong}");
        }
    }
}
