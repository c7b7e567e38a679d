//! A small Alma with real state inside: what its NCIP, OAI-PMH, Z39.50, SRU, REST and Primo answers say follows from what it holds.
//!
//! Not in here: sockets, files, clocks, threads, mail. A host (the program `bookferry`) gives requests and the time, sends
//! what comes back, and keeps the journal. What is imitated, and which answers are guesses, stands in `fixtures/SOURCE.md`
//! and on the page `/simulator`.
//!
//! ```
//! use alma_sim::{Alma, HttpRequest, Institution, Setup};
//!
//! let now = 1_760_000_000_000;
//! let mut alma = Alma::new(Setup::sample(Institution::East, now));
//! let outcome = alma.http(&HttpRequest::get("/view/oai/01EAST_INST/request", "verb=Identify"), now);
//! let response = outcome.response.expect("no fault was asked for");
//! assert_eq!(response.status, 200);
//! assert!(String::from_utf8_lossy(&response.body).contains("<repositoryName>Eastern University</repositoryName>"));
//! ```
//!
//! Every act that changes something is a line of the journal; [`Alma::replay`] brings the same state back, see [`journal`].

mod alma;
pub mod configuration;
pub mod desk;
mod fault;
pub mod inspect;
pub mod journal;
mod moment;
mod outgoing;
pub mod sample;
mod services;
mod setup;
mod skin;
pub mod state;
pub mod trouble;
mod webhooks;

pub use alma::{Alma, Exchange};
pub use fault::{Fault, OaiFault, Place, Rule, RuleError, SearchFault};
pub use outgoing::{Outgoing, OutgoingReply};
pub use sample::Institution;
pub use setup::Setup;
pub use skin::http::{HttpRequest, HttpResponse, Outcome};
pub use skin::z3950::{Reply, Z3950Session};
pub use state::State;
pub use trouble::Trouble;

/// Keeps the example in the README true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
