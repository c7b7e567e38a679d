//! Which NCIP a message says it is.

use std::fmt;

/// The `version` attribute of a message, kept as sent.
///
/// A message of version 1 is held in the types of version 2; it is written as version 1 again when its version says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version(String);

/// The edition that a [`Version`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// Version 1, with a DTD and scheme/value pairs.
    One,
    /// Version 2.0.
    Two,
    /// Version 2.01.
    TwoOne,
    /// Version 2.02.
    TwoTwo,
    /// Some other text; read as version 2.
    Unknown,
}

impl Version {
    /// The DTD of version 1.0.
    pub const ONE: &'static str = "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd";
    /// The schema of version 2.0, as Alma names it in its answers.
    pub const TWO: &'static str = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd";
    /// The schema of version 2.01.
    pub const TWO_ONE: &'static str = "http://www.niso.org/schemas/ncip/v2_01/ncip_v2_01.xsd";
    /// The schema of version 2.02.
    pub const TWO_TWO: &'static str = "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd";

    /// A version by the text of its attribute.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text of the attribute; empty when the message names no version.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The edition that the text names.
    #[must_use]
    pub fn edition(&self) -> Edition {
        let known =
            [("v1_", Edition::One), ("v2_02", Edition::TwoTwo), ("v2_01", Edition::TwoOne), ("v2_0", Edition::Two)];
        known.iter().find(|(mark, _)| self.0.contains(mark)).map_or(Edition::Unknown, |(_, edition)| *edition)
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::One => "1.0",
            Self::Two => "2.0",
            Self::TwoOne => "2.01",
            Self::TwoTwo => "2.02",
            Self::Unknown => "of unknown version",
        })
    }
}
