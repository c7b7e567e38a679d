//! What the crate promises, seen from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod answers;
mod corpora;
mod damage;
mod made;
mod namespaces;
mod other_services;
mod patrons;
mod profiles;
mod responder;
mod samples;
mod valid;
mod version_one;
