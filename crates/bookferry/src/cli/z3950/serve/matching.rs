//! Which records a query finds.

use index::text::{fold, words};
use z3950::query::{AttributeElement, AttributeValue, AttributesPlusTerm, Operand, Operator, RpnQuery};
use z3950::server::ResultSets;
use z3950::{Diagnostic, Oid};

use super::catalogue::Catalogue;
use super::terms::{Index, List, Places, both, either, none, without};

/// Records that are looked into for a phrase at most: words so common that more have all of them say little.
const LOOKED_INTO: usize = 50_000;

/// The records that a query finds.
pub fn find(catalogue: &Catalogue, query: &RpnQuery, sets: &ResultSets<Places>) -> Result<Places, Diagnostic> {
    let operand = |operand: &Operand| match operand {
        Operand::Term(term) => Clause::read(term, &query.attribute_set)?.find(catalogue),
        Operand::ResultSet(name) => sets.existing(name).map(|found| Places::clone(&found.set)),
        Operand::Restriction(_) => Err(Diagnostic::new(245, "")),
        Operand::Other(_) => Err(Diagnostic::new(108, "unknown operand")),
    };
    let operator = |operator: &Operator, left: Places, right: Places| match operator {
        Operator::And => Ok(both(&left, &right)),
        Operator::Or => Ok(either(&left, &right)),
        Operator::AndNot => Ok(without(&left, &right)),
        Operator::Proximity(_) => Err(Diagnostic::new(110, "prox")),
        Operator::Other(_) => Err(Diagnostic::new(110, "")),
    };
    query.rpn.fold(operand, operator).map(|found| found.unwrap_or_else(none))
}

/// A term with what its attributes say.
#[derive(Debug)]
pub struct Clause {
    pub index: Index,
    pub text: String,
    relation: Relation,
    shape: Shape,
    truncation: Truncation,
    /// The field begins with the term.
    first_in_field: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
    AlwaysMatches,
}

/// What the words of the term have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// All are there.
    AllWords,
    /// One of them is there.
    AnyWord,
    /// They stand one after the other.
    Phrase,
    /// They are the whole field.
    WholeField,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truncation {
    None,
    Right,
    Left,
    Both,
    /// `#` is one character, `?` any number of them.
    Masked,
}

impl Clause {
    /// Reads the attributes, of which later ones of the same type count.
    pub fn read(term: &AttributesPlusTerm, set: &Oid) -> Result<Self, Diagnostic> {
        let mut clause = Self {
            index: Index::Any,
            text: term.term.text(),
            relation: Relation::Equal,
            shape: Shape::AllWords,
            truncation: Truncation::None,
            first_in_field: false,
        };
        for attribute in &term.attributes {
            clause.attribute(attribute, set)?;
        }
        match clause.relation {
            Relation::Equal | Relation::AlwaysMatches => Ok(clause),
            _ if clause.index == Index::Date => Ok(clause),
            _ => Err(Diagnostic::new(117, "only dates have an order")),
        }
    }

    fn attribute(&mut self, attribute: &AttributeElement, set: &Oid) -> Result<(), Diagnostic> {
        let set = attribute.attribute_set.as_ref().unwrap_or(set);
        if *set != Oid::BIB1 {
            return Err(Diagnostic::new(121, set.to_string()));
        }
        let AttributeValue::Numeric(value) = attribute.value else { return Err(Diagnostic::new(246, "")) };
        let refused = |condition| Diagnostic::new(condition, value.to_string());
        match attribute.attribute_type {
            1 => self.index = Index::of(value).ok_or_else(|| refused(114))?,
            2 => self.relation = Relation::of(value).ok_or_else(|| refused(117))?,
            3 => self.first_in_field |= value == 1,
            4 => self.shape = shape(value).ok_or_else(|| refused(118))?,
            5 => self.truncation = Truncation::of(value).ok_or_else(|| refused(120))?,
            6 if value == 3 => self.shape = Shape::WholeField,
            6 => {}
            other => return Err(Diagnostic::new(113, other.to_string())),
        }
        match (attribute.attribute_type, value) {
            (3, 1..=3) | (6, 1..=3) | (1 | 2 | 4 | 5, _) => Ok(()),
            (3, _) => Err(refused(119)),
            _ => Err(refused(122)),
        }
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    fn find(&self, catalogue: &Catalogue) -> Result<Places, Diagnostic> {
        let Some(list) = catalogue.list(self.index) else { return Ok(none()) };
        match (self.relation, self.index.is_text()) {
            (Relation::AlwaysMatches, _) => Ok((0..u32::try_from(catalogue.len()).unwrap_or(u32::MAX)).collect()),
            (_, true) => self.find_text(catalogue, list),
            (Relation::Equal, false) => Ok(self.find_number(list)),
            (_, false) => Ok(self.find_range(list)),
        }
    }

    fn find_number(&self, list: &List) -> Places {
        match self.truncation {
            Truncation::None => list.exactly(&self.index.normalised(&self.text)),
            // The beginning of a number cannot be checked, only its hyphens left out.
            Truncation::Right => beginning_with(list, &self.text.trim().replace('-', "")),
            Truncation::Left | Truncation::Both | Truncation::Masked => {
                matching(list, &Mask::of(&self.text.trim().to_lowercase(), self.truncation))
            }
        }
    }

    fn find_range(&self, list: &List) -> Places {
        let wanted = self.text.trim();
        let fits = |term: &str| match self.relation {
            Relation::Less => term < wanted,
            Relation::LessOrEqual => term <= wanted,
            Relation::GreaterOrEqual => term >= wanted,
            Relation::Greater => term > wanted,
            Relation::Equal | Relation::AlwaysMatches => term == wanted,
        };
        union(list.from("").filter(|(term, _)| fits(term)).map(|(_, places)| places))
    }

    fn find_text(&self, catalogue: &Catalogue, list: &List) -> Result<Places, Diagnostic> {
        let masks = self.masks();
        let Some(last) = masks.len().checked_sub(1) else {
            return Err(Diagnostic::new(125, "the term has no letter or digit"));
        };
        let is_phrase = matches!(self.shape, Shape::Phrase | Shape::WholeField);
        let found = |place: usize, mask: &Mask| match mask {
            Mask::Word(word) => list.exactly(word),
            // Only the end of a phrase is cut off, each word of a list is.
            Mask::Beginning(word) if is_phrase && place < last => list.exactly(word),
            Mask::Beginning(word) => beginning_with(list, word),
            Mask::Pattern(_) => matching(list, mask),
        };
        let mut lists = masks.iter().enumerate().map(|(place, mask)| found(place, mask));
        if self.shape == Shape::AnyWord {
            return Ok(lists.fold(none(), |all, places| either(&all, &places)));
        }
        let first = lists.next().unwrap_or_else(none);
        let candidates = lists.fold(first, |all, places| both(&all, &places));
        match is_phrase && (masks.len() > 1 || self.shape == Shape::WholeField) || self.first_in_field {
            true => self.look_into(catalogue, &candidates, &masks),
            false => Ok(candidates),
        }
    }

    /// The candidates in which the words really stand one after the other.
    fn look_into(&self, catalogue: &Catalogue, candidates: &[u32], masks: &[Mask]) -> Result<Places, Diagnostic> {
        if candidates.len() > LOOKED_INTO {
            return Err(Diagnostic::new(12, candidates.len().to_string()));
        }
        let stands_in = |text: &String| {
            let words = words(text);
            let fits = |window: &[String]| {
                let mut pairs = window.iter().zip(masks).enumerate();
                pairs.all(|(place, (word, mask))| mask.fits(word, place + 1 == masks.len()))
            };
            match self.shape {
                Shape::WholeField => words.len() == masks.len() && fits(words.as_slice()),
                _ if self.first_in_field => words.get(..masks.len()).is_some_and(fits),
                _ => words.windows(masks.len()).any(fits),
            }
        };
        let is_found = |&place: &u32| {
            catalogue.record(place).is_some_and(|record| self.index.texts(&record).iter().any(stands_in))
        };
        Ok(candidates.iter().copied().filter(is_found).collect())
    }

    fn masks(&self) -> Vec<Mask> {
        match self.truncation {
            Truncation::None => words(&self.text).into_iter().map(Mask::Word).collect(),
            Truncation::Right => words(&self.text).into_iter().map(Mask::Beginning).collect(),
            Truncation::Left | Truncation::Both => {
                words(&self.text).iter().map(|word| Mask::of(word, self.truncation)).collect()
            }
            Truncation::Masked => {
                let kept = |c: &char| c.is_alphanumeric() || matches!(c, '?' | '#');
                let folded = fold(&self.text);
                let words = folded.split_whitespace().map(|word| word.chars().filter(kept).collect::<String>());
                words.filter(|word| !word.is_empty()).map(|word| Mask::of(&word, Truncation::Masked)).collect()
            }
        }
    }
}

/// Which words of a list a word of a term means.
#[derive(Debug)]
enum Mask {
    Word(String),
    Beginning(String),
    Pattern(Vec<Piece>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Exactly(char),
    One,
    Any,
}

impl Mask {
    fn of(word: &str, truncation: Truncation) -> Self {
        let mut pieces = Vec::new();
        if matches!(truncation, Truncation::Left | Truncation::Both) {
            pieces.push(Piece::Any);
        }
        pieces.extend(word.chars().map(|character| match (character, truncation) {
            ('?', Truncation::Masked) => Piece::Any,
            ('#', Truncation::Masked) => Piece::One,
            (character, _) => Piece::Exactly(character),
        }));
        if truncation == Truncation::Both {
            pieces.push(Piece::Any);
        }
        match pieces.iter().all(|piece| matches!(piece, Piece::Exactly(_))) {
            true => Self::Word(word.to_owned()),
            false => Self::Pattern(pieces),
        }
    }

    fn fits(&self, word: &str, is_last: bool) -> bool {
        match self {
            Self::Word(wanted) => word == wanted,
            Self::Beginning(wanted) => {
                if is_last {
                    word.starts_with(wanted.as_str())
                } else {
                    word == wanted
                }
            }
            Self::Pattern(pieces) => fits(pieces, word),
        }
    }

    /// What every word that fits begins with.
    fn beginning(&self) -> String {
        match self {
            Self::Word(word) | Self::Beginning(word) => word.clone(),
            Self::Pattern(pieces) => {
                let characters = pieces.iter().map_while(|piece| match piece {
                    Piece::Exactly(character) => Some(*character),
                    Piece::One | Piece::Any => None,
                });
                characters.collect()
            }
        }
    }
}

/// Goes through word and pattern once; after a mismatch the last `Any` takes one character more.
fn fits(pieces: &[Piece], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut piece, mut again) = (0, 0, None);
    while at < word.len() {
        match pieces.get(piece) {
            Some(Piece::Any) => {
                again = Some((at, piece));
                piece += 1;
                continue;
            }
            Some(Piece::One) => {}
            Some(Piece::Exactly(character)) if word.get(at) == Some(character) => {}
            _ => match again {
                Some((from, any)) => {
                    again = Some((from + 1, any));
                    (at, piece) = (from + 1, any + 1);
                    continue;
                }
                None => return false,
            },
        }
        (at, piece) = (at + 1, piece + 1);
    }
    pieces.get(piece..).unwrap_or_default().iter().all(|rest| *rest == Piece::Any)
}

fn beginning_with(list: &List, beginning: &str) -> Places {
    union(list.from(beginning).take_while(|(term, _)| term.starts_with(beginning)).map(|(_, places)| places))
}

fn matching(list: &List, mask: &Mask) -> Places {
    let beginning = mask.beginning();
    let terms = list.from(&beginning).take_while(|(term, _)| term.starts_with(&beginning));
    union(terms.filter(|(term, _)| mask.fits(term, true)).map(|(_, places)| places))
}

fn union<'a>(lists: impl Iterator<Item = &'a Places>) -> Places {
    let mut all: Vec<u32> = lists.flat_map(|places| places.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

impl Relation {
    fn of(value: i64) -> Option<Self> {
        match value {
            1 => Some(Self::Less),
            2 => Some(Self::LessOrEqual),
            // Relevance is a wish for an order, not for other records.
            3 | 102 => Some(Self::Equal),
            4 => Some(Self::GreaterOrEqual),
            5 => Some(Self::Greater),
            103 => Some(Self::AlwaysMatches),
            _ => None,
        }
    }
}

impl Truncation {
    fn of(value: i64) -> Option<Self> {
        match value {
            1 => Some(Self::Right),
            2 => Some(Self::Left),
            3 => Some(Self::Both),
            100 => Some(Self::None),
            101 | 104 => Some(Self::Masked),
            _ => None,
        }
    }
}

fn shape(structure: i64) -> Option<Shape> {
    match structure {
        1 | 3 | 101 | 102 => Some(Shape::Phrase),
        2 | 4 | 5 | 6 | 107 | 109 => Some(Shape::AllWords),
        105 => Some(Shape::AnyWord),
        108 => Some(Shape::WholeField),
        _ => None,
    }
}
