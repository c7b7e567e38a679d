//! What was typed as what is wanted.

use index::identifier;
use lifecycle::ServiceType;

use super::show;
use crate::catalogue::TitleView;
use crate::settings::{Borrowing, PickupLocation};
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::work::{Description, LEVELS};

/// Longer texts in a citation are pasted by mistake, in characters.
const LONGEST: usize = 1000;

/// Which of the texts are too long.
#[must_use]
pub fn too_long(fields: &Fields) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for name in show::field_names() {
        if fields.text(name).chars().count() > LONGEST {
            errors.add(name, format!("Shorten this to at most {LONGEST} characters."));
        }
    }
    errors
}

/// Loan or copy. A form without an answer asks for a loan.
#[must_use]
pub fn service_type(fields: &Fields) -> ServiceType {
    ServiceType::from_name(fields.text("service")).unwrap_or(ServiceType::Loan)
}

/// The code of a pickup location that the library has: the chosen one, else the first.
#[must_use]
pub fn pickup_location(fields: &Fields, locations: &[PickupLocation]) -> String {
    let wanted = fields.text("pickup_location");
    let chosen = locations.iter().find(|location| location.code == wanted).or(locations.first());
    chosen.map(|location| location.code.clone()).unwrap_or_default()
}

/// Where the patron wants to collect, in their own words, where the library lets its patrons say so.
#[must_use]
pub fn pickup_words(fields: &Fields, borrowing: &Borrowing) -> String {
    if borrowing.free_text_pickup { fields.text("pickup_words").to_owned() } else { String::new() }
}

/// The service level that was chosen, where the library lets its patrons choose one.
#[must_use]
pub fn service_level(fields: &Fields, borrowing: &Borrowing) -> String {
    let chosen =
        LEVELS.iter().find(|(level, _)| borrowing.offers_service_levels && *level == fields.text("service_level"));
    chosen.map(|(level, _)| (*level).to_owned()).unwrap_or_default()
}

/// What is wanted: the facts of the chosen title or the typed citation, and the part or volume of it.
#[must_use]
pub fn description(fields: &Fields, chosen: Option<&TitleView>, service_type: ServiceType) -> Description {
    let text = |name: &str| fields.text(name).to_owned();
    let whole = chosen.map_or_else(|| cited(fields), described);
    let whole = Description { volume: text("volume"), note: text("note"), ..whole };
    if service_type == ServiceType::Loan {
        return whole;
    }
    let date = if text("date").is_empty() { whole.date.clone() } else { text("date") };
    Description {
        component_title: text("component_title"),
        component_author: text("component_author"),
        issue: text("issue"),
        pages: text("pages"),
        date,
        ..whole
    }
}

fn cited(fields: &Fields) -> Description {
    let text = |name: &str| fields.text(name).to_owned();
    Description {
        title: text("title"),
        author: text("author"),
        edition: text("edition"),
        publisher: text("publisher"),
        place: text("place"),
        date: text("date"),
        isbn: identifier::spaced_isbn(fields.text("isbn")).unwrap_or_else(|| text("isbn")),
        issn: text("issn"),
        oclc_number: text("oclc_number"),
        ..Description::default()
    }
}

/// The citation of a title of the shared index.
#[must_use]
pub fn described(title: &TitleView) -> Description {
    let about = &title.bibliographic;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let first = |values: &[String]| values.first().cloned().unwrap_or_default();
    Description {
        title: about.title.clone(),
        author: about.author().unwrap_or_default().to_owned(),
        edition: text(&about.edition),
        publisher: text(&about.publisher),
        place: text(&about.place),
        date: about.year.map(|year| year.to_string()).unwrap_or_default(),
        isbn: first(&about.isbns),
        issn: first(&about.issns),
        oclc_number: first(&about.oclc_numbers),
        cluster_id: Some(title.cluster),
        ..Description::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loan_leaves_out_what_was_typed_for_a_copy() {
        let fields = Fields::from_pairs(&[
            ("title", "Middlemarch"),
            ("volume", "2"),
            ("component_title", "Prelude"),
            ("pages", "1-9"),
        ]);
        let loan = description(&fields, None, ServiceType::Loan);
        assert_eq!(
            (loan.title.as_str(), loan.volume.as_str(), loan.component_title.as_str(), loan.pages.as_str()),
            ("Middlemarch", "2", "", "")
        );
        let copy = description(&fields, None, ServiceType::Copy);
        assert_eq!((copy.component_title.as_str(), copy.pages.as_str()), ("Prelude", "1-9"));
    }

    #[test]
    fn a_service_level_is_taken_where_the_library_offers_it_and_the_form_has_it() {
        for (offers_service_levels, sent, taken) in
            [(true, "Rush", "Rush"), (true, "Yesterday", ""), (true, "", ""), (false, "Express", "")]
        {
            let borrowing = Borrowing { offers_service_levels, ..Borrowing::default() };
            assert_eq!(service_level(&Fields::from_pairs(&[("service_level", sent)]), &borrowing), taken, "{sent}");
        }
    }

    #[test]
    fn an_isbn_is_kept_as_thirteen_digits_where_it_is_one() {
        for (typed, kept) in
            [("0-14-044793-8", "9780140447934"), ("978 0 14 044793 4", "9780140447934"), ("about 12", "about 12")]
        {
            let fields = Fields::from_pairs(&[("isbn", typed)]);
            assert_eq!(description(&fields, None, ServiceType::Loan).isbn, kept);
        }
    }

    #[test]
    fn a_pickup_location_of_another_library_becomes_the_first_of_ours() {
        let locations = ["MAIN", "LAW"].map(|code| PickupLocation { code: code.into(), name: code.into() });
        for (typed, kept) in [("LAW", "LAW"), ("ELSEWHERE", "MAIN"), ("", "MAIN")] {
            assert_eq!(pickup_location(&Fields::from_pairs(&[("pickup_location", typed)]), &locations), kept);
        }
        assert_eq!(pickup_location(&Fields::from_pairs(&[("pickup_location", "MAIN")]), &[]), "");
    }

    #[test]
    fn where_it_is_collected_is_said_in_own_words_only_where_the_library_asks() {
        let fields = Fields::from_pairs(&[("pickup_words", "Locker 7")]);
        assert_eq!(pickup_words(&fields, &Borrowing::default()), "");
        let asks = Borrowing { free_text_pickup: true, ..Borrowing::default() };
        assert_eq!(pickup_words(&fields, &asks), "Locker 7");
    }

    #[test]
    fn a_pasted_page_is_too_long_for_a_field() {
        let fields = Fields::from_pairs(&[("title", &"é".repeat(1001)), ("author", &"é".repeat(1000))]);
        let errors = too_long(&fields);
        assert!(errors.of("title").is_some());
        assert!(errors.of("author").is_none());
    }
}
