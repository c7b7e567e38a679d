//! The shared index of a consortium: what records say, which of them are the same, who holds what, and how it is searched.
//!
//! Not in here: storage, files, the search engine's own index, the clock, the network. The store keeps records, keys and clusters;
//! search engines implement [`search::SearchIndex`]. Fields are those of MARC 21 (bibliographic format); folding and words follow
//! Unicode (Annexes 15 and 44).
//!
//! ```
//! let mut record = marc::Record::new();
//! record.push_data("020", "  ", &[("a", "0-14-044793-8 (pbk.)")]);
//! record.push_data("245", "10", &[("a", "War and peace /"), ("c", "Leo Tolstoy.")]);
//! let facts = index::bibliographic::Bibliographic::from_record(&record);
//! assert_eq!(index::matchkey::match_keys(&facts), ["isbn|9780140447934|warandpe|book|"]);
//! let document = index::search::SearchDocument::of_cluster(1, &[("EAST", &facts)]);
//! assert_eq!(document.summary.title, "War and peace");
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod bibliographic;
pub mod cluster;
#[cfg(test)]
mod fixture;
pub mod format;
pub mod holdings;
pub mod identifier;
pub mod matchkey;
pub mod search;
pub mod text;

pub use format::Format;
