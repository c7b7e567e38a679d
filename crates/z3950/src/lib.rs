//! Z39.50 (ANSI/NISO Z39.50-1995, ISO 23950), versions 2 and 3.
//!
//! Not in here: sockets, clocks, threads, MARC. A session takes bytes and gives bytes; a bibliographic record is bytes
//! with the identifier of its syntax.
//!
//! - [`ber`] and [`pdu`]: bytes to messages and back;
//! - [`query`], [`pqf`], [`cql`], [`bib1`]: what is searched for, in the languages that people write;
//! - [`record`], [`opac`], [`grs`]: what comes back;
//! - [`client`] and [`server`]: the two sides of an association;
//! - [`sru`]: the same over HTTP addresses and XML.
//!
//! ```
//! use z3950::{Limits, Oid, Pdu, pdu::{Query, SearchRequest}, pqf};
//!
//! let query = Query::Rpn(pqf::parse("@attr 1=7 0140449116")?);
//! let request = SearchRequest::new(&["01UNIV_INST"], query).with_records(10, Oid::OPAC, "F");
//! let bytes = Pdu::SearchRequest(request.clone()).encode();
//! assert_eq!(Pdu::decode(&bytes, &Limits::REQUEST)?, Pdu::SearchRequest(request));
//! # Ok::<(), z3950::DecodeError>(())
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod ber;
pub mod bib1;
pub mod charset;
pub mod client;
mod codec;
pub mod cql;
mod diag1;
mod diagnostic;
mod error;
pub mod expression;
pub mod grs;
mod inbox;
mod oid;
pub mod opac;
pub mod pdu;
pub mod pqf;
pub mod query;
pub mod record;
pub mod server;
pub mod sru;

pub use ber::{Limits, Raw, Tag};
pub use diagnostic::Diagnostic;
pub use error::{DecodeError, DecodeErrorKind};
pub use oid::Oid;
pub use pdu::Pdu;
