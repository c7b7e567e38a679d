//! What the crate promises, seen from outside.

mod corpora;
mod links;
mod robust;
mod templates;
