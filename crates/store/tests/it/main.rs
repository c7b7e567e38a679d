//! The store as its callers see it, each test in a directory of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bills;
mod catalogue;
mod clusters;
mod crash;
mod dice;
mod files;
mod harvest;
mod kit;
mod lanes;
mod people;
mod promises;
mod queue;
mod removals;
mod search;
mod steps;
mod tenancy;
