//! The life of an interlibrary loan (ILL) request: two pure state machines, one for each library, and the rota.
//!
//! Not in here: protocols, databases, clocks, threads, log lines. ISO 18626 messages are turned into [`FromSupplier`] and
//! [`FromRequester`] elsewhere, and [`Effect`]s are carried out elsewhere, after the decision is stored.
//!
//! ```
//! use lifecycle::requester::{Command, Event, State, available, decide};
//! use lifecycle::{Effect, Facts, FromRequester, Policy, ServiceType};
//!
//! let (facts, policy) = (Facts::new(ServiceType::Loan), Policy::default());
//! let event = Event::Command(Command::Cancel);
//! let decision = decide(&facts, &policy, State::WillSupply, &event)?;
//! assert_eq!(decision.next, State::CancelPending);
//! assert_eq!(decision.effects, [Effect::SayToSupplier(FromRequester::Cancel)]);
//! let facts = facts.after(&event, &decision);
//! assert!(available(&facts, &policy, State::CancelPending).len() < available(&facts, &policy, State::WillSupply).len());
//! # Ok::<(), lifecycle::Refusal>(())
//! ```
//!
//! How the pieces fit:
//! - [`requester::decide`] and [`supplier::decide`] hold all rules. They take [`Facts`], [`Policy`], the state and an event,
//!   and return the next state with the [`Effect`]s, or a [`Refusal`].
//! - [`Facts::after`] folds an event and its decision into the facts. Nobody edits facts by hand.
//! - [`rota::rank`] puts the libraries that may supply in order.
//! - [`draw`] prints the diagrams and answer tables of `docs/lifecycle/` by asking `decide` about everything.
//!
//! What the caller must see to: messages of one request are delivered once and in the order in which they were said, and a
//! message of a library that was asked earlier never reaches the request that has moved on to the next.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod decision;
pub mod draw;
mod effect;
mod facts;
mod ils;
mod message;
mod named;
mod party;
mod policy;
pub mod requester;
pub mod rota;
mod samples;
pub mod supplier;
pub mod walk;
mod words;

pub use decision::{Decision, Refusal};
pub use effect::{Effect, IlsCall, Notice, Whom};
pub use facts::{CancelIntent, Facts};
pub use ils::{IlsAnswer, IlsNews};
pub use message::{FromRequester, FromSupplier};
pub use party::{PartyEvent, PartyState};
pub use policy::{AutoResponder, PatronTrouble, Policy};
pub use words::{Condition, Cost, Days, LentItem, Moment, Outcome, Phase, Reason, ServiceType, Side, Trouble, utc_day};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
