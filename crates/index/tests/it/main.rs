//! The index crate as its callers see it.

mod corpora;
mod hathitrust;
mod search;
