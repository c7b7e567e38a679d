//! Fields in the original script and the fields that transcribe them (MARC 21 Appendix A, Control Subfields: $6).

use crate::record::{Field, Record, Tag};

/// A subfield 6, taken apart: `880-01/$1`, `245-01/(3/r`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linkage<'a> {
    /// The tag of the other field.
    pub tag: Tag,
    /// The number that both share; `00` when there is no other field.
    pub occurrence: &'a str,
    /// The script code, such as `(3` for Arabic.
    pub script: Option<&'a str>,
    /// Whether the text runs from right to left.
    pub is_right_to_left: bool,
}

impl<'a> Linkage<'a> {
    /// Takes a subfield 6 apart.
    #[must_use]
    pub fn parse(value: &'a str) -> Option<Self> {
        let (link, rest) = match value.trim().split_once('/') {
            Some((link, rest)) => (link, Some(rest)),
            None => (value.trim(), None),
        };
        let (tag, occurrence) = link.split_once('-')?;
        let (script, orientation) = match rest.and_then(|rest| rest.split_once('/')) {
            Some((script, orientation)) => (Some(script), orientation),
            None => (rest, ""),
        };
        let is_number = !occurrence.is_empty() && occurrence.bytes().all(|byte| byte.is_ascii_digit());
        let tag = Tag::parse(tag.as_bytes()).filter(|_| is_number)?;
        Some(Self { tag, occurrence, script, is_right_to_left: orientation == "r" })
    }
}

impl Record {
    /// The other script of a field: the 880 of a 245, or the 245 of an 880.
    #[must_use]
    pub fn linked(&self, field: &Field<'_>) -> Option<Field<'_>> {
        let link = field.subfield('6').and_then(Linkage::parse).filter(|link| link.occurrence != "00")?;
        self.all_fields().filter(|other| other.tag() == link.tag).find(|other| {
            let back = other.subfield('6').and_then(Linkage::parse);
            back.is_some_and(|back| back.tag == field.tag() && back.occurrence == link.occurrence)
        })
    }

    /// The fields of a tag pattern in the original script: 880s that stand for them, linked or not.
    pub fn vernacular(&self, pattern: &str) -> impl Iterator<Item = Field<'_>> {
        let pattern = crate::TagPattern::from(pattern);
        self.fields("880").filter(move |field| {
            field.subfield('6').and_then(Linkage::parse).is_some_and(|link| pattern.fits(link.tag))
        })
    }
}
