//! ISO 18626, the interlibrary loan protocol between libraries: its messages in the editions 1.1 (2014), 1.2 (2017)
//! and 2021.
//!
//! Not in here: HTTP, clocks, request states, who may send what when, look-up of agencies. Messages go in and out as
//! bytes; what a message means for a request is decided elsewhere.
//!
//! One set of types serves all editions. A message is read in the edition that it declares and can be written in any.
//! Codes and elements that an edition does not know are kept, not refused; what a receipt must refuse is told by
//! [`Dialect::faults`], and what cannot be read at all by [`DecodeError::error_data`].
//!
//! ```
//! use iso18626::{Action, AgencyId, Edition, Header, Message, RequestingAgencyMessage, confirm_ok, decode};
//!
//! let (supplier, requester) = (AgencyId::new("ISIL", "DE-2"), AgencyId::new("ISIL", "DE-1"));
//! let header = Header::new(supplier, requester, "R-1", "2026-03-01T09:30:00Z");
//! let received = RequestingAgencyMessage { header, action: Action::Received, ..Default::default() };
//! let decoded = decode(Message::from(received).encode(Edition::V1_2).as_bytes())?;
//! assert_eq!(decoded.message.describe(), "Requester's message on R-1 from ISIL:DE-1 to ISIL:DE-2: Received");
//! let receipt = confirm_ok(&decoded.message, "2026-03-01T09:30:02Z", "2026-03-01T09:30:01Z");
//! assert!(receipt.unwrap().encode(decoded.edition).contains("<messageStatus>OK</messageStatus>"));
//! # Ok::<(), iso18626::DecodeError>(())
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod address;
mod codes;
mod confirm;
mod dialect;
mod edition;
mod error;
mod header;
mod message;
pub mod open_codes;
mod request;
mod requesting;
mod salvage;
mod structure;
mod summary;
mod supplying;
mod value;

pub use address::{Address, ElectronicAddress, PhysicalAddress};
pub use codes::{
    Action, ErrorType, MessageStatus, PreferredEdition, ReasonForMessage, RequestSubType, RequestType, ServiceType,
    Status, Truth, YesNo,
};
pub use confirm::{
    ErrorData, RequestConfirmation, RequestingAgencyMessageConfirmation, SupplyingAgencyMessageConfirmation,
    confirm_error, confirm_ok, confirm_unreadable,
};
pub use dialect::{ALMA, CROSSLINK, ConditionAnswers, Dialect, RESHARE, STANDARD};
pub use edition::{Edition, Kind};
pub use error::{DecodeError, DecodeErrorKind, Warning};
pub use header::{AgencyId, ConfirmationHeader, Header, RequestingAgencyAuthentication};
pub use message::{Decoded, Message, NAMESPACE, decode};
pub use request::{
    BibliographicInfo, BibliographicItemId, BibliographicRecordId, BillingInfo, PatronInfo, PublicationInfo, Request,
    RequestedDeliveryInfo, RequestingAgencyInfo, ServiceInfo, SupplierInfo,
};
pub use requesting::RequestingAgencyMessage;
pub use summary::Summary;
pub use supplying::{
    DeliveryInfo, MessageInfo, RetryInfo, ReturnInfo, ShippingInfo, StatusInfo, SupplyingAgencyMessage,
};
pub use value::{Code, Costs, Region, Timestamp};
