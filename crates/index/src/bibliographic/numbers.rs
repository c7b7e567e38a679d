//! Numbers of no certain kind, and pages.

use marc::identifiers::{isbns, issns};
use marc::{Field, Record};

use super::distinct;
use crate::identifier;
use crate::text::fold;

/// Normalised numbers as text.
pub(super) fn texts<T: ToString>(numbers: impl IntoIterator<Item = T>) -> Vec<String> {
    distinct(numbers.into_iter().map(|number| number.to_string()))
}

/// Cancelled and misprinted ISBNs and ISSNs, numbers of other schemes (024) and of publishers (028).
pub(super) fn other_numbers(record: &Record) -> Vec<String> {
    let known: Vec<String> = texts(isbns(record)).into_iter().chain(texts(issns(record))).collect();
    let spelled = record.fields("02x").flat_map(printed).map(|text| {
        identifier::isbn(text)
            .or_else(|| identifier::hyphenated_issn(text))
            .unwrap_or_else(|| identifier::compact(text))
    });
    distinct(spelled.filter(|number| number.len() > 3 && !known.contains(number)))
}

/// The numbers in a field as they are printed, without qualifiers.
fn printed(field: Field<'_>) -> impl Iterator<Item = &str> {
    let (codes, qualified): (&[&str], bool) = match field.tag().as_str() {
        "020" => (&["a", "z"], true),
        "022" => (&["a", "y", "z"], true),
        "024" | "028" => (&["a", "z"], false),
        _ => (&[], false),
    };
    let numbers = field.subfields().filter(|subfield| codes.contains(&subfield.code));
    numbers.map(move |subfield| if qualified { first_word(subfield.value) } else { subfield.value })
}

/// The largest number before a word for pages or leaves in 300 $a; without such a word the largest number of two to four digits.
pub(super) fn pages(record: &Record) -> Option<u32> {
    let extent = fold(record.value("300", 'a')?);
    let parts = extent.split(|character: char| !character.is_alphanumeric());
    let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    let number = |word: &str| word.parse::<u32>().ok().filter(|number| (1..=9_999).contains(number));
    let counted = words.windows(2).filter_map(|pair| match pair {
        [count, unit] if PAGES.contains(unit) => number(count),
        _ => None,
    });
    counted.max().or_else(|| words.iter().filter(|word| word.len() > 1).filter_map(|word| number(word)).max())
}

/// Words for pages and leaves, folded.
const PAGES: [&str; 12] = ["p", "pp", "page", "pages", "s", "seiten", "leaves", "l", "str", "tr", "sider", "oldal"];

fn first_word(text: &str) -> &str {
    text.split([' ', '(', ':']).find(|word| !word.is_empty()).unwrap_or_default()
}
