//! A mapping as text that a person reads and edits.

use std::fmt::{self, Write};

use super::field_map::{FieldMap, RoleMap, Values, heading};
use super::lending::{Condition, Rule};
use super::pattern::Pattern;
use super::suppression::Suppression;
use super::tokens::{quote, written};
use super::{Link, Mapping, Translation};

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (keyword, text) in [("name", &self.name), ("about", &self.description), ("source", &self.source)] {
            if !text.is_empty() {
                writeln!(f, "{keyword} {}", quote(text))?;
            }
        }
        for (keyword, map) in [("holdings", &self.holdings), ("items", &self.items), ("summaries", &self.summaries)] {
            if let Some(map) = map {
                writeln!(f, "{keyword} {}", field_map(map))?;
            }
        }
        writeln!(f, "link {}", link_name(self.link))?;
        if let Some(spec) = &self.record_id_from {
            writeln!(f, "record id from {}", written(spec))?;
        }
        if !self.call_number_from.is_empty() {
            let specs: Vec<String> = self.call_number_from.iter().map(|spec| written(spec)).collect();
            writeln!(f, "call number from {}", specs.join(" "))?;
        }
        self.suppressed.iter().try_for_each(|rule| writeln!(f, "suppress {rule}"))?;
        self.translations.iter().try_for_each(|known| writeln!(f, "translate {known}"))?;
        self.lending.iter().try_for_each(|rule| writeln!(f, "lend {rule}"))
    }
}

/// The words behind `link`.
pub(super) fn link_name(link: Link) -> &'static str {
    match link {
        Link::HoldingsId => "holdings_id",
        Link::Order => "order",
    }
}

fn field_map(map: &FieldMap) -> String {
    let mut out = map.heading();
    for role in &map.roles {
        out.push(' ');
        out.push_str(&role_map(role));
    }
    out
}

fn role_map(map: &RoleMap) -> String {
    let codes: Vec<String> = map.codes.iter().map(|code| code_text(code)).collect();
    let mut out = format!("{}=", map.role.name());
    match &map.values {
        Values::First => out.push_str(&codes.join(",")),
        Values::Joined(between) => {
            out.push_str(&codes.join("+"));
            if codes.len() == 1 {
                out.push('+');
            }
            if between != " " {
                out.push_str(&quote(between));
            }
        }
    }
    out
}

fn code_text(code: &str) -> String {
    let is_plain =
        !code.is_empty() && !code.contains([',', '=', '+', '"', '{', '}']) && !code.contains(char::is_whitespace);
    if is_plain { code.to_owned() } else { format!("{{{}}}", code.replace('}', "}}")) }
}

fn values(patterns: &[Pattern]) -> String {
    patterns.iter().map(|pattern| written(pattern.as_str())).collect::<Vec<_>>().join(",")
}

/// A rule behind `lend`.
pub(super) fn rule(rule: &Rule, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(if rule.lent { "yes" } else { "no" })?;
    if rule.conditions.is_empty() {
        f.write_str(" otherwise")?;
    }
    for (place, condition) in rule.conditions.iter().enumerate() {
        f.write_str(if place == 0 { " " } else { " and " })?;
        f.write_str(&condition_text(condition))?;
    }
    match &rule.reason {
        Some(reason) => write!(f, " {}", quote(reason)),
        None => Ok(()),
    }
}

fn condition_text(condition: &Condition) -> String {
    format!("{} {}", condition.subject.name(), values(&condition.patterns))
}

/// The value as a line of the text form, without the word `suppress`.
impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&heading(self.tag, self.indicators))?;
        if let Some(code) = &self.code {
            write!(f, " ${}", code_text(code))?;
        }
        write!(f, " is {}", values(&self.values))
    }
}

/// The meaning as a line of the text form, without the word `translate`.
impl fmt::Display for Translation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role.name())?;
        f.write_char(' ')?;
        write!(f, "{}={}", written(self.from.as_str()), written(&self.to))
    }
}
