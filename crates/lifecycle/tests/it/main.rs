//! Tests of the request lifecycle: what each side answers, what two sides bring each other into, and stories.
#![allow(missing_docs)]

mod buttons;
mod circle;
mod explorer;
mod generated;
mod graph;
mod ledger;
mod mutants;
mod names;
mod pair;
mod party;
mod replay;
mod stories;
