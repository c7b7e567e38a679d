//! From CQL to type-1 queries.

use std::fmt;

use super::{Boolean, BooleanKind, Clause, Mapping, Modifier, Query};
use crate::query::{
    AttributeElement, AttributesPlusTerm, Operand, Operator, Proximity, ProximityRelation, ProximityUnit,
    ProximityUnitCode, RpnQuery, Term,
};

/// What a mapping has no attributes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The SRU diagnostic (info:srw/diagnostic/1): 15 context set, 16 index, 19 relation, 20 relation modifier,
    /// 41 to 43 proximity distance, unit, ordering, 46 boolean modifier.
    pub diagnostic: u16,
    /// The name that is not supported.
    pub details: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.diagnostic {
            15 => "context set",
            16 => "index",
            19 => "relation",
            20 => "relation modifier",
            41 => "proximity distance",
            42 => "proximity unit",
            46 => "boolean modifier",
            _ => "part of the query",
        };
        write!(f, "unsupported {what} {} (SRU diagnostic {})", self.details, self.diagnostic)
    }
}

impl std::error::Error for Unsupported {}

fn unsupported(diagnostic: u16, details: &str) -> Unsupported {
    Unsupported { diagnostic, details: details.to_owned() }
}

impl Query {
    /// The query as a type-1 query. Sort keys are left aside; sorting is a request of its own.
    ///
    /// # Errors
    /// For an index, relation or modifier that `mapping` does not know.
    pub fn to_rpn(&self, mapping: &Mapping) -> Result<RpnQuery, Unsupported> {
        let rpn = self.expression.try_map(|clause| self.term(clause, mapping).map(Operand::Term), operator)?;
        Ok(RpnQuery::bib1(rpn))
    }

    fn term(&self, clause: &Clause, mapping: &Mapping) -> Result<AttributesPlusTerm, Unsupported> {
        let (index, comparison, modifiers) = match &clause.access {
            Some((index, relation)) => (index.as_str(), comparison_name(&relation.comparison), &*relation.modifiers),
            None => ("cql.serverChoice", "scr".to_owned(), &[][..]),
        };
        let mut attributes = Attributes::default();
        attributes.add(mapping.rule("always"));
        let relation = mapping.rule(&format!("relation.{comparison}"));
        attributes.add(Some(relation.ok_or_else(|| unsupported(19, &comparison))?));
        let structure = mapping.rule(&format!("structure.{comparison}"));
        attributes.add(structure.or_else(|| mapping.rule("structure.*")));
        let raw = modifiers.iter().any(|modifier| ["unmasked", "regexp"].contains(&local(&modifier.name)));
        let term = match raw {
            true => clause.term.clone(),
            false => masked(&clause.term, mapping, &mut attributes),
        };
        attributes.add(Some(self.index(index, mapping)?));
        for modifier in modifiers {
            attributes.add(Some(relation_modifier(modifier, mapping)?));
        }
        Ok(AttributesPlusTerm { attributes: attributes.0, term: Term::General(term.into_bytes()), unknown: Vec::new() })
    }

    /// The attributes of an index, by the prefixes of this query and those of the mapping.
    pub(crate) fn index<'m>(&self, index: &str, mapping: &'m Mapping) -> Result<&'m [AttributeElement], Unsupported> {
        let (prefix, name) = match index.split_once('.') {
            Some((prefix, name)) => (Some(prefix), name),
            None => (None, index),
        };
        // A prefix that the query itself defines goes before those of the mapping.
        let defined = self.prefixes.iter().rev().find(|defined| match (&defined.name, prefix) {
            (Some(name), Some(prefix)) => name.eq_ignore_ascii_case(prefix),
            (name, prefix) => name.is_none() && prefix.is_none(),
        });
        let uri = match (defined, prefix) {
            (Some(defined), _) => Some(defined.uri.as_str()),
            (None, Some(prefix)) => mapping.set_uri(prefix),
            (None, None) => mapping.default_set(),
        };
        let set = uri.and_then(|uri| mapping.set_prefix(uri));
        let set = set.ok_or_else(|| unsupported(15, prefix.unwrap_or(index)))?;
        mapping.rule(&format!("index.{set}.{name}")).ok_or_else(|| unsupported(16, index))
    }
}

/// Attributes of which a later one replaces an earlier one of the same type.
#[derive(Default)]
struct Attributes(Vec<AttributeElement>);

impl Attributes {
    fn add(&mut self, attributes: Option<&[AttributeElement]>) {
        for attribute in attributes.unwrap_or_default() {
            self.0.retain(|earlier| earlier.attribute_type != attribute.attribute_type);
            self.0.push(attribute.clone());
        }
    }
}

/// A relation under the name that rules have for it.
fn comparison_name(comparison: &str) -> String {
    match comparison {
        "=" => "eq".to_owned(),
        "==" => "exact".to_owned(),
        "<=" => "le".to_owned(),
        ">=" => "ge".to_owned(),
        other => local(other).to_lowercase(),
    }
}

/// A name without the prefix of the CQL context set.
fn local(name: &str) -> &str {
    name.strip_prefix("cql.").unwrap_or(name)
}

fn relation_modifier<'m>(modifier: &Modifier, mapping: &'m Mapping) -> Result<&'m [AttributeElement], Unsupported> {
    let rule = mapping.rule(&format!("relationModifier.{}", local(&modifier.name)));
    rule.filter(|_| modifier.value.is_none()).ok_or_else(|| unsupported(20, &modifier.name))
}

/// The term for Z39.50, with the attributes that say where it is anchored and how it is truncated (CQL masking rules).
fn masked(term: &str, mapping: &Mapping, attributes: &mut Attributes) -> String {
    let mut characters = characters(term);
    let first = characters.first() == Some(&Character::Mask('^'));
    let last = characters.len() > 1 && characters.last() == Some(&Character::Mask('^'));
    characters.drain(..usize::from(first));
    characters.truncate(characters.len() - usize::from(last));
    attributes.add(mapping.rule(match (first, last) {
        (true, true) => "position.firstAndLast",
        (true, false) => "position.first",
        (false, true) => "position.last",
        (false, false) => "position.any",
    }));
    let (truncation, term) = truncated(&characters);
    attributes.add(mapping.rule(&format!("truncation.{truncation}")));
    term
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Character {
    /// Stands for itself without a backslash.
    Plain(char),
    /// Stands for itself because of a backslash.
    Escaped(char),
    /// `*`, `?` or `^` with its special meaning.
    Mask(char),
}

fn characters(term: &str) -> Vec<Character> {
    let mut characters = Vec::new();
    let mut rest = term.chars();
    while let Some(c) = rest.next() {
        characters.push(match c {
            '\\' => Character::Escaped(rest.next().unwrap_or('\\')),
            '*' | '?' | '^' => Character::Mask(c),
            _ => Character::Plain(c),
        });
    }
    characters
}

/// The kind of truncation that fits, and the term without the stars that it makes superfluous.
fn truncated(characters: &[Character]) -> (&'static str, String) {
    let star = Some(&Character::Mask('*'));
    let left = characters.len() > 1 && characters.first() == star;
    let right = characters.len() > 1 && characters.last() == star;
    let end = characters.len() - usize::from(right);
    let inner = characters.get(usize::from(left)..end).unwrap_or_default();
    let is_mask = |c: &Character| matches!(c, Character::Mask('*' | '?'));
    if inner.iter().any(is_mask) {
        return ("z3958", z3958(characters));
    }
    let literal = |c: &Character| match *c {
        Character::Plain(c) | Character::Escaped(c) | Character::Mask(c) => c,
    };
    let kind = match (left, right) {
        (true, true) => "both",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) => "none",
    };
    (kind, inner.iter().map(literal).collect())
}

/// Z39.58 masking: `?` for any characters, `#` for one, a backslash before either when meant literally, and before a
/// digit after `?`, where it would count characters.
fn z3958(characters: &[Character]) -> String {
    let mut out = String::new();
    let mut after_star = false;
    for &character in characters {
        match character {
            Character::Mask('*') => out.push('?'),
            Character::Mask('?') => out.push('#'),
            Character::Plain(c) if c == '#' || after_star && c.is_ascii_digit() => out.extend(['\\', c]),
            Character::Plain(c) | Character::Escaped(c) | Character::Mask(c) => out.push(c),
        }
        after_star = character == Character::Mask('*');
    }
    out
}

fn operator(boolean: &Boolean) -> Result<Operator, Unsupported> {
    let plain = match boolean.kind {
        BooleanKind::Prox => return proximity(&boolean.modifiers).map(Operator::Proximity),
        BooleanKind::And => Operator::And,
        BooleanKind::Or => Operator::Or,
        BooleanKind::Not => Operator::AndNot,
    };
    match boolean.modifiers.first() {
        Some(modifier) => Err(unsupported(46, &modifier.name)),
        None => Ok(plain),
    }
}

/// Without modifiers: next to each other in words, or in the same unit; in any order (CQL 1.2, proximity modifiers).
fn proximity(modifiers: &[Modifier]) -> Result<Proximity, Unsupported> {
    let (mut unit, mut distance, mut ordered) = (ProximityUnit::WORD, None, false);
    let mut relation = ProximityRelation::LESS_OR_EQUAL;
    for modifier in modifiers {
        match (local(&modifier.name), &modifier.value) {
            ("ordered", None) => ordered = true,
            ("unordered", None) => ordered = false,
            ("unit", Some((_, name))) => unit = unit_named(name).ok_or_else(|| unsupported(42, name))?,
            ("distance", Some((comparison, value))) => {
                distance = Some(value.parse().map_err(|_| unsupported(41, value))?);
                relation = relation_of(comparison);
            }
            (name, _) => return Err(unsupported(46, name)),
        }
    }
    let distance = distance.unwrap_or(i64::from(unit == ProximityUnit::WORD));
    let unit = ProximityUnitCode::Known(unit);
    Ok(Proximity { exclusion: Some(false), distance, ordered, relation, unit, unknown: Vec::new() })
}

fn relation_of(comparison: &str) -> ProximityRelation {
    match comparison {
        "<" => ProximityRelation::LESS,
        "<=" => ProximityRelation::LESS_OR_EQUAL,
        ">=" => ProximityRelation::GREATER_OR_EQUAL,
        ">" => ProximityRelation::GREATER,
        "<>" => ProximityRelation::NOT_EQUAL,
        _ => ProximityRelation::EQUAL,
    }
}

fn unit_named(name: &str) -> Option<ProximityUnit> {
    (1..=11).map(ProximityUnit).find(|unit| unit.meaning().is_some_and(|text| text.eq_ignore_ascii_case(name)))
}
