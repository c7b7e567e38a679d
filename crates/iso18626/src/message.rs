//! The envelope `ISO18626Message`: any of the six messages, read and written.

use xml::{Element, Limits, Writer};

use crate::structure::{Context, Output, Reading, Value, clipped};
use crate::{
    ConfirmationHeader, DecodeError, DecodeErrorKind, Edition, ErrorData, Header, Kind, Request, RequestConfirmation,
    RequestingAgencyMessage, RequestingAgencyMessageConfirmation, SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation, Warning,
};

/// The namespace of every edition so far.
pub const NAMESPACE: &str = "http://illtransactions.org/2013/iso18626";

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A library asks for an item.
    Request(Box<Request>),
    /// Receipt for a request.
    RequestConfirmation(RequestConfirmation),
    /// The supplier tells where the request stands.
    SupplyingAgencyMessage(Box<SupplyingAgencyMessage>),
    /// Receipt for a supplying agency message.
    SupplyingAgencyMessageConfirmation(SupplyingAgencyMessageConfirmation),
    /// The requester reacts.
    RequestingAgencyMessage(RequestingAgencyMessage),
    /// Receipt for a requesting agency message.
    RequestingAgencyMessageConfirmation(RequestingAgencyMessageConfirmation),
}

/// A message with what was learnt while reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The message.
    pub message: Message,
    /// The edition in which it was read: as the sender says, else 1.2.
    pub edition: Edition,
    /// The `version` attribute as it came; empty when there was none.
    pub version: String,
    /// What was odd but readable; at most fifty.
    pub warnings: Vec<Warning>,
}

/// Reads one message of any edition. Prefixes and the order of elements do not matter; elements that the edition does
/// not have are kept in `extra`; codes that no list has are kept as they are. The ends of texts are trimmed, and an
/// optional element without content counts as absent.
///
/// # Errors
/// When the XML is broken, too large or too deep (see [`Limits::message`]), when it is no ISO 18626 message, or when an
/// element is missing without which the message has no meaning. [`crate::confirm_unreadable`] makes the answer.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let root = Element::parse(bytes, &Limits::message())?;
    let mut warnings = Vec::new();
    check_root(&root, &mut warnings)?;
    let version = root.attribute("version").unwrap_or_default().trim().to_owned();
    let edition = edition_of(&version, &mut warnings);
    let (kind, element) = sole_message(&root)?;
    let mut reading = Reading::new(Context { edition, kind }, warnings);
    let message = Message::read(kind, element, &mut reading)?;
    Ok(Decoded { message, edition, version, warnings: reading.warnings })
}

fn check_root(root: &Element, warnings: &mut Vec<Warning>) -> Result<(), DecodeError> {
    let kind = match root.name.namespace.as_deref() {
        _ if !root.is("ISO18626Message") => DecodeErrorKind::NotAMessage(clipped(&root.name.local)),
        Some(NAMESPACE) => return Ok(()),
        Some(other) => DecodeErrorKind::Namespace(clipped(other)),
        None => {
            warnings.push(root_warning(format!("the message is in no namespace; read as if in {NAMESPACE}")));
            return Ok(());
        }
    };
    Err(DecodeError { path: "/".to_owned(), byte: None, kind })
}

fn edition_of(version: &str, warnings: &mut Vec<Warning>) -> Edition {
    Edition::from_version(version).unwrap_or_else(|| {
        let edition = if version.starts_with("20") { Edition::V2021 } else { Edition::V1_2 };
        let version = clipped(version);
        warnings.push(root_warning(format!("version \"{version}\" is not known; read as edition {edition}")));
        edition
    })
}

fn root_warning(text: String) -> Warning {
    Warning { path: "/ISO18626Message".to_owned(), text }
}

fn sole_message(root: &Element) -> Result<(Kind, &Element), DecodeError> {
    let fault = |kind| DecodeError { path: "/ISO18626Message".to_owned(), byte: None, kind };
    let mut elements = root.elements();
    let element = elements.next().ok_or_else(|| fault(DecodeErrorKind::NoMessage))?;
    let kind = Kind::from_element(&element.name.local).filter(|_| element.name.namespace == root.name.namespace);
    let kind = kind.ok_or_else(|| fault(DecodeErrorKind::UnknownMessage(clipped(&element.name.local))))?;
    match elements.next() {
        None => Ok((kind, element)),
        Some(second) => Err(fault(DecodeErrorKind::SecondMessage(clipped(&second.name.local)))),
    }
}

impl Message {
    fn read(kind: Kind, element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        Ok(match kind {
            Kind::Request => Self::Request(Box::new(reading.child(element)?)),
            Kind::RequestConfirmation => Self::RequestConfirmation(reading.child(element)?),
            Kind::SupplyingAgencyMessage => Self::SupplyingAgencyMessage(Box::new(reading.child(element)?)),
            Kind::SupplyingAgencyMessageConfirmation => {
                Self::SupplyingAgencyMessageConfirmation(reading.child(element)?)
            }
            Kind::RequestingAgencyMessage => Self::RequestingAgencyMessage(reading.child(element)?),
            Kind::RequestingAgencyMessageConfirmation => {
                Self::RequestingAgencyMessageConfirmation(reading.child(element)?)
            }
        })
    }

    /// The message as an XML document of this edition. Fields that the edition does not have are left out.
    #[must_use]
    pub fn encode(&self, edition: Edition) -> String {
        let mut writer = Writer::new();
        // The version attribute is in the namespace, so it needs a prefix beside the default namespace.
        let namespaces = [("xmlns", NAMESPACE), ("xmlns:ill", NAMESPACE), ("ill:version", edition.version())];
        writer.start("ISO18626Message", &namespaces);
        let kind = self.kind();
        let mut out = Output { context: Context { edition, kind }, writer };
        match self {
            Self::Request(message) => message.write(kind.element(), &mut out),
            Self::RequestConfirmation(message) => message.write(kind.element(), &mut out),
            Self::SupplyingAgencyMessage(message) => message.write(kind.element(), &mut out),
            Self::SupplyingAgencyMessageConfirmation(message) => message.write(kind.element(), &mut out),
            Self::RequestingAgencyMessage(message) => message.write(kind.element(), &mut out),
            Self::RequestingAgencyMessageConfirmation(message) => message.write(kind.element(), &mut out),
        }
        out.writer.finish()
    }

    /// Which of the six.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Request(_) => Kind::Request,
            Self::RequestConfirmation(_) => Kind::RequestConfirmation,
            Self::SupplyingAgencyMessage(_) => Kind::SupplyingAgencyMessage,
            Self::SupplyingAgencyMessageConfirmation(_) => Kind::SupplyingAgencyMessageConfirmation,
            Self::RequestingAgencyMessage(_) => Kind::RequestingAgencyMessage,
            Self::RequestingAgencyMessageConfirmation(_) => Kind::RequestingAgencyMessageConfirmation,
        }
    }

    /// The header; `None` for a confirmation.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::Request(message) => Some(&message.header),
            Self::SupplyingAgencyMessage(message) => Some(&message.header),
            Self::RequestingAgencyMessage(message) => Some(&message.header),
            _ => None,
        }
    }

    /// The confirmation header; `None` for anything but a confirmation.
    #[must_use]
    pub fn confirmation_header(&self) -> Option<&ConfirmationHeader> {
        match self {
            Self::RequestConfirmation(message) => Some(&message.confirmation_header),
            Self::SupplyingAgencyMessageConfirmation(message) => Some(&message.confirmation_header),
            Self::RequestingAgencyMessageConfirmation(message) => Some(&message.confirmation_header),
            _ => None,
        }
    }

    /// The faults that a confirmation reports; empty for any other message.
    #[must_use]
    pub fn error_data(&self) -> &[ErrorData] {
        match self {
            Self::RequestConfirmation(message) => &message.error_data,
            Self::SupplyingAgencyMessageConfirmation(message) => &message.error_data,
            Self::RequestingAgencyMessageConfirmation(message) => &message.error_data,
            _ => &[],
        }
    }
}

macro_rules! into_message {
    ($($structure:ident, $wrapped:expr;)*) => {
        $(impl From<$structure> for Message {
            fn from(message: $structure) -> Self {
                $wrapped(message.into())
            }
        })*
    };
}

into_message! {
    Request, Self::Request;
    RequestConfirmation, Self::RequestConfirmation;
    SupplyingAgencyMessage, Self::SupplyingAgencyMessage;
    SupplyingAgencyMessageConfirmation, Self::SupplyingAgencyMessageConfirmation;
    RequestingAgencyMessage, Self::RequestingAgencyMessage;
    RequestingAgencyMessageConfirmation, Self::RequestingAgencyMessageConfirmation;
}
