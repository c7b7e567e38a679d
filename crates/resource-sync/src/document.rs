//! A list as a source publishes it: what it is, when it was made, and its entries.

use crate::{DecodeError, Moment, decode};

/// The namespace of Sitemaps.
pub const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The namespace of the elements that ResourceSync adds.
pub const TERMS: &str = "http://www.openarchives.org/rs/terms/";

/// What a list is (clause 7, attribute `capability`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Capability {
    /// What the source offers: its capability lists (clause 8).
    Description,
    /// The lists of one set of resources (clause 9).
    CapabilityList,
    /// All resources of the set (clause 10).
    ResourceList,
    /// What changed (clause 12).
    ChangeList,
    /// All resources, packaged (clause 11).
    ResourceDump,
    /// What changed, packaged (clause 13).
    ChangeDump,
    /// Another one, as it is written.
    Other(String),
}

impl Capability {
    /// What this word means.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "description" => Self::Description,
            "capabilitylist" => Self::CapabilityList,
            "resourcelist" => Self::ResourceList,
            "changelist" => Self::ChangeList,
            "resourcedump" => Self::ResourceDump,
            "changedump" => Self::ChangeDump,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word in lists.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Description => "description",
            Self::CapabilityList => "capabilitylist",
            Self::ResourceList => "resourcelist",
            Self::ChangeList => "changelist",
            Self::ResourceDump => "resourcedump",
            Self::ChangeDump => "changedump",
            Self::Other(word) => word,
        }
    }
}

/// What happened to a resource (clause 12.1, attribute `change`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It is new.
    Created,
    /// It is another one than before.
    Updated,
    /// It is gone.
    Deleted,
    /// Another word, as it is written.
    Other(String),
}

impl Change {
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "created" => Self::Created,
            "updated" => Self::Updated,
            "deleted" => Self::Deleted,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A digest of a resource (attribute `hash`), such as `md5:1584abdf8ebdc9802ac0c6a7402c03b6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The algorithm, lower case: `md5`, `sha-1`, `sha-256`.
    pub algorithm: String,
    /// The digest in hexadecimal, lower case.
    pub value: String,
}

/// A link to something related (element `rs:ln`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its meaning, such as `up`, `index` or `describedby`.
    pub relation: String,
    /// Where it leads.
    pub location: String,
}

/// One entry of a list: a resource, a change, or another list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its address; in lists of changes the same one may come several times.
    pub location: String,
    /// When the resource last changed.
    pub modified: Option<Moment>,
    /// When the change happened (1.1; sources of 1.0 say it as `modified`).
    pub happened: Option<Moment>,
    /// What happened to it, in lists of changes.
    pub change: Option<Change>,
    /// What it is, when it is a list.
    pub capability: Option<Capability>,
    /// The moment for which it is valid, when it is a list of resources.
    pub at: Option<Moment>,
    /// From when it tells changes, when it is a list of changes.
    pub from: Option<Moment>,
    /// Until when it tells changes; `None`: it is open, and grows.
    pub until: Option<Moment>,
    /// Digests of its bytes.
    pub digests: Vec<Digest>,
    /// How many bytes it has.
    pub length: Option<u64>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Links to what is related.
    pub links: Vec<Link>,
}

impl Entry {
    /// When it became what it is: the time of the change, else of the resource.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        self.happened.or(self.modified)
    }

    /// The digest by this algorithm.
    #[must_use]
    pub fn digest(&self, algorithm: &str) -> Option<&str> {
        self.digests.iter().find(|digest| digest.algorithm == algorithm).map(|digest| digest.value.as_str())
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub capability: Capability,
    /// Its entries are lists of the same kind: it is an index of them.
    pub is_index: bool,
    /// The moment for which a list of resources is valid.
    pub at: Option<Moment>,
    /// From when a list of changes tells.
    pub from: Option<Moment>,
    /// Until when a list of changes tells; `None`: it is open, and grows.
    pub until: Option<Moment>,
    /// Links to what is related.
    pub links: Vec<Link>,
    /// What it lists, in order. Entries without an address are left out.
    pub entries: Vec<Entry>,
}

impl Document {
    /// Reads a list. Bytes that are no list give an error; entries that lack something keep what they have.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode::document(bytes)
    }

    /// Where a link of this meaning leads.
    #[must_use]
    pub fn link(&self, relation: &str) -> Option<&str> {
        self.links.iter().find(|link| link.relation == relation).map(|link| link.location.as_str())
    }
}
