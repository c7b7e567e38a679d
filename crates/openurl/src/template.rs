//! Links out, as Alma's General Electronic Services make them: a template with `{attribute}` in braces.

use std::fmt;

/// A link with places to fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Attribute(String),
}

/// Why a template cannot be used, with the byte where the fault begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// `{` without `}`.
    Unclosed(usize),
    /// `{}`.
    NoName(usize),
    /// `}` without `{`.
    Unopened(usize),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed(byte) => write!(f, "the brace at byte {byte} of the template is not closed"),
            Self::NoName(byte) => write!(f, "the braces at byte {byte} of the template name no attribute"),
            Self::Unopened(byte) => write!(f, "the closing brace at byte {byte} of the template was not opened"),
        }
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// Reads a template such as `https://ill.example/openurl?rft.genre={rft.genre}&rft.title={rft.title}`.
    ///
    /// # Errors
    /// When the braces do not match or name nothing.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        let place = |rest: &str| text.len() - rest.len();
        while let Some(open) = rest.find(['{', '}']) {
            let (literal, behind) = rest.split_at(open);
            let Some(inside) = behind.strip_prefix('{') else { return Err(TemplateError::Unopened(place(behind))) };
            let (name, after) = inside.split_once('}').ok_or(TemplateError::Unclosed(place(behind)))?;
            if name.contains('{') {
                return Err(TemplateError::Unclosed(place(behind)));
            }
            if name.trim().is_empty() {
                return Err(TemplateError::NoName(place(behind)));
            }
            parts.push(Part::Literal(literal.to_owned()));
            parts.push(Part::Attribute(name.trim().to_owned()));
            rest = after;
        }
        parts.push(Part::Literal(rest.to_owned()));
        Ok(Self { parts })
    }

    /// The link with each attribute replaced by its value, percent-encoded. An attribute without a value becomes empty:
    /// that is what Alma does, and why real links end in `rft.atitle=&rft.volume=`.
    #[must_use]
    pub fn fill<V: AsRef<str>>(&self, value_of: impl Fn(&str) -> Option<V>) -> String {
        let mut link = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => link.push_str(text),
                Part::Attribute(name) => {
                    if let Some(value) = value_of(name) {
                        push_encoded(value.as_ref(), &mut link);
                    }
                }
            }
        }
        link
    }

    /// The attributes that the template asks for, in order.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Attribute(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }
}

/// Everything but the unreserved characters of RFC 3986 as percent signs.
fn push_encoded(value: &str, link: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => link.push(char::from(byte)),
            _ => link.push_str(&format!("%{byte:02X}")),
        }
    }
}
