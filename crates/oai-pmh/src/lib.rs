//! The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0: requests, answers, a harvester and a provider.
//!
//! Not in here: sockets, clocks, files, metadata formats. The harvester says what to fetch and how long to wait, and is told
//! what came; the provider is asked for a query and returns the text of the answer. Section numbers in the comments are those
//! of the protocol document, <http://www.openarchives.org/OAI/openarchivesprotocol.html>.
//!
//! ```
//! use oai_pmh::{Harvest, HttpAnswer, Settings, Step};
//!
//! let mut harvest = Harvest::new(Settings::new("https://alma.example/view/oai/01EX_INST/request", "marc21"));
//! let Step::Fetch { url } = harvest.next() else { panic!("a harvest begins with a question") };
//! assert_eq!(url, "https://alma.example/view/oai/01EX_INST/request?verb=Identify");
//! harvest.answer(HttpAnswer { status: 503, retry_after: Some(120), body: Vec::new() });
//! assert!(matches!(harvest.next(), Step::Wait { seconds: 120, .. }));
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod advice;
mod condition;
mod datestamp;
mod error;
mod harvest;
mod provider;
mod query;
mod refresh;
mod response;
mod token;
mod verbs;

pub use advice::{Advice, AlmaFault, explain};
pub use condition::{ErrorCode, ErrorCondition};
pub use datestamp::{Datestamp, Granularity, InvalidDatestamp};
pub use error::{DecodeError, DecodeErrorKind};
pub use harvest::{
    Checkpoint, CheckpointError, Delivery, Failure, FailureKind, Harvest, HttpAnswer, Position, Settings, Step,
    Summary, retry_after_seconds,
};
pub use provider::{Flavour, Found, Listing, PageQuery, Provider, Repository};
pub use query::{decode_query, encode_component};
pub use refresh::{Refresh, Refreshed};
pub use response::{
    BadRecord, Body, DeletedRecord, Fragment, Header, Identify, MetadataFormat, NAMESPACE, Page, Record, Response, Set,
    Token,
};
pub use token::{ListPosition, TokenForm};
pub use verbs::{List, Request, Selection, Verb};
