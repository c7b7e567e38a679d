//! The rules that a change must keep.

use std::collections::BTreeSet;

use super::Change;
use crate::state::publishing::{
    Element, Enrichment, Enrichments, LARGEST_PAGE, Members, ProfileDetails, Table, TitleSet,
};
use crate::state::{Location, State};

/// The longest text of a field, in characters.
const LONGEST: usize = 255;

/// A rule that a field breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as the form names it; empty when it is none of them.
    pub field: String,
    /// What is wrong and what to do.
    pub words: String,
}

impl FieldError {
    /// An error beside a field.
    #[must_use]
    pub fn new(field: &str, words: impl Into<String>) -> Self {
        Self { field: field.to_owned(), words: words.into() }
    }
}

pub(super) fn broken_rules(change: &Change, state: &State) -> Vec<FieldError> {
    let mut broken = Broken::default();
    match change {
        Change::SaveRepository { repository } => broken.by_code_and_name(&repository.code, &repository.name),
        Change::SavePaging { page_size, .. } => {
            let fits = (1..=LARGEST_PAGE).contains(page_size);
            broken.unless(fits, "page_size", format!("A page has from 1 to {LARGEST_PAGE} records."));
        }
        Change::SaveSet { number, set } => broken.by_set(state, *number, set),
        Change::DeleteSet { number } => broken.by_deleting_set(state, *number),
        Change::SaveProfile { number, details } => broken.by_details(state, *number, details),
        Change::SaveEnrichment { number, enrichments } => {
            broken.by_missing_profile(state, Some(*number));
            broken.by_enrichments(enrichments);
        }
        Change::DeleteProfile { number } => broken.by_missing_profile(state, Some(*number)),
        Change::Run { number } | Change::Republish { number } | Change::RunBySchedule { number } => {
            broken.by_running(state, *number);
        }
        Change::DeleteRepository => {
            broken.unless(state.publishing.repository.is_some(), "", "There is no OAI integration profile.");
        }
        Change::Integration(change) => return change.broken_rules(state),
        Change::Partner(change) => return change.broken_rules(state),
        Change::Library(change) => return change.broken_rules(state),
    }
    broken.into_errors()
}

/// Rules that are broken, as far as was looked.
#[derive(Default)]
pub(super) struct Broken(Vec<FieldError>);

impl Broken {
    pub(super) fn into_errors(self) -> Vec<FieldError> {
        self.0
    }

    pub(super) fn unless(&mut self, holds: bool, field: &str, words: impl Into<String>) {
        if !holds {
            self.0.push(FieldError::new(field, words));
        }
    }

    pub(super) fn filled(&mut self, field: &str, label: &str, value: &str) {
        self.unless(!value.trim().is_empty(), field, format!("{label} is empty."));
        self.unless(value.chars().count() <= LONGEST, field, format!("{label} has more than {LONGEST} characters."));
    }

    /// The first two fields of every integration profile.
    pub(super) fn by_code_and_name(&mut self, code: &str, name: &str) {
        self.filled("code", "Code", code);
        self.filled("name", "Name", name);
        let is_word = !code.contains(char::is_whitespace);
        self.unless(is_word, "code", "Code is one word without blanks.");
    }

    fn by_set(&mut self, state: &State, number: Option<u32>, set: &TitleSet) {
        self.filled("name", "Set name", &set.name);
        let sets = &state.publishing.sets;
        let is_known = number.is_none() || sets.iter().any(|known| Some(known.number) == number);
        self.unless(is_known, "", "There is no such set any more.");
        let is_own = sets.iter().all(|known| known.set.name != set.name || Some(known.number) == number);
        self.unless(is_own, "name", "Another set has this name.");
        match &set.members {
            Members::Logical(query) => {
                let places = &state.places;
                let library = &query.library;
                let is_library = library.is_empty() || places.library(library).is_some();
                self.unless(is_library, "library", format!("There is no library with the code {library}."));
                let location = &query.location;
                let fits = |one: &Location| one.code == *location && (library.is_empty() || one.library == *library);
                let is_location = location.is_empty() || places.locations.iter().any(fits);
                self.unless(is_location, "location", format!("There is no location with the code {location} there."));
            }
            Members::Itemized { titles } => {
                self.unless(!titles.is_empty(), "titles", "An itemized set needs MMS ids, one a line.");
                let is_title = |text: &String| text.parse().is_ok_and(|id| state.catalog.bibs.contains_key(&id));
                for wrong in titles.iter().filter(|text| !is_title(text)).take(3) {
                    self.unless(false, "titles", format!("{wrong} is not the MMS id of a title here."));
                }
            }
        }
    }

    fn by_deleting_set(&mut self, state: &State, number: u32) {
        let user = state.publishing.profiles.iter().find(|profile| profile.details.set == number);
        let name = user.map_or("", |profile| profile.details.name.as_str());
        self.unless(user.is_none(), "", format!("The publishing profile {name} publishes this set."));
        self.unless(state.publishing.set(number).is_some(), "", "There is no such set any more.");
    }

    fn by_details(&mut self, state: &State, number: Option<u32>, details: &ProfileDetails) {
        self.filled("name", "Profile name", &details.name);
        self.filled("set_spec", "Set Spec", &details.set_spec);
        self.filled("set_name", "Set Name", &details.set_name);
        // OAI-PMH 2.0 schema, setSpecType; a hierarchy is written with colons.
        let is_part = |part: &str| {
            !part.is_empty() && part.chars().all(|one| one.is_ascii_alphanumeric() || "-_.!~*'()".contains(one))
        };
        let is_spec = details.set_spec.is_empty() || details.set_spec.split(':').all(is_part);
        self.unless(
            is_spec,
            "set_spec",
            "Set Spec has letters, digits and - _ . ! ~ * ' ( ) only: no blanks, no accents.",
        );
        self.by_missing_profile(state, number);
        let has_set = state.publishing.set(details.set).is_some();
        self.unless(has_set, "set", "Choose a set. If there is none yet, make one under Admin > Manage Sets.");
        for other in state.publishing.profiles.iter().filter(|other| Some(other.number) != number) {
            let other = &other.details;
            self.unless(other.name != details.name, "name", "Another profile has this name.");
            let is_same_list = other.set_spec == details.set_spec && other.format == details.format;
            self.unless(
                !is_same_list,
                "set_spec",
                format!("The profile {} has this Set Spec in this format.", other.name),
            );
        }
    }

    fn by_missing_profile(&mut self, state: &State, number: Option<u32>) {
        let is_known = number.is_none_or(|number| state.publishing.profile(number).is_some());
        self.unless(is_known, "", "There is no such profile any more.");
    }

    fn by_running(&mut self, state: &State, number: u32) {
        self.by_missing_profile(state, Some(number));
        let Some(profile) = state.publishing.profile(number) else { return };
        self.unless(profile.details.active, "", "The profile is not active: make it active, then run it.");
        let has_set = state.publishing.set(profile.details.set).is_some();
        self.unless(has_set, "", "The set of the profile is gone.");
    }

    fn by_enrichments(&mut self, enrichments: &Enrichments) {
        for (table, name, label) in Table::ALL {
            if let Some(enrichment) = enrichments.table(table) {
                self.by_table(table, name, label, enrichment);
            }
        }
    }

    fn by_table(&mut self, kind: Table, name: &str, label: &str, table: &Enrichment) {
        let field = |part: &str| format!("{name}.{part}");
        let is_tag = (1..=8).contains(&table.tag.len()) && table.tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let words = format!("{label}: the field is three digits or letters, such as 900 or ITM.");
        self.unless(is_tag, &field("tag"), words);
        let is_control = table.tag.starts_with("00") || table.tag == "245";
        let words = format!("{label}: field {} belongs to the bibliographic record.", table.tag);
        self.unless(!is_control, &field("tag"), words);
        for (part, indicator) in [("ind1", table.first_indicator), ("ind2", table.second_indicator)] {
            let is_indicator = indicator == ' ' || indicator.is_ascii_graphic();
            self.unless(is_indicator, &field(part), "An indicator is one character, or nothing for a blank.");
        }
        self.unless(
            !table.rows.is_empty(),
            &field("tag"),
            format!("{label}: give at least one data element a subfield."),
        );
        let is_code = |code: &str| code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_graphic());
        let wrong: BTreeSet<&str> =
            table.rows.iter().map(|row| row.subfield.as_str()).filter(|c| !is_code(c)).collect();
        for (element, code, _) in Element::of(kind) {
            let is_right = table.subfields_of(element).all(|subfield| !wrong.contains(subfield));
            self.unless(is_right, &field(code), "A subfield is a letter or digit, or a few of them: a, 8, aa.");
        }
    }
}
