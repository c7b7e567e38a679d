//! Namespaced XML for protocol messages (XML 1.0 fifth edition, Namespaces in XML 1.0).
//!
//! Not in here: files, sockets, schemas, entity expansion, DTD processing. A document type declaration without an internal
//! subset is read over (NCIP 1 sends one); an internal subset is refused, so entities can neither expand nor reach out.
//!
//! Three parts, each usable alone:
//! - [`Reader`], a pull reader over any [`std::io::BufRead`], for large inputs (MARCXML files, OAI-PMH pages);
//! - [`Element`], a small tree, for messages (NCIP, ISO 18626);
//! - [`Writer`], which escapes and keeps the tags in balance.
//!
//! ```
//! use xml::{Element, Limits, Writer};
//!
//! let root = Element::parse(b"<n:a xmlns:n='urn:x'><n:b>1 &lt; 2</n:b></n:a>", &Limits::message())?;
//! assert_eq!(root.name.namespace.as_deref(), Some("urn:x"));
//! assert_eq!(root.child_text("b").as_deref(), Some("1 < 2"));
//!
//! let mut writer = Writer::new();
//! writer.start("a", &[("xmlns", "urn:x")]);
//! writer.leaf("b", "1 < 2");
//! writer.end();
//! assert!(writer.finish().ends_with("<a xmlns=\"urn:x\"><b>1 &lt; 2</b></a>"));
//! # Ok::<(), xml::Error>(())
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod capped;
mod content;
mod error;
mod reader;
mod tree;
mod writer;

pub use content::{Child, Content};
pub use error::{Error, ErrorKind};
pub use reader::{Attributes, Event, Limits, Reader};
pub use tree::{Attribute, Element, Name, Node};
pub use writer::{Writer, escape};
