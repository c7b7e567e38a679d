//! What can be searched: words of titles, authors and subjects, and numbers, without accents and upper case.

use std::collections::BTreeMap;
use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use marc::identifiers::{Isbn, Issn, OclcNumber};
use marc::{Field, Record, classify};

use super::Id;

/// Words and numbers with the records that have them. A key is the mark of its list and the word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    postings: BTreeMap<String, Vec<Id>>,
}

/// The lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// All lists of words, and all numbers.
    Anything,
    /// Titles.
    Title,
    /// Authors.
    Author,
    /// Subjects.
    Subject,
    /// ISBN.
    Isbn,
    /// ISSN.
    Issn,
    /// Year of publication.
    Year,
    /// MMS id, other system numbers, numbers of related records.
    SystemNumber,
    /// OCLC number.
    Oclc,
    /// Former and cancelled OCLC numbers, those of 019 and of 035 $z.
    FormerOclc,
}

const TITLE: char = 't';
const AUTHOR: char = 'a';
const SUBJECT: char = 's';
const OTHER_WORD: char = 'w';
const ISBN: char = 'b';
const ISSN: char = 'i';
const YEAR: char = 'y';
const SYSTEM_NUMBER: char = 'n';
const OCLC: char = 'o';
const FORMER_OCLC: char = 'f';

/// No year after this is believed.
const LATEST_YEAR: u16 = 2100;

impl Searched {
    fn marks(self) -> &'static [char] {
        match self {
            Self::Anything => &[TITLE, AUTHOR, SUBJECT, OTHER_WORD, ISBN, ISSN, SYSTEM_NUMBER, OCLC],
            Self::Title => &[TITLE],
            Self::Author => &[AUTHOR],
            Self::Subject => &[SUBJECT],
            Self::Isbn => &[ISBN],
            Self::Issn => &[ISSN],
            Self::Year => &[YEAR],
            Self::SystemNumber => &[SYSTEM_NUMBER],
            Self::Oclc => &[OCLC],
            Self::FormerOclc => &[FORMER_OCLC],
        }
    }
}

impl Index {
    /// Makes a record findable.
    pub(crate) fn add(&mut self, id: Id, record: &Record) {
        for field in record.all_fields() {
            if let Some(mark) = mark_of(&field) {
                let text: Vec<&str> = field.subfields().map(|subfield| subfield.value).collect();
                self.add_words(mark, &text.join(" "), id);
            }
        }
        isbns(record).iter().for_each(|isbn| self.put(ISBN, isbn.as_str(), id));
        marc::identifiers::issns(record).iter().for_each(|issn| self.put(ISSN, issn.as_str(), id));
        marc::identifiers::oclc_numbers(record).iter().for_each(|number| self.put(OCLC, number.as_str(), id));
        let former = marc::identifiers::former_oclc_numbers(record);
        former.iter().for_each(|number| self.put(FORMER_OCLC, number.as_str(), id));
        if let Some(year) = classify::dates(record, LATEST_YEAR).published {
            self.put(YEAR, &year.to_string(), id);
        }
        self.put(SYSTEM_NUMBER, &id.to_string(), id);
        for number in system_numbers(record) {
            self.put(SYSTEM_NUMBER, &number, id);
        }
    }

    /// The records in which every word of `term` occurs in the list, in the order of their ids. With `truncated` the last
    /// word need only begin so.
    #[must_use]
    pub fn search(&self, searched: Searched, term: &str, truncated: bool) -> Vec<Id> {
        let keys = keys_of(searched, term);
        let mut found: Option<Vec<Id>> = None;
        let last = keys.len().saturating_sub(1);
        for (place, key) in keys.iter().enumerate() {
            let ids = self.ids(searched.marks(), key, truncated && place == last);
            found = Some(match found {
                None => ids,
                Some(before) => before.into_iter().filter(|id| ids.binary_search(id).is_ok()).collect(),
            });
        }
        found.unwrap_or_default()
    }

    /// The records published in these years, in the order of their ids.
    #[must_use]
    pub fn in_years(&self, years: Range<u16>) -> Vec<Id> {
        let of_mark = self.postings.range(YEAR.to_string()..).take_while(|(key, _)| key.starts_with(YEAR));
        let fits =
            |key: &str| key.strip_prefix(YEAR).and_then(|year| year.parse().ok()).is_some_and(|y| years.contains(&y));
        let mut ids: Vec<Id> = of_mark.filter(|(key, _)| fits(key)).flat_map(|(_, ids)| ids).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn ids(&self, marks: &[char], key: &str, truncated: bool) -> Vec<Id> {
        let mut ids: Vec<Id> = Vec::new();
        for mark in marks {
            let wanted = format!("{mark}{key}");
            match truncated {
                false => ids.extend(self.postings.get(&wanted).into_iter().flatten()),
                true => {
                    let from_here = self.postings.range(wanted.clone()..);
                    let fitting = from_here.take_while(|(word, _)| word.starts_with(&wanted));
                    ids.extend(fitting.flat_map(|(_, ids)| ids));
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn add_words(&mut self, mark: char, text: &str, id: Id) {
        for word in words(text) {
            self.put(mark, &word, id);
        }
    }

    fn put(&mut self, mark: char, word: &str, id: Id) {
        let ids = self.postings.entry(format!("{mark}{word}")).or_default();
        if ids.last() != Some(&id) {
            ids.push(id);
        }
    }
}

/// The list to which the words of a field belong.
fn mark_of(field: &Field<'_>) -> Option<char> {
    match field.tag().as_str() {
        "130" | "240" | "245" | "246" | "247" | "440" | "490" | "730" | "740" | "830" => Some(TITLE),
        "100" | "110" | "111" | "700" | "710" | "711" => Some(AUTHOR),
        "600" | "610" | "611" | "630" | "650" | "651" | "653" | "655" => Some(SUBJECT),
        "250" | "260" | "264" | "500" | "505" | "520" | "880" => Some(OTHER_WORD),
        _ => None,
    }
}

/// ISBNs of a record, cancelled ones too, and those of the same title in another form, which is why an ISBN finds the book and
/// its electronic duplicate.
fn isbns(record: &Record) -> Vec<Isbn> {
    let mut found = marc::identifiers::isbns(record);
    found.extend(marc::identifiers::cancelled_isbns(record));
    found.extend(record.values("776", 'z').filter_map(Isbn::parse));
    found
}

/// Other system numbers of a record and those of related ones, as attribute 12 of Alma finds them: whole, and without the
/// source in parentheses.
fn system_numbers(record: &Record) -> Vec<String> {
    let own = ["035", "019"].into_iter().flat_map(|tag| record.values(tag, 'a').chain(record.values(tag, 'z')));
    let related = ["773", "774", "775", "776", "777", "786", "800", "810", "811"];
    let related = related.into_iter().flat_map(|tag| record.values(tag, 'w'));
    own.chain(related)
        .flat_map(|number| {
            let bare = number.rsplit_once(')').map_or(number, |(_, bare)| bare);
            [number_key(number), number_key(bare)]
        })
        .filter(|number| !number.is_empty())
        .collect()
}

/// What a term asks for in a list: words, or one number in its normal form.
fn keys_of(searched: Searched, term: &str) -> Vec<String> {
    let number = match searched {
        Searched::Isbn => Isbn::parse(term).map_or_else(|| number_key(term), |isbn| isbn.to_string()),
        Searched::Issn => Issn::parse(term).map_or_else(|| number_key(term), |issn| issn.to_string()),
        Searched::Oclc | Searched::FormerOclc => {
            OclcNumber::parse(term).map_or_else(|| number_key(term), |number| number.to_string())
        }
        Searched::SystemNumber | Searched::Year => number_key(term),
        Searched::Anything => match Isbn::parse(term) {
            Some(isbn) => isbn.to_string(),
            None => return words(term),
        },
        Searched::Title | Searched::Author | Searched::Subject => return words(term),
    };
    vec![number].into_iter().filter(|number| !number.is_empty()).collect()
}

fn number_key(text: &str) -> String {
    text.trim().to_lowercase()
}

const DECOMPOSE: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();

/// The words of a text in lower case and without accents.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain: String =
        DECOMPOSE.normalize(text).chars().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).collect();
    let pieces = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    pieces.map(str::to_owned).collect()
}

/// Accents that stand alone once a letter is taken apart, and the apostrophes of romanised scripts.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\'' | '’' | 'ʻ' | 'ʼ' | 'ʹ' | 'ʺ' | '\u{FE20}'..='\u{FE2F}')
}
