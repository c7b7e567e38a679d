//! The simulated Alma as its neighbours see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod desk;
mod faults;
mod garbage;
mod journal;
mod marc_file;
mod ncip_answers;
mod oai;
mod pages;
mod renewal;
mod stories;
mod world;
mod z3950;
