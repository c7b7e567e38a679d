//! One binary for all tests of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod advice;
mod corpora;
mod datestamps;
mod harvesting;
mod laws;
mod library;
mod provider;
mod requests;
mod responses;
mod robust;
mod sessions;
mod tokens;
