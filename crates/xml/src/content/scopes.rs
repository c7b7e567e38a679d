//! The prefixes in force while content is read over (Namespaces in XML 1.0).

use super::split_name;
use super::tag::{Attributes, Tag};
use crate::ErrorKind;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Declarations that may be in force at once; each prefix is looked up among them.
const MOST: usize = 256;

/// What is declared outside of the content and inside, innermost last.
pub(super) struct Scopes<'a> {
    outer: Vec<String>,
    /// The prefix (`""` for the default namespace) and how deep its element is.
    inner: Vec<(&'a str, usize)>,
    depth: usize,
}

impl<'a> Scopes<'a> {
    /// The declarations around the content: prefixes with their namespace names.
    pub(super) fn around(prefixes: Vec<(String, String)>) -> Self {
        Self { outer: prefixes.into_iter().map(|(prefix, _)| prefix).collect(), inner: Vec::new(), depth: 0 }
    }

    /// Into an element. Its own declarations hold for its own name.
    pub(super) fn enter(&mut self, tag: &Tag<'a>, attributes: &Attributes<'a>) -> Result<(), ErrorKind> {
        self.depth += 1;
        for attribute in attributes.iter() {
            if let Some(prefix) = declared(attribute.name) {
                self.declare(prefix, attribute.value)?;
            }
        }
        self.check_prefix(tag.prefix)?;
        let others = attributes.iter().filter(|attribute| declared(attribute.name).is_none());
        others.map(|attribute| split_name(attribute.name).0).try_for_each(|prefix| self.check_prefix(prefix))
    }

    /// Out of the innermost element.
    pub(super) fn leave(&mut self) {
        while self.inner.last().is_some_and(|(_, depth)| *depth == self.depth) {
            self.inner.pop();
        }
        self.depth -= 1;
    }

    /// Whether the element of this tag, just entered, is in the default namespace from outside the content.
    pub(super) fn is_default_of_surroundings(&self, tag: &Tag<'_>) -> bool {
        tag.prefix.is_none() && !self.inner.iter().any(|(prefix, _)| prefix.is_empty())
    }

    fn declare(&mut self, prefix: &'a str, value: &str) -> Result<(), ErrorKind> {
        let is_wrong = match prefix {
            "xml" if value == XML => return Ok(()),
            "xml" | "xmlns" => true,
            "" => false,
            _ => value == XML || value == XMLNS,
        };
        if is_wrong {
            return Err(ErrorKind::Malformed(format!("the prefix {prefix:?} cannot stand for {value:?}")));
        }
        if self.inner.len() + self.outer.len() >= MOST {
            return Err(ErrorKind::Limit("namespace declarations in force", MOST as u64));
        }
        self.inner.push((prefix, self.depth));
        Ok(())
    }

    fn check_prefix(&self, prefix: Option<&str>) -> Result<(), ErrorKind> {
        let Some(wanted) = prefix else { return Ok(()) };
        let known = matches!(wanted, "xml" | "xmlns")
            || self.inner.iter().any(|(prefix, _)| *prefix == wanted)
            || self.outer.iter().any(|prefix| prefix == wanted);
        match known {
            true => Ok(()),
            false => Err(ErrorKind::UnknownPrefix(wanted.to_owned())),
        }
    }
}

/// The prefix that an attribute of this name declares; `""` for the default namespace.
fn declared(name: &str) -> Option<&str> {
    match name.strip_prefix("xmlns")? {
        "" => Some(""),
        rest => rest.strip_prefix(':'),
    }
}
