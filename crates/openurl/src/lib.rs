//! OpenURL: links that ask for a book or an article, read in versions 0.1 and 1.0 (ANSI/NISO Z39.88-2004, inline
//! key/value form) as discovery systems really send them, and link templates out as Alma fills them.
//!
//! Not in here: HTTP, by-reference transport, XML context objects, look-up of anything. A link is no proof of who sends
//! it.
//!
//! ```
//! let link = "https://ill.example/?rft.genre=book&rft.title=Property+and+wealth+in+classical+Sparta+%2F&rft.au=,\
//!             &rft.isbn=0-7156-3040-7&rft.date=2000.&rfr_id=info%3Asid%2Fprimo.exlibrisgroup.com";
//! let request = openurl::parse(link)?;
//! assert_eq!(request.title.as_deref(), Some("Property and wealth in classical Sparta"));
//! assert_eq!((request.year, request.isbns), (Some(2000), vec!["0715630407".to_string()]));
//! assert_eq!(request.authors, Vec::<String>::new());
//! # Ok::<(), openurl::ParseError>(())
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod genre;
mod parse;
mod query;
mod request;
mod template;
mod tidy;

pub use genre::Genre;
pub use parse::{ParseError, parse};
pub use request::{Request, Requester, Service, ServiceType, Version};
pub use template::{Template, TemplateError};
