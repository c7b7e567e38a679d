//! Names, subjects and fields in the book's own script.

use marc::Record;

use super::{Habits, borrowed, title_subfields};
use crate::sample::{OwnScript, Title};

/// Initial articles that are passed over in filing, with their blank, by language (245 second indicator).
const ARTICLES: &[(&str, &[&str])] = &[
    ("eng", &["The ", "A ", "An "]),
    ("ger", &["Der ", "Die ", "Das ", "Ein ", "Eine "]),
    ("fre", &["Le ", "La ", "Les ", "L'", "Un ", "Une "]),
    ("ita", &["Il ", "Lo ", "La ", "I ", "Gli ", "Le ", "L'", "Un ", "Una "]),
    ("spa", &["El ", "La ", "Los ", "Las ", "Un ", "Una "]),
    ("por", &["O ", "A ", "Os ", "As ", "Um ", "Uma "]),
    ("cat", &["El ", "La ", "Els ", "Les ", "L'", "Lo "]),
    ("dut", &["De ", "Het ", "Een "]),
    ("swe", &["En ", "Ett "]),
    ("nor", &["En ", "Et ", "Den ", "Det "]),
    ("hun", &["A ", "Az ", "Egy "]),
    ("ara", &["al-"]),
    ("heb", &["ha-"]),
    ("gre", &["Ho ", "Hē ", "To "]),
];

/// Characters of the initial article, 0 to 9.
pub(super) fn nonfiling(title: &str, language: &str) -> usize {
    let articles = ARTICLES.iter().find(|(code, _)| *code == language).map_or(&[][..], |(_, articles)| articles);
    articles.iter().find(|article| title.starts_with(**article)).map_or(0, |article| article.chars().count())
}

/// 100, the main entry.
pub(super) fn push_main_entry(record: &mut Record, title: &Title) {
    if let Some(author) = &title.author {
        push_name(record, "100", author, " ", &[]);
    }
}

/// 600, 650, 651 and 700.
pub(super) fn push_subjects_and_added_entries(record: &mut Record, title: &Title, habits: &Habits) {
    for subject in title.subjects.iter().filter(|_| habits.keeps_subjects) {
        let mut parts = subject.split(" $");
        let heading = parts.next().unwrap_or_default();
        let subdivisions: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once(' ')).collect();
        match heading.split_once('=') {
            Some(("person", name)) => push_name(record, "600", name, "0", &subdivisions),
            Some((_, place)) => push_subject(record, "651", place, &subdivisions),
            None => push_subject(record, "650", heading, &subdivisions),
        }
    }
    for contributor in &title.contributors {
        push_name(record, "700", contributor, " ", &[]);
    }
}

/// 880 fields and the $6 that pairs them, for the title and the main entry (MARC 21 appendix A).
pub(super) fn push_own_script(record: &mut Record, title: &Title) {
    let Some(own) = &title.own_script else { return };
    let original = record.clone();
    record.remove("100");
    record.remove("245");
    let pairs: Vec<(&str, Vec<(&'static str, String)>)> = [
        ("245", Some(title_subfields(&bare(title), &own.title, None))),
        ("100", own.author.as_ref().map(|author| vec![("a", author.clone())])),
    ]
    .into_iter()
    .filter_map(|(tag, subfields)| Some((tag, subfields?)))
    .collect();
    for tag in ["100", "245"] {
        let Some(field) = original.field(tag) else { continue };
        let indicators: String = field.indicators().iter().collect();
        let place = pairs.iter().position(|(paired, _)| *paired == tag);
        let link = place.map(|place| format!("880-{:02}", place + 1));
        let mut subfields: Vec<(&str, &str)> = link.iter().map(|link| ("6", link.as_str())).collect();
        subfields.extend(field.subfields().map(|subfield| (subfield.code, subfield.value)));
        record.push_data(tag, &indicators, &subfields);
    }
    for (place, (tag, subfields)) in pairs.iter().enumerate() {
        let link = format!("{tag}-{:02}/{}", place + 1, script(own));
        let mut linked = vec![("6", link.as_str())];
        linked.extend(borrowed(subfields));
        record.push_data("880", if *tag == "245" { "10" } else { "1 " }, &linked);
    }
}

/// The title without part: the own-script title carries it already.
fn bare(title: &Title) -> Title {
    Title { part_number: None, part_name: None, ..title.clone() }
}

/// Code of the script in $6, with the direction for scripts that run from the right.
fn script(own: &OwnScript) -> &'static str {
    let first = own.title.chars().find(|character| character.is_alphabetic()).unwrap_or_default();
    match first {
        '\u{0370}'..='\u{03FF}' => "(S",
        '\u{0400}'..='\u{04FF}' => "(N",
        '\u{0590}'..='\u{05FF}' => "(2/r",
        '\u{0600}'..='\u{06FF}' => "(3/r",
        _ => "$1",
    }
}

fn push_subject(record: &mut Record, tag: &str, heading: &str, subdivisions: &[(&str, &str)]) {
    let mut subfields = vec![("a", heading)];
    subfields.extend(subdivisions);
    push_closed(record, tag, " 0", subfields);
}

/// A name heading: inverted name, then the dates behind the last comma.
fn push_name(record: &mut Record, tag: &str, name: &str, second_indicator: &str, subdivisions: &[(&str, &str)]) {
    let is_date = |text: &str| text.contains(|character: char| character.is_ascii_digit());
    let (name, dates) = name.rsplit_once(", ").filter(|(_, dates)| is_date(dates)).unwrap_or((name, ""));
    let first_indicator = if name.contains(',') { '1' } else { '0' };
    let with_comma = format!("{name},");
    let mut subfields =
        if dates.is_empty() { vec![("a", name)] } else { vec![("a", with_comma.as_str()), ("d", dates)] };
    subfields.extend(subdivisions);
    push_closed(record, tag, &format!("{first_indicator}{second_indicator}"), subfields);
}

/// Appends the field with a full stop at its end.
fn push_closed(record: &mut Record, tag: &str, indicators: &str, mut subfields: Vec<(&str, &str)>) {
    let Some((code, last)) = subfields.pop() else { return };
    let closed = if last.ends_with(['.', '-', ')']) { last.to_owned() } else { format!("{last}.") };
    record.push_data(tag, indicators, &subfields).push_subfield(code, &closed);
}
