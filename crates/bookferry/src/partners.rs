//! Other libraries: ISO 18626 messages in and out. The only place that knows both the protocol and the lifecycle's events.

mod incoming;
mod listener;
mod outgoing;
mod send;

use std::fmt;

pub use listener::{Receipt, receive};
pub use outgoing::{EDITION, Envelope, from_requester, from_supplier};
pub use send::send;

/// Begins a note that accepts the supplier's conditions. ISO 18626 has no code for it; Alma's staff type this word, so partners know it.
const ACCEPT_MARK: &str = "ACCEPT";

/// Begins a note that reports trouble with an item, followed by the stable name of the trouble and another of these signs. ISO 18626 has no
/// codes for it; ReShare's marks in notes look the same. Behind it stand words that everybody understands.
const TROUBLE_MARK: &str = "#";

/// A library's symbol: a scheme and a value, such as `ISIL:01EAST`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Symbol {
    /// The scheme (ISO 18626 agencyIdType).
    pub scheme: String,
    /// The value (agencyIdValue).
    pub value: String,
}

impl Symbol {
    /// A symbol from its text form. Without a scheme it is taken as an ISIL.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((scheme, value)) => Self { scheme: scheme.to_owned(), value: value.to_owned() },
            None => Self { scheme: "ISIL".to_owned(), value: text.to_owned() },
        }
    }
}

impl From<&iso18626::AgencyId> for Symbol {
    fn from(agency: &iso18626::AgencyId) -> Self {
        let scheme = match agency.agency_id_type.value.as_str() {
            "" => "ISIL",
            scheme => scheme,
        };
        Self { scheme: scheme.to_owned(), value: agency.agency_id_value.clone() }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}
