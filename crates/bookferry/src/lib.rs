//! The Bookferry platform: listeners, jobs, pages and the command line around the pure crates.
//!
//! Not in here: what a request does next (`lifecycle`), how a protocol is written (the protocol crates), SQL (`store`).

pub mod alma;
pub mod association;
mod breaker;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod ils;
pub mod jobs;
pub mod message_log;
pub mod metrics;
pub mod outside;
pub mod partners;
pub mod platform;
pub mod secrets;
pub mod seed;
pub mod server;
pub mod settings;
pub mod simulators;
pub mod slip;
pub mod web;
pub mod work;
