//! NCIP messages: what a circulation system and a resource-sharing system say to each other about patrons and items.
//!
//! Not in here: HTTP, retries, clocks, what a message means for a request. Standard: ANSI/NISO Z39.83-1 (NCIP) with the
//! schema 2.0 to 2.02 and the DTD of version 1; comments name the element of the 2.02 schema.
//!
//! ```
//! use ncip::{Header, LookupUser, Message, Profile, Request, UserId};
//!
//! let header = Header::between("01EX_INST", "01EX_INST").with_profile("BOOKFERRY");
//! let question = LookupUser { user_id: Some(UserId::new("20931")), ..LookupUser::default() };
//! let message = Profile::ALMA.message(header, Request::LookupUser(question));
//! let decoded = Message::decode(Profile::ALMA.encode(&message).as_bytes()).expect("an NCIP message");
//! assert_eq!(decoded.message, message);
//! assert_eq!(ncip::describe(&message), "NCIP 2.02 LookupUser from 01EX_INST to 01EX_INST profile BOOKFERRY user 20931");
//! ```
//!
//! Three rules hold everywhere:
//! - **Nothing is lost.** An element without a field of its own is kept in `extra` and written out again.
//! - **Empty is absent.** White space around a text is not kept; an empty element fills no field (it stays in `extra`).
//! - **One vocabulary.** Version 1 is read into, and written from, the version 2 types; see [`Version`].
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

#[macro_use]
mod element;

mod answers;
pub mod codes;
mod date;
mod error;
mod fiscal;
mod header;
mod ids;
mod item;
mod message;
mod outcome;
mod patron;
mod problem;
mod profile;
mod services;
mod shipping;
mod style;
mod summary;
mod tree;
mod user;
mod version;
mod version_one;

pub use codes::Code;
pub use date::{DateForm, DateTime, Moment};
pub use element::Warning;
pub use error::DecodeError;
pub use fiscal::{Amount, FiscalTransactionInformation, FiscalTransactionReferenceId, ItemDetails};
pub use header::Header;
pub use ids::{BibliographicId, BibliographicItemId, BibliographicRecordId, ItemId, RequestId, UserId};
pub use item::{
    BibliographicDescription, ItemDescription, ItemOptionalFields, Location, LocationName, LocationNameInstance,
};
pub use message::{Body, Decoded, Message};
pub use outcome::{Outcome, answer_of};
pub use patron::Patron;
pub use problem::{Explanation, Problem, ProblemKind};
pub use profile::{Profile, RecordNumber};
pub use services::*;
pub use shipping::{CurrentUser, ItemTransaction, ShippingInformation};
pub use style::{Prefix, Schemes, Style};
pub use summary::{Summary, describe};
pub use user::{
    AuthenticationInput, BlockOrTrap, ElectronicAddress, NameInformation, OrganizationName, PersonalName,
    PhysicalAddress, PreviousUserId, StructuredAddress, StructuredName, UnstructuredAddress, UserAddress,
    UserOptionalFields, UserPrivilege, UserPrivilegeFee, UserPrivilegeStatus,
};
pub use version::{Edition, Version};

/// Keeps the example in the README true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
