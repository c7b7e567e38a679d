//! How alike titles, authors, years and editions are.

use index::text::words;

use crate::read::year_in;
use crate::volume::number_word;
use crate::wanted::family_name;

/// How alike two titles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One of them is not known.
    Unknown,
    Other,
    /// Four of five words are the same.
    Near,
    /// One is the beginning of the other.
    Begins,
    Same,
}

const ARTICLES: [&str; 17] =
    ["the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "l", "un", "une", "el", "los", "il"];

pub(super) fn titles_alike(wanted: &str, found: &str) -> Likeness {
    let (ours, theirs) = (title_words(wanted), title_words(found));
    if ours.is_empty() || theirs.is_empty() {
        return Likeness::Unknown;
    }
    if ours.concat() == theirs.concat() {
        return Likeness::Same;
    }
    if theirs.starts_with(&ours) || ours.starts_with(&theirs) {
        return Likeness::Begins;
    }
    let common = ours.iter().filter(|word| theirs.contains(word)).count();
    let longer = ours.len().max(theirs.len());
    if common * 5 >= longer * 4 { Likeness::Near } else { Likeness::Other }
}

/// Whether two titles have so little in common that a number that agrees must be a mistake.
pub(super) fn are_strangers(wanted: &str, found: &str) -> bool {
    let (ours, theirs) = (title_words(wanted), title_words(found));
    let common = ours.iter().filter(|word| theirs.contains(word)).count();
    common * 3 < ours.len().min(theirs.len())
}

/// The words without an article in front and without "and", which some write as a sign.
fn title_words(title: &str) -> Vec<String> {
    let mut words = words(title);
    words.retain(|word| !matches!(word.as_str(), "and" | "und" | "et"));
    if words.len() > 1 && words.first().is_some_and(|first| ARTICLES.contains(&first.as_str())) {
        words.remove(0);
    }
    words
}

/// Whether the wanted author is one of these; `None` where nothing can be compared. The family name decides, wherever it stands:
/// requests say `Jane Austen`, `Austen, Jane` or `Austen`.
pub(super) fn authors_alike(wanted: &str, found: &[String]) -> Option<bool> {
    let ours = words(wanted);
    if ours.is_empty() || found.is_empty() {
        return None;
    }
    let is_named = |author: &String| {
        let family = words(family_name(author));
        let theirs = words(author);
        let family_of_ours = words(family_name(wanted));
        let contains = |all: &[String], part: &[String]| !part.is_empty() && part.iter().all(|word| all.contains(word));
        contains(&ours, &family) || contains(&theirs, &family_of_ours)
    };
    Some(found.iter().any(is_named))
}

pub(super) fn year_of(date: &str) -> Option<u16> {
    year_in(date)
}

/// The number of an edition: `2nd ed.`, `Second edition`, `2., überarb. Aufl.`; `None` where it has none. Four digits are a year.
pub(super) fn edition_number(statement: &str) -> Option<u32> {
    words(statement).iter().find_map(|word| {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        match digits.len() {
            0 => number_word(word),
            1..=3 => digits.parse().ok().filter(|number| *number > 0),
            _ => None,
        }
    })
}
