//! What a patron types, taken apart.
//!
//! Words are all required. `"Quoted words"` stand together in this order. `title:` `author:` `subject:` `isbn:` `issn:` `lccn:`
//! `oclc:` before a word or quotation look in one place only. `librar*` is the beginning of a word. ISBNs and ISSNs are
//! recognised with and without hyphens. Nothing that can be typed is an error: signs that mean nothing are passed over.

use crate::identifier;
use crate::search::FacetKind;
use crate::text::{Token, query_terms};

/// A search: every clause and every kind of filter must be fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Conditions on the text. None: every cluster.
    pub clauses: Vec<Clause>,
    /// Facet values chosen. Of one kind any value suffices; of each kind one must hold.
    pub filters: Vec<Filter>,
    /// How the answer is sorted.
    pub order: Order,
    /// Clusters to pass over before the page begins.
    pub offset: usize,
    /// Clusters on the page.
    pub limit: usize,
}

/// One condition on the text of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where to look.
    pub field: Field,
    /// What to look for.
    pub condition: Condition,
}

/// Where a clause looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Title, author, subject, other text or identifiers.
    Any,
    /// Titles.
    Title,
    /// Persons and bodies.
    Author,
    /// Subject headings.
    Subject,
    /// Numbers, matched whole.
    Identifier,
}

impl Field {
    /// What a match in this field is worth beside a match in text of no field of its own (series, publisher, place, year), which
    /// counts 1. Engines boost by it.
    pub fn weight(self) -> f32 {
        match self {
            Field::Any => 1.0,
            Field::Subject => 1.5,
            Field::Author => 3.0,
            Field::Title => 4.0,
            Field::Identifier => 10.0,
        }
    }
}

/// What a clause looks for; folded as the documents are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// This word (or identifier).
    Word(String),
    /// A word that begins like this.
    Prefix(String),
    /// These words at these distances from each other; at least two.
    Phrase(Vec<Token>),
}

/// A facet value that the patron chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The property.
    pub kind: FacetKind,
    /// Its value, as in [`crate::search::Facet::counts`].
    pub value: String,
}

/// How an answer is sorted; equal clusters by their id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest year first, clusters without a year last.
    Newest,
    /// By title, folded.
    Title,
}

impl Query {
    /// Clusters on a page unless the caller says otherwise.
    pub const PAGE: usize = 20;

    /// Words and quotations beyond this number are passed over, so that a pasted page stays a cheap search.
    pub const MAX_CLAUSES: usize = 64;

    /// Takes apart what a patron typed.
    ///
    /// ```
    /// use index::search::{Condition, Field, Query};
    ///
    /// let query = Query::parse("title:\"war and peace\" 0-14-044793-8");
    /// assert_eq!(query.clauses[0].field, Field::Title);
    /// assert_eq!(query.clauses[1].condition, Condition::Word("9780140447934".into()));
    /// ```
    pub fn parse(typed: &str) -> Query {
        let clauses = match identifier::spaced_isbn(typed) {
            Some(isbn) => vec![Clause { field: Field::Identifier, condition: Condition::Word(isbn) }],
            None => pieces(typed).filter_map(|piece| piece.clause()).take(Query::MAX_CLAUSES).collect(),
        };
        Query { clauses, filters: Vec::new(), order: Order::default(), offset: 0, limit: Query::PAGE }
    }

    /// The same search, narrowed to one facet value.
    #[must_use]
    pub fn filtered(mut self, kind: FacetKind, value: impl Into<String>) -> Query {
        self.filters.push(Filter { kind, value: value.into() });
        self
    }
}

/// A word or quotation with the name before its colon.
struct Piece<'a> {
    name: Option<Name>,
    text: &'a str,
    quoted: bool,
}

#[derive(Clone, Copy)]
enum Name {
    Text(Field),
    Isbn,
    Issn,
    Lccn,
    Oclc,
    Id,
}

impl Piece<'_> {
    fn clause(&self) -> Option<Clause> {
        let (field, condition) = match self.name {
            Some(Name::Text(field)) => (field, self.words()?),
            Some(Name::Isbn) => (Field::Identifier, self.number(identifier::isbn(self.text))?),
            Some(Name::Issn) => (Field::Identifier, self.number(identifier::issn(self.text))?),
            Some(Name::Lccn) => (Field::Identifier, self.number(identifier::lccn(self.text))?),
            Some(Name::Oclc) => (Field::Identifier, self.number(identifier::oclc(self.text))?),
            Some(Name::Id) => (Field::Identifier, self.number(None)?),
            None => match self.recognised_number() {
                Some(number) => (Field::Identifier, Condition::Word(number)),
                None => (Field::Any, self.words()?),
            },
        };
        Some(Clause { field, condition })
    }

    fn words(&self) -> Option<Condition> {
        let mut terms = query_terms(self.text);
        if terms.len() > 1 {
            return Some(Condition::Phrase(terms));
        }
        let word = terms.pop()?.text;
        let truncated = !self.quoted && self.text.ends_with('*');
        Some(if truncated { Condition::Prefix(word) } else { Condition::Word(word) })
    }

    /// A wrong check digit is no reason to find nothing: records carry wrong numbers too.
    fn number(&self, normalised: Option<String>) -> Option<Condition> {
        let number = normalised.unwrap_or_else(|| identifier::compact(self.text));
        (!number.is_empty()).then_some(Condition::Word(number))
    }

    fn recognised_number(&self) -> Option<String> {
        if self.quoted {
            return None;
        }
        identifier::isbn(self.text)
            .or_else(|| identifier::hyphenated_issn(self.text).filter(|_| !is_span_of_years(self.text)))
    }
}

/// `1914-1918` is a span of years even when its last digit happens to be the check digit of an ISSN.
fn is_span_of_years(text: &str) -> bool {
    let year = |part: &str| part.parse::<u16>().ok().filter(|year| (1400..=2100).contains(year));
    let years = text.split_once('-').and_then(|(first, last)| Some((year(first)?, year(last)?)));
    years.is_some_and(|(first, last)| first <= last)
}

fn pieces(typed: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = typed;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let (name, after_name) = name_before_colon(rest);
        let (text, quoted, remaining) = word_or_quotation(after_name)?;
        rest = remaining;
        Some(Piece { name, text, quoted })
    })
}

fn name_before_colon(text: &str) -> (Option<Name>, &str) {
    let is_end = |character: char| character == ':' || character.is_whitespace();
    let named = text.find(is_end).and_then(|end| {
        let (before, after) = text.split_at_checked(end)?;
        Some((name(before)?, after.strip_prefix(':')?))
    });
    match named {
        Some((name, after)) if !after.is_empty() && !after.starts_with(char::is_whitespace) => (Some(name), after),
        _ => (None, text),
    }
}

/// English and German names, as the pages show them.
fn name(before: &str) -> Option<Name> {
    Some(match before.to_ascii_lowercase().as_str() {
        "title" | "titel" => Name::Text(Field::Title),
        "author" | "autor" | "person" => Name::Text(Field::Author),
        "subject" | "thema" | "schlagwort" => Name::Text(Field::Subject),
        "isbn" => Name::Isbn,
        "issn" => Name::Issn,
        "lccn" => Name::Lccn,
        "oclc" => Name::Oclc,
        "id" => Name::Id,
        _ => return None,
    })
}

/// The first word or quotation, whether it is quoted, and what follows. A quotation never closed runs to the end.
fn word_or_quotation(text: &str) -> Option<(&str, bool, &str)> {
    let is_quote = |character| matches!(character, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '«' | '»');
    if let Some(inside) = text.strip_prefix(is_quote) {
        let (quotation, rest) = inside.split_once(is_quote).unwrap_or((inside, ""));
        return Some((quotation, true, rest));
    }
    if text.is_empty() {
        return None;
    }
    let end = text.find(|character: char| character.is_whitespace() || is_quote(character)).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    Some((word, false, rest))
}

#[cfg(test)]
mod tests;
