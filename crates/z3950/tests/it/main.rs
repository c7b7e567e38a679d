//! Tests of the crate as its users see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod ber;
mod corpora;
mod laws;
mod queries;
mod records;
mod samples;
mod server;
mod sessions;
#[path = "../../examples/support/shelf.rs"]
mod shelf;
mod sru;
