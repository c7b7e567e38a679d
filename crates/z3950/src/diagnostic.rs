//! Diagnostics in the default format (DefaultDiagFormat).

use std::fmt;

use crate::ber::{Element, Tag, Writer};
use crate::codec::{Content, Tagged};
use crate::{DecodeError, Oid, bib1};

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whose numbers these are, nearly always [`Oid::BIB1_DIAGNOSTICS`].
    pub set: Oid,
    /// The number; Bib-1 numbers are in [`bib1::diagnostic_text`].
    pub condition: i64,
    /// What exactly, such as the attribute value that is not supported; may be empty.
    pub addinfo: String,
}

impl Diagnostic {
    /// A Bib-1 diagnostic.
    #[must_use]
    pub fn new(condition: i64, addinfo: impl Into<String>) -> Self {
        Self { set: Oid::BIB1_DIAGNOSTICS, condition, addinfo: addinfo.into() }
    }

    /// The standard's words for the number, if it is a known one of Bib-1.
    #[must_use]
    pub fn text(&self) -> Option<&'static str> {
        if self.set == Oid::BIB1_DIAGNOSTICS { bib1::diagnostic_text(self.condition) } else { None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => write!(f, "{text} (Bib-1 diagnostic {})", self.condition)?,
            None => write!(f, "diagnostic {} of set {}", self.condition, self.set)?,
        }
        if self.addinfo.is_empty() { Ok(()) } else { write!(f, ": {}", self.addinfo) }
    }
}

impl std::error::Error for Diagnostic {}

/// The three parts are known by their types. Version 2 has a VisibleString for the text; version 3 allows any string.
impl Content for Diagnostic {
    const TAG: Tag = Tag::SEQUENCE;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        let (mut set, mut condition, mut addinfo) = (None, None, None);
        for part in element.children()? {
            match part.tag() {
                Tag::OBJECT_IDENTIFIER => set = Some(part.oid()?),
                Tag::INTEGER => condition = Some(part.integer()?),
                tag if tag.is_text() => addinfo = Some(part.text()?),
                _ => {}
            }
        }
        Ok(Self {
            set: set.unwrap_or(Oid::BIB1_DIAGNOSTICS),
            condition: condition.ok_or_else(|| element.missing("condition"))?,
            addinfo: addinfo.unwrap_or_default(),
        })
    }

    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.begin(tag);
        self.set.write_tagged(writer);
        self.condition.write_tagged(writer);
        let kind = if self.addinfo.is_ascii() { Tag::VISIBLE_STRING } else { Tag::GENERAL_STRING };
        self.addinfo.write(writer, kind);
        writer.end();
    }
}
