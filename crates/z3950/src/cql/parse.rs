//! Reading CQL. No recursion: parentheses are a list of what waits for its right operand.

use super::{Boolean, BooleanKind, Clause, Modifier, Prefix, Query, Relation, SortKey};
use crate::expression::{Expression, Node};
use crate::{DecodeError, DecodeErrorKind};

/// Reads a query.
///
/// Several words that follow one another are taken as joined by `and` under one index, as YAZ does; strict CQL has no
/// such thing.
///
/// # Errors
/// With the offset of what does not fit.
pub fn parse(text: &str) -> Result<Query, DecodeError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, length: text.len() };
    let prefixes = parser.prefixes()?;
    let expression = parser.expression()?;
    let sort = parser.sort_keys()?;
    match parser.peek() {
        None => Ok(Query { prefixes, expression, sort }),
        Some(_) => Err(parser.wrong("a boolean (and, or, not, prox) or the end of the query")),
    }
}

/// Relations that are words. Any other word after a word is a second term.
pub(super) fn is_named_relation(word: &str) -> bool {
    let local = word.strip_prefix("cql.").unwrap_or(word);
    ["all", "any", "adj", "exact", "within", "encloses", "scr"].iter().any(|name| local.eq_ignore_ascii_case(name))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word, or text in quotation marks without them.
    Word { text: String, quoted: bool },
    /// Parentheses, slash or comparison sign.
    Sign(&'static str),
}

const SIGNS: [&str; 9] = ["==", "<=", ">=", "<>", "=", "<", ">", "(", ")"];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, DecodeError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let byte = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let sign = SIGNS.iter().chain(&["/"]).find(|&&sign| rest.starts_with(sign));
        let length = match sign {
            Some(sign) => {
                tokens.push((byte, Token::Sign(sign)));
                sign.len()
            }
            None => {
                let quoted = first == '"';
                let body = if quoted { rest.strip_prefix('"').unwrap_or(rest) } else { rest };
                let end = word_end(body, quoted).ok_or_else(|| unfinished(byte, quoted))?;
                let word = body.get(..end).unwrap_or_default().to_owned();
                tokens.push((byte, Token::Word { text: word, quoted }));
                end + if quoted { 2 } else { 0 }
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// Where a word or quoted text ends; `None` when a quotation mark is not closed or a backslash stands before nothing.
fn word_end(text: &str, quoted: bool) -> Option<usize> {
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        let ends = match quoted {
            true => c == '"',
            false => c.is_whitespace() || matches!(c, '(' | ')' | '=' | '<' | '>' | '/' | '"'),
        };
        if ends && !escaped {
            return Some(place);
        }
        escaped = c == '\\' && !escaped;
    }
    (!quoted && !escaped).then_some(text.len())
}

fn unfinished(byte: usize, quoted: bool) -> DecodeError {
    fault(byte, if quoted { "a quotation mark is not closed" } else { "nothing follows the backslash at the end" })
}

fn fault(byte: usize, why: impl Into<String>) -> DecodeError {
    DecodeError::new(byte, DecodeErrorKind::Syntax(why.into())).within("CQL")
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    length: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.ahead(0)
    }

    fn ahead(&self, offset: usize) -> Option<&Token> {
        self.tokens.get(self.at + offset).map(|(_, token)| token)
    }

    fn take_sign(&mut self, wanted: &str) -> bool {
        let taken = matches!(self.peek(), Some(Token::Sign(sign)) if *sign == wanted);
        self.at += usize::from(taken);
        taken
    }

    fn take_word(&mut self, wanted: &str) -> Result<String, DecodeError> {
        match self.peek() {
            Some(Token::Word { text, .. }) => {
                let text = text.clone();
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.wrong(wanted)),
        }
    }

    fn take_comparison(&mut self) -> Option<String> {
        match self.peek() {
            Some(Token::Sign(sign)) if !matches!(*sign, "(" | ")" | "/") => {
                let sign = (*sign).to_owned();
                self.at += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    /// An error at the next token: something else was wanted.
    fn wrong(&self, wanted: &str) -> DecodeError {
        let (byte, found) = match self.tokens.get(self.at) {
            Some((byte, Token::Word { text, .. })) => (*byte, format!("`{text}`")),
            Some((byte, Token::Sign(sign))) => (*byte, format!("`{sign}`")),
            None => (self.length, "the end".to_owned()),
        };
        fault(byte, format!("expected {wanted}, found {found}"))
    }

    fn prefixes(&mut self) -> Result<Vec<Prefix>, DecodeError> {
        let mut prefixes = Vec::new();
        while self.take_sign(">") {
            let first = self.take_word("a prefix or the identifier of a context set")?;
            prefixes.push(match self.take_sign("=") {
                true => Prefix { name: Some(first), uri: self.take_word("the identifier of a context set")? },
                false => Prefix { name: None, uri: first },
            });
        }
        Ok(prefixes)
    }

    fn expression(&mut self) -> Result<Expression<Clause, Boolean>, DecodeError> {
        let mut nodes = Vec::new();
        // One entry for each open parenthesis, and one for the query: the boolean that waits for its right operand.
        let mut waiting: Vec<Option<Boolean>> = vec![None];
        loop {
            while self.take_sign("(") {
                waiting.push(None);
            }
            self.clauses(&mut nodes)?;
            complete(&mut waiting, &mut nodes);
            while waiting.len() > 1 && self.take_sign(")") {
                waiting.pop();
                complete(&mut waiting, &mut nodes);
            }
            match self.boolean()? {
                Some(boolean) => {
                    waiting.pop();
                    waiting.push(Some(boolean));
                }
                None if waiting.len() > 1 => return Err(self.wrong("a boolean or `)`")),
                None => break,
            }
        }
        Expression::from_postfix(nodes).ok_or_else(|| self.wrong("a search clause"))
    }

    fn boolean(&mut self) -> Result<Option<Boolean>, DecodeError> {
        let kind = match self.peek() {
            Some(Token::Word { text, quoted: false }) => BooleanKind::named(text),
            _ => None,
        };
        let Some(kind) = kind else { return Ok(None) };
        self.at += 1;
        Ok(Some(Boolean { kind, modifiers: self.modifiers()? }))
    }

    /// A search clause; with several terms, as many clauses joined by `and`.
    fn clauses(&mut self, nodes: &mut Vec<Node<Clause, Boolean>>) -> Result<(), DecodeError> {
        let access = self.access()?;
        let term = self.take_word("a search term")?;
        nodes.push(Node::Leaf(Clause { access: access.clone(), term }));
        while self.another_term_follows() {
            let term = self.take_word("a search term")?;
            nodes.push(Node::Leaf(Clause { access: access.clone(), term }));
            nodes.push(Node::Operator(Boolean { kind: BooleanKind::And, modifiers: Vec::new() }));
        }
        Ok(())
    }

    /// Index and relation, when a relation and a term follow the first word.
    fn access(&mut self) -> Result<Option<(String, Relation)>, DecodeError> {
        let named = match (self.peek(), self.ahead(1), self.ahead(2)) {
            (Some(Token::Word { .. }), Some(Token::Sign(sign)), _) if !matches!(*sign, "(" | ")" | "/") => None,
            (
                Some(Token::Word { .. }),
                Some(Token::Word { text, quoted: false }),
                Some(Token::Word { .. } | Token::Sign("/")),
            ) if is_named_relation(text) && !self.is_boolean(2) => Some(text.clone()),
            _ => return Ok(None),
        };
        let index = self.take_word("an index")?;
        let comparison = match named {
            Some(name) => {
                self.at += 1;
                name
            }
            None => self.take_comparison().ok_or_else(|| self.wrong("a relation"))?,
        };
        Ok(Some((index, Relation { comparison, modifiers: self.modifiers()? })))
    }

    fn another_term_follows(&self) -> bool {
        let word = match self.peek() {
            Some(Token::Word { text, quoted }) => *quoted || BooleanKind::named(text).is_none(),
            _ => false,
        };
        let clause = matches!(self.ahead(1), Some(Token::Sign(sign)) if !matches!(*sign, "(" | ")"));
        word && !clause && !self.is_sort_keyword()
    }

    /// Whether a boolean with something behind it comes; as the last word, `and` can only be a term.
    fn is_boolean(&self, offset: usize) -> bool {
        match self.ahead(offset) {
            Some(Token::Word { text, quoted: false }) => {
                BooleanKind::named(text).is_some() && self.ahead(offset + 1).is_some()
            }
            _ => false,
        }
    }

    fn is_sort_keyword(&self) -> bool {
        matches!(self.peek(), Some(Token::Word { text, quoted: false }) if text.eq_ignore_ascii_case("sortby"))
    }

    fn modifiers(&mut self) -> Result<Vec<Modifier>, DecodeError> {
        let mut modifiers = Vec::new();
        while self.take_sign("/") {
            let name = self.take_word("a modifier")?;
            let value = match self.take_comparison() {
                Some(comparison) => Some((comparison, self.take_word("the value of the modifier")?)),
                None => None,
            };
            modifiers.push(Modifier { name, value });
        }
        Ok(modifiers)
    }

    fn sort_keys(&mut self) -> Result<Vec<SortKey>, DecodeError> {
        let mut keys = Vec::new();
        if !self.is_sort_keyword() {
            return Ok(keys);
        }
        self.at += 1;
        while keys.is_empty() || matches!(self.peek(), Some(Token::Word { .. })) {
            let index = self.take_word("an index to sort by")?;
            keys.push(SortKey { index, modifiers: self.modifiers()? });
        }
        Ok(keys)
    }
}

/// An operand has come: joins it with what stands to its left, if anything.
fn complete(waiting: &mut [Option<Boolean>], nodes: &mut Vec<Node<Clause, Boolean>>) {
    if let Some(boolean) = waiting.last_mut().and_then(Option::take) {
        nodes.push(Node::Operator(boolean));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cql: &str, printed: &str) {
        let query = parse(cql).unwrap_or_else(|fault| panic!("{cql}: {fault}"));
        assert_eq!(query.to_string(), printed, "{cql}");
        assert_eq!(parse(printed).unwrap(), query, "{printed}");
    }

    #[test]
    fn queries_are_read_and_printed() {
        check("cat", "cat");
        check("\"cat\"", "cat");
        check("((dog))", "dog");
        check("all", "\"all\"");
        check("\"\"", "\"\"");
        check("title=fish", "title = fish");
        check("title ==\"war and peace\"", "title == \"war and peace\"");
        check("title all \"fish chips\"", "title all \"fish chips\"");
        check("dc.title any/stem/rel.algorithm=CORI fish", "dc.title any/stem/rel.algorithm=CORI fish");
        check("a or b and c not d", "a or b and c not d");
        check("a or (b and c)", "a or (b and c)");
        check("(a or b) and c", "a or b and c");
        check("cat prox/distance < 3/ordered hat", "cat prox/distance<3/ordered hat");
        check("> dc = \"info:x\" > \"info:y\" dc.title = fish", "> dc = info:x > info:y dc.title = fish");
        check("fish sortBy dc.date/sort.descending dc.title", "fish sortby dc.date/sort.descending dc.title");
        check("fred and any", "fred and \"any\"");
        check("a b c", "a and b and c");
        check("title = a b", "title = a and title = b");
        check(r#"title = "a \"b\" \*""#, r#"title = "a \"b\" \*""#);
    }

    fn check_error(cql: &str, error: &str) {
        assert_eq!(parse(cql).unwrap_err().to_string(), error, "{cql}");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        check_error("", "expected a search term, found the end (in CQL, byte 0)");
        check_error("title =", "expected a search term, found the end (in CQL, byte 7)");
        check_error("(a and b", "expected a boolean or `)`, found the end (in CQL, byte 8)");
        check_error(
            "a)",
            "expected a boolean (and, or, not, prox) or the end of the query, found `)` (in CQL, byte 1)",
        );
        check_error("\"abc", "a quotation mark is not closed (in CQL, byte 0)");
        check_error("abc\\", "nothing follows the backslash at the end (in CQL, byte 0)");
        check_error("a and/ b and =", "expected a search term, found the end (in CQL, byte 14)");
        check_error("a and", "expected a search term, found the end (in CQL, byte 5)");
        check_error("a and ) b", "expected a search term, found `)` (in CQL, byte 6)");
        check_error("a sortby", "expected an index to sort by, found the end (in CQL, byte 8)");
    }

    #[test]
    fn a_hundred_thousand_parentheses_cost_no_stack() {
        let query = format!("{}z{}", "(a and ".repeat(100_000), ")".repeat(100_000));
        assert_eq!(parse(&query).unwrap().expression.operators(), 100_000);
    }
}
