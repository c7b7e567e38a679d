//! What is searched and what is asked: documents, queries, answers, and the trait a search engine implements.
//!
//! One document a cluster. Nothing here stores anything; [`MemoryIndex`] is the plain implementation that others are
//! measured against.

mod document;
mod memory;
mod query;

pub use document::{SearchDocument, Summary, Terms};
pub use memory::MemoryIndex;
pub use query::{Clause, Condition, Field, Filter, Order, Query};

/// A search engine. Nothing put or deleted is seen before [`SearchIndex::commit`].
pub trait SearchIndex {
    /// What can go wrong in the engine: a full disk, a lost connection.
    type Error: std::error::Error;

    /// Adds these documents; each replaces the one of the same cluster.
    fn put(&mut self, documents: &[SearchDocument]) -> Result<(), Self::Error>;

    /// Removes the documents of these clusters; unknown ones are passed over.
    fn delete(&mut self, cluster_ids: &[i64]) -> Result<(), Self::Error>;

    /// Makes everything since the last commit visible at once, and remembers that the change log is read up to `position`.
    fn commit(&mut self, position: i64) -> Result<(), Self::Error>;

    /// The position given with the last commit; 0 for an empty index.
    fn position(&self) -> i64;

    /// Clusters that fulfil all clauses and filters of the query.
    fn search(&self, query: &Query) -> Result<Hits, Self::Error>;
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// Clusters found, of which `hits` is one page.
    pub total: usize,
    /// The page asked for, best first or in the order asked for.
    pub hits: Vec<Hit>,
    /// Counts over all clusters found, one entry for each [`FacetKind`], in its order.
    pub facets: Vec<Facet>,
}

/// One cluster found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// What a result list shows.
    pub summary: Summary,
}

/// How the clusters found are spread over the values of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The property.
    pub kind: FacetKind,
    /// Value and number of clusters, most frequent first, then by value.
    pub counts: Vec<(String, usize)>,
}

/// The properties by which results are counted and narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetKind {
    /// Kind of material: `book`, `e-book`, `serial` and so on.
    Format,
    /// MARC language code, three letters.
    Language,
    /// Library that holds the title, by its code.
    Library,
    /// First year of the decade of publication: `1990`.
    Decade,
}

impl FacetKind {
    /// All kinds in the order of an answer.
    pub const ALL: [FacetKind; 4] = [FacetKind::Format, FacetKind::Language, FacetKind::Library, FacetKind::Decade];

    /// The stable name used in addresses and in the API.
    pub fn name(self) -> &'static str {
        match self {
            FacetKind::Format => "format",
            FacetKind::Language => "language",
            FacetKind::Library => "library",
            FacetKind::Decade => "decade",
        }
    }

    /// The kind with this [`FacetKind::name`].
    pub fn from_name(name: &str) -> Option<FacetKind> {
        FacetKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The values that a cluster has under this kind; none or many.
    pub fn values(self, summary: &Summary) -> Vec<String> {
        match self {
            FacetKind::Format => vec![summary.format.clone()],
            FacetKind::Language => summary.language.iter().cloned().collect(),
            FacetKind::Library => summary.members.clone(),
            FacetKind::Decade => summary.year.map(|year| (year / 10 * 10).to_string()).into_iter().collect(),
        }
    }
}
