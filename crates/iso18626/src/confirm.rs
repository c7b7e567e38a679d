//! The three confirmations: receipts, given on the connection on which the message came. OK is not consent.

use std::fmt;

use crate::salvage::salvage;
use crate::structure::{at, structure};
use crate::{
    Action, ConfirmationHeader, DecodeError, ErrorType, Header, Kind, Message, MessageStatus, ReasonForMessage,
};

structure! {
    /// Receipt for a request (`requestConfirmation`).
    RequestConfirmation {
        /// Taken or refused, and which request.
        confirmation_header: ConfirmationHeader = at("confirmationHeader");
        /// Why refused. Only one before 2021; the first is then written.
        error_data: Vec<ErrorData> = at("errorData").single_before_2021();
    }
}

structure! {
    /// Receipt for a supplying agency message (`supplyingAgencyMessageConfirmation`).
    SupplyingAgencyMessageConfirmation {
        /// Taken or refused, and which request.
        confirmation_header: ConfirmationHeader = at("confirmationHeader");
        /// The reason in the message.
        reason_for_message: Option<ReasonForMessage> = at("reasonForMessage");
        /// Why refused. Only one before 2021; the first is then written.
        error_data: Vec<ErrorData> = at("errorData").single_before_2021();
    }
}

structure! {
    /// Receipt for a requesting agency message (`requestingAgencyMessageConfirmation`).
    RequestingAgencyMessageConfirmation {
        /// Taken or refused, and which request.
        confirmation_header: ConfirmationHeader = at("confirmationHeader");
        /// The action in the message.
        action: Option<Action> = at("action");
        /// Why refused. Only one before 2021; the first is then written.
        error_data: Vec<ErrorData> = at("errorData").single_before_2021();
    }
}

structure! {
    /// Why a message was refused (`errorData`).
    ErrorData {
        /// The kind of fault.
        error_type: ErrorType = at("errorType");
        /// The fault in words: which element, what was expected.
        error_value: Option<String> = at("errorValue");
    }
}

impl ErrorData {
    /// A fault with its explanation.
    #[must_use]
    pub fn new(error_type: ErrorType, error_value: &str) -> Self {
        Self { error_type, error_value: Some(error_value.to_owned()), extra: Vec::new() }
    }
}

impl fmt::Display for ErrorData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error_value {
            Some(value) => write!(f, "{}: {value}", self.error_type),
            None => self.error_type.fmt(f),
        }
    }
}

/// The receipt that says OK. `timestamp` is now, `timestamp_received` when the message came; both `xs:dateTime`.
///
/// `None` for a message that is itself a receipt.
#[must_use]
pub fn confirm_ok(message: &Message, timestamp: &str, timestamp_received: &str) -> Option<Message> {
    confirm(message, timestamp, timestamp_received, MessageStatus::Ok, Vec::new())
}

/// The receipt that says ERROR and why. Times as in [`confirm_ok`].
///
/// `None` for a message that is itself a receipt.
#[must_use]
pub fn confirm_error(
    message: &Message,
    timestamp: &str,
    timestamp_received: &str,
    faults: Vec<ErrorData>,
) -> Option<Message> {
    confirm(message, timestamp, timestamp_received, MessageStatus::Error, faults)
}

/// The receipt for bytes that [`crate::decode`] could not read. Kind, agencies and request id are taken from the part
/// before the fault as far as they can be made out; a request is assumed when the kind cannot. Times as in
/// [`confirm_ok`].
#[must_use]
pub fn confirm_unreadable(bytes: &[u8], error: &DecodeError, timestamp: &str, timestamp_received: &str) -> Message {
    let salvaged = salvage(bytes);
    let kind = salvaged.kind.unwrap_or(Kind::Request);
    let mut header = ConfirmationHeader {
        timestamp: timestamp.into(),
        timestamp_received: timestamp_received.into(),
        message_status: MessageStatus::Error,
        ..salvaged.header
    };
    header.requesting_agency_id = header.requesting_agency_id.filter(|id| !id.agency_id_value.is_empty());
    header.supplying_agency_id = header.supplying_agency_id.filter(|id| !id.agency_id_value.is_empty());
    receipt(kind, header, vec![error.error_data()])
}

fn confirm(
    message: &Message,
    timestamp: &str,
    timestamp_received: &str,
    message_status: MessageStatus,
    faults: Vec<ErrorData>,
) -> Option<Message> {
    let header = ConfirmationHeader {
        timestamp: timestamp.into(),
        timestamp_received: timestamp_received.into(),
        message_status,
        ..echo(message.header()?)
    };
    let mut receipt = receipt(message.kind(), header, faults);
    match (&mut receipt, message) {
        (Message::SupplyingAgencyMessageConfirmation(receipt), Message::SupplyingAgencyMessage(message)) => {
            receipt.reason_for_message = Some(message.message_info.reason_for_message.clone());
        }
        (Message::RequestingAgencyMessageConfirmation(receipt), Message::RequestingAgencyMessage(message)) => {
            receipt.action = Some(message.action.clone());
        }
        _ => {}
    }
    Some(receipt)
}

fn echo(header: &Header) -> ConfirmationHeader {
    ConfirmationHeader {
        supplying_agency_id: header.supplying_agency_id.clone(),
        requesting_agency_id: Some(header.requesting_agency_id.clone()),
        requesting_agency_request_id: Some(header.requesting_agency_request_id.clone()),
        multiple_item_request_id: header.multiple_item_request_id.clone(),
        ..ConfirmationHeader::default()
    }
}

/// The receipt for a message of this kind (or, for a receipt, of its own kind).
fn receipt(kind: Kind, confirmation_header: ConfirmationHeader, error_data: Vec<ErrorData>) -> Message {
    match kind {
        Kind::Request | Kind::RequestConfirmation => Message::RequestConfirmation(RequestConfirmation {
            confirmation_header,
            error_data,
            ..RequestConfirmation::default()
        }),
        Kind::SupplyingAgencyMessage | Kind::SupplyingAgencyMessageConfirmation => {
            Message::SupplyingAgencyMessageConfirmation(SupplyingAgencyMessageConfirmation {
                confirmation_header,
                error_data,
                ..SupplyingAgencyMessageConfirmation::default()
            })
        }
        Kind::RequestingAgencyMessage | Kind::RequestingAgencyMessageConfirmation => {
            Message::RequestingAgencyMessageConfirmation(RequestingAgencyMessageConfirmation {
                confirmation_header,
                error_data,
                ..RequestingAgencyMessageConfirmation::default()
            })
        }
    }
}
