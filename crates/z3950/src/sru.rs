//! SRU (Search/Retrieve via URL) 1.1, 1.2 and 2.0: requests, answers, and a server over any [`Target`](crate::server::Target).
//!
//! SRU is the HTTP sibling of Z39.50: queries in CQL, records in XML, the same indexes. Not in here: HTTP. A request is the
//! query part of an address; an answer is an XML document. Versions 1.1 and 1.2 are those of the Library of Congress
//! (`http://www.loc.gov/zing/srw/`), 2.0 is the OASIS standard searchRetrieve 1.0 of 2013.
//!
//! ```
//! use z3950::sru::{Request, SearchRetrieveRequest, Version};
//!
//! let request = SearchRetrieveRequest::new(Version::V1_2, "alma.isbn = 9780140449112");
//! let text = Request::SearchRetrieve(request).to_query();
//! assert_eq!(text, "version=1.2&operation=searchRetrieve&query=alma.isbn%20%3D%209780140449112");
//! ```

mod diagnostic;
mod encode;
mod explain;
mod parameters;
mod request;
mod response;
mod server;
mod sort;

pub use diagnostic::{DIAGNOSTICS, SruDiagnostic};
pub use explain::Explain;
pub use request::{ExplainRequest, Refusal, Request, ScanRequest, SearchRetrieveRequest};
pub use response::{ExplainResponse, Record, Response, ScanResponse, SearchRetrieveResponse, Term};
pub use server::{Reply, Server, Settings};

/// Schema of MARCXML records, under the identifier of the SRU register.
pub const MARCXML: &str = "info:srw/schema/1/marcxml-v1.1";
/// Schema of a diagnostic that stands in a record's place.
pub const DIAGNOSTIC_SCHEMA: &str = "info:srw/schema/1/diagnostics-v1.1";

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Version {
    /// 1.1 (2004).
    V1_1,
    /// 1.2 (2007), the one that Alma speaks.
    #[default]
    V1_2,
    /// 2.0 (OASIS, 2013).
    V2_0,
}

impl Version {
    /// The version with this number, `1.1`, `1.2` or `2.0`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1.1" => Some(Self::V1_1),
            "1.2" => Some(Self::V1_2),
            "2.0" => Some(Self::V2_0),
            _ => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V2_0 => "2.0",
        }
    }

    /// Namespace of answers, those to scans excepted.
    const fn namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "http://www.loc.gov/zing/srw/",
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        }
    }

    const fn scan_namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "http://www.loc.gov/zing/srw/",
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/scan",
        }
    }

    const fn diagnostic_namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "http://www.loc.gov/zing/srw/diagnostic/",
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/diagnostic",
        }
    }

    /// Name of the parameter and element that says whether a record is text or XML.
    const fn escaping_name(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "recordPacking",
            Self::V2_0 => "recordXMLEscaping",
        }
    }
}

/// How a record travels inside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Escaping {
    /// As XML.
    #[default]
    Xml,
    /// As text, with its angle brackets escaped.
    String,
}

impl Escaping {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "xml" => Some(Self::Xml),
            "string" => Some(Self::String),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::String => "string",
        }
    }
}
