//! What the crate promises, seen from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod answers;
mod corpora;
mod damage;
mod made;
mod patrons;
mod profiles;
mod samples;
mod version_one;
