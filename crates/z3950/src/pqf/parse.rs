//! Reading PQF.

use crate::expression::Node;
use crate::query::{
    AttributeElement, AttributesPlusTerm, Operand, Operator, Proximity, ProximityRelation, ProximityUnit,
    ProximityUnitCode, ResultSetPlusAttributes, Rpn, RpnQuery, Term,
};
use crate::{DecodeError, DecodeErrorKind, Oid};

/// Attributes in force at one term; they are copied to every term below them, so there must be an end.
const ATTRIBUTES: usize = 64;

/// Reads a query.
///
/// # Errors
/// With the offset of the word that does not fit.
pub fn parse(text: &str) -> Result<RpnQuery, DecodeError> {
    let mut parser = Parser { words: words(text)?.into_iter(), length: text.len() };
    let attribute_set = parser.attribute_set()?;
    let rpn = parser.query()?;
    match parser.words.next() {
        None => Ok(RpnQuery { attribute_set, rpn, unknown: Vec::new() }),
        Some(word) => Err(word.wrong("more than one query; put several words in quotes or join them with @and")),
    }
}

struct Word {
    text: String,
    quoted: bool,
    byte: usize,
}

impl Word {
    fn keyword(&self) -> Option<&str> {
        self.text.strip_prefix('@').filter(|_| !self.quoted)
    }

    fn wrong(&self, why: &str) -> DecodeError {
        fault(self.byte, format!("{why}, at `{}`", self.text))
    }
}

fn fault(byte: usize, why: String) -> DecodeError {
    DecodeError::new(byte, DecodeErrorKind::Syntax(why)).within("PQF")
}

fn words(text: &str) -> Result<Vec<Word>, DecodeError> {
    let mut words = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((byte, first)) = characters.next() {
        if first.is_whitespace() {
            continue;
        }
        let quoted = first == '"';
        let mut word = if quoted { String::new() } else { first.to_string() };
        let mut closed = false;
        while let Some(&(_, next)) = characters.peek() {
            closed = quoted && next == '"';
            if !closed && !quoted && next.is_whitespace() {
                break;
            }
            characters.next();
            match next {
                _ if closed => break,
                '\\' if quoted => word.extend(characters.next().map(|(_, escaped)| escaped)),
                plain => word.push(plain),
            }
        }
        if quoted && !closed {
            return Err(fault(byte, "a quotation mark is not closed".to_owned()));
        }
        words.push(Word { text: word, quoted, byte });
    }
    Ok(words)
}

struct Parser {
    words: std::vec::IntoIter<Word>,
    length: usize,
}

/// An operator whose operands are not complete.
struct Open {
    operator: Operator,
    /// How many attributes were in force when it came; they hold for both operands.
    attributes: usize,
    operands: usize,
}

impl Parser {
    fn word(&mut self, wanted: &str) -> Result<Word, DecodeError> {
        self.words.next().ok_or_else(|| fault(self.length, format!("the query ends where {wanted} should come")))
    }

    fn attribute_set(&mut self) -> Result<Oid, DecodeError> {
        if self.words.as_slice().first().and_then(Word::keyword) != Some("attrset") {
            return Ok(Oid::BIB1);
        }
        self.words.next();
        set_named(&self.word("the name of an attribute set")?)
    }

    fn query(&mut self) -> Result<Rpn, DecodeError> {
        let mut nodes = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut attributes: Vec<AttributeElement> = Vec::new();
        loop {
            let word = self.word("a term")?;
            let operand = match word.keyword() {
                Some("attr") if attributes.len() >= ATTRIBUTES => {
                    return Err(word.wrong(&format!("more than {ATTRIBUTES} attributes on one term")));
                }
                Some("attr") => {
                    attributes.push(self.attribute()?);
                    continue;
                }
                Some(name @ ("and" | "or" | "not" | "prox")) => {
                    let operator = self.operator(name)?;
                    open.push(Open { operator, attributes: attributes.len(), operands: 0 });
                    continue;
                }
                Some("set") => self.result_set(&attributes)?,
                Some("term") => self.typed_term(&attributes)?,
                Some(_) => return Err(word.wrong("unknown operator")),
                None => term_operand(&attributes, Term::General(word.text.into_bytes())),
            };
            nodes.push(Node::Leaf(operand));
            if close(&mut open, &mut nodes, &mut attributes) {
                let whole = Rpn::from_postfix(nodes);
                return whole.ok_or_else(|| fault(self.length, "an operator lacks an operand".to_owned()));
            }
        }
    }

    fn operator(&mut self, name: &str) -> Result<Operator, DecodeError> {
        Ok(match name {
            "and" => Operator::And,
            "or" => Operator::Or,
            "not" => Operator::AndNot,
            _ => Operator::Proximity(self.proximity()?),
        })
    }

    fn attribute(&mut self) -> Result<AttributeElement, DecodeError> {
        let mut word = self.word("an attribute such as 1=7")?;
        let mut attribute_set = None;
        if !word.text.contains('=') {
            attribute_set = Some(set_named(&word)?);
            word = self.word("an attribute such as 1=7")?;
        }
        let (kind, value) =
            word.text.split_once('=').ok_or_else(|| word.wrong("an attribute is written type=value"))?;
        let kind = kind.parse().map_err(|_| word.wrong("the type of an attribute is a number"))?;
        let mut attribute = match value.parse() {
            Ok(number) => AttributeElement::numeric(kind, number),
            Err(_) if value.is_empty() => return Err(word.wrong("the attribute has no value")),
            Err(_) => AttributeElement::named(kind, value),
        };
        attribute.attribute_set = attribute_set;
        Ok(attribute)
    }

    fn result_set(&mut self, attributes: &[AttributeElement]) -> Result<Operand, DecodeError> {
        let name = self.word("the name of a result set")?.text;
        Ok(match attributes {
            [] => Operand::ResultSet(name),
            _ => Operand::Restriction(ResultSetPlusAttributes {
                result_set_id: name,
                attributes: in_force(attributes),
                unknown: Vec::new(),
            }),
        })
    }

    fn typed_term(&mut self, attributes: &[AttributeElement]) -> Result<Operand, DecodeError> {
        let kind = self.word("a kind of term")?;
        let word = self.word("a term")?;
        let term = match kind.text.as_str() {
            "general" => Term::General(word.text.into_bytes()),
            "numeric" => Term::Numeric(word.text.parse().map_err(|_| word.wrong("this term should be a number"))?),
            "string" => Term::Characters(word.text),
            "oid" => Term::Oid(set_named(&word)?),
            "datetime" => Term::DateTime(word.text.into_bytes()),
            _ => return Err(kind.wrong("the kind of a term is general, numeric, string, oid or datetime")),
        };
        Ok(term_operand(attributes, term))
    }

    fn proximity(&mut self) -> Result<Proximity, DecodeError> {
        let exclusion = self.word("the exclusion of @prox (0, 1 or void)")?;
        let exclusion = match exclusion.text.as_str() {
            "void" => None,
            "0" => Some(false),
            "1" => Some(true),
            _ => return Err(exclusion.wrong("the exclusion of @prox is 0, 1 or void")),
        };
        let distance = self.number("the distance of @prox")?;
        let ordered = self.number("the order of @prox (0 or 1)")? != 0;
        let relation = ProximityRelation(self.number("the relation of @prox (1 to 6)")?);
        let kind = self.word("the kind of unit of @prox (k or p)")?;
        let unit = self.number("the unit of @prox")?;
        let unit = match kind.text.as_str() {
            "k" | "known" => ProximityUnitCode::Known(ProximityUnit(unit)),
            "p" | "private" => ProximityUnitCode::Private(unit),
            _ => return Err(kind.wrong("the kind of unit of @prox is k or p")),
        };
        Ok(Proximity { exclusion, distance, ordered, relation, unit, unknown: Vec::new() })
    }

    fn number(&mut self, what: &str) -> Result<i64, DecodeError> {
        let word = self.word(what)?;
        word.text.parse().map_err(|_| word.wrong(&format!("{what} is a number")))
    }
}

/// Completes the operators whose last operand has just come; whether the query is complete.
fn close(
    open: &mut Vec<Open>,
    nodes: &mut Vec<Node<Operand, Operator>>,
    attributes: &mut Vec<AttributeElement>,
) -> bool {
    while let Some(mut innermost) = open.pop() {
        innermost.operands += 1;
        attributes.truncate(innermost.attributes);
        if innermost.operands < 2 {
            open.push(innermost);
            return false;
        }
        nodes.push(Node::Operator(innermost.operator));
    }
    true
}

fn term_operand(attributes: &[AttributeElement], term: Term) -> Operand {
    Operand::Term(AttributesPlusTerm { attributes: in_force(attributes), term, unknown: Vec::new() })
}

/// Of several attributes of one type and set, the last.
fn in_force(attributes: &[AttributeElement]) -> Vec<AttributeElement> {
    let same = |a: &AttributeElement, b: &AttributeElement| {
        a.attribute_type == b.attribute_type && a.attribute_set == b.attribute_set
    };
    let mut kept = Vec::new();
    for (place, attribute) in attributes.iter().enumerate() {
        if !attributes.iter().skip(place + 1).any(|later| same(attribute, later)) {
            kept.push(attribute.clone());
        }
    }
    kept
}

fn set_named(word: &Word) -> Result<Oid, DecodeError> {
    let named = Oid::named(&word.text).or_else(|| word.text.parse().ok());
    let well_known = |name: &str| SETS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named
        .or_else(|| well_known(&word.text).and_then(|(_, oid)| oid.parse().ok()))
        .ok_or_else(|| word.wrong("unknown attribute set; use a name such as Bib-1 or an object identifier"))
}

/// Attribute sets that have a usual name.
const SETS: &[(&str, &str)] = &[
    ("Exp-1", "1.2.840.10003.3.2"),
    ("Ext-1", "1.2.840.10003.3.3"),
    ("GILS", "1.2.840.10003.3.5"),
    ("Util", "1.2.840.10003.3.11"),
    ("XD-1", "1.2.840.10003.3.12"),
    ("Zthes", "1.2.840.10003.3.13"),
    ("Bib-2", "1.2.840.10003.3.18"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pqf::print;

    fn check(pqf: &str, printed: &str) {
        let query = parse(pqf).unwrap();
        assert_eq!(print(&query), printed, "{pqf}");
        assert_eq!(parse(printed).unwrap(), query, "{printed}");
    }

    fn check_error(pqf: &str, error: &str) {
        assert_eq!(parse(pqf).unwrap_err().to_string(), error, "{pqf}");
    }

    #[test]
    fn queries_are_read_and_printed() {
        check("computer", "computer");
        check("@attr 1=7 0140449116", "@attr 1=7 0140449116");
        check("  @attr  1=4   \"war and peace\" ", "@attr 1=4 \"war and peace\"");
        check("@and @attr 1=4 a @or b c", "@and @attr 1=4 a @or b c");
        check("@not @and a b c", "@not @and a b c");
        check("@set 1", "@set 1");
        check("@attrset 1.2.840.10003.3.2 @attr 1=1 x", "@attrset 1.2.840.10003.3.2 @attr 1=1 x");
        check("@attrset bib-1 x", "x");
        check("@attr exp-1 1=1 x", "@attr 1.2.840.10003.3.2 1=1 x");
        check("@attr 1=title x", "@attr 1=title x");
        check("@term numeric 42", "@term numeric 42");
        check("@term string abc", "@term string abc");
        check("@prox 0 3 1 2 k 2 a b", "@prox 0 3 1 2 k 2 a b");
        check("@prox void 3 0 2 p 9 a b", "@prox void 3 0 2 p 9 a b");
    }

    #[test]
    fn quoting_survives() {
        check(r#""""#, r#""""#);
        check(r#""a \"b\" \\c""#, r#""a \"b\" \\c""#);
        check("\"@and\"", "\"@and\"");
        check("bücher", "bücher");
        check(r#"@attr "1=main title" x"#, r#"@attr "1=main title" x"#);
        check(r#"@attr 1="x y"#, r#"@attr "1=\"x" y"#);
    }

    #[test]
    fn attributes_hold_for_everything_below_and_the_nearest_wins() {
        check("@attr 1=4 @and a @attr 2=3 b", "@and @attr 1=4 a @attr 1=4 @attr 2=3 b");
        check("@attr 1=4 @and @attr 1=7 a b", "@and @attr 1=7 a @attr 1=4 b");
        check("@and @attr 1=4 a b", "@and @attr 1=4 a b");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        check_error("", "the query ends where a term should come (in PQF, byte 0)");
        check_error("@and a", "the query ends where a term should come (in PQF, byte 6)");
        check_error("@attr 1=7", "the query ends where a term should come (in PQF, byte 9)");
        check_error(
            "@attr 7 x",
            "unknown attribute set; use a name such as Bib-1 or an object identifier, at `7` (in PQF, byte 6)",
        );
        check_error("@near a b", "unknown operator, at `@near` (in PQF, byte 0)");
        check_error("\"abc", "a quotation mark is not closed (in PQF, byte 0)");
        check_error(
            "war and peace",
            "more than one query; put several words in quotes or join them with @and, at `and` (in PQF, byte 4)",
        );
    }

    #[test]
    fn a_hundred_thousand_operators_cost_no_stack() {
        let query = format!("{}{}", "@and a ".repeat(100_000), "b");
        assert_eq!(parse(&query).unwrap().rpn.operators(), 100_000);
    }
}
