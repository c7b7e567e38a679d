//! The simulated Alma as its neighbours see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod desk;
mod faults;
mod garbage;
mod journal;
mod marc_file;
mod ncip_answers;
mod noise;
mod oai;
mod oai_faults;
mod oclc;
mod pages;
mod partner_records;
mod publishing;
mod renewal;
mod rest;
mod rest_circulation;
mod rest_partners;
mod sru;
mod stories;
mod troubles;
mod webhooks;
mod world;
mod z3950;
