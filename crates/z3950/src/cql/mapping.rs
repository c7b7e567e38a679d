//! Which Bib-1 attributes stand for which index, relation and modifier of CQL.

use std::collections::HashMap;

use crate::query::{AttributeElement, AttributeValue};
use crate::{DecodeError, DecodeErrorKind};

/// Rules from CQL to attributes, in the properties format that YAZ and the CQL tools share.
///
/// `set.dc = URI` names a context set, `index.dc.title = 1=4`, `relation.eq = 2=3`, `relationModifier.stem = 2=101`,
/// `position.first`, `structure.*`, `truncation.right` and `always` give attributes.
#[derive(Debug, Clone)]
pub struct Mapping {
    rules: HashMap<String, Vec<AttributeElement>>,
    sets: Vec<(String, String)>,
    default_set: Option<String>,
}

/// Bib-1 for the context sets cql, rec, dc and bath (Bath profile).
const BATH: &str = include_str!("bath.properties");

impl Mapping {
    /// The built-in rules: context sets `cql`, `rec`, `dc` and `bath`, attributes of Bib-1.
    #[must_use]
    pub fn bath() -> Self {
        Self::parse(BATH).unwrap_or_else(|_| Self { rules: HashMap::new(), sets: Vec::new(), default_set: None })
    }

    /// Reads rules. Comments begin with `#`; keys do not care for case; a rule with `?` for a value is no rule.
    ///
    /// # Errors
    /// With the offset of the line that is no rule.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        Self { rules: HashMap::new(), sets: Vec::new(), default_set: None }.with_rules(text)
    }

    /// The same rules, and these in addition or instead.
    ///
    /// # Errors
    /// As [`Mapping::parse`].
    pub fn with_rules(self, text: &str) -> Result<Self, DecodeError> {
        let (mut mapping, mut byte) = (self, 0);
        for line in text.split_inclusive('\n') {
            let rule = line.split('#').next().unwrap_or_default().trim();
            if !rule.is_empty() {
                mapping.line(rule).map_err(|why| fault(byte, why))?;
            }
            byte += line.len();
        }
        Ok(mapping)
    }

    /// The same rules with one more index, such as `index("alma", "mms_id", 12)`.
    #[must_use]
    pub fn index(mut self, set: &str, name: &str, use_attribute: i64) -> Self {
        let key = format!("index.{set}.{name}").to_lowercase();
        self.rules.insert(key, vec![AttributeElement::numeric(1, use_attribute)]);
        if !self.sets.iter().any(|(prefix, _)| prefix.eq_ignore_ascii_case(set)) {
            self.sets.push((set.to_owned(), set.to_owned()));
        }
        self
    }

    /// Context sets: prefix and identifier.
    pub fn sets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sets.iter().map(|(prefix, uri)| (prefix.as_str(), uri.as_str()))
    }

    /// Indexes that lead to a numeric Use attribute: prefix of the context set, name in lower case, attribute.
    pub fn indexes(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.rules.iter().filter_map(|(key, attributes)| {
            let (set, name) = key.strip_prefix("index.")?.split_once('.')?;
            let value = attributes.iter().find(|attribute| attribute.attribute_type == 1)?;
            match value.value {
                AttributeValue::Numeric(value) => Some((set, name, value)),
                _ => None,
            }
        })
    }

    fn line(&mut self, rule: &str) -> Result<(), String> {
        let key_end = rule.find(char::is_whitespace).or_else(|| rule.find('='));
        let (key, rest) = rule.split_at_checked(key_end.unwrap_or(rule.len())).unwrap_or((rule, ""));
        let value = rest.trim_start().strip_prefix('=').ok_or("a rule is written key = attributes")?.trim();
        let key = key.to_lowercase();
        if key == "set" {
            self.default_set = Some(value.to_owned());
        } else if let Some(prefix) = key.strip_prefix("set.") {
            self.sets.push((prefix.to_owned(), value.to_owned()));
        } else if let Some(attributes) = attributes(value)? {
            self.rules.insert(key, attributes);
        }
        Ok(())
    }

    pub(super) fn rule(&self, key: &str) -> Option<&[AttributeElement]> {
        self.rules.get(&key.to_lowercase()).map(Vec::as_slice)
    }

    /// The identifier of the context set with this prefix.
    pub(super) fn set_uri(&self, prefix: &str) -> Option<&str> {
        self.sets.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map(|(_, uri)| uri.as_str())
    }

    /// The prefix that the rules use for a context set.
    pub(super) fn set_prefix(&self, uri: &str) -> Option<&str> {
        self.sets.iter().find(|(_, known)| known == uri).map(|(prefix, _)| prefix.as_str())
    }

    pub(super) fn default_set(&self) -> Option<&str> {
        self.default_set.as_deref()
    }
}

fn attributes(value: &str) -> Result<Option<Vec<AttributeElement>>, String> {
    let mut attributes = Vec::new();
    for word in value.split_whitespace() {
        let (kind, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is not type=value"))?;
        let kind = kind.parse().map_err(|_| format!("the type of `{word}` is not a number"))?;
        attributes.push(match value.parse() {
            Ok(number) => AttributeElement::numeric(kind, number),
            Err(_) if value == "?" => return Ok(None),
            Err(_) => AttributeElement::named(kind, value),
        });
    }
    Ok(Some(attributes))
}

fn fault(byte: usize, why: String) -> DecodeError {
    DecodeError::new(byte, DecodeErrorKind::Syntax(why)).within("CQL mapping")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_rules_are_well_formed() {
        assert!(Mapping::parse(BATH).is_ok());
        assert_eq!(Mapping::bath().rule("index.bath.isbn"), Some(&[AttributeElement::numeric(1, 7)][..]));
        assert_eq!(Mapping::bath().rule("relation.<"), Some(&[AttributeElement::numeric(2, 1)][..]));
    }

    #[test]
    fn a_line_that_is_no_rule_is_named() {
        let fault = Mapping::parse("# comment\nindex.dc.title 1=4\n").unwrap_err();
        assert_eq!(fault.to_string(), "a rule is written key = attributes (in CQL mapping, byte 10)");
        let fault = Mapping::parse("index.dc.title = x\n").unwrap_err();
        assert_eq!(fault.to_string(), "`x` is not type=value (in CQL mapping, byte 0)");
    }
}
