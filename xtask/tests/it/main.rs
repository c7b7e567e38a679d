//! The rules of the house that a machine can check: which crate may see which, what stays out of where, what every file keeps to.

mod documents;
mod edges;
mod glossary;
mod texts;
