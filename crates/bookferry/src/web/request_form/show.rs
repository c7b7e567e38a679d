//! The request form as a page.

use askama::Template;
use lifecycle::ServiceType;

use super::link::Link;
use super::wish;
use crate::catalogue::TitleView;
use crate::settings::Borrowing;
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::web::encode;
use crate::web::layout::Layout;
use crate::web::search::labels;
use crate::work::{AskError, Description, LEVELS};

/// The request form.
#[derive(Template)]
#[template(path = "request_form.html")]
pub struct RequestPage {
    layout: Layout,
    form_key: String,
    chosen: Option<Chosen>,
    copy: bool,
    citation: Vec<Field>,
    piece: Vec<Field>,
    part: Vec<Field>,
    delivery: Vec<Field>,
    problems: Vec<Problem>,
    link: Option<Link>,
    /// Why the request was not made, when no single field is to blame.
    refusal: Option<Refusal>,
}

/// Words, and the request that they are about.
pub struct Refusal {
    words: String,
    number: Option<String>,
}

/// The title of the shared index that is asked for.
struct Chosen {
    cluster: i64,
    title: String,
    facts: Vec<(&'static str, String)>,
    /// The same form without the title, filled in with its facts.
    own_form: String,
}

impl From<AskError> for Refusal {
    fn from(refused: AskError) -> Self {
        let words = refused.to_string();
        match refused {
            AskError::Duplicate(number) => Self { words, number: Some(number) },
            _ => Self { words, number: None },
        }
    }
}

impl RequestPage {
    /// The form with these texts and errors in it.
    #[must_use]
    pub fn new(
        layout: Layout,
        fields: &Fields,
        errors: &FieldErrors,
        chosen: Option<&TitleView>,
        borrowing: &Borrowing,
        form_key: String,
    ) -> Self {
        let answered = |field: Field| field.answered(fields, errors);
        let citation: Vec<Field> = if chosen.is_some() { Vec::new() } else { citation().map(answered).into() };
        let piece = vec![answered(volume())];
        let part: Vec<Field> = part(chosen.is_some()).into_iter().map(answered).collect();
        let delivery: Vec<Field> = delivery(borrowing).into_iter().map(answered).collect();
        let all: Vec<Field> = [&citation, &piece, &part, &delivery].into_iter().flatten().cloned().collect();
        Self {
            layout,
            form_key,
            copy: is_copy(fields, chosen),
            chosen: chosen.map(Chosen::new),
            citation,
            piece,
            part,
            delivery,
            problems: problems(&all),
            link: None,
            refusal: None,
        }
    }

    /// The form once more, with the reason why no request was made, if no single field is to blame.
    #[must_use]
    pub fn refused(self, refusal: Option<Refusal>) -> Self {
        Self { refusal, ..self }
    }

    /// The form as a link filled it in, with what the link left out and what has no place in the form.
    #[must_use]
    pub fn after_link(self, link: Link) -> Self {
        Self { link: Some(link), ..self }
    }
}

impl Chosen {
    fn new(title: &TitleView) -> Self {
        let description = wish::described(title);
        let mut libraries: Vec<&str> = title.members.iter().map(|member| member.library.name.as_str()).collect();
        libraries.dedup();
        let facts = [
            ("Author", description.author.clone()),
            ("Edition", description.edition.clone()),
            ("Published", joined(&[&description.place, &description.publisher, &description.date])),
            ("Kind", labels::format(title.bibliographic.format.name())),
            ("ISBN", description.isbn.clone()),
            ("ISSN", description.issn.clone()),
            ("Held by", libraries.join(", ")),
        ];
        Self {
            cluster: title.cluster,
            title: description.title.clone(),
            facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            own_form: own_form(&description),
        }
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// The address of the form without a chosen title, filled in with a citation.
fn own_form(citation: &Description) -> String {
    let pairs = [
        ("title", &citation.title),
        ("author", &citation.author),
        ("edition", &citation.edition),
        ("publisher", &citation.publisher),
        ("place", &citation.place),
        ("date", &citation.date),
        ("isbn", &citation.isbn),
        ("issn", &citation.issn),
        ("oclc_number", &citation.oclc_number),
    ];
    let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = said.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("/request/new?{}", query.join("&"))
}

/// What the form says; journals are rarely lent, so a form for one begins with a copy.
fn is_copy(fields: &Fields, chosen: Option<&TitleView>) -> bool {
    match fields.text("service") {
        "" => chosen.is_some_and(|title| title.bibliographic.format.name().ends_with("serial")),
        _ => wish::service_type(fields) == ServiceType::Copy,
    }
}

/// Whether the form has a field of this name, so that an error can stand beside it.
#[must_use]
pub fn has_field(name: &str) -> bool {
    field_names().any(|field| field == name)
}

/// The names of all text fields.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    let everything = Borrowing { free_text_pickup: true, ..Borrowing::default() };
    let all = citation().into_iter().chain([volume()]).chain(part(false)).chain(delivery(&everything));
    all.map(|field| field.name)
}

fn citation() -> [Field; 9] {
    [
        Field::line("title", "Title of the book or journal").needed(),
        Field::line("author", "Author or editor"),
        Field::line("date", "Year").with_hint("For an article: the year or date of the issue."),
        Field::line("edition", "Edition").with_hint("Only if another edition would not do."),
        Field::line("publisher", "Publisher"),
        Field::line("place", "Place of publication"),
        Field::line("isbn", "ISBN").with_hint("On the back of a book: 13 digits, or 10 in older books."),
        Field::line("issn", "ISSN").with_hint("Of a journal, such as 1234-567X."),
        Field::line("oclc_number", "OCLC number"),
    ]
}

fn volume() -> Field {
    Field::line("volume", "Volume").with_hint("If you need one volume of a set or a journal.")
}

/// The fields of a copy. The date of the issue is asked for here when the citation is not shown.
fn part(with_date: bool) -> Vec<Field> {
    let date = with_date.then(|| Field::line("date", "Year or date of the issue").with_hint("For an article."));
    let fields = [
        Field::line("component_title", "Title of the chapter or article")
            .with_hint("The title or the pages are needed for a copy."),
        Field::line("component_author", "Author of the chapter or article"),
        Field::line("issue", "Issue"),
        Field::line("pages", "Pages").with_hint("Such as 23-47."),
    ];
    fields.into_iter().chain(date).collect()
}

fn delivery(borrowing: &Borrowing) -> Vec<Field> {
    let pickup = &borrowing.pickup_locations;
    let locations = pickup.iter().map(|location| (location.code.clone(), location.name.clone()));
    let place = (!pickup.is_empty())
        .then(|| Field::choice("pickup_location", "Where you want to collect it", locations).needed());
    let note = Field::lines("note", "Note for the library staff");
    let own_words = borrowing.free_text_pickup.then(|| match pickup.is_empty() {
        true => Field::line("pickup_words", "Where you want to collect it"),
        false => Field::line("pickup_words", "More about where you want to collect it"),
    });
    let level = borrowing
        .offers_service_levels
        .then(|| Field::choice("service_level", "How soon you need it", LEVELS).unmarked());
    place.into_iter().chain(own_words).chain(level).chain([note]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_refusal_by_the_desk_is_in_the_form() {
        for field in ["title", "component_title"] {
            assert!(has_field(field), "{field}");
        }
        assert!(!has_field("patron_id"));
    }

    #[test]
    fn the_way_to_ones_own_form_takes_the_citation_along() {
        let citation = Description { title: "War & peace".into(), date: "1869".into(), ..Description::default() };
        assert_eq!(own_form(&citation), "/request/new?title=War%20%26%20peace&date=1869");
    }
}
