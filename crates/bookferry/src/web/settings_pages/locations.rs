//! Locations, shelving locations and item policies: from where is lent first, from where never, and which items.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use store::LibraryId;

use super::section::FormSection;
use crate::clock::people_time;
use crate::ils::{ShelfError, advice, read_places};
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Locations, PlaceRule, PolicyRule};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::web::error::PageError;
use crate::web::forms::{done, not_done};
use crate::web::visitor::{Administrator, check_form};

/// Where the page is.
const ADDRESS: &str = "/settings/locations";
/// Stands for what nobody has decided about.
const NEW: &str = "new";

impl FormSection for Locations {
    const TITLE: &'static str = "Locations, shelving locations, item policies";
    const ABOUT: &'static [&'static str] = &[
        "When several copies are on the shelf, the one at the location with the highest number is fetched; among equals, the one at the shelving location with the highest number. A negative number: never.",
        "What your system shows and nobody has decided about is added here by itself as “new”, and is lent meanwhile.",
    ];

    fn fields(&self) -> Vec<Field> {
        vec![
            Field::lines("libraries", "Locations: the libraries within your institution")
                .with_hint("One a line, code or name, an equals sign, and a whole number, such as MAIN = 10. In ReShare: Host LMS locations.")
                .with_value(shown(self.libraries.iter().map(place))),
            Field::lines("shelving", "Shelving locations")
                .with_hint("One a line, such as stacks = 5; for one library only with its code or name and a slash before it, such as LAW / stacks = -1.")
                .with_value(shown(self.shelving.iter().map(place))),
            Field::lines("policies", "Item policies")
                .with_hint("One a line, code or name, an equals sign, and yes or no, such as Reserve = no.")
                .with_value(shown(self.policies.iter().map(policy))),
        ]
    }

    fn known(platform: &Platform, _: LibraryId, settings: &LibrarySettings) -> Option<String> {
        let places = &settings.known_places;
        (places.read_at > 0).then(|| {
            format!(
                "Codes and names of {} libraries and {} shelving locations were read from Alma at {}: write either.",
                places.libraries.len(),
                places.locations.len(),
                people_time(places.read_at, &platform.zone(&settings.calendar))
            )
        })
    }

    fn filler() -> Option<(&'static str, &'static str)> {
        Some(("read", "Read codes and names from Alma"))
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut place = |name| rules(form, name, read_place, &mut errors);
        let (libraries, shelving) = (place("libraries"), place("shelving"));
        let policies = rules(form, "policies", read_policy, &mut errors);
        if let Some(rule) = libraries.iter().find(|rule| !rule.library.is_empty()) {
            let words =
                format!("“{} / {}” is a shelving location; it stands in the next field.", rule.library, rule.place);
            errors.add("libraries", words);
        }
        errors.or(Self { libraries, shelving, policies })
    }
}

/// The button that reads the places of Alma's configuration.
pub fn routes() -> Router<Platform> {
    Router::new().route("/settings/locations/read", post(read_from_alma))
}

/// Reads codes and names, so that rules and answers of the catalogue may use either. What was typed in the form and not saved is lost.
async fn read_from_alma(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let library = administrator.library_id();
    let settings = platform.settings(library).await?;
    let places = match read_places(&platform, library, &settings).await {
        Ok(places) => places,
        Err(ShelfError::NoWay) => {
            let words = "Set the address and the key of Alma's REST interface first: Settings, Availability.";
            return Ok(not_done(ADDRESS, words));
        }
        Err(fault) => return Ok(not_done(ADDRESS, &format!("{fault}. {}", advice(&fault)))),
    };
    let words =
        format!("Read from Alma: {} libraries, {} shelving locations.", places.libraries.len(), places.locations.len());
    platform.put_section(library, &places, &administrator.person.username).await?;
    Ok(done(ADDRESS, &words))
}

fn shown(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn place(rule: &PlaceRule) -> String {
    let preference = rule.preference.map_or(NEW.to_owned(), |preference| preference.to_string());
    match rule.library.as_str() {
        "" => format!("{} = {preference}", rule.place),
        library => format!("{library} / {} = {preference}", rule.place),
    }
}

fn policy(rule: &PolicyRule) -> String {
    let answer = rule.is_lent.map_or(NEW, |is_lent| if is_lent { "yes" } else { "no" });
    format!("{} = {answer}", rule.policy)
}

/// The rules of a field; what cannot be read is told beside it.
fn rules<T>(
    form: &Fields,
    name: &'static str,
    read: fn(&str, &str) -> Result<T, &'static str>,
    errors: &mut FieldErrors,
) -> Vec<T> {
    let mut rules = Vec::new();
    for line in form.lines(name) {
        // The name of a place may have an equals sign in it, the number has none.
        let (place, decision) = line.rsplit_once('=').map_or((line, ""), |(place, rest)| (place.trim(), rest.trim()));
        match read(place, decision) {
            Ok(rule) if !place.is_empty() => rules.push(rule),
            Ok(_) => errors.add(name, format!("“{line}” names nothing before the equals sign.")),
            Err(wanted) => errors.add(name, format!("Write the line “{line}” as {wanted}.")),
        }
    }
    rules
}

fn read_place(place: &str, decision: &str) -> Result<PlaceRule, &'static str> {
    let preference = match decision {
        NEW => None,
        number => Some(number.parse().map_err(|_| "a name, an equals sign and a whole number, such as MAIN = 10")?),
    };
    let (library, place) = place.split_once(" / ").unwrap_or(("", place));
    Ok(PlaceRule { library: library.trim().to_owned(), place: place.trim().to_owned(), preference })
}

fn read_policy(policy: &str, decision: &str) -> Result<PolicyRule, &'static str> {
    let is_lent = match decision {
        NEW => None,
        "yes" => Some(true),
        "no" => Some(false),
        _ => return Err("a name, an equals sign and yes or no, such as Reserve = no"),
    };
    Ok(PolicyRule { policy: policy.to_owned(), is_lent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let rule = |library: &str, place: &str, preference| PlaceRule {
            library: library.into(),
            place: place.into(),
            preference,
        };
        let before = Locations {
            libraries: vec![rule("", "MAIN", Some(10)), rule("", "Law = Order", Some(-1))],
            shelving: vec![rule("", "stacks", Some(5)), rule("LAW", "stacks", None)],
            policies: vec![
                PolicyRule { policy: "Reserve".into(), is_lent: Some(false) },
                PolicyRule { policy: "Book".into(), is_lent: None },
            ],
        };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(Locations::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_beside_its_field() {
        for (field, line) in [
            ("libraries", "MAIN"),
            ("libraries", "MAIN = many"),
            ("libraries", "LAW / stacks = 1"),
            ("shelving", "= 1"),
            ("policies", "Reserve = maybe"),
        ] {
            let errors = Locations::read(&Fields::from_pairs(&[(field, line)])).expect_err(line);
            assert!(errors.of(field).is_some(), "{line}");
        }
    }
}
