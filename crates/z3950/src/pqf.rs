//! PQF, the prefix query format of YAZ: how people write type-1 queries.
//!
//! ```text
//! query    = [ "@attrset" set ] node
//! node     = "@attr" [ set ] type "=" value node      attributes hold for everything below
//!          | ( "@and" | "@or" | "@not" ) node node
//!          | "@prox" exclusion distance ordered relation ( "k" | "p" ) unit node node
//!          | "@set" name | "@term" kind node | term
//! ```
//! A term is a word, or anything in double quotes with `\` before `"` and `\`. Where an attribute of one type is given
//! twice, the one nearer to the term holds.

mod parse;

pub use parse::parse;

use crate::Oid;
use crate::expression::Step;
use crate::query::{
    AttributeElement, AttributeValue, AttributesPlusTerm, Operand, Operator, Proximity, ProximityUnitCode, RpnQuery,
    StringOrNumeric, Term,
};

/// The query in PQF. What PQF cannot say is left out (semantic actions) or stands as `""` (operands) and `@and`
/// (operators).
#[must_use]
pub fn print(query: &RpnQuery) -> String {
    let mut words = Vec::new();
    if query.attribute_set != Oid::BIB1 {
        words.push(format!("@attrset {}", query.attribute_set));
    }
    for step in query.rpn.walk() {
        match step {
            Step::Open(operator) => words.push(print_operator(operator)),
            Step::Leaf(Operand::Term(term)) => print_term(term, &mut words),
            Step::Leaf(Operand::ResultSet(name)) => words.push(format!("@set {}", quoted(name.as_bytes()))),
            Step::Leaf(Operand::Restriction(set)) => {
                words.extend(set.attributes.iter().map(print_attribute));
                words.push(format!("@set {}", quoted(set.result_set_id.as_bytes())));
            }
            Step::Leaf(Operand::Other(_)) => words.push("\"\"".to_owned()),
            Step::Between(_) | Step::Close(_) => {}
        }
    }
    words.join(" ")
}

fn print_operator(operator: &Operator) -> String {
    match operator {
        Operator::And => "@and".to_owned(),
        Operator::Or => "@or".to_owned(),
        Operator::AndNot => "@not".to_owned(),
        Operator::Proximity(proximity) => print_proximity(proximity),
        Operator::Other(_) => "@and".to_owned(),
    }
}

fn print_proximity(proximity: &Proximity) -> String {
    let exclusion = match proximity.exclusion {
        Some(exclusion) => i64::from(exclusion).to_string(),
        None => "void".to_owned(),
    };
    let unit = match &proximity.unit {
        ProximityUnitCode::Known(unit) => format!("k {}", unit.0),
        ProximityUnitCode::Private(unit) => format!("p {unit}"),
        ProximityUnitCode::Other(_) => "p 0".to_owned(),
    };
    let (distance, ordered, relation) = (proximity.distance, i64::from(proximity.ordered), proximity.relation.0);
    format!("@prox {exclusion} {distance} {ordered} {relation} {unit}")
}

fn print_term(term: &AttributesPlusTerm, words: &mut Vec<String>) {
    words.extend(term.attributes.iter().map(print_attribute));
    match &term.term {
        Term::General(bytes) => words.push(quoted(bytes)),
        Term::Numeric(value) => words.push(format!("@term numeric {value}")),
        Term::Characters(text) => words.push(format!("@term string {}", quoted(text.as_bytes()))),
        Term::Oid(oid) => words.push(format!("@term oid {oid}")),
        Term::DateTime(text) => words.push(format!("@term datetime {}", quoted(text))),
        Term::External(_) | Term::Other(_) => words.push("@term null x".to_owned()),
    }
}

fn print_attribute(attribute: &AttributeElement) -> String {
    let set = attribute.attribute_set.as_ref().map(|set| format!("{set} ")).unwrap_or_default();
    let value = match &attribute.value {
        AttributeValue::Numeric(value) => value.to_string(),
        AttributeValue::Complex(complex) => {
            let words: Vec<String> = complex.list.iter().map(print_choice).collect();
            words.join(",")
        }
        AttributeValue::Other(_) => String::new(),
    };
    format!("@attr {set}{}", quoted(format!("{}={value}", attribute.attribute_type).as_bytes()))
}

fn print_choice(value: &StringOrNumeric) -> String {
    match value {
        StringOrNumeric::String(text) => text.clone(),
        StringOrNumeric::Numeric(number) => number.to_string(),
        StringOrNumeric::Other(_) => String::new(),
    }
}

/// As it is when it is a plain word, else in quotes. Bytes that are not UTF-8 are read as ISO 8859-1.
fn quoted(term: &[u8]) -> String {
    let text = match std::str::from_utf8(term) {
        Ok(text) => text.to_owned(),
        Err(_) => term.iter().map(|&byte| char::from(byte)).collect(),
    };
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | '\\' | '{' | '}');
    if !text.is_empty() && !text.starts_with('@') && text.chars().all(plain) {
        return text;
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
