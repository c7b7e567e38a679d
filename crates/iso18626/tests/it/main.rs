//! What the crate promises, seen from outside.

mod corpora;
mod dialects;
mod editions;
mod fixtures;
mod receipts;
mod robust;
mod samples;
mod schemas;
