//! Availability: other ways than Z39.50 to look at the shelf, and their order.

use reqwest::Url;
use store::LibraryId;

use super::section::{FormSection, TestForm};
use crate::clock::people_time;
use crate::platform::Platform;
use crate::settings::{Availability, LibrarySettings, Way};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The orders that can be chosen.
const ORDERS: [[Way; 3]; 4] = [
    [Way::Rest, Way::Z3950, Way::Sru],
    [Way::Rest, Way::Sru, Way::Z3950],
    [Way::Z3950, Way::Sru, Way::Rest],
    [Way::Sru, Way::Z3950, Way::Rest],
];

impl FormSection for Availability {
    const TITLE: &'static str = "Availability";
    const ABOUT: &'static [&'static str] = &[
        "When another library asks for something, your own system is asked what is on the shelf. The ways that have an address are asked in this order, until one gives a clear answer; what several say of the same copies is put together.",
        "Alma's REST interface knows each item. Z39.50 knows it too, and shows names in place of codes. SRU is the quickest, and knows how many copies of a holding are there, not which.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::choice("order", "Which is asked first", ORDERS.map(|order| (value(&order), words(&order))))
                .with_value(value(&self.order))
                .needed(),
            Field::line("sru_address", "SRU address")
                .with_hint("https://<alma_domain>/view/sru/01UNIV_INST. SRU, and its option to give availability, are switched on in Alma: Configuration > General > External Systems > Integration Profiles, type SRU Server.")
                .with_value(&self.sru_address),
            Field::line("rest_address", "Address of Alma's REST interface")
                .with_hint("https://api-eu.hosted.exlibrisgroup.com/almaws/v1, with na, ap, aps, ca or cn in place of eu as your Alma is hosted.")
                .with_value(&self.rest_address),
            Field::password("rest_key", "Key of the REST interface").with_hint("From the Developer Network of Ex Libris, with read-only permission for Bibs and Configuration. It is never shown: empty, the key that is kept stays; without an address it is forgotten."),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let order = ORDERS.into_iter().find(|order| value(order) == form.text("order"));
        if order.is_none() {
            errors.add("order", "Choose which is asked first.");
        }
        for name in ["sru_address", "rest_address"] {
            if let Some(words) = wrong_address(form.text(name)) {
                errors.add(name, words);
            }
        }
        errors.or(Self {
            order: order.unwrap_or(Way::ALL).to_vec(),
            sru_address: form.text("sru_address").to_owned(),
            rest_address: form.text("rest_address").to_owned(),
            rest_key: form.text("rest_key").to_owned(),
        })
    }

    fn with_secrets_of(self, kept: &Self) -> Self {
        match (self.rest_address.is_empty(), self.rest_key.is_empty()) {
            (true, _) => Self { rest_key: String::new(), ..self },
            (false, true) => Self { rest_key: kept.rest_key.clone(), ..self },
            (false, false) => self,
        }
    }

    fn known(platform: &Platform, library: LibraryId, settings: &LibrarySettings) -> Option<String> {
        let left = platform.shelves().calls_left(library)?;
        Some(format!(
            "Alma said at {} that {} calls of its REST interface are left for today, for all programs of the institution.",
            people_time(left.said_at, &platform.zone(&settings.calendar)),
            left.calls
        ))
    }

    fn test() -> Option<TestForm> {
        let field = Field::line("query", "ISBN or title for the test")
            .unmarked()
            .with_hint("What would be answered to a library that asks for this?");
        Some(TestForm { field, label: "Test without saving: look at the shelf" })
    }
}

fn value(order: &[Way]) -> String {
    order.iter().map(|way| way.name()).collect::<Vec<_>>().join(",")
}

fn words(order: &[Way]) -> String {
    order.iter().map(|way| way.label()).collect::<Vec<_>>().join(", then ")
}

fn wrong_address(address: &str) -> Option<String> {
    if address.is_empty() {
        return None;
    }
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => None,
        Ok(_) => Some("Write the address with https:// in front.".to_owned()),
        Err(fault) => Some(format!("This address cannot be used: {fault}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows_and_keeps_the_key() {
        let before = Availability {
            order: ORDERS[3].to_vec(),
            sru_address: "https://univ.alma.example/view/sru/01UNIV_INST".into(),
            rest_address: "https://api.example/almaws/v1".into(),
            rest_key: "l7xx".into(),
        };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        let typed = Availability::read(&Fields::from_pairs(&pairs)).expect("the form is right");
        assert_eq!(typed.rest_key, "", "the page does not show it");
        assert_eq!(typed.with_secrets_of(&before), before);
        assert!(Availability::read(&Fields::from_pairs(&[("order", "z3950")])).is_err());
    }
}
