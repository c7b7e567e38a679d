//! Field specifications: which subfields of which fields are wanted, as `245abc`, `1xx`, `020a` or `008[35-37]`.

use crate::record::{Field, Record, TagPattern};

/// A parsed specification.
///
/// ```
/// let mut record = marc::Record::new();
/// record.push_data("245", "10", &[("a", "Emma :"), ("b", "a novel /"), ("c", "Jane Austen.")]);
/// let spec = marc::Spec::parse("245ab").unwrap();
/// assert_eq!(spec.extract(&record), ["Emma : a novel /"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    pattern: TagPattern,
    part: Part,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// The whole field: a control field's text, or all subfields but the numbered ones.
    Whole,
    /// These subfields, in the order of the field.
    Subfields(Vec<String>),
    /// Character positions of a control field, both ends included.
    Positions(usize, usize),
}

impl Spec {
    /// Parses a tag (`x` for any character) and what is wanted of it: nothing for the whole field, subfield codes, long codes
    /// in braces (`995a{aa}`), or character positions in brackets. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (tag, part) = text.split_at_checked(3)?;
        if !tag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        Some(Self { pattern: TagPattern::from(tag), part: parse_part(part)? })
    }

    /// One text for each field that has any of it, parts joined with blanks.
    #[must_use]
    pub fn extract(&self, record: &Record) -> Vec<String> {
        let fields = record.all_fields().filter(|field| self.pattern.fits(field.tag()));
        fields.map(|field| self.text(&field)).filter(|text| !text.is_empty()).collect()
    }

    /// The text of the first field that has any.
    #[must_use]
    pub fn first(&self, record: &Record) -> Option<String> {
        let mut fields = record.all_fields().filter(|field| self.pattern.fits(field.tag()));
        fields.find_map(|field| Some(self.text(&field)).filter(|text| !text.is_empty()))
    }

    fn text(&self, field: &Field<'_>) -> String {
        match &self.part {
            Part::Whole if field.is_control() => field.text().to_owned(),
            // Numbered subfields hold links and sources, not text.
            Part::Whole => join(field, |code| !code.bytes().all(|byte| byte.is_ascii_digit())),
            Part::Subfields(codes) => join(field, |code| codes.iter().any(|wanted| wanted == code)),
            Part::Positions(first, last) => {
                field.text().chars().skip(*first).take(last.saturating_sub(*first).saturating_add(1)).collect()
            }
        }
    }
}

fn join(field: &Field<'_>, is_wanted: impl Fn(&str) -> bool) -> String {
    let wanted = field.subfields().filter(|subfield| is_wanted(subfield.code));
    let values: Vec<&str> = wanted.map(|subfield| subfield.value.trim()).filter(|value| !value.is_empty()).collect();
    values.join(" ")
}

fn parse_part(part: &str) -> Option<Part> {
    if part.is_empty() {
        return Some(Part::Whole);
    }
    if let Some(positions) = part.strip_prefix('[') {
        let positions = positions.strip_suffix(']')?;
        let (first, last) = positions.split_once('-').unwrap_or((positions, positions));
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        return (first <= last).then_some(Part::Positions(first, last));
    }
    parse_codes(part).map(Part::Subfields)
}

fn parse_codes(mut text: &str) -> Option<Vec<String>> {
    let mut codes = Vec::new();
    while let Some(code) = text.chars().next() {
        let behind = text.get(code.len_utf8()..)?;
        if code == '{' {
            let (long, behind) = behind.split_once('}')?;
            codes.push(long.to_owned());
            text = behind;
        } else {
            codes.push(code.to_string());
            text = behind;
        }
    }
    Some(codes)
}
