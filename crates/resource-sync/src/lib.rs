//! ResourceSync Framework Specification 1.1 (ANSI/NISO Z39.99-2017): what a source has, and what changed there.
//!
//! Not in here: sockets, clocks, files, writing of lists, and the packaged forms (resource dumps and change dumps, clauses 11 and
//! 13), which are recognised and not read. Clause numbers in the comments are those of
//! <http://www.openarchives.org/rs/1.1/resourcesync>.
//!
//! [`Document`] is one list as it is published: a Sitemap with elements of the namespace [`TERMS`]. [`Discovery`] walks from any of
//! them (a source description, a capability list, a resource list, an index, a change list) to all that belong to it: it says what
//! to fetch and is told what came.
//!
//! ```
//! use resource_sync::{Discovery, Step, Wanted};
//!
//! let mut discovery = Discovery::new("https://univ.example/resourcelist.xml", Wanted::Everything);
//! let Step::Fetch { url } = discovery.step() else { panic!("it begins with a question") };
//! assert_eq!(url, "https://univ.example/resourcelist.xml");
//! discovery.answer(
//!     br#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/">
//!         <rs:md capability="resourcelist" at="2026-11-20T02:00:00Z"/>
//!         <url><loc>https://univ.example/books.xml.gz</loc><rs:md length="4096"/></url></urlset>"#,
//! );
//! let Step::Found(found) = discovery.step() else { panic!("there is no more to fetch") };
//! assert_eq!(found.resources[0].location, "https://univ.example/books.xml.gz");
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod address;
mod decode;
mod discovery;
mod document;
mod error;
mod moment;

pub use address::{last_segment, same_place};
pub use discovery::{Discovery, Failure, Found, Ignored, Step, Wanted};
pub use document::{Capability, Change, Digest, Document, Entry, Link, SITEMAP, TERMS};
pub use error::{DecodeError, DecodeErrorKind};
pub use moment::{InvalidMoment, Moment};
