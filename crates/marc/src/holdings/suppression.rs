//! Records that say that they are not for the index.

use super::field_map::{indicators_fit, tag_fits};
use super::pattern::{Pattern, fold};
use crate::record::{Field, Record, Tag};

/// A value that keeps a record out of the index, such as FOLIO's `999 ff` $t = 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The field; `x` in it stands for any character.
    pub tag: Tag,
    /// The indicators that it must have; `None` for any.
    pub indicators: [Option<char>; 2],
    /// The subfield; the text of a control field or any subfield when there is none.
    pub code: Option<String>,
    /// Its values that mean "not for the index".
    pub values: Vec<Pattern>,
}

impl Suppression {
    /// Whether the record is kept out.
    #[must_use]
    pub fn fits(&self, record: &Record) -> bool {
        record.all_fields().any(|field| {
            tag_fits(self.tag, field.tag()) && indicators_fit(self.indicators, &field) && self.has_value(&field)
        })
    }

    fn has_value(&self, field: &Field<'_>) -> bool {
        let means = |value: &str| {
            let folded = fold(value);
            self.values.iter().any(|pattern| pattern.fits_folded(&folded))
        };
        if field.is_control() {
            return means(field.text());
        }
        let is_asked = |code: &str| self.code.as_deref().is_none_or(|wanted| wanted == code);
        field.subfields().any(|subfield| is_asked(subfield.code) && means(subfield.value))
    }
}
