//! Why bytes are not an NCIP message.

use std::fmt;

use crate::element::shortened;

/// Why an answer or a request could not be read as NCIP, in words for the person who set up the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Nothing was sent.
    Empty,
    /// A web page was sent. Alma and proxies do that for a wrong address.
    WebPage,
    /// Not XML that can be read; says where.
    Xml(xml::Error),
    /// XML, but its root element has this name.
    NotNcip(String),
    /// An `NCIPMessage` with nothing in it.
    NoService,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "the other side sent nothing: check the NCIP address (https, and the path /view/NCIPServlet for Alma)",
            ),
            Self::WebPage => f.write_str(
                "the other side sent a web page instead of an NCIP message: check the NCIP address (https, the right host, \
                 and the path /view/NCIPServlet for Alma)",
            ),
            Self::Xml(fault) => write!(f, "the message cannot be read: {fault}"),
            Self::NotNcip(root) => {
                write!(f, "not an NCIP message: it begins with {}, not with NCIPMessage", shortened(root))
            }
            Self::NoService => f.write_str("the NCIP message is empty: /NCIPMessage has no service in it"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<xml::Error> for DecodeError {
    fn from(fault: xml::Error) -> Self {
        Self::Xml(fault)
    }
}
