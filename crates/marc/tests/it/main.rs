//! The integration tests of the crate in one binary.

mod bad_records;
mod broken;
mod classify;
mod corpora;
mod damage;
mod holdings;
mod iso2709;
mod laws;
mod mapping_detection;
mod mapping_text;
mod marc8;
mod marc8_writing;
mod record;
mod round_trip;
mod samples;
mod streams;
