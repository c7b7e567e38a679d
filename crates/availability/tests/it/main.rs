//! Tests of the crate as its users see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod answers;
mod choice;
mod corpora;
mod damage;
mod golden;
mod made;
mod merging;
mod places;
mod questions;
mod weighing;
