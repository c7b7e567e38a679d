//! Mappings seen in the field, in the text form, each with where it is known from.

use super::Mapping;

/// The presets, with a blank line between. Where two fit a sample equally well the one that stands first is the safer guess.
const PRESETS: &str = include_str!("presets.txt");

impl Mapping {
    /// All presets, the more common ones first.
    #[must_use]
    pub fn presets() -> Vec<Self> {
        texts().filter_map(|text| Self::from_lines(text).ok()).collect()
    }

    /// The preset of this name.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        Self::from_lines(texts().find(|text| name_of(text) == name)?).ok()
    }

    /// The names of the presets.
    #[must_use]
    pub fn preset_names() -> Vec<&'static str> {
        texts().map(name_of).collect()
    }
}

fn texts() -> impl Iterator<Item = &'static str> {
    PRESETS.split("\n\n")
}

fn name_of(text: &str) -> &str {
    text.lines().next().and_then(|line| line.strip_prefix("name ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read_and_says_where_it_is_known_from() {
        for text in texts() {
            let mapping = Mapping::from_lines(text).unwrap_or_else(|error| panic!("{}: {error}", name_of(text)));
            assert_eq!(mapping.name, name_of(text));
            assert!(!mapping.description.is_empty() && !mapping.source.is_empty(), "{}", mapping.name);
            assert!(!mapping.lending.is_empty(), "{}", mapping.name);
            assert_eq!(Mapping::preset(&mapping.name), Some(mapping));
        }
        let names = Mapping::preset_names();
        assert!(names.len() >= 20 && names.iter().all(|name| names.iter().filter(|other| *other == name).count() == 1));
    }
}
