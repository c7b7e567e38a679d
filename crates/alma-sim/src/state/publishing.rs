//! Publishing profiles: what OAI-PMH gives out. Publishing runs at once here, where Alma runs it at set hours.

use marc::holdings::Mapping;

/// The OAI repository and its sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Publishing {
    /// Whether an integration profile of the type OAI exists.
    pub exists: bool,
    /// Whether it is active.
    pub active: bool,
    /// Addresses that may harvest, as beginnings (`10.1.`); none means everybody.
    pub allowed_addresses: Vec<String>,
    /// Records or headers on a page.
    pub page_size: usize,
    /// One a set.
    pub profiles: Vec<PublishingProfile>,
}

/// One set.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishingProfile {
    /// Set Spec.
    pub set_spec: String,
    /// Set Name.
    pub set_name: String,
    /// Metadata prefix: `marc21` or `oai_dc`.
    pub prefix: String,
    /// What is in the set.
    pub content: Content,
    /// Where holdings and items go; none publishes bare records.
    pub mapping: Option<Mapping>,
}

/// What is in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Titles with holdings (Alma's "Physical titles").
    PhysicalTitles,
    /// All titles.
    AllTitles,
}

impl Default for Publishing {
    fn default() -> Self {
        Self { exists: true, active: true, allowed_addresses: Vec::new(), page_size: 100, profiles: Vec::new() }
    }
}

impl PublishingProfile {
    /// A set of physical titles in MARC 21, with holdings by a preset of [`Mapping::presets`].
    #[must_use]
    pub fn physical(set_spec: &str, set_name: &str, preset: &str) -> Self {
        Self {
            set_spec: set_spec.to_owned(),
            set_name: set_name.to_owned(),
            prefix: "marc21".to_owned(),
            content: Content::PhysicalTitles,
            mapping: Mapping::preset(preset),
        }
    }
}
