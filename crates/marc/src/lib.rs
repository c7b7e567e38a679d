//! MARC records: ISO 2709 with MARC-8, MARCXML, MARC-in-JSON and breaker text, read leniently and written strictly.
//!
//! Not in here: files, sockets and compression (readers take any [`std::io::Read`]), cataloguing rules, matching and search. The
//! standards: MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media (Library of Congress),
//! ISO 2709, MARC 21 XML Schema 1.1.
//!
//! ```
//! use marc::{Charset, Format, Reader};
//!
//! let file = br#"{"leader":"00000nam a2200000 i 4500","fields":[{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"Emma"}]}}]}"#;
//! let found = Reader::open(&file[..], Format::Auto, Charset::Auto).next().unwrap()?;
//! assert_eq!(found.record.value("245", 'a'), Some("Emma"));
//! assert!(marc::marcxml::encode(&found.record).contains("<subfield code=\"a\">Emma</subfield>"));
//! # Ok::<(), marc::Defect>(())
//! ```
//!
//! [`Reader`] streams files of any size in the memory of one record; [`Reader::read_into`] does so without an allocation a record. A [`Record`] is one buffer with a directory; fields and
//! subfields are views, and subfield codes have any length. Whatever is wrong with a record is a [`Defect`] with record number,
//! byte and reason: beside the record where it could be repaired ([`Found::defects`]), in its place where not.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod breaker;
pub mod classify;
mod coding;
mod defect;
pub mod dublin_core;
pub mod holdings;
pub mod identifiers;
pub mod iso2709;
pub mod json;
mod leader;
mod linkage;
pub mod marc8;
pub mod marcxml;
mod reader;
mod record;
mod spec;
mod text_records;
mod window;

pub use coding::Charset;
pub use defect::{Coding, Defect, Found, Place, Reason};
pub use leader::Leader;
pub use linkage::Linkage;
pub use reader::{Format, Reader};
pub use record::{Code, Field, Record, Subfield, Subfields, Tag, TagPattern};
pub use spec::Spec;
pub use text_records::TextRecords;
