//! What the words of library systems mean: a table with a source for each line, which a library can add to.
//!
//! Systems say whether a copy is there in words, in codes of their own, or in words of the library's choice. Nothing is guessed:
//! words that are not in the table mean nothing.

use index::text::fold;

use crate::date::normal_date;
use crate::shelf::{Absence, Standing, filled};

const TABLE: &str = include_str!("words.txt");
const DUE: &str = "{due}";

/// The meaning of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    entries: Vec<Entry>,
}

/// What a word says of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It stands there.
    OnShelf,
    /// It stands there and is never lent.
    Stays,
    /// It does not stand there.
    Away(Absence),
}

/// Words understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// What they mean.
    pub meaning: Meaning,
    /// The date in them.
    pub due: Option<String>,
    /// The people waiting, where the words count them (`DUE 01-11-23 +2 HOLDS`).
    pub holds: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Folded; what stands before the date where there is one.
    words: String,
    takes_date: bool,
    meaning: Meaning,
}

impl Default for Words {
    /// The words of the systems that this crate knows.
    fn default() -> Self {
        Self { entries: lines().filter_map(|(meaning, words, _)| Entry::new(words, meaning_of(meaning)?)).collect() }
    }
}

impl Words {
    /// Adds words of a library's own, which come before all others. `{due}` at their end takes a date.
    pub fn learn(&mut self, words: &str, meaning: Meaning) {
        self.entries.splice(0..0, Entry::new(words, meaning));
    }

    /// What the words mean; `None` for words that are not known.
    #[must_use]
    pub fn understand(&self, words: &str) -> Option<Understood> {
        let (words, holds) = without_holds(words);
        let folded = plain(words);
        if folded.is_empty() {
            return None;
        }
        let found = self.entries.iter().find_map(|entry| entry.fit(words, &folded))?;
        Some(Understood { holds, ..found })
    }
}

impl Entry {
    fn new(words: &str, meaning: Meaning) -> Option<Self> {
        let (words, takes_date) = match words.trim().strip_suffix(DUE) {
            Some(before) => (before, true),
            None => (words, false),
        };
        Some(Self { words: plain(words), takes_date, meaning }).filter(|entry| !entry.words.is_empty())
    }

    fn fit(&self, words: &str, folded: &str) -> Option<Understood> {
        let due = match self.takes_date {
            false if self.words == folded => None,
            true if folded.strip_prefix(&self.words)?.starts_with(' ') => date_in(words, &self.words),
            _ => return None,
        };
        Some(Understood { meaning: self.meaning, due, holds: None })
    }
}

impl Understood {
    /// The standing that the words describe.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.meaning {
            Meaning::OnShelf | Meaning::Stays => Standing::OnShelf,
            Meaning::Away(reason) => Standing::Away { reason, due: self.due.clone() },
        }
    }
}

/// What stands behind as many words as `before` has.
fn date_in(words: &str, before: &str) -> Option<String> {
    let rest = words.split_whitespace().skip(before.split(' ').count()).collect::<Vec<_>>().join(" ");
    filled(&rest).map(|date| normal_date(&date))
}

/// Cuts off `+2 HOLDS`, with which Sierra and Millennium count the people waiting.
fn without_holds(words: &str) -> (&str, Option<u32>) {
    let Some((before, after)) = words.rsplit_once('+') else { return (words, None) };
    let mut rest = after.split_whitespace();
    let count = rest.next().and_then(|count| count.parse().ok());
    let says_holds = rest.next().is_some_and(|word| fold(word).starts_with("hold"));
    match count.filter(|_| says_holds) {
        Some(count) => (before, Some(count)),
        None => (words, None),
    }
}

/// Folded, single blanks, no full stop at the end.
fn plain(words: &str) -> String {
    let folded = fold(words);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut parts = line.split(" | ");
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

fn meaning_of(name: &str) -> Option<Meaning> {
    Some(match name {
        "shelf" => Meaning::OnShelf,
        "stays" => Meaning::Stays,
        "loan" => Meaning::Away(Absence::OnLoan),
        "held" => Meaning::Away(Absence::OnHoldShelf),
        "asked" => Meaning::Away(Absence::Requested),
        "transit" => Meaning::Away(Absence::InTransit),
        "process" => Meaning::Away(Absence::InProcess),
        "order" => Meaning::Away(Absence::OnOrder),
        "repair" => Meaning::Away(Absence::InRepair),
        "missing" => Meaning::Away(Absence::Missing),
        "lost" => Meaning::Away(Absence::Lost),
        "gone" => Meaning::Away(Absence::Withdrawn),
        "away" => Meaning::Away(Absence::Unstated),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_has_a_meaning_a_word_and_a_source_and_every_word_stands_once() {
        let table: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        let mut seen = std::collections::BTreeSet::new();
        for (line, (meaning, words, source)) in table.iter().zip(lines()) {
            assert!(line.starts_with(meaning) && meaning_of(meaning).is_some() && source.len() > 3, "{line}");
            assert!(seen.insert(plain(words)), "{words} stands twice");
        }
        assert_eq!((seen.len(), Words::default().entries.len()), (table.len(), table.len()));
    }

    #[test]
    fn words_are_understood_whatever_their_case_and_blanks() {
        let words = Words::default();
        let shown = |text: &str| {
            let found = words.understand(text)?;
            let holds = found.holds.map(|holds| format!(", {holds} waiting")).unwrap_or_default();
            Some(format!("{}{holds}", found.standing()))
        };
        for (text, expected) in [
            ("AVAILABLE", "on the shelf"),
            (" Check  Shelves ", "on the shelf"),
            ("- In", "on the shelf"),
            ("DUE 01-11-23", "on loan, expected 01-11-23"),
            ("Due 01-11-23 +2 HOLDS", "on loan, expected 01-11-23, 2 waiting"),
            ("DUE 12-31-26 +1 HOLD", "on loan, expected 2026-12-31, 1 waiting"),
            ("LOST_LOAN_AND_PAID", "lost"),
            ("Held", "waiting to be picked up"),
            ("Checked out.", "on loan"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", " ", "Ask at desk", "DUE", "DUECK", "available online", "reshelving", "+1 HOLD", "xxx"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_library_can_explain_its_own_words() {
        let mut words = Words::default();
        words.learn("New book shelf", Meaning::OnShelf);
        words.learn("Available", Meaning::Away(Absence::InProcess));
        words.learn("zurück am {due}", Meaning::Away(Absence::OnLoan));
        let understood = |text| words.understand(text).unwrap().standing();
        assert_eq!(understood("NEW BOOK SHELF"), Standing::OnShelf);
        assert_eq!(understood("available"), Standing::away(Absence::InProcess));
        let due = Some("2026-02-13".to_owned());
        assert_eq!(understood("Zurück am 13.2.2026"), Standing::Away { reason: Absence::OnLoan, due });
    }
}
