//! What a library's own system says of its shelf.
//!
//! Not in here: sockets, HTTP, clocks, caches, logs. The forms of answers are Z39.50 OPAC records (REC.2), SRU, MARC 21 holdings, ISO 20775
//! and Alma's REST interface; each reader names its source.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod choose;
mod date;
mod error;
pub mod live;
mod places;
mod question;
mod read;
mod rules;
mod shelf;
mod volume;
mod wanted;
mod weigh;
mod words;

pub use choose::{Decision, Outcome, Taken, decide};
pub use date::normal_date;
pub use error::ReadError;
pub use places::Places;
pub use question::{
    By, Question, Questions, SruIndexes, UseAttributes, bib_path, is_mms_id, items_path, rest_questions, sru_questions,
    z3950_questions,
};
pub use read::Reading;
pub use rules::{Learned, Lendable, LendingRules, PairPreference, Preference};
pub use shelf::{Absence, Copy, Counts, Hit, Named, Shelf, Source, Standing};
pub use volume::{Volume, VolumeFit};
pub use wanted::Wanted;
pub use weigh::{Match, Verdict, Weighed, Weight, weigh, weigh_all};
pub use words::{Meaning, Understood, Words};
