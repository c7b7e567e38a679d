//! Values with wildcards, as librarians write lists of codes.

/// A value to look for, in which `*` stands for any characters or none. Upper and lower case are the same, blanks around a value
/// do not count. The empty pattern fits the value that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    folded: String,
}

impl Pattern {
    /// The pattern as a person writes it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        Self { folded: text.to_lowercase(), text }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the value is meant.
    #[must_use]
    pub fn fits(&self, value: &str) -> bool {
        self.fits_folded(&fold(value))
    }

    /// As [`Pattern::fits`], for a value that went through [`fold`].
    pub(super) fn fits_folded(&self, value: &str) -> bool {
        let Some((head, tail)) = self.folded.split_once('*') else { return value == self.folded };
        let Some(mut rest) = value.strip_prefix(head) else { return false };
        let (middle, end) = tail.rsplit_once('*').unwrap_or(("", tail));
        for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
            let Some((_, behind)) = rest.split_once(piece) else { return false };
            rest = behind;
        }
        rest.ends_with(end)
    }
}

/// The form in which values are compared.
pub(super) fn fold(value: &str) -> String {
    value.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything_and_case_for_nothing() {
        for (pattern, fits, does_not) in [
            ("RES", vec!["RES", " res "], vec!["RESERVE", ""]),
            ("RES*", vec!["RES", "Reserve"], vec!["PRES"]),
            ("*REF", vec!["REF", "mainref"], vec!["REFS"]),
            ("*not*loan*", vec!["Not for loan", "is not for LOAN here"], vec!["loan not", "note"]),
            ("a*b*b", vec!["abb", "aXbYb"], vec!["ab", "bab"]),
            ("", vec!["", "  "], vec!["x"]),
            ("*", vec!["", "x"], vec![]),
            ("**", vec!["", "x"], vec![]),
        ] {
            let made = Pattern::new(pattern);
            assert!(fits.iter().all(|value| made.fits(value)), "{pattern} fits {fits:?}");
            assert!(!does_not.iter().any(|value| made.fits(value)), "{pattern} does not fit {does_not:?}");
        }
    }
}
