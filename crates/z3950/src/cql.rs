//! CQL 1.2, the contextual query language of SRU, and its translation to type-1 queries.
//!
//! Prefix assignments (`> dc = "info:..."`) are accepted at the beginning of a query, where everybody writes them.

mod mapping;
mod parse;
mod to_rpn;

use std::fmt;

pub use mapping::Mapping;
pub use parse::parse;
pub use to_rpn::Unsupported;

use crate::expression::{Expression, Step};

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Names of context sets that hold for this query.
    pub prefixes: Vec<Prefix>,
    /// Search clauses and booleans.
    pub expression: Expression<Clause, Boolean>,
    /// Sort keys, the most important first.
    pub sort: Vec<SortKey>,
}

/// A name for a context set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The name; `None` sets the default.
    pub name: Option<String>,
    /// The identifier of the set.
    pub uri: String,
}

/// A search clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What to search and how; `None` leaves both to the server.
    pub access: Option<(String, Relation)>,
    /// What to search for, backslashes kept, since they tell `\*` from `*`.
    pub term: String,
}

/// A relation between index and term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// A sign such as `=` or a name such as `all`.
    pub comparison: String,
    /// Modifiers such as `/stem`.
    pub modifiers: Vec<Modifier>,
}

/// A boolean with its modifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boolean {
    /// Which.
    pub kind: BooleanKind,
    /// Modifiers such as `/distance<3`.
    pub modifiers: Vec<Modifier>,
}

/// The four booleans of the language; there can be no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BooleanKind {
    /// Both.
    And,
    /// Either.
    Or,
    /// The left without the right.
    Not,
    /// Both near each other.
    Prox,
}

/// A modifier of a relation, boolean or sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its name.
    pub name: String,
    /// A comparison sign and a value.
    pub value: Option<(String, String)>,
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The index.
    pub index: String,
    /// Modifiers such as `/sort.descending`.
    pub modifiers: Vec<Modifier>,
}

impl BooleanKind {
    fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "prox" => Self::Prox,
            _ => return None,
        })
    }

    /// The word in the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Prox => "prox",
        }
    }
}

/// In CQL again. The right operand of a boolean gets parentheses when it is a boolean itself.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for prefix in &self.prefixes {
            match &prefix.name {
                Some(name) => write!(f, "> {} = {} ", quoted(name), quoted(&prefix.uri))?,
                None => write!(f, "> {} ", quoted(&prefix.uri))?,
            }
        }
        self.write_expression(f)?;
        for (place, key) in self.sort.iter().enumerate() {
            let before = if place == 0 { " sortby " } else { " " };
            write!(f, "{before}{}", quoted(&key.index))?;
            write_modifiers(&key.modifiers, f)?;
        }
        Ok(())
    }
}

impl Query {
    fn write_expression(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_right = false;
        let mut parenthesised = Vec::new();
        for step in self.expression.walk() {
            match step {
                Step::Open(_) => {
                    parenthesised.push(is_right);
                    f.write_str(if is_right { "(" } else { "" })?;
                }
                Step::Leaf(clause) => write!(f, "{clause}")?,
                Step::Between(boolean) => {
                    write!(f, " {}", boolean.kind.word())?;
                    write_modifiers(&boolean.modifiers, f)?;
                    f.write_str(" ")?;
                }
                Step::Close(_) => f.write_str(if parenthesised.pop() == Some(true) { ")" } else { "" })?,
            }
            is_right = matches!(step, Step::Between(_));
        }
        Ok(())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((index, relation)) = &self.access {
            write!(f, "{} {}", quoted(index), relation.comparison)?;
            write_modifiers(&relation.modifiers, f)?;
            f.write_str(" ")?;
        }
        f.write_str(&quoted(&self.term))
    }
}

fn write_modifiers(modifiers: &[Modifier], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for modifier in modifiers {
        write!(f, "/{}", quoted(&modifier.name))?;
        if let Some((comparison, value)) = &modifier.value {
            write!(f, "{comparison}{}", quoted(value))?;
        }
    }
    Ok(())
}

/// In quotation marks where the language needs them. Quotation marks inside already have their backslash.
fn quoted(text: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '=' | '<' | '>' | '/' | '"');
    let keyword = BooleanKind::named(text).is_some() || text.eq_ignore_ascii_case("sortby");
    let named_relation = parse::is_named_relation(text);
    if !text.is_empty() && text.chars().all(plain) && !keyword && !named_relation {
        return text.to_owned();
    }
    format!("\"{text}\"")
}
