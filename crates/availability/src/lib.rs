//! What a library's own system says of its shelf, and which copy is taken.
//!
//! Not in here: sockets, HTTP, clocks, caches, logs, and what a decision means for a request. The forms of answers are Z39.50 OPAC records
//! (REC.2), SRU, MARC 21 holdings, ISO 20775 and Alma's REST interface; each reader names its source.
//!
//! ```
//! use availability::{LendingRules, Outcome, Places, Preference, Reading, Wanted, decide};
//!
//! let answer = br#"{"total_record_count": 2, "item": [
//!   {"bib_data": {"mms_id": "991234", "title": "Emma /"}, "holding_data": {"holding_id": "2290"}, "item_data": {"pid": "231",
//!    "barcode": "31234000000017", "base_status": {"value": "0"}, "process_type": {"value": "LOAN"}, "library": {"value": "MAIN"}}},
//!   {"bib_data": {"mms_id": "991234", "title": "Emma /"}, "holding_data": {"holding_id": "2290"}, "item_data": {"pid": "232",
//!    "barcode": "31234000000025", "base_status": {"value": "1"}, "process_type": {"value": ""}, "library": {"value": "MAIN"}}}]}"#;
//! let shelf = Reading::default().read(answer)?;
//! let wanted = Wanted { record_id: "991234".into(), ..Wanted::default() };
//! let rules = LendingRules { libraries: vec![Preference { place: "Main".into(), preference: 10 }], ..LendingRules::default() };
//! let decision = decide(&shelf, &wanted, &rules, &Places::default());
//! let Outcome::Take(taken) = decision.outcome else { panic!("a copy is there") };
//! assert_eq!(taken.copy.barcode.as_deref(), Some("31234000000025"));
//! assert_eq!(decision.steps[1], "Copy 31234000000017 (MAIN): not taken, on loan.");
//! # Ok::<(), availability::ReadError>(())
//! ```
//!
//! The way of an answer: [`z3950_questions`], [`sru_questions`] or [`rest_questions`] say what to ask; [`Reading`] reads what comes back
//! into a [`Shelf`]; [`merge`] makes one of two; [`decide`] weighs the records ([`weigh`]) and chooses the copy by [`LendingRules`].
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod choose;
mod date;
mod error;
pub mod live;
mod merge;
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
pub use merge::merge;
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

/// Keeps the example in the README true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
